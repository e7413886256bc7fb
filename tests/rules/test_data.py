"""Training data by class: derived from clauses, and in agreement with those who read the licenses by hand."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.catalog import catalog
from checker.policy.schema import DataUse
from checker.rules.data import data_use
from checker.spdx import SpdxExpression

# The classes of the Data Provenance Initiative in its own short form.
CLASSES = {"All": DataUse.COMMERCIAL, "NC": DataUse.NON_COMMERCIAL, "Acad": DataUse.ACADEMIC}


@pytest.mark.parametrize(
    ("license", "use"),
    [
        ("CC-BY-4.0", DataUse.COMMERCIAL),
        ("ODC-By-1.0", DataUse.COMMERCIAL),
        ("GPL-3.0-only", DataUse.COMMERCIAL),
        ("CC-BY-NC-4.0", DataUse.NON_COMMERCIAL),
        ("CC-BY-NC-ND-4.0", DataUse.NON_COMMERCIAL),
        ("LicenseRef-qwen-research", DataUse.ACADEMIC),
        ("LicenseRef-nobody-knows", DataUse.UNSPECIFIED),
        ("NOASSERTION", DataUse.UNSPECIFIED),
    ],
)
def test_the_class_follows_from_the_clauses(license: str, use: DataUse) -> None:
    assert use is data_use(license, catalog())


def test_every_license_that_we_know_has_the_class_that_experts_gave_it(corpus: Path) -> None:
    experts = json.loads((corpus / "dumps" / "dpi-license_classes.json").read_text(encoding="utf-8"))
    agreed, differing = [], []
    for name, (use, *_) in experts.items():
        ids = {leaf.id for text in catalog().resolve(name).alternatives for leaf in SpdxExpression.parse(text).licenses}
        if ids:
            ours = {data_use(license_id, catalog()) for license_id in ids}
            (agreed if ours == {CLASSES.get(use, DataUse.UNSPECIFIED)} else differing).append(name)

    assert [] == differing
    assert len(agreed) >= 41

"""Facts and fingerprints speak of the same texts: every license of the catalog is what the identifier names."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from checker.catalog import catalog
from checker.identify import identify


def known_texts() -> Iterator[tuple[str, str]]:
    for license_id in catalog().ids():
        terms = catalog().terms(license_id)
        assert terms is not None
        yield from ((slug, license_id) for slug in terms.texts)
        yield from ((slug, document.id) for document in terms.incorporates for slug in document.texts)


# Copies that were changed on their way are not the license; that they resemble it is for the identifier's own tests.
TEXTS = sorted({(slug, license_id) for slug, license_id in known_texts() if not slug.startswith("wild-")})
# A line that a packager put above the text.
PACKAGER = re.compile(r"\A\s*\[For the original[^\]]*\]\s*")


@pytest.mark.parametrize(("slug", "license_id"), TEXTS, ids=[slug for slug, _ in TEXTS])
def test_a_known_text_is_identified_as_the_license_whose_facts_it_gave(
    slug: str, license_id: str, corpus: Path
) -> None:
    text = (corpus / "licenses" / f"{slug}.txt").read_text(encoding="utf-8", errors="replace")

    text = PACKAGER.sub("", text)
    named = {name for found in identify(text) if found.is_exact for name in (found.expression, *found.candidates)}

    assert license_id in named

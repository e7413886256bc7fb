"""The file to fill in: every statement that a policy asks for, bound to the digest of the weights."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from checker.model.release import WeightManifest
from checker.release.attestations import PREDICATE, STATEMENT, SUBJECT_NAME, item_kinds
from checker.release.judging import ACKNOWLEDGED, RESULTS


def attestation_template(items: Sequence[str], manifest: WeightManifest) -> str:
    """
    An in-toto statement with each of `items` to be filled in; as it stands it fails.

    `asks` says what a statement has to cover and is not looked at. `manifest` has to have a digest.
    """
    statement = {
        "_type": STATEMENT,
        "subject": [{"name": SUBJECT_NAME, "digest": {"sha256": str(manifest.digest).removeprefix("sha256:")}}],
        "predicateType": PREDICATE,
        "predicate": {"attestations": [_blank(item) for item in items]},
    }
    return json.dumps(statement, indent=2, ensure_ascii=False) + "\n"


def _blank(item: str) -> dict[str, Any]:
    kind = item_kinds()[item]
    person = {"name": "", "role": "", "org": ""}
    asks = f"{kind.title}: {kind.asks}. Roles: {', '.join(kind.roles)}. Result: {', '.join(RESULTS)}."
    if kind.distinct_roles > 1:
        asks += f" {kind.distinct_roles} people in different roles."
    blank: dict[str, Any] = {
        "item": item,
        "asks": asks,
        "statement": "",
        "scope": "",
        "evidence": [{"uri": "", "sha256": ""}],
        "by": [dict(person) for _ in range(kind.distinct_roles)],
        "at": "",
        "expires": "",
        "result": "",
        "residual_risk": "",
    }
    if kind.irreversible:
        blank["asks"] += f" Write {ACKNOWLEDGED!r} under irreversible."
        blank["irreversible"] = ""
    return blank

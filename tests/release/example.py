"""
The example of a ready release: a copy to spoil, and how its digests are bound anew.

`python -m tests.release.example` binds the example itself, after one of its weights has changed.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from checker.model.release import WeightManifest
from checker.model.snapshot import Kind, Target
from checker.release.manifest import read_manifest, write_manifest
from checker.release.template import attestation_template
from checker.sources.local import LocalSnapshot

ROOT = Path(__file__).resolve().parents[2]
READY = ROOT / "examples" / "release" / "ready"
HUB_CACHE = ROOT / "examples" / "hub-cache"

REVIEW = "reviews/safety-review.md"
SAFETY = {"name": "Ada Brandt", "role": "safety", "org": "Acme Robotics"}
LEGAL = {"name": "Jonas Weber", "role": "legal", "org": "Acme Robotics"}
OWNER = {"name": "Mei Tan", "role": "owner", "org": "Acme Robotics"}
DATA = {"name": "Sam Okoro", "role": "data", "org": "Acme Robotics"}

STATEMENTS: Mapping[str, tuple[str, Sequence[Mapping[str, str]]]] = {
    "AT01": ("Two people read 400 tickets each; wrong queues for tickets that name an illness are rare.", [SAFETY]),
    "AT04": ("The weights may be published under Apache-2.0 on 1 December 2026.", [SAFETY, OWNER]),
    "AT07": ("A gate was weighed against; the model can do little beyond sorting tickets.", [OWNER]),
    "AT08": ("Customers agreed in the terms of the help desk; those who objected were left out.", [LEGAL]),
    "AT09": ("Names, addresses and numbers were replaced; 300 tickets were read to see that.", [DATA]),
    "AT10": ("About 1e17 floating-point operations, far below the presumption of systemic risk.", [OWNER]),
    "AT11": ("The documentation form is filled in; Mei Tan keeps it and answers within 14 days.", [OWNER]),
    "AT12": ("The weights fall under no list of controlled goods; no sanctioned party took part.", [LEGAL]),
    "AT13": ("All authors are employed by Acme Robotics; the name was searched and is free.", [LEGAL]),
    "AT14": ("Ada Brandt watches safety@acme.example; hosted copies can be withdrawn within a day.", [OWNER]),
}


def copy_example(folder: Path) -> Path:
    """A copy of the ready release in `folder`."""
    target = folder / "ticket-router"
    shutil.copytree(READY, target)
    return target


def manifest_of(folder: Path) -> WeightManifest:
    return read_manifest(LocalSnapshot(Target(Kind.LOCAL, str(folder))), lambda _: None)


def statement(folder: Path, items: Sequence[str]) -> dict[str, Any]:
    """The statement of people on the weights that now lie in `folder`."""
    filled: dict[str, Any] = json.loads(attestation_template(items, manifest_of(folder)))
    evidence = {"uri": REVIEW, "sha256": hashlib.sha256((folder / REVIEW).read_bytes()).hexdigest()}
    for item in filled["predicate"]["attestations"]:
        text, by = STATEMENTS[item["item"]]
        item |= {
            "statement": text,
            "scope": "ticket router 1.2.0, all uses that the card names",
            "evidence": [evidence],
            "by": by,
            "at": "2026-11-20",
            "expires": "2035-12-31",
            "result": "pass",
            "residual_risk": "Tickets in other languages are sorted by chance; accepted by the owner.",
        }
        if "irreversible" in item:
            item["irreversible"] = "acknowledged"
    return filled


def bill_of_materials(folder: Path) -> dict[str, Any]:
    """A CycloneDX document with the digest of every file of weights."""
    return {
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {"component": {"type": "machine-learning-model", "name": "ticket-router", "version": "1.2.0"}},
        "components": [
            {"type": "file", "name": file.path, "hashes": [{"alg": "SHA-256", "content": file.sha256}]}
            for file in manifest_of(folder).files
        ],
    }


def bind(folder: Path) -> None:
    """State the digests of the weights anew: manifest, bill of materials, statements of people."""
    files = dict(_bound(folder))
    for path, text in files.items():
        (folder / path).write_text(text, encoding="utf-8")


def _bound(folder: Path) -> Iterator[tuple[str, str]]:
    yield "weights.manifest.json", write_manifest(manifest_of(folder))
    yield "ticket-router.cdx.json", json.dumps(bill_of_materials(folder), indent=2) + "\n"
    yield "attestations/release.json", json.dumps(statement(folder, list(STATEMENTS)), indent=2) + "\n"


if __name__ == "__main__":
    bind(READY)

"""A user's own license texts: which id each gets, and what is refused."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import ConfigError
from checker.identify import identify, load_references
from checker.model.detection import Method

TEXT = "The Acme License\n\nWhoever holds this leaflet may copy it by hand, in ink, and sing it aloud before noon.\n"


def test_the_id_comes_from_the_facts_beside_the_text(tmp_path: Path) -> None:
    (tmp_path / "acme.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "acme.yaml").write_text("id: LicenseRef-acme-leaflet\n", encoding="utf-8")

    assert ("LicenseRef-acme-leaflet",) == load_references(tmp_path)[0].ids


@pytest.mark.parametrize(
    "name, identifier", [("acme-1.0.txt", "LicenseRef-acme-1.0"), ("mit.md", "MIT"), ("ACME", "LicenseRef-ACME")]
)
def test_the_id_comes_from_the_name_else(tmp_path: Path, name: str, identifier: str) -> None:
    (tmp_path / name).write_text(TEXT, encoding="utf-8")

    assert (identifier,) == load_references(tmp_path)[0].ids


def test_a_known_text_keeps_its_id_under_any_name(tmp_path: Path) -> None:
    own = Path(__file__).resolve().parent.parent.parent / "LICENSE"
    (tmp_path / "ours.txt").write_text(own.read_text(encoding="utf-8"), encoding="utf-8")

    assert ("Apache-2.0",) == load_references(tmp_path)[0].ids


def test_a_users_license_is_named_like_a_known_one(tmp_path: Path) -> None:
    (tmp_path / "acme-1.0.txt").write_text(TEXT, encoding="utf-8")
    references = load_references(tmp_path)

    assert Method.UNKNOWN is identify(TEXT)[0].method
    assert ("LicenseRef-acme-1.0", Method.VERBATIM) == (
        identify(f"# {TEXT.upper()}", references=references)[0].expression,
        identify(TEXT, references=references)[0].method,
    )


@pytest.mark.parametrize(
    "files, message",
    [
        ({}, "holds no license text"),
        ({"acme.txt": b"\xff\xfe\x00"}, "is not UTF-8"),
        ({"acme.txt": b"x", "acme.yaml": b"id: not an id"}, "gives no license id"),
        ({"acme.txt": b"x", "acme.yaml": b"- id"}, "gives no license id"),
        ({"acme & sons.txt": b"x"}, "cannot be a license id"),
        ({"acme.txt": b"x" * 1_000_001}, "larger than 1 MB"),
    ],
)
def test_a_folder_that_cannot_be_used_is_refused(tmp_path: Path, files: dict[str, bytes], message: str) -> None:
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)

    with pytest.raises(ConfigError, match=message):
        load_references(tmp_path)

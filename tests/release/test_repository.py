"""What the files beside the card tell: what loading needs, digests that files state, documents, open components."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.model.release import DocumentKind, Loading, StatedDigests, StatedKind
from checker.model.snapshot import Kind, Target
from checker.release.documents import find_kind, read_documents
from checker.release.loading import MAX_NAMED, read_loading
from checker.release.stated import find_stated_kind, read_stated
from checker.sources.local import LocalSnapshot

Gate = Callable[..., tuple[int, dict[str, Any]]]
ONE, TWO = "1" * 64, "2" * 64
DEEP = "[" * 100_000 + "]" * 100_000


def snapshot(folder: Path, **files: str) -> LocalSnapshot:
    for name, content in files.items():
        path = folder / name.replace("__", ".")
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    return LocalSnapshot(Target(Kind.LOCAL, str(folder)))


def loading(folder: Path, **files: str) -> Loading:
    return read_loading(snapshot(folder, **files))


def test_the_shards_that_an_index_names_and_nobody_has_are_found(tmp_path: Path) -> None:
    index = json.dumps({"weight_map": {"a": "one.safetensors", "b": "two.safetensors", "c": "two.safetensors"}})
    found = loading(tmp_path, model__safetensors__index__json=index, one__safetensors="")

    assert ("two.safetensors",) == found.missing_shards


@pytest.mark.parametrize("index", ["{", "[]", '{"weight_map": []}', '{"weight_map": 3}', DEEP, b"\xff\xfe{"])
def test_an_index_that_is_none_names_no_shards(index: str | bytes, tmp_path: Path) -> None:
    data = index.encode() if isinstance(index, str) else index
    (tmp_path / "model.safetensors.index.json").write_bytes(data)

    assert () == loading(tmp_path).missing_shards


def test_an_index_of_endless_or_odd_names_does_no_harm(tmp_path: Path) -> None:
    shards: dict[str, Any] = {str(number): f"{number}.safetensors" for number in range(MAX_NAMED + 1)}
    index = json.dumps({"weight_map": shards | {"odd": ["a list"]}})

    assert MAX_NAMED == len(loading(tmp_path, model__safetensors__index__json=index).missing_shards)


def test_code_that_loading_runs_is_found_in_lists_too(tmp_path: Path) -> None:
    config = {"auto_map": {"AutoModel": "modeling.Net", "AutoTokenizer": ["tokenizing.Slow", None]}}

    assert ("modeling.Net", "tokenizing.Slow") == loading(tmp_path, config__json=json.dumps(config)).code


def stated(folder: Path, name: str, content: str) -> StatedDigests:
    (folder / name).write_text(content, encoding="utf-8")
    (found,) = read_stated(LocalSnapshot(Target(Kind.LOCAL, str(folder))), ())
    return found


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("weights.manifest.json", StatedKind.MANIFEST),
        ("SHA256SUMS", StatedKind.CHECKSUMS),
        ("checksums.sha256", StatedKind.CHECKSUMS),
        ("model.sig", StatedKind.SIGNATURE),
        ("model.cdx.json", StatedKind.BILL_OF_MATERIALS),
        ("aibom.json", StatedKind.BILL_OF_MATERIALS),
        ("sbom.spdx.json", StatedKind.BILL_OF_MATERIALS),
        ("config.json", None),
        ("old/weights.manifest.json", None),
    ],
)
def test_files_that_state_digests_are_told_by_their_name(path: str, kind: StatedKind | None) -> None:
    assert kind == find_stated_kind(path)


def test_checksums_are_read_as_the_command_writes_them(tmp_path: Path) -> None:
    found = stated(tmp_path, "SHA256SUMS", f"{ONE}  a.safetensors\n{TWO.upper()} *./b.bin\n# nothing\nabc  c.bin\n")

    assert {"a.safetensors": ONE, "b.bin": TWO} == found.digests


@pytest.mark.parametrize(
    ("name", "document"),
    [
        ("m.cdx.json", {"components": [{"hashes": [{"alg": "SHA-256", "content": ONE.upper()}]}]}),
        ("m.spdx.json", {"files": [{"checksums": [{"algorithm": "SHA256", "checksumValue": ONE}]}]}),
        ("m.spdx.json", {"@graph": [{"verifiedUsing": [{"algorithm": "sha256", "hashValue": ONE}]}]}),
    ],
)
def test_digests_are_found_in_bills_of_either_standard(name: str, document: object, tmp_path: Path) -> None:
    assert (ONE,) == stated(tmp_path, name, json.dumps(document)).loose


@pytest.mark.parametrize("name", ["weights.manifest.json", "model.sig"])
@pytest.mark.parametrize("content", ["", "null", "[]", '{"schema": 1}', '{"dsseEnvelope": 1}', DEEP])
def test_what_is_no_statement_of_digests_is_told(name: str, content: str, tmp_path: Path) -> None:
    found = stated(tmp_path, name, content)

    assert {} == found.digests
    assert found.problem


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("SECURITY.md", DocumentKind.SECURITY),
        ("docs/data-card.md", DocumentKind.DATA_CARD),
        ("DataSheet.md", DocumentKind.DATA_CARD),
        ("Technical_Report.pdf", DocumentKind.TECHNICAL_REPORT),
        ("paper.pdf", DocumentKind.RESEARCH_PAPER),
        ("EVALUATION_RESULTS.md", DocumentKind.EVALUATION),
        ("evals.md", DocumentKind.EVALUATION),
        ("training-data-summary.txt", DocumentKind.TRAINING_SUMMARY),
        ("CopyrightPolicy.md", DocumentKind.COPYRIGHT_POLICY),
        ("README.md", None),
        ("medieval.md", None),
        ("src/SECURITY.md", None),
        ("security.py", None),
    ],
)
def test_documents_are_told_by_the_words_of_their_name(path: str, kind: DocumentKind | None) -> None:
    assert kind == find_kind(path)


def test_a_document_is_read_by_topic_and_one_that_is_no_text_is_not(tmp_path: Path) -> None:
    (tmp_path / "paper.pdf").write_bytes(b"%PDF-1.7")
    policy = "# Copyright policy\n\nWrite to rights@acme.example with any complaint.\n"
    found = {document.kind: document for document in read_documents(snapshot(tmp_path, COPYRIGHT_POLICY__md=policy))}

    assert found[DocumentKind.RESEARCH_PAPER].text is None
    read = found[DocumentKind.COPYRIGHT_POLICY]
    assert (("rights@acme.example",), True) == (read.contacts, read.complaints)


COMPLETE = (
    *("train.py", "modeling_router.py", "evaluate.py", "data/eval.jsonl", "prepare_data.py"),
    *("paper.pdf", "checkpoint-100/model.safetensors"),
)


@pytest.mark.parametrize(
    ("added", "reached"),
    [((), "class-iii"), (COMPLETE[:4], "class-ii"), (COMPLETE, "class-i"), (COMPLETE[1:], "class-iii")],
)
def test_the_class_is_the_highest_of_which_nothing_lacks(
    added: tuple[str, ...], reached: str, folder: Path, gate: Gate
) -> None:
    for path in added:
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(b"x")

    openness = gate()[1]["models"][0]["release"]["openness"]

    assert reached == openness["reached"]
    assert (reached == "class-i") == (openness["next_class"] is None)


def test_an_empty_file_is_no_component(folder: Path, gate: Gate) -> None:
    (folder / "train.py").write_bytes(b"")

    openness = gate()[1]["models"][0]["release"]["openness"]

    assert "Training code: not found" in openness["missing"]


def test_a_component_under_terms_that_are_not_open_does_not_count(folder: Path, gate: Gate) -> None:
    (card,) = (folder.parent / "hub-cache").glob("datasets--acme--tickets/snapshots/*/README.md")
    text = card.read_text(encoding="utf-8")
    assert "license: cc-by-4.0" in text
    card.write_text(text.replace("license: cc-by-4.0", "license: cc-by-nc-4.0"), encoding="utf-8")
    for path in COMPLETE:
        (folder / path).parent.mkdir(exist_ok=True)
        (folder / path).write_bytes(b"x")

    openness = gate()[1]["models"][0]["release"]["openness"]

    assert ("class-ii", ["Datasets"]) == (openness["reached"], [m.partition(":")[0] for m in openness["missing"]])
    assert "CC-BY-NC-4.0, no open license" in openness["missing"][0]

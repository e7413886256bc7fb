"""Files of weights that nobody can load are told, though their digests are right."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.release.conftest import checks
from tests.release.example import bind

Gate = Callable[..., tuple[int, dict[str, Any]]]
SHARD = "model-00001-of-00002.safetensors"
POINTER = b"version https://git-lfs.github.com/spec/v1\noid sha256:" + b"4d" * 32 + b"\nsize 5000000000\n"


def lacks(report: dict[str, Any], id: str = "RG11") -> list[str]:
    (found,) = (check["lacks"] for check in report["models"][0]["release"]["checks"] if check["id"] == id)
    return [message for message, _ in found]


@pytest.mark.parametrize(
    ("spoil", "says"),
    [
        (lambda data: b"", "it is empty"),
        (lambda data: POINTER, "it is a Git LFS pointer, not the file itself"),
        (lambda data: data[:-3], "it is 138 bytes long, and its header states 141"),
        (lambda data: data + b"\0", "bytes long, and its header states"),
        (lambda data: data[:20], "its header is not valid"),
        (lambda data: b"\xff" * 500, "exceeds the limit"),
        (lambda data: (2).to_bytes(8, "little") + b"[]", "its header is not valid"),
        (lambda data: (2).to_bytes(8, "little") + b"{}", "which its header does not have"),
    ],
)
def test_a_shard_that_cannot_be_loaded_blocks_though_it_was_bound(
    spoil: Callable[[bytes], bytes], says: str, folder: Path, gate: Gate
) -> None:
    shard = folder / SHARD
    shard.write_bytes(spoil(shard.read_bytes()))
    bind(folder)

    code, report = gate()

    assert ["RG11"] == checks(report, "lacking", "unknown")
    (told,) = lacks(report)
    assert (1, True, True) == (code, told.startswith(f"{SHARD} cannot be loaded: "), says in told), told


def test_a_gguf_file_begins_as_one(folder: Path, gate: Gate) -> None:
    (folder / "router.gguf").write_bytes(b"<!DOCTYPE html>")
    bind(folder)

    assert ["router.gguf cannot be loaded: it does not begin with GGUF."] == lacks(gate()[1])


@pytest.mark.parametrize("profile", ["small", "standard"])
def test_a_shard_that_cannot_be_read_is_there_and_not_known(profile: str, folder: Path, gate: Gate) -> None:
    shard = folder / SHARD
    elsewhere = folder.parent / "elsewhere"
    shard.rename(elsewhere)
    shard.symlink_to(elsewhere)

    code, report = gate("--profile", profile)

    assert 1 == code
    assert [f"{SHARD} could not be read."] == lacks(report)
    assert not any("lacks" in message for message in lacks(report, "RG13"))


def test_a_missing_shard_is_named_once(folder: Path, gate: Gate) -> None:
    (folder / SHARD).unlink()

    assert [f"The weights lack {SHARD}."] == lacks(gate()[1])


def test_an_index_that_lists_its_shards_in_odd_ways_does_no_harm(folder: Path, gate: Gate) -> None:
    (folder / "model.safetensors.index.json").write_text(json.dumps({"weight_map": {"a": ["a list"]}}))
    bind(folder)

    assert ["The weights lack ['a list']."] == lacks(gate()[1])


@pytest.mark.parametrize("profile", ["small", "standard"])
def test_weights_behind_a_link_that_is_not_followed_leave_the_digest_open(
    profile: str, folder: Path, gate: Gate
) -> None:
    elsewhere = folder.parent / "elsewhere"
    elsewhere.mkdir()
    (elsewhere / "more.safetensors").write_bytes((folder / SHARD).read_bytes())
    (folder / "more").symlink_to(elsewhere)

    code, report = gate("--profile", profile)

    assert (1, None) == (code, report["models"][0]["release"]["manifest"]["digest"])
    assert ["RG11"] == checks(report, "unknown")
    assert "may be weights that nothing here has seen" in lacks(report)[0]

"""Weight headers are opened only where they tell something, and what stays closed is said."""

from __future__ import annotations

import struct
from collections.abc import Callable
from typing import Any

import pytest

from checker.evidence import collect
from checker.evidence.weight_headers import FIRST_BYTES, GGUF_STEPS, MAX_HEADERS
from checker.model.snapshot import Origin


def gguf_of(pad: int = 0, license_id: str = "llama3.1") -> bytes:
    """A GGUF header whose license stands after `pad` bytes of a description."""

    def pair(key: str, value: str) -> bytes:
        return struct.pack("<Q", len(key)) + key.encode() + struct.pack("<IQ", 8, len(value)) + value.encode()

    pairs = [pair("general.description", "d" * 900_000)] * (pad // 900_000)
    pairs += [pair("general.description", "d" * (pad % 900_000)), pair("general.license", license_id)]
    return b"GGUF" + struct.pack("<IQQ", 3, 0, len(pairs)) + b"".join(pairs)


def safetensors_of(license_id: str, pad: int = 0) -> bytes:
    header = b'{"__metadata__":{"license":"%s"}}' % license_id.encode() + b" " * pad
    return len(header).to_bytes(8, "little") + header


SAID = {"cardData": {"license": "mit", "base_model": "a/b"}, "tags": []}
BASE_IS_A_FOLDER = {"cardData": {"license": "mit", "base_model": "/cache/models--a--b/snapshots/1"}, "tags": []}
UNNAMED_BASE = {"cardData": {"license": "mit"}, "tags": []}
WEIGHTS = {"b-Q8.gguf": gguf_of(pad=100), "a-Q4.gguf": gguf_of(), "m.safetensors": safetensors_of("openrail")}


@pytest.mark.parametrize(
    ("info", "read", "unread"),
    [
        (SAID, [], ["2 .gguf", "1 .safetensors"]),
        (UNNAMED_BASE, ["a-Q4.gguf"], ["1 .gguf", "1 .safetensors"]),
        (BASE_IS_A_FOLDER, ["a-Q4.gguf"], ["1 .gguf", "1 .safetensors"]),
        ({"tags": []}, ["a-Q4.gguf", "m.safetensors"], ["1 .gguf"]),
    ],
)
def test_on_the_hub_one_header_is_read_when_license_or_base_is_unnamed(
    repository: Callable[..., Any], info: dict[str, Any], read: list[str], unread: list[str]
) -> None:
    hub = repository(WEIGHTS, info=info, origin=Origin.HUB)

    evidence = collect(hub)

    assert [path for path, _ in hub.reads] == read
    assert [line.removeprefix("the headers of ").partition(" files")[0] for line in evidence.not_checked] == unread


def test_from_a_folder_every_header_up_to_a_limit_is_read(repository: Callable[..., Any]) -> None:
    files = {f"{number:02}.gguf": gguf_of() for number in range(MAX_HEADERS + 2)}

    evidence = collect(repository({**files, "m.safetensors": safetensors_of("openrail")}, info=SAID))

    said = [d.values[0] for d in evidence.declarations if d.citation.file]
    assert said == ["llama3.1"] * MAX_HEADERS + ["openrail"]
    assert evidence.not_checked == (f"the headers of 2 .gguf files: the limit is {MAX_HEADERS}",)


@pytest.mark.parametrize(
    "path", ["m-00002-of-00003.gguf", "model-00010-of-00011.safetensors", "mmproj-model.gguf", "x/mtp-a.gguf"]
)
def test_later_shards_and_companions_are_not_opened(repository: Callable[..., Any], path: str) -> None:
    local = repository({path: b""})

    assert collect(local).problems == ()
    assert local.reads == []


def test_the_first_shard_is_opened(repository: Callable[..., Any]) -> None:
    assert collect(repository({"m-00001-of-00003.gguf": gguf_of()})).declarations[0].values == ("llama3.1",)


def test_a_long_header_is_read_in_growing_steps(repository: Callable[..., Any]) -> None:
    local = repository({"m.gguf": gguf_of(pad=2_000_000)})

    assert collect(local).declarations[0].values == ("llama3.1",)
    assert [limit for _, limit in local.reads] == [step + 1 for step in GGUF_STEPS]


def test_a_header_past_the_last_step_is_said_to_be_read_in_part(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({"m.gguf": gguf_of(pad=9_000_000)}))

    assert evidence.declarations == ()
    assert evidence.not_checked == ("m.gguf: its header goes on past the 8,000,000 bytes that were read",)


def test_a_long_safetensors_header_takes_a_second_read_of_just_its_length(repository: Callable[..., Any]) -> None:
    data = safetensors_of("openrail", pad=200_000)
    local = repository({"m.safetensors": data + bytes(1_000)})

    assert collect(local).declarations[0].values == ("openrail",)
    assert [limit for _, limit in local.reads] == [FIRST_BYTES + 1, len(data) + 1]


@pytest.mark.parametrize(
    ("path", "data", "reason"),
    [
        ("m.gguf", b"", "does not begin with GGUF"),
        ("m.gguf", gguf_of()[:-3], "ends inside its header"),
        ("m.gguf", b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        ("m.safetensors", b"version https://git-lfs.github.com/spec/v1\n", "a Git LFS pointer"),
        ("m.safetensors", b"\x10", "exceeds the limit|ends inside"),
    ],
)
def test_a_header_that_does_not_parse_is_a_problem(
    repository: Callable[..., Any], path: str, data: bytes, reason: str
) -> None:
    (problem,) = collect(repository({path: data})).problems

    assert problem.code == "LC0110"
    assert problem.citations[0].file == path
    assert any(part in problem.message for part in reason.split("|"))


def test_a_header_that_cannot_be_had_is_inaccessible(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({}, refused=frozenset({"m.gguf"})))

    assert [problem.code for problem in evidence.problems] == ["LC0111"]
    assert [lost.path for lost in evidence.inaccessible] == ["m.gguf"]

"""The digest of the weights: what it covers, and that it is made in little memory."""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from pathlib import Path

import pytest

from checker.model.release import WeightManifest
from checker.model.snapshot import Kind, Target
from checker.release.manifest import canonical, is_weight_file, read_manifest, write_manifest
from checker.sources import Sources, SourceSettings
from checker.sources.local import LocalSnapshot
from tests.loopback_hub import LoopbackHub, Repository

SHARD = "model-0000{}-of-00002.safetensors"


def read(folder: Path) -> WeightManifest:
    return read_manifest(LocalSnapshot(Target(Kind.LOCAL, str(folder))), lambda _: None)


@pytest.fixture
def model(tmp_path: Path) -> Path:
    (tmp_path / SHARD.format(1)).write_bytes(b"one")
    (tmp_path / SHARD.format(2)).write_bytes(b"two")
    (tmp_path / "README.md").write_text("# A model\n", encoding="utf-8")
    return tmp_path


def test_the_manifest_has_the_digest_of_every_shard(model: Path) -> None:
    files = read(model).files

    assert [SHARD.format(1), SHARD.format(2)] == [file.path for file in files]
    assert [hashlib.sha256(b"one").hexdigest(), hashlib.sha256(b"two").hexdigest()] == [file.sha256 for file in files]
    assert [3, 3] == [file.size for file in files]


def test_the_digest_is_that_of_the_canonical_form_which_the_written_file_holds(model: Path) -> None:
    manifest = read(model)
    written = json.loads(write_manifest(manifest))

    assert f"sha256:{hashlib.sha256(canonical(manifest.files)).hexdigest()}" == manifest.digest
    assert written == json.loads(canonical(manifest.files))
    assert "lic-check/weights/1" == written["schema"]
    assert b" " not in canonical(manifest.files)


def test_one_flipped_byte_gives_another_digest(model: Path) -> None:
    before = read(model).digest
    (model / SHARD.format(2)).write_bytes(b"twp")

    assert before != read(model).digest


def test_a_renamed_or_an_added_shard_gives_another_digest(model: Path) -> None:
    before = read(model).digest
    (model / SHARD.format(1)).rename(model / "model.safetensors")
    renamed = read(model).digest
    (model / "adapter_model.bin").write_bytes(b"")

    assert 3 == len({before, renamed, read(model).digest})


def test_documents_may_change(model: Path) -> None:
    before = read(model).digest
    (model / "README.md").write_text("# A better card\n", encoding="utf-8")
    (model / "config.json").write_text("{}", encoding="utf-8")

    assert before == read(model).digest


@pytest.mark.parametrize(
    ("path", "counts"),
    [
        ("model.safetensors", True),
        ("sub/model-q4.gguf", True),
        ("pytorch_model.bin", True),
        ("model.safetensors.index.json", True),
        ("config.json", False),
        ("tokenizer.json", False),
        ("README.md", False),
    ],
)
def test_what_counts_as_weights(path: str, counts: bool) -> None:
    assert counts is is_weight_file(path)


def test_a_shard_that_cannot_be_read_leaves_no_digest(model: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere") / "weights"
    elsewhere.write_bytes(b"three")
    (model / "model-3.safetensors").symlink_to(elsewhere)
    manifest = read(model)

    assert None is manifest.digest
    assert ("model-3.safetensors",) == manifest.unread


def test_a_folder_without_weights_has_no_digest(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_text("# A model\n", encoding="utf-8")

    assert WeightManifest() == read(tmp_path)


def test_the_hub_tells_the_same_digest_without_the_weights(
    model: Path, loopback_hub: LoopbackHub, tmp_path_factory: pytest.TempPathFactory
) -> None:
    (model / "model.safetensors.index.json").write_text("{}", encoding="utf-8")
    loopback_hub.add(Repository("acme/tiny", {path.name: path.read_bytes() for path in model.iterdir()}))
    home = tmp_path_factory.mktemp("home")
    sources = Sources(SourceSettings(endpoint=loopback_hub.endpoint, store_dir=home, hub_cache_dir=home))
    manifest = read_manifest(sources.open(Target(Kind.MODEL, "acme/tiny")), lambda _: None)

    assert read(model) == manifest
    assert [] == [path for path in loopback_hub.paths if path.endswith(".safetensors")]


LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_AS, (400_000_000, 400_000_000))
from checker.model.snapshot import Kind, Target
from checker.release.manifest import read_manifest
from checker.sources.local import LocalSnapshot
told = []
manifest = read_manifest(LocalSnapshot(Target(Kind.LOCAL, sys.argv[1])), told.append)
print(manifest.size, len(told))
"""


def test_shards_larger_than_the_memory_allowed_are_hashed_and_progress_is_told(tmp_path: Path) -> None:
    for number in range(3):
        with (tmp_path / f"model-{number}.safetensors").open("wb") as shard:
            shard.truncate(300_000_000)
    done = subprocess.run([sys.executable, "-c", LIMITED, str(tmp_path)], capture_output=True, text=True, check=False)

    assert "" == done.stderr
    assert ["900000000", "3"] == done.stdout.split()

"""The user's Hugging Face cache, filled by huggingface_hub itself and read without it."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Origin
from checker.sources import Sources, SourceSettings, parse_target
from checker.sources.digests import git_blob_id
from tests.loopback_hub import LoopbackHub, Repository

CARD = b"---\nlicense: mit\n---\n"
LICENSE = b"You may do anything with this invention.\n"
WEIGHTS = bytes(range(256)) * 40


@pytest.fixture
def tiny(loopback_hub: LoopbackHub) -> Repository:
    files = {"README.md": CARD, "docs/LICENSE": LICENSE, "model.safetensors": WEIGHTS}
    repo = Repository("acme/tiny", files)
    loopback_hub.add(repo, Repository("acme/words", files, kind="dataset"))
    return repo


@pytest.fixture
def cache(loopback_hub: LoopbackHub, settings: SourceSettings) -> Path:
    """An empty cache, which `download` fills; the Hub's log starts anew after each."""
    assert settings.hub_cache_dir is not None
    return settings.hub_cache_dir


def download(hub: LoopbackHub, cache: Path, path: str, repo_id: str = "acme/tiny", **options: str) -> Path:
    from huggingface_hub import hf_hub_download

    found = hf_hub_download(repo_id, path, cache_dir=cache, endpoint=hub.endpoint, token=False, **options)
    hub.log.clear()
    return Path(found)


def download_all(hub: LoopbackHub, cache: Path, *patterns: str) -> Path:
    from huggingface_hub import snapshot_download

    found = snapshot_download(
        "acme/tiny", cache_dir=cache, endpoint=hub.endpoint, token=False, allow_patterns=list(patterns) or None
    )
    hub.log.clear()
    return Path(found)


def offline(settings: SourceSettings, name: str = "acme/tiny") -> SourceSettings:
    return replace(settings, offline=True, store_dir=None)


def test_single_downloads_are_a_listing_that_is_not_complete(
    loopback_hub: LoopbackHub, tiny: Repository, cache: Path, settings: SourceSettings
) -> None:
    download(loopback_hub, cache, "README.md")
    download(loopback_hub, cache, "model.safetensors")

    snapshot = Sources(offline(settings)).open(parse_target("acme/tiny"))

    sha256 = next(file.sha256 for file in tiny.stored(tiny.head) if file.is_lfs)
    assert snapshot.files == (
        FileEntry(path="README.md", size=len(CARD), blob_id=git_blob_id(CARD)),
        FileEntry(path="model.safetensors", size=len(WEIGHTS), sha256=sha256),
    )
    assert not snapshot.listing_complete
    assert (snapshot.origin, snapshot.revision, snapshot.info) == (Origin.CACHE, tiny.head, {})
    assert snapshot.read("README.md", limit=1000) == CARD
    assert snapshot.read("model.safetensors", limit=64) == WEIGHTS[:64]


def test_a_whole_download_is_a_complete_listing(
    loopback_hub: LoopbackHub, tiny: Repository, cache: Path, settings: SourceSettings
) -> None:
    download_all(loopback_hub, cache, "*.md")

    snapshot = Sources(offline(settings)).open(parse_target("acme/tiny"))

    assert snapshot.listing_complete
    assert [entry.path for entry in snapshot.files] == ["README.md", "docs/LICENSE", "model.safetensors"]
    assert [entry.sha256 is not None for entry in snapshot.files] == [False, False, True]
    assert snapshot.read("README.md", limit=1000) == CARD
    with pytest.raises(SourceError) as caught:
        snapshot.read("docs/LICENSE", limit=1000)
    assert caught.value.kind is SourceErrorKind.OFFLINE


@pytest.mark.parametrize(
    "tree", [b"", b"{", b'{"format_version": 9, "files": {}}', b'{"format_version": 1, "files": []}']
)
def test_a_listing_that_does_not_parse_is_none(
    loopback_hub: LoopbackHub, tiny: Repository, cache: Path, settings: SourceSettings, tree: bytes
) -> None:
    folder = download_all(loopback_hub, cache, "*.md")
    (folder.parent.parent / "trees" / f"{tiny.head}.json").write_bytes(tree)

    snapshot = Sources(offline(settings)).open(parse_target("acme/tiny"))

    assert [entry.path for entry in snapshot.files] == ["README.md"]
    assert not snapshot.listing_complete


def test_a_download_by_commit_is_found_by_commit_and_not_by_branch(
    loopback_hub: LoopbackHub, tiny: Repository, cache: Path, settings: SourceSettings
) -> None:
    download(loopback_hub, cache, "README.md", revision=tiny.head)

    assert Sources(offline(settings)).open(parse_target(f"acme/tiny@{tiny.head}")).revision == tiny.head
    with pytest.raises(SourceError) as caught:
        Sources(offline(settings)).open(parse_target("acme/tiny"))
    assert caught.value.kind is SourceErrorKind.OFFLINE


def test_a_branch_with_a_slash_is_found(
    loopback_hub: LoopbackHub, tiny: Repository, cache: Path, settings: SourceSettings
) -> None:
    tiny.commit({"README.md": b"# Proposed\n"}, branch="refs/pr/1")
    download(loopback_hub, cache, "README.md", revision="refs/pr/1")

    snapshot = Sources(offline(settings)).open(parse_target("acme/tiny@refs/pr/1"))

    assert snapshot.read("README.md", limit=1000) == b"# Proposed\n"


@pytest.mark.usefixtures("tiny")
def test_a_dataset_is_not_taken_for_a_model(loopback_hub: LoopbackHub, cache: Path, settings: SourceSettings) -> None:
    download(loopback_hub, cache, "README.md", "acme/words", repo_type="dataset")

    assert Sources(offline(settings)).open(parse_target("datasets/acme/words")).read("README.md", limit=99) == CARD
    with pytest.raises(SourceError):
        Sources(offline(settings)).open(parse_target("acme/words"))


@pytest.mark.parametrize("name", ["acme/none", "gpt2", f"acme/tiny@{'0' * 40}", "acme/tiny@v9"])
def test_what_is_not_cached_is_an_error(
    loopback_hub: LoopbackHub, tiny: Repository, cache: Path, settings: SourceSettings, name: str
) -> None:
    download(loopback_hub, cache, "README.md")

    with pytest.raises(SourceError) as caught:
        Sources(offline(settings)).open(parse_target(name))

    assert caught.value.kind is SourceErrorKind.OFFLINE


@pytest.mark.parametrize("damage", [lambda text: text[:-1], lambda text: text + b"!", lambda text: b"X" + text[1:]])
@pytest.mark.parametrize("whole", [True, False])
@pytest.mark.usefixtures("tiny")
def test_a_damaged_blob_is_refused(
    loopback_hub: LoopbackHub, cache: Path, settings: SourceSettings, damage: object, whole: bool
) -> None:
    folder = download_all(loopback_hub, cache) if whole else download(loopback_hub, cache, "README.md").parent
    assert callable(damage)
    (folder / "README.md").write_bytes(damage(CARD))

    with pytest.raises(SourceError) as caught:
        Sources(offline(settings)).open(parse_target("acme/tiny")).read("README.md", limit=1000)

    assert caught.value.kind is SourceErrorKind.UNREADABLE
    assert "damaged" in str(caught.value)


@pytest.mark.usefixtures("tiny")
def test_a_large_file_of_another_size_is_refused(
    loopback_hub: LoopbackHub, cache: Path, settings: SourceSettings
) -> None:
    folder = download_all(loopback_hub, cache)
    (folder / "model.safetensors").write_bytes(WEIGHTS[:-1])

    with pytest.raises(SourceError) as caught:
        Sources(offline(settings)).open(parse_target("acme/tiny")).read("model.safetensors", limit=64)

    assert caught.value.kind is SourceErrorKind.UNREADABLE


def test_a_blob_that_links_out_of_the_cache_is_not_followed(
    loopback_hub: LoopbackHub, tiny: Repository, cache: Path, settings: SourceSettings, tmp_path: Path
) -> None:
    blob = Path(os.path.realpath(download(loopback_hub, cache, "README.md")))
    blob.rename(tmp_path / "elsewhere")
    blob.symlink_to(tmp_path / "elsewhere")

    with pytest.raises(SourceError):
        Sources(offline(settings)).open(parse_target("acme/tiny")).read("README.md", limit=1000)


@pytest.mark.usefixtures("tiny")
def test_a_blob_that_links_to_the_shared_blobs_is_read(
    loopback_hub: LoopbackHub, cache: Path, settings: SourceSettings
) -> None:
    blob = Path(os.path.realpath(download(loopback_hub, cache, "README.md")))
    (cache / "blobs" / "ab").mkdir(parents=True)
    blob.rename(cache / "blobs" / "ab" / "abcd")
    blob.symlink_to(Path("..", "..", "blobs", "ab", "abcd"))

    assert Sources(offline(settings)).open(parse_target("acme/tiny")).read("README.md", limit=1000) == CARD


def test_a_cache_without_links_has_no_digests_and_is_read(
    tiny: Repository, cache: Path, settings: SourceSettings
) -> None:
    folder = cache / "models--acme--tiny"
    (folder / "snapshots" / tiny.head).mkdir(parents=True)
    (folder / "snapshots" / tiny.head / "README.md").write_bytes(CARD)
    (folder / "refs").mkdir()
    (folder / "refs" / "main").write_text(tiny.head, encoding="ascii")

    snapshot = Sources(offline(settings)).open(parse_target("acme/tiny"))

    assert snapshot.files == (FileEntry(path="README.md", size=len(CARD)),)
    assert snapshot.read("README.md", limit=1000) == CARD


@pytest.mark.usefixtures("tiny")
def test_online_what_is_cached_is_not_downloaded_again(
    loopback_hub: LoopbackHub, cache: Path, settings: SourceSettings
) -> None:
    download_all(loopback_hub, cache)
    sources = Sources(settings)

    snapshot = sources.open(parse_target("acme/tiny"))

    assert snapshot.read("README.md", limit=1000) == CARD
    assert snapshot.read("model.safetensors", limit=64) == WEIGHTS[:64]
    assert snapshot.info["gated"] is False
    assert sources.requests == 1


@pytest.mark.usefixtures("tiny")
def test_online_a_damaged_blob_is_downloaded_anew(
    loopback_hub: LoopbackHub, cache: Path, settings: SourceSettings
) -> None:
    (download_all(loopback_hub, cache) / "README.md").write_bytes(b"tampered")

    assert Sources(settings).open(parse_target("acme/tiny")).read("README.md", limit=1000) == CARD


@pytest.mark.usefixtures("tiny")
def test_a_download_under_the_old_name_is_used_for_the_new_one(
    loopback_hub: LoopbackHub, cache: Path, settings: SourceSettings
) -> None:
    loopback_hub.site.moved["old/name"] = "acme/tiny"
    download(loopback_hub, cache, "README.md", "old/name")
    sources = Sources(settings)

    assert sources.open(parse_target("old/name")).read("README.md", limit=1000) == CARD
    assert sources.requests == 2


@pytest.mark.usefixtures("tiny")
def test_reading_the_cache_loads_no_client(loopback_hub: LoopbackHub, cache: Path, settings: SourceSettings) -> None:
    download(loopback_hub, cache, "README.md")
    script = f"""
import sys
from pathlib import Path
from checker.sources import SourceSettings, Sources, parse_target
settings = SourceSettings(offline=True, hub_cache_dir=Path({str(cache)!r}))
assert {CARD!r} == Sources(settings).open(parse_target("acme/tiny")).read("README.md", limit=1000)
print(sorted(sys.modules.keys() & {{"huggingface_hub", "httpx2", "httpx", "ssl", "socket", "yaml"}}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[]\n"

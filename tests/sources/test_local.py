"""A folder on disk: what is listed, what is opened, and what is not."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Kind, Origin, Target
from checker.sources import Sources, SourceSettings
from checker.sources import local as local_module
from checker.sources.local import LocalSnapshot
from tests.loopback_hub import LoopbackHub, Repository

CARD = b"---\nlicense: mit\n---\n"
COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "model"
    made.mkdir()
    (made / "README.md").write_bytes(CARD)
    return made


def opened(folder: Path) -> LocalSnapshot:
    return LocalSnapshot(Target(Kind.LOCAL, str(folder)))


def refusal(snapshot: LocalSnapshot, path: str) -> str:
    with pytest.raises(SourceError) as caught:
        snapshot.read(path, limit=1000)
    assert caught.value.kind is SourceErrorKind.UNREADABLE
    return str(caught.value)


def test_a_folder_is_listed_with_its_sub_folders(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "LICENSE").write_bytes(b"terms")
    (folder / ".hidden").write_bytes(b"")

    snapshot = Sources(SourceSettings()).open(Target(Kind.LOCAL, str(folder)))

    assert snapshot.files == (
        FileEntry(path=".hidden", size=0),
        FileEntry(path="README.md", size=len(CARD)),
        FileEntry(path="docs/LICENSE", size=5),
    )
    assert snapshot.listing_complete
    assert (snapshot.origin, snapshot.id, snapshot.info) == (Origin.LOCAL, str(folder), {})
    assert (snapshot.revision, snapshot.repo_id_hash) == (None, None)
    assert snapshot.read("docs/LICENSE", limit=1000) == b"terms"
    assert snapshot.read("README.md", limit=3) == b"---"


@pytest.mark.parametrize("make", [Path.mkdir, lambda path: path.write_bytes(b""), lambda path: None])
def test_a_folder_with_nothing_to_check_is_an_error(tmp_path: Path, make: object) -> None:
    assert callable(make)
    make(tmp_path / "x")

    with pytest.raises(SourceError) as caught:
        opened(tmp_path / "x")

    assert caught.value.kind is SourceErrorKind.UNREADABLE
    assert caught.value.fix


def test_a_folder_of_empty_folders_has_nothing_to_check(tmp_path: Path) -> None:
    (tmp_path / "a" / "b").mkdir(parents=True)

    with pytest.raises(SourceError) as caught:
        opened(tmp_path)

    assert "nothing to check" in str(caught.value)


def test_bookkeeping_is_not_content(folder: Path) -> None:
    for name in (".git/objects", ".cache/huggingface/download"):
        (folder / name).mkdir(parents=True)
        (folder / name / "LICENSE").write_bytes(b"")

    assert [entry.path for entry in opened(folder).files] == ["README.md"]


def test_what_is_not_listed_is_not_read(folder: Path) -> None:
    (folder.parent / "secret").write_bytes(b"secret")
    snapshot = opened(folder)

    for path in ("../secret", str(folder.parent / "secret"), "./README.md", ""):
        assert "is not in" in refusal(snapshot, path)


@pytest.mark.parametrize("target", ["../secret", "/etc/hostname", "loop", "missing", "docs/../../secret"])
def test_a_link_out_of_the_folder_is_listed_and_never_opened(folder: Path, target: str) -> None:
    (folder.parent / "secret").write_bytes(b"secret")
    (folder / "docs").mkdir()
    (folder / "LICENSE").symlink_to(target)
    (folder / "loop").symlink_to("loop")
    snapshot = opened(folder)

    assert "LICENSE" in [entry.path for entry in snapshot.files]
    assert refusal(snapshot, "LICENSE")


def test_a_link_inside_the_folder_is_read(folder: Path) -> None:
    (folder / "LICENSE").write_bytes(b"terms")
    (folder / "docs").mkdir()
    (folder / "docs" / "LICENSE").symlink_to("../LICENSE")

    assert opened(folder).read("docs/LICENSE", limit=1000) == b"terms"


def test_a_link_that_is_swapped_after_the_listing_is_refused(folder: Path) -> None:
    (folder.parent / "secret").write_bytes(b"secret")
    snapshot = opened(folder)
    (folder / "README.md").unlink()
    (folder / "README.md").symlink_to("../secret")

    assert "leaves" in refusal(snapshot, "README.md")


def test_a_folder_link_is_not_followed_and_tells_when_something_may_be_missing(folder: Path) -> None:
    (folder / "docs").mkdir()
    (folder / "docs" / "LICENSE").write_bytes(b"terms")
    (folder / "again").symlink_to("docs")
    inside = opened(folder)
    (folder.parent / "outside").mkdir()
    (folder / "more").symlink_to("../outside")
    outside = opened(folder)

    assert [entry.path for entry in inside.files] == ["README.md", "docs/LICENSE"] == [e.path for e in outside.files]
    assert (inside.listing_complete, outside.listing_complete) == (True, False)


def test_a_folder_that_links_to_itself_ends(folder: Path) -> None:
    (folder / "self").symlink_to(".")

    assert [entry.path for entry in opened(folder).files] == ["README.md"]


def test_fifos_devices_and_sockets_are_not_opened(folder: Path) -> None:
    os.mkfifo(folder / "LICENSE")
    (folder / "NOTICE").symlink_to("/dev/zero")
    listening = socket.socket(socket.AF_UNIX)
    listening.bind(str(folder / "COPYING"))
    listening.close()
    snapshot = opened(folder)

    for path in ("LICENSE", "NOTICE", "COPYING"):
        assert refusal(snapshot, path)
    assert {entry.size for entry in snapshot.files if entry.path != "README.md"} == {None}


def test_a_folder_named_like_a_card_is_a_folder(tmp_path: Path) -> None:
    (tmp_path / "README.md").mkdir()
    (tmp_path / "README.md" / "x").write_bytes(b"")

    assert [entry.path for entry in opened(tmp_path).files] == ["README.md/x"]


@pytest.mark.skipif(os.name != "posix" or sys.platform == "darwin", reason="this file system stores only Unicode names")
def test_a_name_that_is_no_text_is_listed_as_text_and_read(folder: Path) -> None:
    Path(os.fsdecode(os.fsencode(folder) + b"/LICENSE-\xff")).write_bytes(b"terms")
    snapshot = opened(folder)
    name = snapshot.files[0].path

    assert name.encode() == "LICENSE-\ufffd".encode()
    assert snapshot.read(name, limit=10) == b"terms"
    assert snapshot.listing_complete
    (folder / "LICENSE-\ufffd").write_bytes(b"other terms")
    assert not opened(folder).listing_complete


def test_the_listing_has_a_cap_that_is_told(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(5):
        (folder / f"{number}.txt").write_bytes(b"")
    monkeypatch.setattr(local_module, "MAX_FILES", 3)

    snapshot = opened(folder)

    assert (len(snapshot.files), snapshot.listing_complete) == (3, False)


def test_deep_nesting_has_a_cap_that_is_told(folder: Path) -> None:
    deepest = folder.joinpath(*["d"] * 70)
    deepest.mkdir(parents=True)
    (deepest / "LICENSE").write_bytes(b"")

    snapshot = opened(folder)

    assert [entry.path for entry in snapshot.files] == ["README.md"]
    assert not snapshot.listing_complete


def test_a_download_tells_its_commit(loopback_hub: LoopbackHub, tmp_path: Path) -> None:
    from huggingface_hub import snapshot_download

    repo = Repository("acme/tiny", {"README.md": CARD, "docs/LICENSE": b"terms"})
    loopback_hub.add(repo)
    snapshot_download("acme/tiny", local_dir=tmp_path / "tiny", endpoint=loopback_hub.endpoint, token=False)

    snapshot = opened(tmp_path / "tiny")

    assert snapshot.revision == repo.head
    assert [entry.path for entry in snapshot.files] == ["README.md", "docs/LICENSE"]


def test_downloads_of_two_commits_have_no_commit(folder: Path) -> None:
    bookkeeping = folder / ".cache" / "huggingface" / "download"
    bookkeeping.mkdir(parents=True)
    (bookkeeping / "a.metadata").write_text(f"{COMMIT}\n\n0\n", encoding="ascii")
    (bookkeeping / "b.metadata").write_text(f"{COMMIT[::-1]}\n\n0\n", encoding="ascii")

    assert opened(folder).revision is None


@pytest.mark.parametrize(
    ("files", "commit"),
    [
        ({"HEAD": COMMIT}, COMMIT),
        ({"HEAD": "ref: refs/heads/main", "refs/heads/main": COMMIT}, COMMIT),
        ({"HEAD": "ref: refs/heads/a/b", "packed-refs": f"# pack-refs\n{COMMIT} refs/heads/a/b\n"}, COMMIT),
        ({"HEAD": "ref: refs/heads/main", "packed-refs": f"{COMMIT} refs/heads/mainly\n"}, None),
        ({"HEAD": "ref: refs/heads/main"}, None),
        ({"HEAD": "ref: refs/../../../secret"}, None),
        ({"HEAD": "ref: ../secret"}, None),
        ({"HEAD": "\x00"}, None),
        ({}, None),
    ],
)
def test_a_checkout_tells_its_commit(folder: Path, files: dict[str, str], commit: str | None) -> None:
    (folder.parent / "secret").write_text(COMMIT, encoding="ascii")
    for name, text in {"config": "", **files}.items():
        path = folder / ".git" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"{text}\n", encoding="utf-8")

    assert opened(folder).revision == commit


def test_the_snapshot_folder_of_a_cache_is_read_through_its_links(loopback_hub: LoopbackHub, tmp_path: Path) -> None:
    from huggingface_hub import snapshot_download

    repo = Repository("acme/tiny", {"README.md": CARD, "docs/LICENSE": b"terms"})
    loopback_hub.add(repo)
    folder = snapshot_download("acme/tiny", cache_dir=tmp_path, endpoint=loopback_hub.endpoint, token=False)

    snapshot = opened(Path(folder))

    assert snapshot.revision == repo.head
    assert snapshot.read("README.md", limit=1000) == CARD
    assert snapshot.read("docs/LICENSE", limit=1000) == b"terms"
    with pytest.raises(SourceError) as caught:
        opened(Path(folder).parent.parent)
    assert "snapshots" in caught.value.fix


@pytest.mark.parametrize("repository", ["loot", "models--acme--tiny"])
def test_a_folder_that_plays_a_cache_reads_nothing_but_blobs(tmp_path: Path, repository: str) -> None:
    folder = tmp_path / "home" / repository / "snapshots" / COMMIT
    folder.mkdir(parents=True)
    (tmp_path / "home" / "secret").write_bytes(b"secret")
    (tmp_path / "home" / "blobs").mkdir()
    (tmp_path / "home" / "blobs" / "x").write_bytes(b"shared")
    (folder / "LICENSE").symlink_to("../../../secret")
    (folder / "NOTICE").symlink_to("../../../blobs/x")
    snapshot = opened(folder)

    assert "leaves" in refusal(snapshot, "LICENSE")
    if repository == "loot":
        assert "leaves" in refusal(snapshot, "NOTICE")
    else:
        assert snapshot.read("NOTICE", limit=10) == b"shared"


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() == 0, reason="root may read everything")
def test_what_may_not_be_read_is_told(folder: Path) -> None:
    (folder / "README.md").chmod(0)
    (folder / "closed").mkdir(mode=0)

    snapshot = opened(folder)

    assert "Permission denied" in refusal(snapshot, "README.md")
    assert not snapshot.listing_complete

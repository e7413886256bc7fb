"""What an earlier run read: asked for again never, verified always, believed only when it verifies."""

from __future__ import annotations

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from checker.errors import ConfigError, SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Kind
from checker.sources import Sources, SourceSettings, parse_target
from checker.sources.digests import git_blob_id
from checker.sources.store import EvidenceStore
from tests.loopback_hub import LoopbackHub, Repository

CARD = b"---\nlicense: mit\n---\n"
LICENSE = b"You may do anything with this invention.\n"
WEIGHTS = bytes(range(256)) * 40


@pytest.fixture
def tiny(loopback_hub: LoopbackHub) -> Repository:
    repo = Repository("acme/tiny", {"README.md": CARD, "LICENSE": LICENSE, "model.safetensors": WEIGHTS})
    loopback_hub.add(repo)
    return repo


def audit(settings: SourceSettings, name: str = "acme/tiny") -> tuple[int, object]:
    """Read all that an audit would, and return the number of requests with what was read."""
    sources = Sources(settings)
    snapshot = sources.open(parse_target(name))
    texts = [snapshot.read(path, limit=1000) for path in ("README.md", "LICENSE", "model.safetensors")]
    seen = (snapshot.id, snapshot.revision, snapshot.repo_id_hash, snapshot.origin, snapshot.files, snapshot.info)
    return sources.requests, (seen, texts)


@pytest.mark.usefixtures("tiny")
def test_the_second_audit_of_a_commit_makes_one_request(settings: SourceSettings) -> None:
    first, read_first = audit(settings)
    second, read_again = audit(settings)

    assert (first, second) == (7, 1)
    assert read_again == read_first


def test_a_commit_that_is_stored_needs_no_request(tiny: Repository, settings: SourceSettings) -> None:
    _, read_first = audit(settings)
    requests, read_again = audit(settings, f"acme/tiny@{tiny.head}")

    assert requests == 0
    assert read_again == read_first


@pytest.mark.usefixtures("tiny")
def test_offline_gives_the_same_without_a_request(settings: SourceSettings) -> None:
    _, read_first = audit(settings)
    requests, read_again = audit(replace(settings, offline=True))

    assert requests == 0
    assert read_again == read_first


def test_a_moved_branch_is_noticed_online_and_not_offline(tiny: Repository, settings: SourceSettings) -> None:
    audit(settings)
    before = tiny.head
    after = tiny.commit({"README.md": CARD, "LICENSE": b"All rights reserved.\n"})

    assert Sources(replace(settings, offline=True)).open(parse_target("acme/tiny")).revision == before
    assert Sources(settings).open(parse_target("acme/tiny")).revision == after
    assert Sources(replace(settings, offline=True)).open(parse_target("acme/tiny")).revision == after


def test_a_renamed_repository_is_stored_under_every_name_it_was_asked_for(
    loopback_hub: LoopbackHub, tiny: Repository, settings: SourceSettings
) -> None:
    loopback_hub.site.moved["old/name"] = "acme/tiny"
    audit(settings, "old/name")
    offline = replace(settings, offline=True)

    for name in ("old/name", "acme/tiny", f"old/name@{tiny.head}", f"acme/tiny@{tiny.head}", "acme/tiny@main"):
        assert Sources(offline).open(parse_target(name)).repo_id_hash == tiny.hub_id


@pytest.mark.parametrize("name", ["acme/other", "acme/tiny@v9", "datasets/acme/tiny", f"acme/tiny@{'0' * 40}"])
@pytest.mark.usefixtures("tiny")
def test_offline_what_was_not_read_before_is_an_error(settings: SourceSettings, name: str) -> None:
    audit(settings)

    with pytest.raises(SourceError) as caught:
        Sources(replace(settings, offline=True)).open(parse_target(name))

    assert caught.value.kind is SourceErrorKind.OFFLINE
    assert "--offline" in caught.value.fix


@pytest.mark.usefixtures("tiny")
def test_offline_a_file_that_was_not_read_before_is_an_error(settings: SourceSettings) -> None:
    Sources(settings).open(parse_target("acme/tiny"))
    snapshot = Sources(replace(settings, offline=True)).open(parse_target("acme/tiny"))

    with pytest.raises(SourceError) as caught:
        snapshot.read("LICENSE", limit=1000)

    assert caught.value.kind is SourceErrorKind.OFFLINE


def test_another_endpoint_is_another_hub(loopback_hub: LoopbackHub, tiny: Repository, settings: SourceSettings) -> None:
    audit(settings)

    with pytest.raises(SourceError) as caught:
        Sources(replace(settings, endpoint="http://127.0.0.1:1", offline=True)).open(parse_target("acme/tiny"))

    assert caught.value.kind is SourceErrorKind.OFFLINE


def stored_files(settings: SourceSettings) -> list[Path]:
    assert settings.store_dir is not None
    return sorted(path for path in settings.store_dir.rglob("*") if path.is_file())


@pytest.mark.usefixtures("tiny")
def test_one_flipped_bit_anywhere_is_read_anew_and_never_believed(settings: SourceSettings) -> None:
    _, expected = audit(settings)
    assert {"blobs", "heads", "info", "refs"} == {path.parent.name for path in stored_files(settings)}
    for path in stored_files(settings):
        sound = path.read_bytes()
        for position in {0, len(sound) // 2, len(sound) - 1}:
            path.write_bytes(sound[:position] + bytes([sound[position] ^ 1]) + sound[position + 1 :])

            _, read_again = audit(settings)

            assert read_again == expected
            assert path.read_bytes() == sound


@pytest.mark.usefixtures("tiny")
def test_offline_damage_is_an_error_and_never_another_answer(settings: SourceSettings) -> None:
    _, expected = audit(settings)
    refused = 0
    for path in stored_files(settings):
        sound = path.read_bytes()
        for damaged in (sound[:-1], sound[:-1] + bytes([sound[-1] ^ 1]), b""):
            path.write_bytes(damaged)
            try:
                assert audit(replace(settings, offline=True))[1] == expected
            except SourceError as problem:
                assert problem.kind is SourceErrorKind.OFFLINE
                refused += 1
        path.write_bytes(sound)

    # The record of the commit's own name is not on the way to this answer; everything else is.
    assert refused == 3 * (len(stored_files(settings)) - 1)


def test_a_record_of_another_key_is_not_taken(settings: SourceSettings, loopback_hub: LoopbackHub) -> None:
    loopback_hub.add(Repository("acme/one", {"a": b"1"}), Repository("acme/two", {"b": b"2"}))
    assert settings.store_dir is not None
    for name in ("acme/one", "acme/two"):
        Sources(settings).open(parse_target(name))
    first, second = sorted((settings.store_dir / "v1" / "info").iterdir())
    first.write_bytes(second.read_bytes())

    with pytest.raises(SourceError):
        for name in ("acme/one", "acme/two"):
            assert Sources(replace(settings, offline=True)).open(parse_target(name)).id == name


@pytest.mark.usefixtures("tiny")
def test_the_store_is_for_its_owner_alone(settings: SourceSettings) -> None:
    audit(settings)
    assert settings.store_dir is not None

    folders = [settings.store_dir, *(path for path in settings.store_dir.rglob("*") if path.is_dir())]

    assert {stat.S_IMODE(folder.stat().st_mode) for folder in folders} == {0o700}
    assert {stat.S_IMODE(path.stat().st_mode) for path in stored_files(settings)} == {0o600}


@pytest.mark.skipif(not hasattr(os, "getuid") or os.getuid() != 0, reason="only root can give a folder away")
@pytest.mark.parametrize("below", [".", "v1"])
@pytest.mark.usefixtures("tiny")
def test_a_folder_of_somebody_else_is_refused(settings: SourceSettings, below: str) -> None:
    assert settings.store_dir is not None
    (settings.store_dir / "v1").mkdir(parents=True)
    os.chown(settings.store_dir / below, 12345, 12345)

    with pytest.raises(ConfigError) as caught:
        Sources(settings).open(parse_target("acme/tiny"))

    assert "LIC_CHECK_CACHE_DIR" in caught.value.fix


@pytest.mark.usefixtures("tiny")
def test_without_a_place_to_write_the_audit_goes_on(settings: SourceSettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    assert audit(replace(settings, store_dir=tmp_path / "file" / "store"))[0] == 7
    assert audit(replace(settings, store_dir=None))[0] == 7


def test_the_token_is_not_stored(loopback_hub: LoopbackHub, tiny: Repository, settings: SourceSettings) -> None:
    loopback_hub.site.users["hf_canary"] = "mia"
    audit(replace(settings, token="hf_canary"))

    assert not [path for path in stored_files(settings) if b"hf_canary" in path.read_bytes()]


def test_a_link_in_place_of_a_stored_file_is_not_followed(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path / "store", "http://hub")
    entry = FileEntry(path="LICENSE", size=len(LICENSE), blob_id=git_blob_id(LICENSE))
    store.keep_file(entry, LICENSE, limit=1000)
    stored = tmp_path / "store" / "v1" / "blobs" / git_blob_id(LICENSE)
    stored.rename(tmp_path / "elsewhere")
    stored.symlink_to(tmp_path / "elsewhere")

    assert store.find_file(entry, limit=1000) is None


def test_an_object_stored_by_one_revision_is_found_by_its_commit(tmp_path: Path) -> None:
    store = EvidenceStore(tmp_path, "http://hub")
    info = {"id": "acme/tiny", "sha": "a" * 40, "tags": ["license:mit"]}
    store.keep_info(Kind.MODEL, "acme/tiny", "v1.0", info)

    assert store.find_info(Kind.MODEL, "acme/tiny", "a" * 40) == info
    assert store.find_info(Kind.MODEL, "acme/tiny", "v1.0") == info
    assert store.find_info(Kind.MODEL, "acme/tiny", None) is None


@pytest.mark.usefixtures("tiny")
def test_an_offline_audit_opens_no_socket_and_loads_no_client(settings: SourceSettings) -> None:
    audit(settings)
    script = f"""
import sys
events = []
sys.addaudithook(lambda event, _: event.startswith("socket.") and events.append(event))
from pathlib import Path
from checker.errors import SourceError
from checker.sources import SourceSettings, Sources, parse_target
settings = SourceSettings(offline=True, endpoint={settings.endpoint!r}, store_dir=Path({str(settings.store_dir)!r}))
sources = Sources(settings)
assert {LICENSE!r} == sources.open(parse_target("acme/tiny")).read("LICENSE", limit=1000)
try:
    sources.open(parse_target("acme/other"))
except SourceError:
    print(events, sorted(sys.modules.keys() & {{"huggingface_hub", "httpx2", "httpx", "ssl", "socket"}}))
"""
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)

    assert done.stdout == "[] []\n"

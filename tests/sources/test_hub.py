"""A repository read over HTTP: what is asked for, how often, and what comes back."""

from __future__ import annotations

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Kind, Origin
from checker.sources import Sources, SourceSettings, parse_target
from checker.sources.digests import git_blob_id
from checker.version import __version__
from tests.loopback_hub import LoopbackHub, Repository

CARD = b"---\nlicense: mit\n---\n# Tiny\n"
LICENSE = b"You may do anything with this invention.\n"
WEIGHTS = bytes(range(256)) * 40
INFO = "?blobs=true&securityStatus=true"


@pytest.fixture
def tiny(loopback_hub: LoopbackHub) -> Repository:
    repo = Repository("acme/tiny", {"README.md": CARD, "LICENSE": LICENSE, "model.safetensors": WEIGHTS})
    loopback_hub.add(repo)
    return repo


def test_one_request_describes_a_model(loopback_hub: LoopbackHub, tiny: Repository, settings: SourceSettings) -> None:
    snapshot = Sources(settings).open(parse_target("acme/tiny"))

    assert [f"/api/models/acme/tiny{INFO}"] == loopback_hub.paths
    assert ("acme/tiny", tiny.head, tiny.hub_id) == (snapshot.id, snapshot.revision, snapshot.repo_id_hash)
    assert Origin.HUB is snapshot.origin
    assert snapshot.listing_complete
    assert "license:mit" in snapshot.info["tags"]
    assert snapshot.info["securityRepoStatus"] == {"scansDone": True, "filesWithIssues": []}


def test_small_files_are_listed_by_blob_id_and_large_ones_by_sha256(tiny: Repository, settings: SourceSettings) -> None:
    files = Sources(settings).open(parse_target("acme/tiny")).files

    assert [entry.path for entry in files] == ["LICENSE", "README.md", "model.safetensors"]
    assert FileEntry(path="LICENSE", size=len(LICENSE), blob_id=git_blob_id(LICENSE)) == files[0]
    stored = next(file for file in tiny.stored(tiny.head) if file.path == "model.safetensors")
    assert FileEntry(path="model.safetensors", size=len(WEIGHTS), sha256=stored.sha256) == files[2]


def test_a_file_is_fetched_when_it_is_read_and_only_once(
    loopback_hub: LoopbackHub, tiny: Repository, settings: SourceSettings
) -> None:
    sources = Sources(replace(settings, store_dir=None))
    snapshot = sources.open(parse_target("acme/tiny"))

    assert LICENSE == snapshot.read("LICENSE", limit=1000) == snapshot.read("LICENSE", limit=5000)
    assert [
        f"/api/models/acme/tiny{INFO}",
        f"/acme/tiny/resolve/{tiny.head}/LICENSE",
        f"/api/resolve-cache/models/acme/tiny/{tiny.head}/LICENSE",
    ] == loopback_hub.paths
    assert sources.requests == 3


@pytest.mark.usefixtures("tiny")
def test_the_head_of_a_large_file_is_a_range_request_to_the_storage(
    loopback_hub: LoopbackHub, settings: SourceSettings
) -> None:
    snapshot = Sources(settings).open(parse_target("acme/tiny"))

    assert WEIGHTS[:100] == snapshot.read("model.safetensors", limit=100)
    hub, storage = loopback_hub.log[-2:]
    assert (hub.origin, storage.origin) == ("hub", "cdn")
    assert storage.request.headers["range"] == "bytes=0-99"
    assert storage.status == 206


@pytest.mark.usefixtures("tiny")
def test_the_token_goes_to_the_hub_and_never_to_its_storage(
    loopback_hub: LoopbackHub, settings: SourceSettings
) -> None:
    loopback_hub.site.users["hf_loopback"] = "alice"
    snapshot = Sources(replace(settings, token="hf_loopback")).open(parse_target("acme/tiny"))

    assert snapshot.read("model.safetensors", limit=len(WEIGHTS)) == WEIGHTS
    assert [(logged.origin, logged.request.token) for logged in loopback_hub.log] == [
        ("hub", "hf_loopback"),
        ("hub", "hf_loopback"),
        ("cdn", None),
    ]


@pytest.mark.usefixtures("tiny")
def test_requests_name_the_tool(loopback_hub: LoopbackHub, settings: SourceSettings) -> None:
    Sources(settings).open(parse_target("acme/tiny"))

    assert loopback_hub.log[0].request.headers["user-agent"].startswith(f"lic-check/{__version__}; hf_hub/")


@pytest.mark.usefixtures("tiny")
def test_no_telemetry_is_sent_and_nothing_is_written_into_hf_home(loopback_hub: LoopbackHub, tmp_path: Path) -> None:
    script = f"""
from checker.sources import SourceSettings, Sources, parse_target
Sources(SourceSettings(endpoint={loopback_hub.endpoint!r})).open(parse_target("acme/tiny"))
"""
    environ = {"HF_HOME": str(tmp_path / "hf"), "HF_ENDPOINT": loopback_hub.endpoint, "HF_HUB_DISABLE_TELEMETRY": ""}

    subprocess.run([sys.executable, "-c", script], check=True, env={**os.environ, **environ})

    assert loopback_hub.paths == [f"/api/models/acme/tiny{INFO}"]
    assert not (tmp_path / "hf").exists()


def test_reads_stay_at_the_commit_that_was_opened(tiny: Repository, settings: SourceSettings) -> None:
    snapshot = Sources(settings).open(parse_target("acme/tiny"))
    opened_at = tiny.head
    tiny.commit({"README.md": CARD, "LICENSE": b"All rights reserved.\n"})

    assert snapshot.read("LICENSE", limit=1000) == LICENSE
    assert opened_at == snapshot.revision != tiny.head


@pytest.mark.parametrize("keeps_query", [True, False])
def test_a_renamed_repository_is_known_by_both_names(
    loopback_hub: LoopbackHub, tiny: Repository, settings: SourceSettings, keeps_query: bool
) -> None:
    loopback_hub.site.moved["old/name"] = "acme/tiny"
    loopback_hub.site.moved_keeps_query = keeps_query

    snapshot = Sources(settings).open(parse_target("old/name"))

    assert (snapshot.target.id, snapshot.id) == ("old/name", "acme/tiny")
    assert tiny.hub_id == snapshot.repo_id_hash
    assert [f"/api/models/old/name{INFO}", f"/api/models/acme/tiny{INFO}"] == loopback_hub.paths
    assert snapshot.read("LICENSE", limit=1000) == LICENSE


@pytest.mark.usefixtures("tiny")
def test_a_legacy_name_and_another_case_lead_to_the_repository(
    loopback_hub: LoopbackHub, settings: SourceSettings
) -> None:
    loopback_hub.site.moved["tiny"] = "acme/tiny"

    assert Sources(settings).open(parse_target("tiny")).id == "acme/tiny"
    assert Sources(settings).open(parse_target("Acme/Tiny")).id == "acme/tiny"


def test_a_dataset_has_its_own_addresses(loopback_hub: LoopbackHub, settings: SourceSettings) -> None:
    words = Repository("acme/words", {"README.md": CARD}, kind="dataset")
    loopback_hub.add(words)

    snapshot = Sources(settings).open(parse_target("datasets/acme/words"))

    assert Kind.DATASET is snapshot.target.kind
    assert snapshot.read("README.md", limit=1000) == CARD
    assert f"/datasets/acme/words/resolve/{words.head}/README.md" == loopback_hub.paths[1]


def test_a_revision_with_a_slash_is_one_segment(
    loopback_hub: LoopbackHub, tiny: Repository, settings: SourceSettings
) -> None:
    proposed = tiny.commit({"README.md": b"# Proposed\n"}, branch="refs/pr/1")

    assert proposed == Sources(settings).open(parse_target("acme/tiny@refs/pr/1")).revision
    assert [f"/api/models/acme/tiny/revision/refs%2Fpr%2F1{INFO}"] == loopback_hub.paths


def test_file_names_are_percent_encoded(loopback_hub: LoopbackHub, settings: SourceSettings) -> None:
    name = "docs/LICENSE & terms #1?.txt"
    loopback_hub.add(Repository("acme/odd", {name: LICENSE}))

    assert Sources(settings).open(parse_target("acme/odd")).read(name, limit=1000) == LICENSE


@pytest.mark.usefixtures("tiny")
def test_an_unlisted_file_is_not_asked_for(loopback_hub: LoopbackHub, settings: SourceSettings) -> None:
    snapshot = Sources(settings).open(parse_target("acme/tiny"))

    with pytest.raises(SourceError) as caught:
        snapshot.read("NOTICE", limit=1000)

    assert SourceErrorKind.UNREADABLE is caught.value.kind
    assert len(loopback_hub.log) == 1


@pytest.mark.usefixtures("tiny")
def test_a_chain_of_four_ancestors_with_known_texts_costs_five_requests(
    loopback_hub: LoopbackHub, settings: SourceSettings
) -> None:
    Sources(settings).open(parse_target("acme/tiny")).read("LICENSE", limit=1000)
    chain = [Repository(f"acme/generation-{n}", {"LICENSE": LICENSE, f"{n}.txt": b"%d" % n}) for n in range(5)]
    loopback_hub.add(*chain)
    sources = Sources(settings)

    for repo in chain:
        assert sources.open(parse_target(repo.id)).read("LICENSE", limit=1000) == LICENSE

    assert sources.requests == 5


def test_threads_share_what_was_opened_and_read(
    loopback_hub: LoopbackHub, tiny: Repository, settings: SourceSettings
) -> None:
    sources = Sources(replace(settings, store_dir=None))

    def read(_: int) -> bytes:
        return sources.open(parse_target("acme/tiny")).read("LICENSE", limit=1000)

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(read, range(32))) == {LICENSE}

    assert sources.requests == len(loopback_hub.log) == 3
    assert sources.open(parse_target("acme/tiny")).revision == tiny.head

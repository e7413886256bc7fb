"""The loopback Hub, held against huggingface_hub: what that client gets from the real Hub, it gets here."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from checker.sources import Sources, SourceSettings, parse_target
from tests.loopback_hub import Fault, LoopbackHub, RateLimit, Repository
from tests.loopback_hub.faults import answer

CARD = b"---\nlicense: apache-2.0\nbase_model: acme/base\nlanguage: [no, en]\nextra_gated_eu_disallowed: true\n---\n"
WEIGHTS = bytes(range(256)) * 40
CHECKOUT = Path(__file__).resolve().parents[2]


@pytest.fixture
def hub(loopback_hub: LoopbackHub) -> LoopbackHub:
    loopback_hub.site.users.update({"hf_member": "mia", "hf_stranger": "sam", "hf_owner": "olga"})
    loopback_hub.site.moved["old/name"] = "acme/tuned"
    loopback_hub.add(
        Repository("acme/base", {"README.md": b"---\nlicense: mit\n---\n"}),
        Repository(
            "acme/tuned",
            {
                "README.md": CARD,
                "docs/LICENSE": b"terms",
                "model.safetensors": WEIGHTS,
                "config.json": b'{"model_type": "llama", "_name_or_path": "/home/mia", "auto_map": {}}',
            },
            issues={"model.safetensors": "unsafe"},
        ),
        Repository("acme/gated", {"README.md": CARD}, gated="auto", granted=frozenset({"hf_member"})),
        Repository("acme/private", {"README.md": CARD}, private=True, owner_token="hf_owner"),
        Repository("acme/disabled", {"README.md": CARD}, disabled=True),
        Repository("acme/words", {"README.md": b"# Words\n"}, kind="dataset"),
    )
    return loopback_hub


def client(hub: LoopbackHub, token: str | bool = False) -> Any:
    from huggingface_hub import HfApi

    return HfApi(endpoint=hub.endpoint, token=token)


def test_model_info(hub: LoopbackHub) -> None:
    repo = hub.site.repositories[1]

    info = client(hub).model_info("acme/tuned", files_metadata=True, securityStatus=True)

    assert (info.id, info.sha, info._id, info.gated) == ("acme/tuned", repo.head, repo.hub_id, False)
    assert info.card_data.to_dict()["language"] == ["no", "en"]
    assert {"license:apache-2.0", "base_model:acme/base", "base_model:finetune:acme/base", "custom_code"} <= {
        *info.tags
    }
    assert info.config == {"model_type": "llama", "auto_map": {}}
    weights = next(sibling for sibling in info.siblings if sibling.rfilename == "model.safetensors")
    assert (weights.size, weights.lfs.size) == (len(WEIGHTS), len(WEIGHTS))
    assert info.security_repo_status == {
        "scansDone": True,
        "filesWithIssues": [{"path": "model.safetensors", "level": "unsafe"}],
    }


def test_model_info_expanded(hub: LoopbackHub) -> None:
    from huggingface_hub.errors import BadRequestError

    info = client(hub).model_info("acme/tuned", expand=["baseModels", "gated"])

    assert info.base_models == {"relation": "finetune", "models": [{"_id": "0" * 24, "id": "acme/base"}]}
    assert info.card_data is None
    with pytest.raises(BadRequestError):
        client(hub).model_info("acme/tuned", expand=["files"])


def test_dataset_info_and_whoami(hub: LoopbackHub) -> None:
    assert client(hub).dataset_info("acme/words").id == "acme/words"
    assert client(hub, "hf_member").whoami()["name"] == "mia"


def test_renames_and_other_spellings_lead_to_the_repository(hub: LoopbackHub) -> None:
    assert client(hub).model_info("old/name").id == "acme/tuned"
    assert client(hub).model_info("ACME/Tuned", revision="main").id == "acme/tuned"


def test_listings_come_in_pages(hub: LoopbackHub) -> None:
    hub.site.page_size = 2

    assert [info.id for info in client(hub).list_models(author="acme", expand=["tags"])] == [
        *("acme/base", "acme/disabled", "acme/gated", "acme/tuned")
    ]
    assert [info.id for info in client(hub).list_models(filter="license:mit")] == ["acme/base"]
    assert [info.id for info in client(hub).list_datasets()] == ["acme/words"]


def test_trees_and_paths(hub: LoopbackHub) -> None:
    hub.site.page_size = 2
    api = client(hub)

    assert [item.path for item in api.list_repo_tree("acme/tuned", recursive=True)] == [
        *("docs", "README.md", "config.json", "docs/LICENSE", "model.safetensors")
    ]
    assert [item.path for item in api.list_repo_tree("acme/tuned", "docs")] == ["docs/LICENSE"]
    found = api.get_paths_info("acme/tuned", ["model.safetensors", "none"])
    assert [(item.path, item.lfs.size) for item in found] == [("model.safetensors", len(WEIGHTS))]
    assert [ref.name for ref in api.list_repo_refs("acme/tuned").branches] == ["main"]


@pytest.mark.parametrize(
    ("path", "content"), [("README.md", CARD), ("docs/LICENSE", b"terms"), ("model.safetensors", WEIGHTS)]
)
def test_downloads(hub: LoopbackHub, tmp_path: Path, path: str, content: bytes) -> None:
    from huggingface_hub import hf_hub_download

    found = hf_hub_download("acme/tuned", path, cache_dir=tmp_path, endpoint=hub.endpoint, token="hf_member")

    assert Path(found).read_bytes() == content
    assert not [logged for logged in hub.log if logged.origin == "cdn" and logged.request.token]


def test_ranges(hub: LoopbackHub) -> None:
    from huggingface_hub import HfFileSystem

    files = HfFileSystem(endpoint=hub.endpoint, token=False)

    with files.open("acme/tuned/model.safetensors", "rb", block_size=100) as stream:
        stream.seek(1000)
        assert stream.read(16) == WEIGHTS[1000:1016]


def test_each_refusal_is_the_error_that_the_real_hub_leads_to(hub: LoopbackHub, tmp_path: Path) -> None:
    from huggingface_hub import errors, hf_hub_download

    def download(name: str, path: str = "README.md", token: str | bool = False) -> None:
        hf_hub_download(name, path, cache_dir=tmp_path, endpoint=hub.endpoint, token=token)

    with pytest.raises(errors.GatedRepoError):
        download("acme/gated")
    with pytest.raises(errors.GatedRepoError):
        download("acme/gated", token="hf_stranger")
    with pytest.raises(errors.RemoteEntryNotFoundError):
        download("acme/tuned", "NOTICE")
    with pytest.raises(errors.LocalEntryNotFoundError) as disabled:
        download("acme/disabled")
    assert isinstance(disabled.value.__cause__, errors.DisabledRepoError)
    with pytest.raises(errors.RepositoryNotFoundError):
        client(hub, "hf_stranger").model_info("acme/private")
    with pytest.raises(errors.RevisionNotFoundError):
        client(hub).model_info("acme/tuned", revision="v9")
    for token in (False, "hf_worthless"):
        with pytest.raises(errors.HfHubHTTPError) as refused:
            client(hub, token).model_info("acme/none")
        assert refused.value.response.status_code == 401
    download("acme/gated", token="hf_member")


def test_rate_limits_are_told_in_every_answer(hub: LoopbackHub) -> None:
    from huggingface_hub.errors import HfHubHTTPError
    from huggingface_hub.utils import parse_ratelimit_headers

    hub.rate_limit = RateLimit(quota=1, reset_in=55)
    client(hub).model_info("acme/base")

    with pytest.raises(HfHubHTTPError) as refused:
        client(hub).model_info("acme/base")

    told = parse_ratelimit_headers(refused.value.response.headers)
    assert told is not None
    assert (told.resource_type, told.remaining, told.reset_in_seconds, told.limit) == ("api", 0, 55, 1)


def test_a_fault_covers_the_requests_it_says(hub: LoopbackHub) -> None:
    from huggingface_hub.errors import HfHubHTTPError

    hub.faults.append(Fault("/api/models/acme/base", answer(500), skip=1, times=1))
    outcomes = []
    for _ in range(3):
        try:
            client(hub).model_info("acme/base")
            outcomes.append(200)
        except HfHubHTTPError as problem:
            outcomes.append(problem.response.status_code)

    assert outcomes == [200, 500, 200]
    assert [logged.status for logged in hub.log] == outcomes


def test_it_runs_by_hand_and_serves_folders(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "README.md").write_bytes(CARD)
    command = [sys.executable, "-m", "tests.loopback_hub", str(tmp_path / "mine")]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=CHECKOUT) as running:
        try:
            assert running.stdout is not None
            address = running.stdout.readline().split("=", 1)[1].split()[0]
            info = Sources(SourceSettings(endpoint=address)).open(parse_target("local/mine")).info
        finally:
            running.send_signal(signal.SIGINT)

    assert info["cardData"]["license"] == "apache-2.0"
    assert running.returncode == 0

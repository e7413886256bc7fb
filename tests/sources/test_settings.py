"""The environment, read as huggingface_hub reads it."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.errors import ConfigError
from checker.sources import SourceSettings

HOME = Path("/home/mia")


def test_an_empty_environment_means_the_public_hub_and_the_usual_folders() -> None:
    settings = SourceSettings.from_environment({}, HOME)

    assert settings.endpoint == "https://huggingface.co"
    assert settings.token is None
    assert not settings.offline
    assert settings.store_dir == HOME / ".cache/lic-check"
    assert settings.hub_cache_dir == HOME / ".cache/huggingface/hub"


@pytest.mark.parametrize(
    ("environ", "folder"),
    [
        ({"XDG_CACHE_HOME": "/x"}, "/x/huggingface/hub"),
        ({"XDG_CACHE_HOME": "/x", "HF_HOME": "/h"}, "/h/hub"),
        ({"HF_HOME": "/h", "HF_HUB_CACHE": "/c"}, "/c"),
        ({"HUGGINGFACE_HUB_CACHE": "/old"}, "/old"),
        ({"HUGGINGFACE_HUB_CACHE": "/old", "HF_HUB_CACHE": "/new"}, "/new"),
        ({"HF_HOME": "~/h"}, "/home/mia/h/hub"),
        ({"HF_HOME": "$SCRATCH/h", "SCRATCH": "/s"}, "/s/h/hub"),
    ],
)
def test_the_hugging_face_cache_is_found_where_the_library_puts_it(environ: dict[str, str], folder: str) -> None:
    assert SourceSettings.from_environment(environ, HOME).hub_cache_dir == Path(folder)


@pytest.mark.parametrize(
    ("environ", "folder"), [({"XDG_CACHE_HOME": "/x"}, "/x/lic-check"), ({"LIC_CHECK_CACHE_DIR": "/l"}, "/l")]
)
def test_the_store_has_a_folder_of_its_own(environ: dict[str, str], folder: str) -> None:
    assert SourceSettings.from_environment(environ, HOME).store_dir == Path(folder)


@pytest.mark.parametrize("value", ["1", "true", "YES", "on"])
@pytest.mark.parametrize("name", ["HF_HUB_OFFLINE", "TRANSFORMERS_OFFLINE"])
def test_offline_by_the_environment(name: str, value: str) -> None:
    assert SourceSettings.from_environment({name: value}, HOME).offline
    assert not SourceSettings.from_environment({name: "0"}, HOME).offline
    assert SourceSettings.from_environment({name: "0"}, HOME, offline=True).offline


def test_the_token_of_the_environment_wins_over_the_saved_one(tmp_path: Path) -> None:
    (tmp_path / "token").write_text("hf_saved\n", encoding="utf-8")
    saved = {"HF_HOME": str(tmp_path)}

    assert SourceSettings.from_environment(saved, HOME).token == "hf_saved"
    assert SourceSettings.from_environment({**saved, "HF_TOKEN": " hf_set\n"}, HOME).token == "hf_set"
    assert SourceSettings.from_environment({**saved, "HUGGING_FACE_HUB_TOKEN": "hf_old"}, HOME).token == "hf_old"
    assert SourceSettings.from_environment({**saved, "HF_TOKEN": ""}, HOME).token == "hf_saved"
    assert SourceSettings.from_environment({**saved, "HF_HUB_DISABLE_IMPLICIT_TOKEN": "1"}, HOME).token is None
    elsewhere = {"HF_TOKEN_PATH": str(tmp_path / "token")}
    assert SourceSettings.from_environment(elsewhere, HOME).token == "hf_saved"


@pytest.mark.parametrize("value", ["hf_a\nX-Other: 1", "hf_\u00e9", "hf a"])
def test_a_token_that_cannot_be_sent_is_refused_without_showing_it(value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        SourceSettings.from_environment({"HF_TOKEN": value}, HOME)

    assert "HF_TOKEN" in str(caught.value)
    assert value not in str(caught.value)


@pytest.mark.parametrize(
    "value", ["huggingface.co", "ftp://hub", "https://", "https://hub/?a=b", "//hub", "https://[/", "http://hub:99999"]
)
def test_an_endpoint_that_is_no_address_is_refused(value: str) -> None:
    with pytest.raises(ConfigError) as caught:
        SourceSettings.from_environment({"HF_ENDPOINT": value}, HOME)

    assert "HF_ENDPOINT" in str(caught.value)


def test_an_endpoint_may_have_a_path_and_a_slash_at_its_end() -> None:
    settings = SourceSettings.from_environment({"HF_ENDPOINT": "https://hub.example/mirror/"}, HOME)

    assert settings.endpoint == "https://hub.example/mirror"


def test_the_settings_do_not_show_the_token() -> None:
    assert "hf_canary" not in repr(SourceSettings(token="hf_canary"))

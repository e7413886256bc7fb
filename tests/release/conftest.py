"""What the tests of the release gate share: copies of the ready example, and the command run on them."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from tests.release.example import HUB_CACHE, copy_example

NOW = 1795824000  # 2026-11-28


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the ready release, with its base model and its dataset in a cache of its own."""
    cache = tmp_path / "hub-cache"
    shutil.copytree(HUB_CACHE, cache)
    for name in ("HF_TOKEN", "LIC_CHECK_POLICY", "NO_COLOR", "FORCE_COLOR"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_HUB_CACHE", str(cache))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("LIC_CHECK_CACHE_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(NOW))
    return copy_example(tmp_path)


@pytest.fixture
def gate(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> Callable[..., tuple[int, dict[str, Any]]]:
    """`gate("--profile", "eu")`: the exit code and the JSON report on the copy."""

    def check(*arguments: str) -> tuple[int, dict[str, Any]]:
        code = run(["release", str(folder), "--offline", "--isolated", "-f", "json", *arguments])
        out, err = capfdbinary.readouterr()
        assert out, err.decode()
        return code, json.loads(out)

    return check


def checks(report: dict[str, Any], *statuses: str) -> list[str]:
    """The ids of the checks of one of `statuses`."""
    return [check["id"] for check in report["models"][0]["release"]["checks"] if check["status"] in statuses]

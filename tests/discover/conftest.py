"""A project folder and a loopback Hub, on which the commands of CI run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from tests.loopback_hub import LoopbackHub, Repository

APACHE = (Path(__file__).resolve().parents[2] / "LICENSE").read_bytes()
Command = Callable[..., tuple[int, str, str]]


def card(license: str, base: str | None = None) -> bytes:
    return f"---\nlicense: {license}\n{f'base_model: {base}' if base else ''}\n---\n# A model\n".encode()


@pytest.fixture
def hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[LoopbackHub]:
    """A Hub with one model that the default policy allows, one that it denies, and one made from that."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("LIC_CHECK_CACHE_DIR", str(tmp_path / "store"))
    for name in ("HF_TOKEN", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "LIC_CHECK_POLICY", "GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    project = tmp_path / "project"
    project.mkdir()
    monkeypatch.chdir(project)
    with LoopbackHub() as running:
        monkeypatch.setenv("HF_ENDPOINT", running.endpoint)
        running.add(
            Repository("acme/good", {"README.md": card("apache-2.0"), "LICENSE": APACHE}),
            Repository("acme/bad", {"README.md": card("llama3.1")}),
            Repository("acme/child", {"README.md": card("mit", "acme/bad")}),
        )
        yield running


@pytest.fixture
def project(hub: LoopbackHub) -> Callable[[dict[str, str]], Path]:
    """Writes files into the project folder, which is the working folder."""

    def written(files: dict[str, str]) -> Path:
        for name, text in files.items():
            path = Path(name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return Path.cwd()

    return written


@pytest.fixture
def command(hub: LoopbackHub, capfdbinary: pytest.CaptureFixture[bytes]) -> Command:
    """Runs one command line: exit code, stdout and stderr."""

    def ran(*arguments: str) -> tuple[int, str, str]:
        code = run(arguments)
        out, err = capfdbinary.readouterr()
        return code, out.decode(), err.decode()

    return ran


@pytest.fixture
def scan(command: Command) -> Callable[..., tuple[int, dict[str, Any], str]]:
    """Runs `lic-check scan . --format json`: exit code, report and stderr."""

    def scanned(*arguments: str) -> tuple[int, dict[str, Any], str]:
        code, out, err = command("scan", ".", "--isolated", "--format", "json", *arguments)
        return code, json.loads(out), err

    return scanned

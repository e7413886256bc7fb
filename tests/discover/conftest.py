"""A project folder and a loopback Hub, on which the commands of CI run."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from tests.conftest import APACHE, card
from tests.loopback_hub import LoopbackHub, Repository

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def hub(hub: LoopbackHub) -> LoopbackHub:
    """A Hub with one model that the default policy allows, one that it denies, and one made from that."""
    hub.add(
        Repository("acme/good", {"README.md": card("apache-2.0"), "LICENSE": APACHE}),
        Repository("acme/bad", {"README.md": card("llama3.1")}),
        Repository("acme/child", {"README.md": card("mit", "acme/bad")}),
    )
    return hub


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

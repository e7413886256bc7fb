"""What every room's tests share: the corpus of real texts, and expected outputs kept in files."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import hypothesis
import pytest

from tests.loopback_hub import LoopbackHub

# No test asserts a time, and a run in CI says the same twice; new examples are looked for on developers' machines.
hypothesis.settings.register_profile("here", deadline=None)
hypothesis.settings.register_profile("ci", deadline=None, derandomize=True)
hypothesis.settings.load_profile("ci" if os.environ.get("CI") else "here")

TESTS = Path(__file__).resolve().parent
GOLDENS = TESTS / "goldens"
APACHE = (TESTS.parent / "LICENSE").read_bytes()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--update-goldens", action="store_true", help="rewrite the expected outputs in tests/goldens")


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line("markers", "browser: needs a headless Chromium on the PATH")


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real license texts and cards, which the repository does not hold."""
    folder = Path(os.environ.get("LIC_CHECK_CORPUS") or TESTS.parent.parent / "shared" / "corpus")
    if not folder.is_dir():
        pytest.skip(f"needs the corpus of real texts: {folder} is not a folder (set LIC_CHECK_CORPUS)")
    return folder


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """A function `(name, text)` that compares a text with `tests/goldens/<name>`, or rewrites it on request."""

    def compare(name: str, text: str) -> None:
        path = GOLDENS / name
        if request.config.getoption("--update-goldens"):
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="")
            return
        remedy = f"run `pytest {request.node.path.relative_to(TESTS.parent)} --update-goldens` and read the diff"
        if not path.is_file():
            pytest.fail(f"tests/goldens/{name} is missing: {remedy}")
        expected = path.read_bytes().decode("utf-8")
        if expected != text:
            pytest.fail(f"tests/goldens/{name} is stale: {remedy}\n{_first_difference(expected, text)}")

    return compare


@pytest.fixture
def loopback_hub() -> Iterator[LoopbackHub]:
    """A Hub on 127.0.0.1 without repositories: `loopback_hub.add(Repository("acme/tiny", {...}))`."""
    with LoopbackHub() as hub:
        yield hub


@pytest.fixture
def hub(loopback_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> LoopbackHub:
    """That Hub as the one that commands ask, on a machine of its own: an empty working folder, no cache, no token."""
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("LIC_CHECK_CACHE_DIR", str(tmp_path / "store"))
    for name in ("HF_TOKEN", "HF_HUB_CACHE", "HF_HUB_OFFLINE", "LIC_CHECK_POLICY", "GITHUB_ACTIONS", "GITLAB_CI"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_ENDPOINT", loopback_hub.endpoint)
    (tmp_path / "work").mkdir()
    monkeypatch.chdir(tmp_path / "work")
    return loopback_hub


def card(license: str, base: str | None = None) -> bytes:
    """The README of a model under `license`, made from `base`."""
    return f"---\nlicense: {license}\n{f'base_model: {base}' if base else ''}\n---\n# A model\n".encode()


def _first_difference(expected: str, actual: str) -> str:
    for number, (old, new) in enumerate(zip(expected.splitlines(), actual.splitlines(), strict=False), 1):
        if old != new:
            return f"line {number}\n- {old[:500]}\n+ {new[:500]}"
    return f"{len(expected.splitlines())} lines expected, {len(actual.splitlines())} found"

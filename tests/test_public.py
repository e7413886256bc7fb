"""What other programs may import."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

import checker
from checker.cli.app import run

ROOT = Path(__file__).resolve().parent.parent


def test_the_public_names_are_these() -> None:
    assert ["__version__", "identify"] == sorted(checker.__all__)


def test_a_text_is_named_by_one_call_before_and_after_the_room_is_imported() -> None:
    code = (
        "import checker, pathlib\n"
        "text = pathlib.Path('LICENSE').read_text(encoding='utf-8')\n"
        "first = checker.identify(text)\n"
        "import checker.identify\n"
        "assert first == checker.identify(text)\n"
        "print(first[0].expression)"
    )

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert "Apache-2.0\n" == done.stdout


def test_importing_the_package_imports_no_room() -> None:
    code = "import checker, sys; print([name for name in sys.modules if name.startswith('checker.')])"

    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=ROOT, check=True)

    assert "['checker.version']\n" == done.stdout


def test_the_verbose_version_names_the_data_of_others(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == run(["--version", "-v"])
    assert "CC-BY-4.0" in capsys.readouterr().out

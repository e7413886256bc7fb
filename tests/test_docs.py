"""What the documents show is what happens."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

from checker.cli.app import COMMANDS, run
from checker.cli.options import FORMATS
from checker.errors import ExitCode
from checker.reports import RENDERERS

ROOT = Path(__file__).resolve().parent.parent
DOCUMENTS = ("README.md", "CONTRIBUTING.md", *(f"docs/{path.name}" for path in sorted((ROOT / "docs").glob("*.md"))))


def console_commands(document: str) -> list[str]:
    text = (ROOT / document).read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```", text, re.DOTALL | re.MULTILINE)
    lines = (line for block in blocks for line in block.splitlines() if line.startswith("$ lic-check"))
    return [line.removeprefix("$ lic-check ") for line in lines]


SHOWN = [(document, command) for document in DOCUMENTS for command in console_commands(document)]


@pytest.mark.parametrize(("document", "command"), SHOWN, ids=[f"{d}: {c}" for d, c in SHOWN])
def test_a_command_in_the_documents_runs(
    document: str, command: str, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HF_HUB_CACHE", str(ROOT / "examples" / "hub-cache"))
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    monkeypatch.setenv("LIC_CHECK_CACHE_DIR", str(tmp_path))
    monkeypatch.chdir(ROOT)
    arguments = shlex.split(command, comments=True)

    assert run(arguments) in (ExitCode.PASS, ExitCode.DENIED, ExitCode.UNDECIDED), document


def test_the_documents_show_commands() -> None:
    assert SHOWN


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_file_that_a_document_links_to_exists(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    links = (link for link in re.findall(r"\]\(([^)#:]+)\)", text))

    assert [] == [link for link in links if not ((ROOT / document).parent / link).exists()]


def test_the_options_name_every_format() -> None:
    assert FORMATS == tuple(RENDERERS)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert ExitCode.PASS == run([command, "--help"])
    assert COMMANDS[command][1]
    assert "Usage: lic-check" in capsys.readouterr().out


def test_the_exit_codes_of_the_readme_are_those_of_the_program() -> None:
    table = re.findall(r"^\| (\d+) \|", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE)

    assert [str(code.value) for code in ExitCode] == table

"""Runs under emulated runners: they see our commands and no others, whatever a repository says."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.errors import ExitCode
from tests.conftest import card
from tests.loopback_hub import LoopbackHub, Repository
from tests.runners import azure_commands, github_commands

Project = Callable[[dict[str, str]], Path]
Command = Callable[..., tuple[int, str, str]]

EVIL = """---
license: "other\\n::error::owned"
license_name: "::add-mask::everything"
license_link: "##[error]owned"
base_model: "acme/x\\n::stop-commands::t"
datasets: ["::warning::owned", "##vso[task.setvariable variable=x]owned"]
---
::error file=a.py,line=1::owned by the card
##vso[task.complete result=Succeeded;]done
  ::set-output name=x::y
"""
SOURCE = """AutoModel.from_pretrained("acme/evil")  # ::error::owned by the source ##[add-mask]x
AutoModel.from_pretrained(os.environ["::error::owned"])
AutoModel.from_pretrained("acme/bad")
"""


@pytest.fixture
def evil(hub: LoopbackHub, project: Project) -> Path:
    files = {"README.md": EVIL.encode(), "LICENSE": b"::error::owned by the license\n##[error]x\n" * 20}
    hub.add(Repository("acme/evil", files))
    return project({"a.py": SOURCE, "::error::owned.py": 'AutoModel.from_pretrained("acme/child")\n'})


def test_a_runner_of_github_sees_our_annotations_alone(
    evil: Path, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    code, out, err = command("scan", ".", "--isolated", "-v", "--show-suppressed")
    commands = github_commands(out + err)

    assert ExitCode.DENIED == code
    assert commands
    assert {"error", "warning"} >= {c.name for c in commands}
    assert all(c.values.keys() == {"file", "line", "col", "title"} for c in commands)
    assert {"a.py", "::error::owned.py"} == {c.values["file"] for c in commands}
    assert [] == [c for c in commands if c.message.startswith("owned")]
    assert [] == github_commands(summary.read_text(encoding="utf-8"))
    assert "acme/bad" in summary.read_text(encoding="utf-8")


def test_a_runner_of_azure_sees_our_annotations_alone(
    evil: Path, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TF_BUILD", "True")
    _, out, err = command("scan", ".", "--isolated", "-v")

    assert {"task.logissue"} == {c.name for c in azure_commands(out + err)}


HOSTILE_KEY = '"\\n::error::owned": 1\n"##[error]owned": 1\n"##vso[task.complete]": 1\n'


@pytest.mark.parametrize(
    "arguments",
    [
        ("scan", ".", "--manifest", "hostile.yaml"),
        ("scan", ".", "--config", "hostile.yaml"),
        ("scan", ".", "--policy", "hostile.yaml"),
        ("policy", "lint", "hostile.yaml"),
        ("identify", "LICENSE", "--format", "html"),
        ("identify", "LICENSE", "--format", "json"),
        ("identify", "LICENSE"),
        ("verify", "--lock-file", "hostile.yaml"),
        ("notice", "acme/evil"),
        ("release", "model", "--propose"),
        ("explain", "##[error]owned"),
        ("##[error]owned",),
        ("scan", ".", "--##[error]owned"),
        ("scan", "\n::error::owned"),
    ],
    ids=" ".join,
)
def test_no_command_writes_a_command_of_a_stranger(
    evil: Path, project: Project, command: Command, arguments: tuple[str, ...]
) -> None:
    license = "::error::owned by the license\n##[error]x\nMIT License\n"
    project({"hostile.yaml": HOSTILE_KEY, "LICENSE": license, "model/README.md": EVIL, "model/LICENSE": license})
    _, out, err = command(*arguments)

    assert out + err
    assert [] == github_commands(out + err) + azure_commands(out + err)


@pytest.mark.parametrize("variable", ["GITHUB_ACTIONS", "TF_BUILD"])
def test_no_command_is_written_when_the_service_is_to_be_left_alone(
    evil: Path, command: Command, monkeypatch: pytest.MonkeyPatch, variable: str
) -> None:
    monkeypatch.setenv(variable, "true")
    _, out, err = command("scan", ".", "--isolated", "-v", "--no-ci")
    listed = command("scan", ".", "--list")[1]

    assert [] == github_commands(out + err + listed) + azure_commands(out + err + listed)


def test_the_report_on_stdout_stays_whole(evil: Path, command: Command, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    _, out, _ = command("scan", ".", "--isolated", "--format", "json")

    assert "lic-check/report/1" == json.loads(out)["schema"]


def test_the_file_that_gitlab_looks_for_is_written(
    project: Project, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITLAB_CI", "true")
    project({"a.py": 'AutoModel.from_pretrained("acme/bad")\n'})
    command("scan", ".", "--isolated")
    entries = json.loads(Path("gl-code-quality-report.json").read_text(encoding="utf-8"))

    assert {("a.py", 1)} == {(e["location"]["path"], e["location"]["lines"]["begin"]) for e in entries}


def test_models_of_the_command_line_are_announced_without_a_line(
    hub: LoopbackHub, command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    hub.add(Repository("acme/other", {"README.md": card("llama3.1")}))
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    _, _, err = command("acme/other", "--isolated")

    assert [("error", {"title"})] == [(c.name, set(c.values)) for c in github_commands(err)]


def test_a_full_summary_is_left_alone(
    project: Project, command: Command, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_bytes(b"x" * 1_048_570)
    monkeypatch.setenv("GITHUB_ACTIONS", "true")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    project({"a.py": 'AutoModel.from_pretrained("acme/bad")\n'})
    command("scan", ".", "--isolated")

    assert 1_048_570 == summary.stat().st_size

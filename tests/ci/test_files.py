"""The files by which CI services and hooks run the command: valid, pinned, and deaf to what an input says."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.loopback_hub import LoopbackHub

ROOT = Path(__file__).resolve().parents[2]
ACTION = ROOT / "action.yml"
DOCUMENT = (ROOT / "docs" / "ci.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w*)\n(.*?)^```", DOCUMENT.partition("## What is found")[0], re.DOTALL | re.MULTILINE)
STARTS = [(language, text) for language, text in BLOCKS if language != "console"]
MAX_START_LINES = 10


def mistakes_in(schema: str, path: Path) -> str:
    """What check-jsonschema says of a file, from the schemas that it carries; nothing when it is valid."""
    command = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", f"vendor.{schema}", str(path)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return "" if done.returncode == 0 else done.stdout + done.stderr


def action() -> dict[str, Any]:
    parsed: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return parsed


def test_the_action_is_valid() -> None:
    assert "" == mistakes_in("github-actions", ACTION)


def test_zizmor_finds_nothing_in_the_action() -> None:
    program = Path(sys.executable).with_name("zizmor")
    done = subprocess.run(
        [str(program), "--offline", "--no-progress", str(ACTION)], capture_output=True, text=True, check=False
    )

    assert 0 == done.returncode, done.stdout + done.stderr


def test_no_input_is_part_of_a_script_and_every_foreign_action_is_pinned() -> None:
    steps = action()["runs"]["steps"]

    assert not [step["name"] for step in steps if "${{" in step.get("run", "")]
    assert all(re.search(r"@[0-9a-f]{40}\Z", step["uses"]) for step in steps if "uses" in step)


def test_the_findings_are_uploaded_before_the_job_fails() -> None:
    names = [step["name"] for step in action()["runs"]["steps"]]

    assert ["Upload the findings", "Fail"] == names[-2:]
    assert all("always()" in step["if"] for step in action()["runs"]["steps"][-2:])


def test_the_gitlab_component_is_valid(tmp_path: Path) -> None:
    """A component is two documents; the schema is that of the second."""
    header, jobs = (ROOT / "ci" / "gitlab.yml").read_text(encoding="utf-8").split("\n---\n")
    (tmp_path / "jobs.yml").write_text(jobs, encoding="utf-8")
    inputs = yaml.safe_load(header)["spec"]["inputs"]

    assert "" == mistakes_in("gitlab-ci", tmp_path / "jobs.yml")
    assert set(inputs) == set(re.findall(r"\$\[\[ inputs\.(\w+) \]\]", jobs))
    assert not [line for line in yaml.safe_load(jobs)["lic-check"]["script"] if "$[[" in line]


def test_the_azure_template_is_valid() -> None:
    assert "" == mistakes_in("azure-pipelines", ROOT / "ci" / "azure.yml")


def test_the_hooks_run_commands_that_exist() -> None:
    from checker.cli.app import COMMANDS

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))

    for hook in hooks:
        assert {"id", "name", "entry", "language"} <= hook.keys()
        program, command, *_ = hook["entry"].split()
        assert ("lic-check", True) == (program, command in COMMANDS)


def test_the_hooks_run_when_a_file_of_any_kind_that_is_read_changes(tmp_path: Path) -> None:
    from identify.identify import tags_from_path

    from checker.discover.kinds import KINDS

    hooks = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_text(encoding="utf-8"))
    files = [tmp_path / pattern.replace("*", "x") for kind in KINDS for pattern in kind.patterns]
    for file in files:
        file.write_text("x\n", encoding="utf-8")

    for hook in hooks:
        wanted = set(hook.get("types", ())), set(hook.get("types_or", ()))
        passed = [f.name for f in files if not _fits(tags_from_path(str(f)), *wanted)]
        assert [] == passed, hook["id"]


def _fits(tags: set[str], every: set[str], some: set[str]) -> bool:
    return every <= tags and (not some or bool(some & tags))


def test_pre_commit_accepts_the_hooks() -> None:
    command = [sys.executable, "-m", "pre_commit", "validate-manifest", str(ROOT / ".pre-commit-hooks.yaml")]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert 0 == done.returncode, done.stdout + done.stderr


@pytest.mark.parametrize(("language", "start"), STARTS, ids=lambda value: value[:25].strip())
def test_each_start_of_the_document_is_short(language: str, start: str) -> None:
    assert len(start.splitlines()) < MAX_START_LINES, language


@pytest.mark.parametrize(
    ("schema", "first"), [("github-workflows", "on:"), ("gitlab-ci", "include:"), ("azure-pipelines", "resources:")]
)
def test_each_start_is_valid_where_it_is_pasted(schema: str, first: str, tmp_path: Path) -> None:
    (start,) = (text for _, text in STARTS if text.startswith(first))
    (tmp_path / "start.yml").write_text(start, encoding="utf-8")

    assert "" == mistakes_in(schema, tmp_path / "start.yml")


@pytest.fixture
def audit_step(hub: LoopbackHub, tmp_path: Path) -> Callable[..., tuple[int, dict[str, str], str]]:
    """Runs the script of the step `Audit` as a runner does: inputs in the environment, outputs in a file."""
    script = next(step["run"] for step in action()["runs"]["steps"] if step.get("id") == "audit")
    program = tmp_path / "runner" / "lic-check" / "bin" / "lic-check"
    program.parent.mkdir(parents=True)
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m checker "$@"\n', encoding="utf-8")
    program.chmod(0o755)

    def run(**inputs: str) -> tuple[int, dict[str, str], str]:
        outputs = tmp_path / "outputs"
        outputs.write_text("", encoding="utf-8")
        names = dict.fromkeys(("SCAN_PATH", "POLICY", "FAIL_ON", "STRICT_REFS", "LOCKED", "BASELINE"), "")
        environment = {
            **os.environ,
            **names,
            **inputs,
            "RUNNER_TEMP": str(tmp_path / "runner"),
            "GITHUB_OUTPUT": str(outputs),
            "GITHUB_ACTIONS": "true",
            "PYTHONPATH": str(ROOT),
        }
        done = subprocess.run(
            ["bash", "-e", "-o", "pipefail", "-c", script], env=environment, capture_output=True, text=True, check=False
        )
        pairs = (line.partition("=") for line in outputs.read_text(encoding="utf-8").splitlines())
        return done.returncode, {name: value for name, _, value in pairs}, done.stdout + done.stderr

    return run


needs_bash = pytest.mark.skipif(shutil.which("bash") is None, reason="bash is not installed")


@needs_bash
def test_the_step_hands_on_the_code_and_the_files(
    audit_step: Callable[..., Any], project: Callable[[dict[str, str]], Path]
) -> None:
    project({"a.py": 'AutoModel.from_pretrained("acme/bad")\n'})
    code, outputs, log = audit_step(SCAN_PATH=".")

    assert (0, "1") == (code, outputs["exit-code"]), log
    assert Path(outputs["sarif-file"]).is_file()
    assert Path(outputs["report-file"]).is_file()
    assert "::error file=a.py,line=1" in log


@needs_bash
@pytest.mark.parametrize(
    "hostile", ["$(touch owned)", "`touch owned`", "; touch owned", "--help", '" ; touch owned ; "', "x\ny=z"]
)
@pytest.mark.parametrize("name", ["SCAN_PATH", "POLICY", "BASELINE", "FAIL_ON"])
def test_an_input_is_never_run_and_never_an_option(
    audit_step: Callable[..., Any], project: Callable[[dict[str, str]], Path], hostile: str, name: str
) -> None:
    folder = project({"a.py": 'AutoModel.from_pretrained("acme/good")\n'})
    code, outputs, log = audit_step(**{"SCAN_PATH": ".", name: hostile})

    assert not (folder / "owned").exists()
    assert (0, "2") == (code, outputs["exit-code"]), log
    assert "Find the models that the files below PATH name" not in log
    assert {"exit-code"} == outputs.keys()


def test_the_container_copies_what_is_there_and_runs_as_nobody_special() -> None:
    lines = (ROOT / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [
        name for line in lines if line.startswith("COPY ") and "--from" not in line for name in line.split()[1:-1]
    ]
    let_in = set((ROOT / ".dockerignore").read_text(encoding="utf-8").split())

    assert all((ROOT / name).exists() for name in copied)
    assert {f"!{name}" for name in copied} <= let_in
    assert "USER lic-check" in lines

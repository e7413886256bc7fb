"""Annotations as the runners read them: an emulation of their parsers sees our commands and no others."""

from __future__ import annotations

from collections.abc import Callable

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions
from checker.reports.annotations import MAX_OF_A_KIND
from tests.reports.conftest import DENIED, placed, report_of
from tests.runners import azure_commands, github_commands

Inject = Callable[[AuditReport, str], AuditReport]
PAYLOADS = (
    "\n::error::owned",
    "\n  ::set-env name=PATH::/evil",
    "%0A::error::owned",
    "##[add-mask]everything",
    "\n##vso[task.setvariable variable=x]owned",
    "::stop-commands::token",
    "a,b:c;d]e=f",
    "\r\n::warning file=a,line=1::x",
)
ONE_PROBLEM = report_of(placed(msgspec.structs.replace(DENIED, findings=DENIED.findings[:1]), 3))


def rendered(name: str, report: AuditReport) -> str:
    return str(RENDERERS[name].render(report, RenderOptions()))


def test_each_problem_in_force_is_one_command_on_its_line(scanned: AuditReport) -> None:
    commands = github_commands(rendered("github", scanned))

    assert [("error", "3"), ("error", "6"), ("error", "2"), ("error", "2"), ("warning", "9")] == [
        (command.name, command.values["line"]) for command in commands
    ]
    assert "app/load, run.py" == commands[0].values["file"]
    assert "LC0401: A user threshold is passed" == commands[0].values["title"]
    assert commands[0].message.startswith("acme/brook-7b-instruct: The license needs a separate agreement")


def test_azure_gets_the_same_problems(scanned: AuditReport) -> None:
    commands = azure_commands(rendered("azure", scanned))

    assert ["error", "error", "error", "error", "warning"] == [command.values["type"] for command in commands]
    assert {"task.logissue"} == {command.name for command in commands}
    assert "3" == commands[0].values["linenumber"]


def test_no_more_are_printed_than_a_runner_shows(scanned: AuditReport) -> None:
    many = msgspec.structs.replace(scanned, errors=scanned.errors * MAX_OF_A_KIND)
    commands = github_commands(rendered("github", many))

    assert MAX_OF_A_KIND == sum(command.name == "error" for command in commands)
    assert ["12 problems more: the report has them all"] == [c.message for c in commands if c.name == "notice"]


@pytest.mark.parametrize("payload", PAYLOADS)
def test_only_our_commands_reach_the_runner_of_github(scanned: AuditReport, inject: Inject, payload: str) -> None:
    expected = [command.name for command in github_commands(rendered("github", scanned))]
    commands = github_commands(rendered("github", inject(scanned, payload)))

    assert expected == [command.name for command in commands]
    assert {"file", "line", "col", "title"} == {name for command in commands for name in command.values}


@pytest.mark.parametrize("payload", PAYLOADS)
def test_only_our_commands_reach_the_runner_of_azure(scanned: AuditReport, inject: Inject, payload: str) -> None:
    commands = azure_commands(rendered("azure", inject(scanned, payload)))

    assert ["task.logissue"] * 5 == [command.name for command in commands]
    allowed = {"type", "code", "sourcepath", "linenumber", "columnnumber"}
    assert allowed == {name for command in commands for name in command.values}


@pytest.mark.parametrize("name", ["terminal", "markdown", "json", "csv", "notice", "gitlab", "junit", "sarif"])
@pytest.mark.parametrize("payload", PAYLOADS)
def test_a_log_of_any_report_holds_no_command(scanned: AuditReport, inject: Inject, payload: str, name: str) -> None:
    shown = RENDERERS[name].render(inject(scanned, payload), RenderOptions())
    log = shown.decode("utf-8-sig") if isinstance(shown, bytes) else shown

    assert [] == github_commands(log) + azure_commands(log)


@given(text=st.text(st.one_of(st.characters(exclude_categories=["Cs"]), st.sampled_from(":#[]%,;=\n\r v"))))
def test_no_text_becomes_a_command(text: str) -> None:
    model = msgspec.structs.replace(ONE_PROBLEM.models[0], id=f"acme/x{text}")
    report = msgspec.structs.replace(ONE_PROBLEM, models=(model,), errors=(), scan=None)

    assert ["error"] == [command.name for command in github_commands(rendered("github", report))]
    assert ["task.logissue"] == [command.name for command in azure_commands(rendered("azure", report))]

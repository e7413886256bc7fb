"""What differs from the previous report: told first, in every format for people."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from checker.cli.app import run
from checker.errors import ExitCode
from checker.model.report import AuditFailure, AuditReport, CapturedText, EvidenceFile
from checker.model.verdict import Verdict
from checker.reports import RENDERERS, RenderOptions
from checker.reports.changes import changes
from checker.reports.diff import Mark, compared

FORMATS = ("terminal", "markdown", "html")


def with_text(report: AuditReport, sha256: str, text: str) -> AuditReport:
    """`report` in which the file LICENSE of each model is `text`."""
    file = EvidenceFile(path="LICENSE", role="license", sha256=sha256)
    models = tuple(msgspec.structs.replace(model, files=(file,)) for model in report.models)
    return msgspec.structs.replace(report, models=models, texts=(CapturedText(sha256=sha256, text=text),))


def test_the_same_report_twice_has_no_changes(rich: AuditReport) -> None:
    found = changes(rich, rich)

    assert found.models == ()
    assert found.basis == ()
    assert found.unchanged == len(rich.models)


def test_a_model_that_is_new_and_one_that_is_gone_are_told_apart(denied: AuditReport, allowed: AuditReport) -> None:
    found = {change.id: (change.before, change.after) for change in changes(denied, allowed).models}

    assert found == {"acme/brook-7b-instruct": (Verdict.DENY, None), "examples/pebble": (None, Verdict.ALLOW)}


def test_a_model_that_could_not_be_audited_this_time_is_not_simply_gone(denied: AuditReport) -> None:
    (model,) = denied.models
    failure = AuditFailure(id=model.id, kind="network", message="No answer.", fix="Try again.")
    (change,) = changes(denied, msgspec.structs.replace(denied, models=(), errors=(failure,))).models

    assert change.facts == ("It could not be audited this time.",)


def test_what_became_worse_comes_first_with_its_reason(denied: AuditReport) -> None:
    (model,) = denied.models
    calm = msgspec.structs.replace(model, verdict=Verdict.ALLOW, findings=(), obligations=())
    other = msgspec.structs.replace(calm, id="a/first")
    before = msgspec.structs.replace(denied, models=(calm, other))
    after = msgspec.structs.replace(denied, models=(model, msgspec.structs.replace(other, revision="f" * 40)))

    worse, moved = changes(before, after).models

    assert worse.is_worse
    assert model.decided_by.because in worse.facts
    assert any(fact.startswith("New finding: LC0401") for fact in worse.facts)
    assert any(fact.startswith("New duty: Show the words") for fact in worse.facts)
    assert not moved.is_worse
    assert moved.facts == ("The commit was 0123456789ab and is ffffffffffff.",)


def test_another_policy_and_other_license_facts_are_said(denied: AuditReport) -> None:
    policy = msgspec.structs.replace(denied.policy, digest="sha256:other", context={})
    tool = msgspec.structs.replace(denied.tool, catalog="sha256:other")

    basis = " ".join(changes(denied, msgspec.structs.replace(denied, policy=policy, tool=tool)).basis)

    assert "permissive-only was changed" in basis
    assert "license facts" in basis
    assert "facts about the use" in basis


def test_a_license_text_that_reads_otherwise_is_shown_word_by_word(allowed: AuditReport) -> None:
    before = with_text(allowed, "a" * 64, "Use it for any purpose.\n")
    after = with_text(allowed, "b" * 64, "Use it for research only.\n")

    page = RENDERERS["html"].render(after, RenderOptions(previous=before))

    assert isinstance(page, str)
    assert re.search(r"<del><span>any purpose.</span></del>", page)
    assert re.search(r"<ins><span>research only.</span></ins>", page)
    assert "LICENSE reads otherwise" in str(RENDERERS["terminal"].render(after, RenderOptions(previous=before)))


@pytest.mark.parametrize("name", FORMATS)
def test_every_format_begins_with_the_changes(name: str, denied: AuditReport, allowed: AuditReport) -> None:
    shown = str(RENDERERS[name].render(denied, RenderOptions(previous=allowed)))

    assert "1 new, 1 gone, 0 as before; 1 for the worse" in shown
    assert shown.index("Since the previous report") < shown.index("needs a separate agreement")


@pytest.mark.parametrize("name", FORMATS)
def test_a_hostile_previous_report_stays_text(
    name: str, denied: AuditReport, allowed: AuditReport, inject: Callable[[AuditReport, str], AuditReport]
) -> None:
    hostile = inject(denied, "\x1b[2J<script>alert(1)</script>\n::error::x")

    shown = str(RENDERERS[name].render(allowed, RenderOptions(previous=hostile)))

    assert "\x1b" not in shown
    assert name != "html" or "<script>alert" not in shown
    assert not re.search(r"^\s*::", shown, re.MULTILINE)


@pytest.mark.parametrize("content", ["", "{}", "[1", '{"schema": "lic-check/report/2"}', "\udcff"])
def test_a_file_that_holds_no_report_is_one_clear_error(
    content: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "previous.json"
    file.write_text(content, encoding="utf-8", errors="surrogateescape")

    code = run([str(tmp_path), "--offline", "--isolated", "--previous", str(file)])

    said = capsys.readouterr()
    assert code == ExitCode.USAGE
    assert said.out == ""
    assert "holds no earlier report" in said.err
    assert said.err.count("\n") == 2


def test_a_small_change_in_a_long_text_is_shown_as_a_small_one() -> None:
    clause = "You shall not use the work for the acts in the list, and you shall not hand the work on for them.\n"
    old = "".join(f"{number}. {clause}" for number in range(60))
    new = old.replace("30. You shall not use", "30. You may use")

    lines = compared(old, new)

    assert lines is not None
    changed = [(run.mark, run.text) for line in lines for run in line.runs if run.mark is not Mark.SAME]
    assert changed == [(Mark.REMOVED, "shall not"), (Mark.ADDED, "may")]


def test_a_text_that_is_only_wrapped_anew_has_no_changes() -> None:
    lines = compared("one two three\nfour five\n", "one two\nthree four\nfive\n")

    assert lines is not None
    assert not any(line.is_changed for line in lines)

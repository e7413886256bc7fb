"""Waivers and clarifications: bound to what was looked at, loud when they no longer hold."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date, timedelta

import pytest
from msgspec.structs import replace

from checker.model.evidence import Citation
from checker.model.report import Finding
from checker.model.verdict import Severity, Verdict
from checker.policy import waivers
from checker.policy.document import parse_policy
from checker.policy.waivers import Clarification, HygieneProblem, Waiver, apply_waivers, evidence_digest, settle

TODAY = date(2026, 11, 24)
COMMIT = "3f2a9c1" + "0" * 33
LICENSE_SHA = hashlib.sha256(b"a license").hexdigest()


def finding(code: str = "LC0402", verdict: Verdict = Verdict.DENY, sha256: str = LICENSE_SHA) -> Finding:
    return Finding(
        code=code,
        title="A clause forbids this use",
        verdict=verdict,
        severity=Severity.HIGH,
        message="no",
        fix="choose another",
        fingerprint="f",
        evidence=(Citation(file="LICENSE", line=3, sha256=sha256),),
    )


def waiver(
    *, code: str = "LC0402", subject: str = "acme/model@3f2a9c1", evidence: str = "", expires: str = "2027-03-31"
) -> Waiver:
    text = (
        "version: 1\nwaive:\n"
        f"  - finding: {code}\n    subject: {subject}\n    evidence: {evidence or f'sha256:{LICENSE_SHA}'}\n"
        "    reason: {code: license-acquired, text: contract 2026-114}\n"
        f"    approver: legal@acme.example\n    expires: {expires}\n"
    )
    return parse_policy(text, name="acme.yaml").file.waive[0]


def applied(
    findings: Sequence[Finding], given: Waiver, *, id: str = "acme/model", revision: str = COMMIT, max_days: int = 365
) -> tuple[tuple[Finding, ...], list[str]]:
    found, problems = apply_waivers(findings, [given], id=id, revision=revision, today=TODAY, max_days=max_days)
    return found, [problem.code for problem in problems]


def test_a_waiver_marks_its_finding_and_no_other() -> None:
    found, problems = applied([finding(), finding("LC0401"), finding(sha256="b" * 64)], waiver())

    assert [True, False, False] == [one.waived is not None for one in found]
    assert found[0].waived is not None
    assert ("license-acquired: contract 2026-114", "legal@acme.example", "2027-03-31") == (
        found[0].waived.reason,
        found[0].waived.approver,
        found[0].waived.expires,
    )
    assert [] == problems


def test_a_waiver_may_pin_all_that_a_finding_cites() -> None:
    digest = evidence_digest(finding())

    assert applied([finding()], waiver(evidence=digest))[0][0].waived
    assert digest != evidence_digest(finding(sha256="b" * 64))


def test_a_finding_that_cites_several_files_is_pinned_by_all_of_them() -> None:
    one = finding()
    two = replace(one, evidence=(*one.evidence, Citation(file="README.md", sha256="b" * 64)))

    assert [waivers.VOID] == applied([two], waiver())[1]
    assert applied([two], waiver(evidence=evidence_digest(two)))[0][0].waived


def test_the_digest_of_a_file_does_not_stand_for_several_findings_about_it() -> None:
    findings = [finding(), replace(finding(), fingerprint="another")]

    assert [waivers.VOID] == applied(findings, waiver())[1]
    assert [False, True] == [
        one.waived is not None for one in applied(findings, waiver(evidence=evidence_digest(findings[1])))[0]
    ]


def test_a_finding_without_evidence_is_pinned_to_what_it_is_about() -> None:
    one, other = replace(finding(), evidence=()), replace(finding(), evidence=(), fingerprint="another")

    assert evidence_digest(one) != evidence_digest(other)


def test_an_unknown_is_never_waived() -> None:
    found, problems = applied([finding(verdict=Verdict.UNKNOWN)], waiver())

    assert found[0].waived is None
    assert [waivers.NOT_WAIVABLE] == problems


@pytest.mark.parametrize(
    ("given", "findings", "revision", "code"),
    [
        (waiver(expires="2026-11-23"), [finding()], COMMIT, waivers.EXPIRED),
        (waiver(expires="2027-11-25"), [finding()], COMMIT, waivers.TOO_LONG),
        (waiver(), [finding("LC0401")], COMMIT, waivers.UNUSED),
        (waiver(), [finding()], "4" * 40, waivers.VOID),
        (waiver(), [finding(sha256="b" * 64)], COMMIT, waivers.VOID),
    ],
)
def test_a_waiver_that_does_not_hold_is_told_and_the_finding_stands(
    given: Waiver, findings: list[Finding], revision: str, code: str
) -> None:
    found, problems = applied(findings, given, revision=revision)

    assert [code] == problems
    assert all(one.waived is None for one in found)


@pytest.mark.parametrize("days", [0, 30])
def test_a_waiver_holds_through_its_last_day_and_its_longest_reach(days: int) -> None:
    given = waiver(expires=(TODAY + timedelta(days=days)).isoformat())

    assert applied([finding()], given, max_days=30)[0][0].waived


def test_a_waiver_of_another_subject_is_left_alone() -> None:
    found, problems = applied([finding()], waiver(subject="acme/other@3f2a9c1"))

    assert found[0].waived is None
    assert [] == problems


def clarification(
    *, subject: str = "acme/model@3f2a9c1", license: str = "MIT", sha256: str = LICENSE_SHA
) -> Clarification:
    text = (
        f"version: 1\nclarify:\n  - subject: {subject}\n    license: {license}\n"
        f"    files: [{{path: LICENSE, sha256: {sha256}}}]\n    reason: read by counsel\n"
    )
    return parse_policy(text, name="acme.yaml").file.clarify[0]


def settled(*given: Clarification, revision: str = COMMIT) -> tuple[Clarification | None, tuple[HygieneProblem, ...]]:
    return settle(given, id="Acme/model", revision=revision, files={"LICENSE": LICENSE_SHA})


def test_a_clarification_settles_what_its_files_are() -> None:
    given = clarification()

    assert (given, ()) == settled(given)


@pytest.mark.parametrize(
    ("given", "revision"),
    [
        (clarification(sha256="b" * 64), COMMIT),
        (clarification(), "4" * 40),
    ],
)
def test_a_clarification_is_void_when_anything_moved(given: Clarification, revision: str) -> None:
    found, problems = settled(given, revision=revision)

    assert found is None
    assert [waivers.VOID_CLARIFICATION] == [problem.code for problem in problems]


def test_clarifications_that_contradict_each_other_cancel() -> None:
    found, problems = settled(clarification(), clarification(subject="acme/model", license="ISC"))

    assert found is None
    assert "contradict" in problems[0].message


def test_a_clarification_of_another_subject_is_left_alone() -> None:
    assert (None, ()) == settled(clarification(subject="acme/other"))


@pytest.mark.parametrize("id", ["./models/mine", "models/mine", "models//mine/"])
def test_a_folder_needs_no_commit_and_is_known_by_its_path(id: str) -> None:
    found, problems = apply_waivers(
        [finding()], [waiver(subject="./models/mine")], id=id, revision=None, today=TODAY, max_days=365
    )

    assert found[0].waived
    assert () == problems

"""What a run passes over changes its exit code alone, and never what is missing."""

from __future__ import annotations

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from checker.audit import exit_code
from checker.errors import ExitCode
from checker.gate import Baseline, BaselineFinding, gated
from checker.model.report import Finding, ModelAudit
from checker.model.verdict import Severity, Verdict
from checker.policy import Policy
from tests.reports.conftest import DENIED, REVIEWED, report_of

POLICY = Policy(digest="sha256:0", origins={}, fail_on=("deny", "unknown", "review"))


def finding(fingerprint: str, verdict: Verdict) -> Finding:
    return Finding(
        code="LC0401",
        title="",
        verdict=verdict,
        severity=Severity.HIGH,
        message=fingerprint,
        fix="",
        fingerprint=fingerprint,
    )


def model(*verdicts: Verdict) -> ModelAudit:
    findings = tuple(finding(f"f{number}", verdict) for number, verdict in enumerate(verdicts))
    worst = Verdict.worst([Verdict.ALLOW, *verdicts])
    return msgspec.structs.replace(DENIED, findings=findings, verdict=worst, complete=True)


def known(*fingerprints: str) -> Baseline:
    return Baseline(findings=tuple(BaselineFinding(fingerprint, "", "", "") for fingerprint in fingerprints))


def code(audited: ModelAudit, *fingerprints: str) -> int:
    report = gated(report_of(audited), POLICY, known(*fingerprints), {})
    assert audited.verdict is report.models[0].verdict
    return report.exit_code


def test_what_stands_beside_a_known_finding_still_fails() -> None:
    assert ExitCode.UNDECIDED == code(model(Verdict.DENY, Verdict.REVIEW), "f0")
    assert ExitCode.DENIED == code(model(Verdict.DENY, Verdict.DENY), "f0")
    assert ExitCode.PASS == code(model(Verdict.DENY, Verdict.REVIEW), "f0", "f1")


def test_a_verdict_that_rests_on_no_finding_is_never_passed_over() -> None:
    bare = msgspec.structs.replace(REVIEWED, findings=(), verdict=Verdict.UNKNOWN)

    assert ExitCode.UNDECIDED == code(bare)


def test_missing_evidence_is_never_passed_over() -> None:
    partial = msgspec.structs.replace(model(Verdict.UNKNOWN), complete=False)

    assert ExitCode.INCOMPLETE == code(partial, "f0")


@given(st.lists(st.sampled_from(Verdict), max_size=5), st.sets(st.integers(0, 4)))
def test_the_exit_code_is_that_of_the_findings_that_are_not_known(verdicts: list[Verdict], numbers: set[int]) -> None:
    left = [verdict for number, verdict in enumerate(verdicts) if number not in numbers]

    assert exit_code([model(*left)], True, POLICY) == code(model(*verdicts), *(f"f{number}" for number in numbers))


def test_a_baseline_reads_back_as_it_was_written() -> None:
    baseline = Baseline.of(report_of(DENIED, REVIEWED))

    assert baseline == msgspec.json.decode(baseline.text(), type=Baseline)
    assert {"LC0202", "LC0203", "LC0401"} == {known.code for known in baseline.findings}

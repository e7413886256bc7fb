"""Run the tests that a policy holds about itself."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from checker.audit import Auditor
from checker.catalog import catalog
from checker.model.verdict import Verdict
from checker.policy import Policy
from checker.policy.context import Context
from checker.policy.schema import PolicyTest
from checker.rules.judgement import Judge
from checker.sources import Sources, SourceSettings, parse_target


def run_tests(policy: Policy, folder: Path) -> list[str]:
    """One line for each test that does not hold; models are looked for below `folder`, then in what was read before."""
    failures = []
    for number, test in enumerate(policy.tests, start=1):
        context = Context({**policy.context, **test.context})
        verdict, reasons = _expression(test, policy, context) if test.expr else _model(test, policy, context, folder)
        subject = test.expr or test.model
        if verdict is not test.expect:
            reason = f": {reasons[0]}" if reasons else ""
            failures.append(f"tests[{number - 1}]: {subject} is {verdict}, expected {test.expect}{reason}")
        elif test.because and not any(test.because in reason for reason in reasons):
            failures.append(f"tests[{number - 1}]: {subject} is {verdict}, but not because of {test.because!r}")
    return failures


def _expression(test: PolicyTest, policy: Policy, context: Context) -> tuple[Verdict, list[str]]:
    judged = Judge(policy, context, catalog(), None).expression(str(test.expr))
    hits = (f"{hit.clause.kind} {hit.because}" for license in judged.binding for hit in license.hits)
    return judged.verdict, [*(f"{license.line} {license.because}" for license in judged.binding), *hits]


def _model(test: PolicyTest, policy: Policy, context: Context, folder: Path) -> tuple[Verdict, list[str]]:
    settings = replace(SourceSettings.from_environment(os.environ, Path.home()), offline=True)
    local = folder / str(test.model)
    target = parse_target(str(local) if local.is_dir() else str(test.model))
    today = datetime.now(UTC).date()
    auditor = Auditor(Sources(settings), policy, context, catalog(), today=today, say=lambda _: None)
    report = auditor.audit([target])
    findings = [f"{finding.code} {finding.message}" for model in report.models for finding in model.findings]
    return report.verdict, [*findings, *(f"{failure.kind} {failure.message}" for failure in report.errors)]

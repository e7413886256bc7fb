"""GitLab's code quality report: what its merge request shows on changed lines, in the free tier too."""

from __future__ import annotations

import hashlib
from collections import Counter
from typing import Any

from checker.model.evidence import Citation
from checker.model.report import AuditReport
from checker.model.verdict import Verdict
from checker.reports.json import to_json
from checker.reports.located import Problem, is_passed_over, placed_problems
from checker.reports.renderer import RenderOptions

_SEVERITIES = {Verdict.DENY: "blocker", Verdict.UNKNOWN: "critical", Verdict.REVIEW: "major", Verdict.ALLOW: "info"}


def write_codequality(report: AuditReport, options: RenderOptions) -> str:
    """One entry for each problem in force and each line; raises `UsageProblem` when a finding has no line."""
    del options
    entries = []
    seen: Counter[str] = Counter()
    for problem in placed_problems(report, "the code quality report"):
        for place in () if is_passed_over(problem) else problem.places:
            # Without the line, so that an entry stays the same while code above it moves.
            key = f"{problem.fingerprint}\n{place.file}\n{place.quote}"
            seen[key] += 1
            entries.append(_entry(problem, place, f"{key}\n{seen[key]}"))
    return to_json(entries)


def _entry(problem: Problem, place: Citation, key: str) -> dict[str, Any]:
    return {
        "description": f"{problem.message} {problem.fix}".strip(),
        "check_name": problem.rule,
        "fingerprint": hashlib.sha256(key.encode()).hexdigest(),
        "severity": _SEVERITIES[problem.verdict],
        "location": {"path": place.file, "lines": {"begin": place.line or 1}},
    }

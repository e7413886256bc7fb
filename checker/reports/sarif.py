"""
SARIF 2.1.0, for code scanning: each finding on the lines that name the model, the lineage as a flow of steps.

Every text is data: square brackets, which would make a link of it, are escaped. Limits are those of GitHub, which takes
25,000 results of a run and 1,000 places of a result.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import quote

from checker.model.evidence import Citation
from checker.model.report import AuditReport, LineageEntry, ModelAudit
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.json import to_json
from checker.reports.located import Problem, placed_problems
from checker.reports.renderer import RenderOptions

SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"
MAX_RESULTS = 25_000
MAX_PLACES = 100
_LEVELS = {Verdict.DENY: "error", Verdict.UNKNOWN: "error", Verdict.REVIEW: "warning", Verdict.ALLOW: "note"}


def write_sarif(report: AuditReport, options: RenderOptions) -> str:
    """One run; raises `UsageProblem` when a finding has no line to stand on."""
    del options
    found = placed_problems(report, "SARIF")
    shown = found[:MAX_RESULTS]
    rules = {problem.rule: problem for problem in shown}
    codes = sorted(rules)
    positions = {code: position for position, code in enumerate(codes)}
    run: dict[str, Any] = {
        "tool": {
            "driver": {
                "name": report.tool.name,
                "semanticVersion": report.tool.version,
                "rules": [_rule(rules[code]) for code in codes],
            }
        },
        # Two policies on one tree are two analyses; neither closes the alerts of the other.
        "automationDetails": {"id": f"lic-check/{quote(report.policy.name)}/"},
        "columnKind": "unicodeCodePoints",
        "invocations": [
            {
                "executionSuccessful": report.complete,
                "exitCode": report.exit_code,
                "toolExecutionNotifications": _notifications(report, len(found) - len(shown)),
            }
        ],
        "results": [_result(problem, positions[problem.rule]) for problem in shown],
        "properties": {"policy": {"name": report.policy.name, "digest": report.policy.digest}},
    }
    return to_json({"$schema": SCHEMA, "version": "2.1.0", "runs": [run]})


def text(foreign: str) -> dict[str, str]:
    """A message; brackets would make a link of what they hold."""
    return {"text": foreign.replace("[", "\\[").replace("]", "\\]")}


def _rule(problem: Problem) -> dict[str, Any]:
    explain = f"lic-check explain {problem.rule}" if problem.finding else "lic-check scan --list"
    help_text = f"{problem.title}. {explain} says more."
    return {
        "id": problem.rule,
        "name": "".join(word.capitalize() for word in problem.title.replace("'", "").split() if word.isalnum()),
        "shortDescription": text(problem.title),
        "fullDescription": text(f"{problem.title}."),
        "help": {**text(help_text), "markdown": f"{problem.title}. `{explain}` says more."},
        "defaultConfiguration": {"level": "warning"},
        "properties": {"tags": ["license", "compliance"]},
    }


def _result(problem: Problem, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": problem.rule,
        "ruleIndex": index,
        "level": _LEVELS[problem.verdict],
        "message": text(f"{problem.message} {problem.fix}".strip()),
        "locations": [_location(place, problem.name) for place in problem.places[:MAX_PLACES]],
        "partialFingerprints": {"licCheck/v1": problem.fingerprint},
        "suppressions": _suppressions(problem),
        "properties": {"verdict": problem.verdict},
    }
    finding = problem.finding
    if problem.model and finding and finding.ancestor:
        steps = list(_steps(problem.model, finding.ancestor))
        if steps:
            result["codeFlows"] = [_flow(problem, steps)]
    if finding and finding.suppressed and finding.suppressed.by == "baseline":
        result["baselineState"] = "unchanged"
    return result


def _location(place: Citation, name: str) -> dict[str, Any]:
    region: dict[str, Any] = {"startLine": place.line or 1}
    if place.column:
        region["startColumn"] = place.column
    if place.quote:
        region["snippet"] = {"text": place.quote}
    return {
        "physicalLocation": {
            "artifactLocation": {"uri": quote(place.file or "", safe="/"), "uriBaseId": "%SRCROOT%"},
            "region": region,
        },
        "logicalLocations": [{"name": name, "fullyQualifiedName": name, "kind": "resource"}],
    }


def _suppressions(problem: Problem) -> list[dict[str, str]]:
    finding = problem.finding
    if finding and (waiver := finding.waived):
        why = f"{waiver.reason} (approved by {waiver.approver}, until {waiver.expires})"
        return [{"kind": "external", "status": "accepted", "justification": why}]
    if finding and (passed := finding.suppressed):
        kind = "inSource" if passed.by == "comment" else "external"
        return [{"kind": kind, "status": "accepted", "justification": passed.reason or "known in the baseline"}]
    return []


def _steps(model: ModelAudit, ancestor: str) -> Iterable[LineageEntry]:
    """The way from the model up to an ancestor, nearest first."""
    by_id = {entry.id: entry for entry in reversed(model.lineage)}
    path: list[LineageEntry] = []
    while ancestor in by_id and len(path) < len(by_id):
        path.append(by_id[ancestor])
        ancestor = by_id[ancestor].parent_of
    return reversed(path)


def _flow(problem: Problem, steps: list[LineageEntry]) -> dict[str, Any]:
    place = problem.places[0]
    sayings = [f"{problem.name} is named here"]
    for entry in steps:
        known = wording.ancestor_license(entry)
        sayings.append(f"{wording.step(entry)}: {known}, {entry.verdict} ({entry.found_in})")
    locations = [{"location": {**_location(place, problem.name), "message": text(saying)}} for saying in sayings]
    return {"threadFlows": [{"locations": locations}]}


def _notifications(report: AuditReport, left_out: int) -> list[dict[str, Any]]:
    skipped = report.scan.skipped if report.scan else ()
    sayings = [f"{file.file} was not read: {file.why}" for file in skipped]
    if left_out:
        sayings.append(f"{left_out} results are left out: a run may hold {MAX_RESULTS}")
    return [{"level": "warning", "message": text(saying)} for saying in sayings]

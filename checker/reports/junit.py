"""JUnit XML, which every CI service reads: a suite for each model, a test for each finding about it."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, indent, tostring

from checker.model.report import AuditReport
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.located import Problem, is_passed_over, problems
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guard_runner_commands


def write_junit(report: AuditReport, options: RenderOptions) -> str:
    """
    Findings in force fail, those that are waived or passed over are skipped, what was not audited is an error.

    A model without any has one test that passes.
    """
    del options
    suites: dict[str, list[Problem]] = {wording.target(model): [] for model in wording.worst_first(report.models)}
    for problem in problems(report):
        suites.setdefault(problem.name, []).append(problem)
    root = Element("testsuites", {"name": f"{report.tool.name} {report.policy.name}"})
    root.extend(_suite(name, found) for name, found in suites.items())
    for count in ("tests", "failures", "errors"):
        root.set(count, str(sum(int(suite.get(count, "0")) for suite in root)))
    indent(root)
    document = tostring(root, encoding="unicode")
    return guard_runner_commands(f'<?xml version="1.0" encoding="UTF-8"?>\n{document}\n')


def _suite(name: str, found: list[Problem]) -> Element:
    suite = Element("testsuite", {"name": name})
    if all(is_passed_over(problem) for problem in found):
        SubElement(suite, "testcase", {"classname": name, "name": "is allowed by the policy"})
    for problem in found:
        case = SubElement(suite, "testcase", {"classname": name, "name": f"{problem.rule}: {problem.title}"})
        outcome = _outcome(problem)
        words = {"message": problem.message}
        element = SubElement(case, outcome, words if outcome == "skipped" else {**words, "type": problem.verdict})
        element.text = "\n".join(filter(None, (problem.message, problem.fix, *map(wording.place, problem.places))))
    tags = [child.tag for case in suite for child in case]
    suite.set("tests", str(len(suite)))
    suite.set("failures", str(tags.count("failure")))
    suite.set("errors", str(tags.count("error")))
    suite.set("skipped", str(tags.count("skipped")))
    return suite


def _outcome(problem: Problem) -> str:
    if is_passed_over(problem):
        return "skipped"
    # A line that does not tell its model fails nothing by itself; --strict-refs does.
    if problem.finding is None and problem.verdict is Verdict.REVIEW:
        return "skipped"
    return "failure" if problem.model else "error"

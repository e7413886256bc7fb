"""
Annotations on lines, as commands to the runner of GitHub Actions and of Azure Pipelines.

A runner takes any line of a log for a command that begins like one, so that every text is escaped, in values more than
in messages. GitHub shows ten errors and ten warnings of a step; what is more is counted in a last line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from checker.model.evidence import Citation
from checker.model.report import AuditReport
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.located import Problem, is_passed_over, problems
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guard_runner_commands, one_line

MAX_OF_A_KIND = 10

Line = Callable[[str, Problem, Citation | None], str]


def write_github(report: AuditReport, options: RenderOptions) -> str:
    """Workflow commands `::error file=…,line=…::…` and `::warning …`."""
    del options
    return "".join(_lines(report, _github, "::notice::"))


def write_azure(report: AuditReport, options: RenderOptions) -> str:
    """Logging commands `##vso[task.logissue type=error;…]…`."""
    del options
    return "".join(_lines(report, _azure, ""))


def _lines(report: AuditReport, line: Line, remark: str) -> Iterator[str]:
    """The problems in force, the first place of each, worst first; `remark` begins a line that is neither kind."""
    left = {"error": MAX_OF_A_KIND, "warning": MAX_OF_A_KIND}
    skipped = 0
    for problem in problems(report):
        if is_passed_over(problem):
            continue
        kind = "warning" if problem.verdict is Verdict.REVIEW else "error"
        if left[kind]:
            left[kind] -= 1
            yield line(kind, problem, problem.places[0] if problem.places else None) + "\n"
        else:
            skipped += 1
    if skipped:
        yield f"{remark}{wording.plural(skipped, 'problem')} more: the report has them all\n"


def _message(problem: Problem) -> str:
    """On one line, without the marks that a runner looks for anywhere in a line."""
    return guard_runner_commands(one_line(f"{problem.message} {problem.fix}"))


def _github(kind: str, problem: Problem, place: Citation | None) -> str:
    values = {"title": f"{problem.rule}: {problem.title}"}
    if place and place.file:
        column = {"col": str(place.column)} if place.column else {}
        values = {"file": place.file, "line": str(place.line or 1), **column, **values}
    shown = ",".join(f"{name}={_in_value(value)}" for name, value in values.items())
    return f"::{kind} {shown}::{_in_message(_message(problem))}"


def _in_message(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _in_value(text: str) -> str:
    # Colons are escaped, so that a path keeps every character.
    return _in_message(one_line(text)).replace(":", "%3A").replace(",", "%2C")


def _azure(kind: str, problem: Problem, place: Citation | None) -> str:
    values = {"type": kind, "code": problem.rule}
    if place and place.file:
        values |= {"sourcepath": place.file, "linenumber": str(place.line or 1)}
        values |= {"columnnumber": str(place.column)} if place.column else {}
    shown = "".join(f"{name}={_in_azure_value(value)};" for name, value in values.items())
    return f"##vso[task.logissue {shown}]{_in_azure_message(_message(problem))}"


def _in_azure_message(text: str) -> str:
    return text.replace("%", "%AZP25").replace("\r", "%0D").replace("\n", "%0A")


def _in_azure_value(text: str) -> str:
    # There is no escape for the mark of a command inside a value.
    return _in_azure_message(one_line(text).replace("##", "# #")).replace(";", "%3B").replace("]", "%5D")

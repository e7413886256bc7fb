"""What a CI service is told beside the report: annotations on lines, a summary of the step, a file it looks for."""

from __future__ import annotations

import os
from collections.abc import Mapping
from enum import StrEnum
from pathlib import Path

import click

from checker.cli.terminal import say, write
from checker.errors import UsageProblem
from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions

CODE_QUALITY = "gl-code-quality-report.json"


class Service(StrEnum):
    """A CI service; the value is the format that it reads."""

    GITHUB = "github"
    GITLAB = "gitlab"
    AZURE = "azure"


def detect(environ: Mapping[str, str]) -> Service | None:
    """The service that runs this process, by the variables that it documents."""
    for name, service in (
        ("GITHUB_ACTIONS", Service.GITHUB),
        ("GITLAB_CI", Service.GITLAB),
        ("TF_BUILD", Service.AZURE),
    ):
        if environ.get(name, "").lower() == "true":
            return service
    return None


def announce(report: AuditReport) -> None:
    """
    Tell the service that runs this process, if there is one.

    Annotations go to stderr, which runners read like stdout, so that the report on stdout stays whole. GitHub's summary
    of the step is added to, as far as its limit goes; GitLab's file is written under the name that it has in jobs.
    """
    match detect(os.environ):
        case Service.GITHUB | Service.AZURE as service:
            click.echo(RENDERERS[service].render(report, RenderOptions()), err=True, nl=False)
            summary = os.environ.get("GITHUB_STEP_SUMMARY")
            if service is Service.GITHUB and summary:
                _add_summary(report, Path(summary))
        case Service.GITLAB:
            try:
                write(RENDERERS["gitlab"].render(report, RenderOptions()), CODE_QUALITY)
            except UsageProblem:
                # Models that were named on the command line stand on no line of a file.
                return
            say(f"wrote {CODE_QUALITY}")
        case None:
            pass


def _add_summary(report: AuditReport, path: Path) -> None:
    # Not at the top: outside GitHub nobody reads Markdown here.
    from checker.reports.markdown import MAX_STEP_SUMMARY, write_markdown
    from checker.reports.sanitise import sanitised

    try:
        room = MAX_STEP_SUMMARY - (path.stat().st_size if path.exists() else 0)
        text = f"\n{write_markdown(sanitised(report), RenderOptions(size_limit=room - 2))}\n"
        if len(text.encode()) <= room:
            with path.open("a", encoding="utf-8") as stream:
                stream.write(text)
    except OSError as problem:
        say(f"the step summary cannot be written: {problem.strerror}")

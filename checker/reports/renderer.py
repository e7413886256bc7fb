"""What a format is: a name, a kind of file, and a function from report to text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path

import msgspec

from checker.model.report import AuditReport
from checker.reports.sanitise import sanitised


class RenderOptions(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a format may need beside the report; formats ignore what they have no use for.

    `width` is in columns. `verbosity` is below 0 for the verdicts alone, 0 for what matters, above 0 for everything.
    `audited_at` and `command` are printed as given: no renderer reads a clock or the command line.
    `size_limit` is in bytes and holds for Markdown, which GitHub cuts off: 65,536 for a comment on a pull request.
    `template_dir` holds templates that replace ours of the same name. `previous` is the report to compare with.
    """

    width: int = 80
    color: bool = False
    verbosity: int = 0
    audited_at: str | None = None
    command: str | None = None
    size_limit: int = 65_536
    template_dir: Path | None = None
    previous: AuditReport | None = None


@dataclass(frozen=True, slots=True)
class Renderer:
    """
    One format; `suffix` is what its files are called, `summary` what a list of formats says about it.

    `writer` is the `module:function` of this package that writes it, imported when the format is asked for.
    """

    name: str
    suffix: str
    summary: str
    writer: str

    def render(self, report: AuditReport, options: RenderOptions) -> str | bytes:
        """The report in this format. The same arguments give the same bytes; foreign text is sanitised first."""
        module, _, function = self.writer.partition(":")
        write: Callable[[AuditReport, RenderOptions], str | bytes] = getattr(
            import_module(f"checker.reports.{module}"), function
        )
        return write(sanitised(report), sanitised(options))

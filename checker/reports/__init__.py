"""
An `AuditReport` in one format or another: one file a format, one row each in `RENDERERS`.

Renderers show the fields of the report and decide nothing. What they show is cleaned first, see `sanitise`.
"""

from checker.reports.html import write_html
from checker.reports.json import read_report, report_schema, write_json
from checker.reports.markdown import write_markdown
from checker.reports.renderer import Renderer, RenderOptions
from checker.reports.terminal import write_terminal

RENDERERS: dict[str, Renderer] = {
    renderer.name: renderer
    for renderer in (
        Renderer("terminal", ".txt", "for reading now, in 80 columns", write_terminal),
        Renderer("json", ".json", "every fact, for other programs (lic-check/report/1)", write_json),
        Renderer("markdown", ".md", "for a comment on a pull request or a CI step summary", write_markdown),
        Renderer("html", ".html", "one page to read, print and sign", write_html),
    )
}

__all__ = ["RENDERERS", "RenderOptions", "Renderer", "read_report", "report_schema"]

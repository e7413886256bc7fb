"""
An `AuditReport` in one format or another: one file a format, one row each in `RENDERERS`.

Renderers show the fields of the report and decide nothing. What they show is cleaned first, see `sanitise`.
"""

from checker.reports.json import read_report, report_schema
from checker.reports.renderer import Renderer, RenderOptions

RENDERERS: dict[str, Renderer] = {
    renderer.name: renderer
    for renderer in (
        Renderer("terminal", ".txt", "for reading now, in 80 columns", "terminal:write_terminal"),
        Renderer("json", ".json", "every fact, for other programs (lic-check/report/1)", "json:write_json"),
        Renderer("markdown", ".md", "for a comment on a pull request or a step summary", "markdown:write_markdown"),
        Renderer("html", ".html", "one page to read, print and sign", "html:write_html"),
        Renderer("pdf", ".pdf", "that page as a file to send; of many models a summary", "pdf:write_pdf"),
        Renderer("readiness", ".txt", "what keeps a release back, for reading now", "readiness:write_readiness"),
        Renderer("dossier", ".html", "a release on one page: what blocks, who signs what", "dossier:write_dossier"),
        Renderer("vsa", ".json", "the verdict as an in-toto verification summary", "vsa:write_vsa"),
    )
}

__all__ = ["RENDERERS", "RenderOptions", "Renderer", "read_report", "report_schema"]

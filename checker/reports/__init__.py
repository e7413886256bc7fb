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
        Renderer("csv", ".csv", "a table for a spreadsheet, one row a model", "csv:write_csv"),
        Renderer("notice", ".txt", "the attributions and license texts to ship", "notice:write_notice"),
        Renderer("sarif", ".sarif", "findings on lines, for code scanning", "sarif:write_sarif"),
        Renderer("github", ".txt", "annotations of GitHub Actions", "annotations:write_github"),
        Renderer("azure", ".txt", "annotations of Azure Pipelines", "annotations:write_azure"),
        Renderer("gitlab", ".json", "GitLab's code quality report", "codequality:write_codequality"),
        Renderer("junit", ".xml", "tests of JUnit, for any CI service", "junit:write_junit"),
        Renderer("cyclonedx", ".cdx.json", "CycloneDX 1.6 bill of materials", "cyclonedx:write_cyclonedx_1_6"),
        Renderer("cyclonedx-1.7", ".cdx.json", "CycloneDX 1.7 bill of materials", "cyclonedx:write_cyclonedx_1_7"),
        Renderer("spdx", ".spdx.json", "SPDX 3.0.1 with the AI profile", "spdx3:write_spdx3"),
        Renderer("spdx-2.3", ".spdx.json", "SPDX 2.3, for older intake", "spdx2:write_spdx2"),
        Renderer("readiness", ".txt", "what keeps a release back, for reading now", "readiness:write_readiness"),
        Renderer("dossier", ".html", "a release on one page: what blocks, who signs what", "dossier:write_dossier"),
        Renderer("vsa", ".json", "the verdict as an in-toto verification summary", "vsa:write_vsa"),
    )
}

__all__ = ["RENDERERS", "RenderOptions", "Renderer", "read_report", "report_schema"]

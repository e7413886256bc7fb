"""The dossier of a release as one HTML file: what blocks, who has to state what, and where each check comes from."""

from __future__ import annotations

from checker.model.report import AuditReport
from checker.reports import readiness
from checker.reports.html import page_values
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guard_runner_commands_in_html
from checker.reports.templates import render_template

TEMPLATE = "dossier.html"


def write_dossier(report: AuditReport, options: RenderOptions) -> str:
    """The page; every value is escaped, and a policy in it forbids any script or style but ours."""
    values = {"report": report, "audited_at": options.audited_at, "readiness": readiness}
    page = render_template(TEMPLATE, options.template_dir, page_values(options.template_dir) | values)
    return guard_runner_commands_in_html(page)

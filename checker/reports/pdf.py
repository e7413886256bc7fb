"""The page of `html` as a tagged PDF (PDF/UA-1), to send and to sign; needs the extra `pdf`."""

from __future__ import annotations

from typing import NoReturn

import msgspec

from checker.errors import UsageProblem
from checker.model.report import AuditReport
from checker.model.verdict import Verdict
from checker.reports import wording
from checker.reports.html import TEMPLATE, template_values
from checker.reports.renderer import RenderOptions
from checker.reports.templates import render_template

MAX_PAGES = 25  # of models: laying out one takes a fifth of a second and more
MAX_ROWS = 200  # of the index: the time that a table takes grows faster than its rows

# What the page does on a screen and weasyprint cannot: it folds models away, which paper cannot open; its index is a
# grid a row, which is drawn slowly; and weasyprint 70 stops at a grid that may not break and is longer than a page.
PAPER = """
details.page, #pages { display: block !important }
#index { display: table !important; table-layout: fixed }
#index thead { display: table-header-group !important }
#index tbody { display: table-row-group !important }
#index tr { display: table-row !important }
#index th:first-child { width: 7.2rem }
.facts { break-inside: auto !important }
"""


def write_pdf(report: AuditReport, options: RenderOptions) -> bytes:
    """
    The report on one model in full; of many the counts, the worst rows, and pages of models that do not pass.

    The same arguments give the same bytes where weasyprint and the fonts are the same. Nothing is fetched, whatever
    a template or a text asks for. Raises `UsageProblem` where weasyprint or a library under it is missing.
    """
    try:
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher
    except (ImportError, OSError) as problem:
        raise UsageProblem(
            f"a PDF needs weasyprint 68 or later and Pango: {problem}",
            fix="pip install 'lic-check[pdf]', or print the html report from a browser",
        ) from problem

    class Refusing(URLFetcher):  # type: ignore[misc]  # weasyprint has no types
        def fetch(self, url: str, headers: object = None) -> NoReturn:
            raise ValueError(f"a report loads nothing, and not {url}")

    page = HTML(string=_page(report, options), url_fetcher=Refusing())
    paper = CSS(string=PAPER, url_fetcher=Refusing())
    pdf: bytes = page.write_pdf(stylesheets=[paper], pdf_variant="pdf/ua-1")
    return pdf


def _page(report: AuditReport, options: RenderOptions) -> str:
    """The page of `html`, with fewer rows and pages: of a large run only what has to be read."""
    worst = wording.worst_first(report.models)
    paged = worst if len(worst) == 1 else [model for model in worst if model.verdict is not Verdict.ALLOW]
    paged = paged[:MAX_PAGES]
    held = {found.sha256 for model in paged for found in model.license.detected}
    texts = tuple(text for text in report.texts if text.sha256 in held)
    values = template_values(msgspec.structs.replace(report, texts=texts), options, max_pages=len(paged))
    return render_template(TEMPLATE, options.template_dir, values | {"rows": values["rows"][:MAX_ROWS]})

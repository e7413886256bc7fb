"""The page as a PDF: what it shows, that it fetches nothing, and what is said where weasyprint is missing."""

from __future__ import annotations

import importlib.util
import logging
import os
import re
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from checker.errors import UsageProblem
from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions
from checker.resources import bundled

MISSING = importlib.util.find_spec("weasyprint") is None
needs_weasyprint = pytest.mark.skipif(MISSING, reason="needs weasyprint: pip install 'lic-check[pdf]'")
OPTIONS = RenderOptions(audited_at="2026-01-02 03:04 UTC")
REFUSED = "a report loads nothing"
URL = "http://127.0.0.1:9/owned"  # nobody listens there, and nobody is asked
PAYLOAD = (
    f"<img src='{URL}'><style>@import url({URL});body{{background:url({URL})}}</style><object data='{URL}'></object>"
    f"<link rel=stylesheet href='{URL}'><svg><image href='{URL}'/><use href='{URL}#x'/></svg>"
    "<link rel=attachment href='file:///etc/passwd'><img src='file:///etc/passwd'>"
)


def pdf_of(report: AuditReport, options: RenderOptions = OPTIONS) -> bytes:
    pdf = RENDERERS["pdf"].render(report, options)
    assert isinstance(pdf, bytes)
    return pdf


def opened(pdf: bytes) -> bytes:
    """`pdf` with its streams unpacked, so that one can look into it."""
    streams = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, re.DOTALL)
    return pdf + b"\n".join(zlib.decompress(s) for s in streams if s.startswith(b"x"))


def many(report: AuditReport, count: int) -> AuditReport:
    copies = (report.models[n % len(report.models)] for n in range(count))
    models = (msgspec.structs.replace(model, id=f"acme/m{n:03}") for n, model in enumerate(copies))
    return msgspec.structs.replace(report, models=tuple(models))


def complaints(caplog: pytest.LogCaptureFixture) -> list[str]:
    """What weasyprint could not do, but for properties of style that it does not know."""
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


@needs_weasyprint
def test_a_report_is_a_tagged_pdf_with_a_title_and_a_language(denied: AuditReport) -> None:
    pdf = opened(pdf_of(denied))

    assert pdf.startswith(b"%PDF-")
    assert re.search(rb"/MarkInfo\s*<<\s*/Marked true", pdf)
    assert b"pdfuaid" in pdf
    assert b"/Lang" in pdf
    assert b"Denied: acme/brook-7b-instruct" in pdf


@needs_weasyprint
def test_a_report_fetches_nothing(denied: AuditReport, rich: AuditReport, caplog: pytest.LogCaptureFixture) -> None:
    for report in (denied, rich):
        pdf_of(report)

    assert [] == complaints(caplog)


@needs_weasyprint
def test_no_text_of_a_report_makes_it_fetch(
    rich: AuditReport, inject: Callable[[AuditReport, str], AuditReport], caplog: pytest.LogCaptureFixture
) -> None:
    pdf = pdf_of(inject(rich, PAYLOAD))

    assert pdf.startswith(b"%PDF-")
    assert [] == [said for said in complaints(caplog) if REFUSED in said]


@needs_weasyprint
def test_what_a_template_asks_for_is_refused(
    denied: AuditReport, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    text = bundled("templates").joinpath("signature.html").read_text(encoding="utf-8")
    (tmp_path / "signature.html").write_text(text + PAYLOAD, encoding="utf-8")

    pdf = pdf_of(denied, msgspec.structs.replace(OPTIONS, template_dir=tmp_path))

    refused = [said for said in complaints(caplog) if REFUSED in said]
    assert any(URL in said for said in refused)
    assert any("file:///etc/passwd" in said for said in refused)
    assert b"root:" not in opened(pdf)


@needs_weasyprint
def test_of_many_models_those_that_pass_have_a_row_and_no_page(rich: AuditReport) -> None:
    few, all_pass = (
        many(msgspec.structs.replace(rich, models=models), 12) for models in (rich.models, rich.models[2:3])
    )

    assert b"One page for each model" in headings(few)
    assert b"One page for each model" not in headings(all_pass)


@needs_weasyprint
def test_a_large_run_is_a_summary(rich: AuditReport, caplog: pytest.LogCaptureFixture) -> None:
    large, larger = (pages(pdf_of(many(rich, count))) for count in (340, 600))

    assert large > 10
    assert abs(large - larger) <= 2
    assert [] == complaints(caplog)


@needs_weasyprint
def test_the_bytes_are_the_same_under_another_hash_seed_and_time_zone(rich: AuditReport, tmp_path: Path) -> None:
    script = (
        "import sys\nfrom checker.reports import RENDERERS, RenderOptions, read_report\n"
        "report = read_report(sys.stdin.buffer.read())\n"
        "sys.stdout.buffer.write(RENDERERS['pdf'].render(report, RenderOptions()))"
    )
    source = RENDERERS["json"].render(rich, OPTIONS)
    assert isinstance(source, str)

    def rendered(**environment: str) -> bytes:
        own = {"PYTHONPATH": os.pathsep.join([str(Path.cwd()), *filter(None, sys.path)])}
        return subprocess.run(
            [sys.executable, "-c", script],
            input=source.encode(),
            stdout=subprocess.PIPE,
            cwd=tmp_path,
            env={**os.environ, **own, **environment},
            check=True,
        ).stdout

    first = rendered(PYTHONHASHSEED="1", TZ="Asia/Tokyo")

    assert first.startswith(b"%PDF-")
    assert first == rendered(PYTHONHASHSEED="2", TZ="America/New_York")


@pytest.mark.skipif(not MISSING, reason="weasyprint is installed: nothing to miss")
def test_where_weasyprint_is_missing_the_extra_is_named(denied: AuditReport) -> None:
    with pytest.raises(UsageProblem) as problem:
        pdf_of(denied)

    assert "pip install 'lic-check[pdf]'" in problem.value.fix


def headings(report: AuditReport) -> bytes:
    """The outline of the PDF, where its headings stand in plain text."""
    return b"\n".join(re.findall(rb"/Title\s*\((.*?)\)", opened(pdf_of(report)), re.DOTALL))


def pages(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", opened(pdf)))

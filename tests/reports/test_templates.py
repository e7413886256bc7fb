"""Templates that replace ours: what they get is documented, and a wrong one is one clear error."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from checker.cli.app import run
from checker.errors import UsageProblem
from checker.model.report import AuditReport
from checker.reports import RENDERERS, RenderOptions, html
from checker.reports.html import template_values
from checker.resources import bundled

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "reports.md"


def rendered(report: AuditReport, folder: Path) -> str:
    return str(RENDERERS["html"].render(report, RenderOptions(template_dir=folder)))


def test_a_template_of_the_same_name_replaces_ours_alone(denied: AuditReport, tmp_path: Path) -> None:
    (tmp_path / "signature.html").write_text("<p>Signed by nobody</p>", encoding="utf-8")

    page = rendered(denied, tmp_path)

    assert "<p>Signed by nobody</p>" in page
    assert "Date, signature" not in page
    assert "What the licenses say" in page


def test_another_style_is_admitted_by_the_policy_of_the_page(denied: AuditReport, tmp_path: Path) -> None:
    def policy(page: str) -> str:
        return re.findall(r"style-src [^ ]+", page)[0]

    ours = rendered(denied, tmp_path)
    (tmp_path / "report.css").write_text("body { color: black }", encoding="utf-8")

    assert policy(rendered(denied, tmp_path)) != policy(ours)


def test_the_style_has_no_rule_for_what_no_page_holds() -> None:
    templates = [entry for entry in bundled("templates").iterdir() if not entry.name.endswith(".css")]
    makers = [*templates, *Path(html.__file__).parent.glob("*.py")]
    words = set(re.findall(r"[\w-]+", "\n".join(maker.read_text(encoding="utf-8") for maker in makers)))
    selectors = re.sub(r"\{[^{}]*\}", "{}", (bundled("templates") / "report.css").read_text(encoding="utf-8"))

    assert set(re.findall(r"[.#\[]([a-z][\w-]*)", selectors)) <= words


@pytest.mark.parametrize(
    "template",
    ["{{ nothing_of_that_name }}", "{% if %}", "{{ report.__class__.__mro__ }}", "{% include 'gone.html' %}"],
)
def test_a_wrong_template_is_a_usage_problem_that_names_it(template: str, denied: AuditReport, tmp_path: Path) -> None:
    (tmp_path / "report.html").write_text(template, encoding="utf-8")

    with pytest.raises(UsageProblem, match="template"):
        rendered(denied, tmp_path)


def test_the_document_lists_every_name_that_a_template_gets(denied: AuditReport) -> None:
    section = DOCUMENT.read_text(encoding="utf-8").split("It gets:")[1]
    listed = re.findall(r"`(\w+)`", " ".join(re.findall(r"^\| (`[^|]+)\|", section, re.MULTILINE)))

    assert sorted(listed) == sorted(template_values(denied, RenderOptions()))


def test_the_document_lists_every_template_of_the_page() -> None:
    found = {"report.css", "report.js"}
    pending = ["report.html"]
    while pending:
        name = pending.pop()
        found.add(name)
        text = bundled("templates").joinpath(name).read_text(encoding="utf-8")
        pending.extend(set(re.findall(r'(?:include|import) "([^"]+)"', text)) - found)
    listed = DOCUMENT.read_text(encoding="utf-8").split("## Your own templates")[1].split("It gets:")[0]

    assert found == set(re.findall(r"`(\w+\.(?:html|css|js))`", listed))


def test_the_page_says_how_to_repeat_the_audit_and_leaves_a_typed_token_out(tmp_path: Path) -> None:
    page = tmp_path / "hf_canaryCanaryCanaryCanary.html"

    run([str(tmp_path), "--offline", "--isolated", "-q", "-o", f"html={page}"])

    text = page.read_text(encoding="utf-8")
    assert f"lic-check {tmp_path} --offline --isolated -q -o html={tmp_path}/hf_***.html" in text
    assert "hf_canaryCanary" not in text

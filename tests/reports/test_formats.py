"""One report in every format, side by side."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
import msgspec
import pytest

from checker.model.report import AuditReport
from checker.model.verdict import Verdict
from checker.reports import RENDERERS, RenderOptions, read_report, report_schema

# Formats that show a report to people; the others are for programs and have tests of their own.
SHOWN = ("terminal", "json", "markdown", "html")
SUFFIXES = {name: RENDERERS[name].suffix for name in SHOWN}
OPTIONS = RenderOptions(audited_at="2026-01-02 03:04 UTC")

PAYLOADS = {
    "script": "<script>alert(1)</script>",
    "attribute": '"\' onmouseover=alert(1) x="',
    "image": "<img src=x onerror=alert(1)>",
    "template": "{{ 7 * 7 }}{% raw %}",
    "terminal": "\x1b[2J\x1b]8;;https://evil.example\x07link\x1b]8;;\x07\x9b31m",
    "bidi": "\u202eevil\u2066",
    "runner": "\n::error::owned\n##[error]owned\n##vso[task.complete]owned",
    "markdown": "\n# head\n[x](javascript:alert(1)) ![i](https://evil.example/i.png) @everyone | pipe |",
    "token": "hf_canaryCanaryCanaryCanary",
}
HARMFUL_TAGS = {"img", "iframe", "object", "embed", "link", "form", "base", "svg:script"}


def text_of(name: str, report: AuditReport, options: RenderOptions = OPTIONS) -> str:
    rendered = RENDERERS[name].render(report, options)
    return rendered if isinstance(rendered, str) else rendered.decode("utf-8")


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("models", ["rich", "denied", "allowed"])
def test_a_report_looks_as_it_was_approved(
    models: str, name: str, request: pytest.FixtureRequest, golden: Callable[[str, str], None]
) -> None:
    golden(f"reports/{models}{SUFFIXES[name]}", text_of(name, request.getfixturevalue(models)))


@pytest.mark.parametrize("name", ["markdown", "html"])
def test_a_report_on_sources_looks_as_it_was_approved(
    name: str, scanned: AuditReport, golden: Callable[[str, str], None]
) -> None:
    golden(f"reports/scanned{SUFFIXES[name]}", text_of(name, scanned))


def without_markup(text: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>|[*`\\]", "", text)).split())


@pytest.mark.parametrize("name", ["markdown", "html"])
@pytest.mark.parametrize(
    "fact",
    [
        "app/load, run.py:3, app/load, run.py:40",
        "=team models",
        "by a comment at app/load, run.py:3: contract 17",
        "by the baseline",
        "deploy.yaml:2",
        "app/load, run.py:9:30",
        "the environment variable 'MODEL' has no default here",
        "it is not valid Python",
    ],
)
def test_a_report_on_sources_shows_what_they_name_and_what_they_do_not_tell(
    name: str, fact: str, scanned: AuditReport
) -> None:
    assert fact in without_markup(text_of(name, scanned))


def test_the_facts_of_one_use_are_shown_over_those_of_the_policy(allowed: AuditReport) -> None:
    model = msgspec.structs.replace(allowed.models[0], use={"mode": "weights"})
    shown = without_markup(text_of("html", msgspec.structs.replace(allowed, models=(model,))))

    assert "mode weights; org.mau 12,000,000; territories.serve EU, US; use commercial" in shown


@pytest.mark.parametrize("name", SHOWN)
def test_every_format_names_each_model_with_its_verdict(name: str, rich: AuditReport) -> None:
    shown = " ".join(text_of(name, rich).lower().split())
    words = {Verdict.DENY: "den", Verdict.UNKNOWN: "unknown", Verdict.REVIEW: "review", Verdict.ALLOW: "allow"}

    for model in rich.models:
        assert model.id in shown
        assert words[model.verdict] in shown
    for failure in rich.errors:
        assert failure.id in shown
        assert failure.fix.lower()[:20] in shown


@pytest.mark.parametrize("name", SHOWN)
def test_every_format_gives_the_deciding_fact_and_its_fix(name: str, denied: AuditReport) -> None:
    shown = re.sub(r"<[^>]+>|\s+|\*", " ", text_of(name, denied)).replace("&#34;", '"')
    shown = " ".join(shown.split())

    assert "needs a separate agreement above 5,000,000 monthly users" in shown
    assert "Obtain a license from the River Company" in shown


def test_a_permissive_pass_is_one_line_on_the_terminal(allowed: AuditReport) -> None:
    assert "allow  examples/pebble: MIT (permissive)\n" == text_of("terminal", allowed)


def test_no_line_of_the_terminal_is_wider_than_asked(rich: AuditReport) -> None:
    for width in (40, 80, 120):
        lines = text_of("terminal", rich, RenderOptions(width=width)).splitlines()
        # A citation of a file and a command to type are not broken.
        assert width >= max(len(line) for line in lines if " lic-check " not in line)


def test_colour_adds_nothing_but_escapes(rich: AuditReport) -> None:
    plain = text_of("terminal", rich)
    colored = text_of("terminal", rich, msgspec.structs.replace(OPTIONS, color=True))

    assert plain == re.sub(r"\x1b\[[0-9;]*m", "", colored)
    assert plain != colored


def test_the_json_is_valid_against_the_schema_that_ships(rich: AuditReport) -> None:
    jsonschema.Draft202012Validator.check_schema(report_schema())

    jsonschema.validate(json.loads(text_of("json", rich)), report_schema())


def test_the_json_reads_back_as_the_same_report(rich: AuditReport) -> None:
    assert text_of("json", rich) == text_of("json", read_report(text_of("json", rich)))


def test_the_json_has_the_fields_of_the_contract(rich: AuditReport) -> None:
    data = json.loads(text_of("json", rich))
    model = data["models"][0]

    assert {"schema", "tool", "policy", "verdict", "complete", "exit_code", "models", "errors"} <= data.keys()
    assert {"id", "kind", "revision", "repo_id_hash", "source", "verdict", "complete", "license"} <= model.keys()
    assert {"lineage", "findings", "obligations", "decided_by", "not_checked"} <= model.keys()
    assert {"declared", "detected", "concluded", "families"} <= model["license"].keys()
    assert {"expression", "file", "lines", "method", "score", "deviations"} <= model["license"]["detected"][0].keys()
    assert {"code", "title", "verdict", "severity", "message", "fix", "fingerprint", "evidence", "waived"} <= model[
        "findings"
    ][0].keys()
    assert {"clause", "license", "section", "duty", "status", "evidence"} <= model["obligations"][0].keys()
    assert {"rule", "because", "settles"} <= model["decided_by"].keys()
    assert {"id", "kind", "message", "fix"} <= data["errors"][0].keys()


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
@pytest.mark.parametrize("name", SHOWN)
def test_a_hostile_text_in_any_field_stays_text(
    name: str, payload: str, rich: AuditReport, inject: Callable[[AuditReport, str], AuditReport]
) -> None:
    shown = text_of(name, inject(rich, payload))

    assert not re.search(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", shown)
    assert not re.search(r"^\s*::|##\[|##vso\[", shown, re.MULTILINE)
    assert "hf_canaryCanary" not in shown


class Tags(HTMLParser):
    """The tags and attributes that a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def tags(html: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(html)
    return parser.seen


@pytest.mark.parametrize("payload", PAYLOADS.values(), ids=PAYLOADS)
def test_no_text_becomes_a_tag_or_an_attribute(
    payload: str, rich: AuditReport, inject: Callable[[AuditReport, str], AuditReport]
) -> None:
    page = tags(text_of("html", inject(rich, payload)))
    fixed = ("html", "head", "meta", "title", "style", "script", "main", "article")

    for tag in fixed:
        assert [t for t, _ in tags(text_of("html", rich))].count(tag) == [t for t, _ in page].count(tag)
    for tag, attributes in page:
        assert tag not in HARMFUL_TAGS
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
        assert (attributes.get("href") or "#").startswith(("#", "https://", "http://"))


def test_the_page_asks_for_nothing_from_outside(rich: AuditReport) -> None:
    page = tags(text_of("html", rich))

    assert not [tag for tag, attributes in page if attributes.get("src") or tag == "link"]
    (policy,) = (a["content"] for tag, a in page if tag == "meta" and a.get("http-equiv") == "Content-Security-Policy")
    assert policy is not None
    assert policy.startswith("default-src 'none'")
    assert "unsafe-inline" not in policy


SCRIPT = """
import sys
from checker.reports import RENDERERS, RenderOptions, read_report
report = read_report(sys.stdin.buffer.read())
for name in ("terminal", "json", "markdown", "html"):
    out = RENDERERS[name].render(report, RenderOptions(audited_at="2026-01-02 03:04 UTC"))
    sys.stdout.write(out if isinstance(out, str) else out.decode())
"""


def test_the_bytes_are_the_same_under_another_hash_seed_time_zone_and_folder(rich: AuditReport, tmp_path: Path) -> None:
    def rendered(folder: Path, **environment: str) -> str:
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT],
            input=text_of("json", rich).encode(),
            capture_output=True,
            cwd=folder,
            env={**os.environ, "PYTHONPATH": str(Path.cwd()), **environment},
            check=True,
        )
        return hashlib.sha256(done.stdout).hexdigest()

    one = rendered(tmp_path, PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    other = rendered(Path.cwd(), PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C.UTF-8")

    assert one == other

"""The report as one HTML file that a lawyer can read, print and sign: no request, no framework, no script needed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from checker.model.detection import Deviation
from checker.model.evidence import Citation
from checker.model.report import AuditReport, CapturedText, ModelAudit
from checker.reports import wording
from checker.reports.changes import changes, verdicts
from checker.reports.charts import Bar, bar_chart
from checker.reports.diff import Line, excerpts, marked
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guard_runner_commands_in_html
from checker.reports.svg import lineage_picture
from checker.reports.templates import read_template, render_template

if TYPE_CHECKING:
    from markupsafe import Markup

TEMPLATE = "report.html"
MAX_PAGES = 500  # beyond it a browser spends seconds on pages that nobody reads; the row of the index remains
CHARTED_CODES = 12
MAX_HOLDERS = 20


@dataclass(frozen=True, slots=True)
class ModelPage:
    """One model as the templates get it: its audit, its anchor, and the picture of its lineage."""

    audit: ModelAudit
    anchor: str
    picture: Markup | None


@dataclass(frozen=True, slots=True)
class Row:
    """One model in the index, with the anchor of its page if it has one."""

    audit: ModelAudit
    anchor: str | None


@dataclass(frozen=True, slots=True)
class TextPage:
    """One captured text: its lines with what was changed in them, and the files that hold it."""

    sha256: str
    anchor: str
    lines: tuple[Line, ...]
    changes: tuple[tuple[Line, ...], ...]
    held_by: tuple[str, ...]


def write_html(report: AuditReport, options: RenderOptions) -> str:
    """The page; every value is escaped, and a policy in it forbids any script or style but ours."""
    page = render_template(TEMPLATE, options.template_dir, template_values(report, options))
    return guard_runner_commands_in_html(page)


def template_values(report: AuditReport, options: RenderOptions, max_pages: int = MAX_PAGES) -> dict[str, Any]:
    """All that the templates of the page get, by name; `docs/reports.md` lists it. The worst models have a page."""
    models = wording.worst_first(report.models)
    pages = [_model_page(model) for model in models[:max_pages]]
    anchors = [page.anchor for page in pages]
    alone = len(models) == 1 and not report.errors
    texts = _text_pages(report)
    return page_values(options.template_dir) | {
        "report": report,
        "alone": alone,
        "rows": [Row(model, anchor) for model, anchor in zip_longest(models, anchors)],
        "pages": pages,
        "charts": () if alone else _charts(report),
        "texts": texts,
        "audited_at": options.audited_at,
        "command": options.command,
        "changes": changes(options.previous, report) if options.previous else None,
        "change_verdicts": verdicts,
        "href": _Links(texts).href,
    }


def page_values(template_dir: Path | None) -> dict[str, Any]:
    """What every page gets: style and script, the policy that lets only them run, and the words."""
    from markupsafe import Markup

    style = read_template("report.css", template_dir) or ""
    script = read_template("report.js", template_dir) or ""
    return {
        "style": Markup(style),
        "script": Markup(script),
        "security_policy": _security_policy(style, script),
        "words": wording,
        "external": external,
        "value_words": value_words,
        "href": no_link,
    }


def no_link(citation: Citation) -> None:
    """The link of a citation in a page that holds no captured text."""
    del citation


def external(url: str | None) -> str | None:
    """`url` when it is a plain web address, else None: no other scheme becomes a link."""
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    return url if parts.scheme in ("http", "https") and parts.hostname else None


def value_words(value: object) -> str:
    """A fact of the policy's context in words: `12,000,000`, `yes`, `EU, US`."""
    match value:
        case bool():
            return "yes" if value else "no"
        case int() | float():
            return f"{value:,}"
        case Mapping():
            return "; ".join(f"{key} {value_words(item)}" for key, item in value.items())
        case list() | tuple():
            return ", ".join(map(value_words, value))
        case _:
            return str(value)


class _Links:
    """Where a citation can be read inside the page."""

    def __init__(self, texts: list[TextPage]) -> None:
        self.texts = {text.sha256: text for text in texts}

    def href(self, citation: Citation) -> str | None:
        text = self.texts.get(citation.sha256 or "")
        if text is None:
            return None
        line = citation.line if citation.line and 1 <= citation.line <= len(text.lines) else None
        return f"#{text.anchor}-{line}" if line else f"#{text.anchor}"


def _model_page(model: ModelAudit) -> ModelPage:
    from markupsafe import Markup

    anchor = _anchor("m", f"{model.kind}/{model.id}@{model.revision}")
    picture = Markup(lineage_picture(model, anchor)) if model.lineage else None
    return ModelPage(audit=model, anchor=anchor, picture=picture)


def _charts(report: AuditReport) -> list[Markup]:
    """How many models have which verdict, family and finding."""
    from markupsafe import Markup

    charts = {
        "Models by verdict": [Bar(wording.HEADLINES[verdict], n, verdict) for verdict, n in wording.tally(report)],
        "Models by license family": [Bar(name, n) for name, n in wording.family_counts(report)],
        "Models by finding": [
            Bar(f"{code} {title}", n) for (code, title), n in wording.finding_counts(report)[:CHARTED_CODES]
        ],
    }
    drawn = ((title, bars) for title, bars in charts.items() if bars)
    return [Markup(bar_chart(title, bars, f"chart{number}")) for number, (title, bars) in enumerate(drawn)]


def _text_pages(report: AuditReport) -> list[TextPage]:
    """The captured texts with what was changed in each, and by which models each is held."""
    holders: dict[str, set[str]] = {}
    deviations: dict[str, dict[Deviation, None]] = {}
    for model in report.models:
        for file in model.files:
            holders.setdefault(file.sha256, set()).add(f"{model.id}: {file.path}")
        for found in model.license.detected:
            if found.sha256:
                deviations.setdefault(found.sha256, {}).update(dict.fromkeys(found.deviations))
    return [
        _text_page(text, deviations.get(text.sha256, {}), sorted(holders.get(text.sha256, ()))) for text in report.texts
    ]


def _text_page(text: CapturedText, deviations: Iterable[Deviation], held_by: list[str]) -> TextPage:
    lines = marked(text.text, deviations)
    named = held_by[:MAX_HOLDERS]
    more = [f"and {len(held_by) - MAX_HOLDERS:,} more"] if len(held_by) > MAX_HOLDERS else []
    return TextPage(
        sha256=text.sha256,
        anchor=_anchor("t", text.sha256),
        lines=tuple(lines),
        changes=tuple(map(tuple, excerpts(lines))),
        held_by=(*named, *more),
    )


def _anchor(kind: str, name: str) -> str:
    return kind + hashlib.sha256(name.encode()).hexdigest()[:10]


def _security_policy(style: str, script: str) -> str:
    """Nothing is loaded, nothing is sent, and only these two texts run."""
    return (
        "default-src 'none'; base-uri 'none'; form-action 'none'; "
        f"style-src '{_digest(style)}'; script-src '{_digest(script)}'"
    )


def _digest(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()

"""The report as one HTML file that a lawyer can read, print and sign: no request, no framework, no script needed."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from checker.model.evidence import Citation
from checker.model.report import AuditReport, CapturedText, ModelAudit
from checker.reports import wording
from checker.reports.diff import Line, excerpts, marked
from checker.reports.renderer import RenderOptions
from checker.reports.sanitise import guard_runner_commands_in_html
from checker.reports.svg import lineage_picture
from checker.reports.templates import read_template, render_template

if TYPE_CHECKING:
    from markupsafe import Markup

TEMPLATE = "report.html"


@dataclass(frozen=True, slots=True)
class ModelPage:
    """One model as the templates get it: its audit, its anchor, and the picture of its lineage."""

    audit: ModelAudit
    anchor: str
    picture: Markup | None


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
    pages = [_model_page(model) for model in wording.worst_first(report.models)]
    texts = [_text_page(text, report) for text in report.texts]
    values = {
        "report": report,
        "pages": pages,
        "texts": texts,
        "audited_at": options.audited_at,
        "command": options.command,
        "href": _Links(texts).href,
    }
    page = render_template(TEMPLATE, options.template_dir, page_values(options.template_dir) | values)
    return guard_runner_commands_in_html(page)


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


def _text_page(text: CapturedText, report: AuditReport) -> TextPage:
    holders: list[str] = []
    deviations = {}
    for model in report.models:
        holders.extend(f"{model.id}: {file.path}" for file in model.files if file.sha256 == text.sha256)
        for found in model.license.detected:
            if found.sha256 == text.sha256:
                deviations.update(dict.fromkeys(found.deviations))
    lines = marked(text.text, deviations)
    return TextPage(
        sha256=text.sha256,
        anchor=_anchor("t", text.sha256),
        lines=tuple(lines),
        changes=tuple(map(tuple, excerpts(lines))),
        held_by=tuple(sorted(set(holders))),
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

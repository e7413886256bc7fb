"""Figures of an evaluation: in the structured `model-index`, in a table, or in a sentence that names a metric."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from checker.model.release import Mention
from checker.release.passages import MarkdownText, plain
from checker.resources import load_packaged_yaml, packaged

# Between the name of a metric and its figure, in one sentence.
MAX_DISTANCE = 80

# A measured value: with a decimal or a percent sign. In a table a whole number will do.
_FIGURE = re.compile(r"(?<![\w.,])\d{1,3}(?:[.,]\d{1,4}\s?%?|\s?\\?%)(?![\w])")
_CELL = re.compile(r"\|\s*[*_<>/a-z]*[~±+-]?\d{1,3}(?:[.,]\d+)?\s*%?[^|A-Za-z]*(?:\||\Z)")
_ROW = re.compile(r"\s*\|?[^|\n]+\|")
_HTML_NUMBER = re.compile(r"\s*(?:<t[dh]\b[^>]*>)?\s*(?:<[^<>]+>)*\d{1,3}(?:\.\d+)?\s*%?\s*(?:<[^<>]+>)*\s*\Z")


def has_structured(fields: Mapping[str, Any]) -> bool:
    """Whether the front matter's `model-index` holds a result with dataset, metric and value."""
    results = (result for model in _mappings(fields.get("model-index")) for result in _mappings(model.get("results")))
    return any(
        result.get("dataset") and any(metric.get("value") for metric in _mappings(result.get("metrics")))
        for result in results
    )


def find_figures(text: MarkdownText, evaluation: tuple[Mention, ...], file: str) -> Mention | None:
    """The first figure of an evaluation: beside a metric, or in a table that names one or stands under `evaluation`."""
    under = _lines_under(text, {mention.line for mention in evaluation if mention.label is not None})
    header = ""
    for number, line in text.prose:
        in_table = bool(_ROW.match(line))
        is_header = in_table and not header
        header = (header or line) if in_table else ""
        tells = _tells_figure(line)
        if in_table and not is_header and _CELL.search(line):
            tells = tells or number in under or bool(_metrics().search(plain(header)))
        if tells or (number in under and _HTML_NUMBER.match(line)):
            return Mention(file=file, line=number, quote=plain(line)[:MAX_DISTANCE])
    return None


def _tells_figure(line: str) -> bool:
    said = plain(line)
    return any(_FIGURE.search(said[found.end() : found.end() + MAX_DISTANCE]) for found in _metrics().finditer(said))


def _lines_under(text: MarkdownText, labels: set[int]) -> set[int]:
    return {
        number
        for passage in text.passages
        if passage.line in labels
        for number, _ in (passage.within if passage.is_heading else passage.own)
    }


@cache
def _metrics() -> re.Pattern[str]:
    data = load_packaged_yaml(packaged("release", "data", "topics.yaml"))
    names = sorted(data["metrics"].split(), key=len, reverse=True)
    spelled = (re.escape(name).replace(r"\-", r"[\s_-]?") for name in names)
    either = "|".join(name if name.isupper() or name == "CoLA" else f"(?i:{name})" for name in spelled)
    return re.compile(rf"(?<![\w-])(?:{either})(?![\w-])")


def _mappings(value: Any) -> Iterator[Mapping[str, Any]]:
    return (item for item in value if isinstance(item, Mapping)) if isinstance(value, list) else iter(())

"""Counts drawn as bars, by hand as SVG: the label and the number of each are text, so no colour has to be read."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from checker.reports.columns import fit
from checker.reports.svg import FAINT, INK

WIDTH = 680
ROW = 22
BAR = 12
LABEL = 330
LONGEST = 270
LABEL_COLUMNS = 44


class Bar(NamedTuple):
    """One row: a label, its number, and the verdict whose colour it takes."""

    label: str
    number: int
    verdict: str = ""


def bar_chart(title: str, bars: Sequence[Bar], anchor: str) -> str:
    """The bars, longest as long as there is room; the description lists them in words. `anchor` is unique in a page."""
    most = max(bar.number for bar in bars)
    height = ROW * (len(bars) + 1)
    description = "; ".join(f"{bar.label}: {bar.number:,}" for bar in bars)
    return "\n".join(
        (
            f'<svg class="chart" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
            f' aria-labelledby="{anchor}-t {anchor}-d" xmlns="http://www.w3.org/2000/svg">',
            f'<title id="{anchor}-t">{escape(title)}</title>',
            f'<desc id="{anchor}-d">{escape(description)}</desc>',
            f'<text class="name" x="0" y="14" font-size="13" font-weight="bold" fill="{INK}">{escape(title)}</text>',
            *(_row(bar, row, most) for row, bar in enumerate(bars, 1)),
            "</svg>",
        )
    )


def _row(bar: Bar, row: int, most: int) -> str:
    y = row * ROW
    length = max(bar.number * LONGEST / most, 1)
    return (
        f'<g class="{escape(bar.verdict)}"><text x="0" y="{y + 14}" font-size="13" fill="{INK}">'
        f"{escape(fit(bar.label, LABEL_COLUMNS))}</text>"
        f'<rect x="{LABEL}" y="{y + 4}" width="{length:.1f}" height="{BAR}" fill="{FAINT}"/>'
        f'<text x="{LABEL + length + 8:.1f}" y="{y + 14}" font-size="13" fill="{INK}">{bar.number:,}</text></g>'
    )

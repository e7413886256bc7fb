"""The lineage of a model, drawn by hand as SVG."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import NamedTuple

from checker.model.report import LineageEntry, ModelAudit
from checker.reports import wording
from checker.reports.columns import columns, fit

MAX_NODES = 60
MAX_DEPTH = 8
WIDTH = 680
ROW = 58
BOX = 42
INDENT = 34
ADVANCE = 7.3  # of one column of the 12 px monospaced face, generously

# Presentation attributes carry the light scheme, which print and PDF use; the style sheet overrides them in the dark.
INK, FAINT, PAPER = "#1c1b19", "#5c5850", "#ffffff"


class Node(NamedTuple):
    """One row of the picture: an ancestor and the depth at which it hangs; None is the model itself."""

    entry: LineageEntry | None
    depth: int
    parent_row: int
    is_repeat: bool


def lineage_picture(model: ModelAudit, anchor: str) -> str:
    """The model on top, under it what it was made from; every edge is also said in words in the description."""
    nodes = list(_tree(model))
    shown = nodes[:MAX_NODES]
    height = ROW * len(shown) + 2
    description = " ".join(_in_words(node.entry) for node in shown if node.entry)
    parts = [
        f'<svg class="lineage" role="img" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}"'
        f' aria-labelledby="{anchor}-lt {anchor}-ld" xmlns="http://www.w3.org/2000/svg">',
        f'<title id="{anchor}-lt">Lineage of {escape(model.id)}</title>',
        f'<desc id="{anchor}-ld">{escape(description)}</desc>',
        *(_edge(node, node.entry, row) for row, node in enumerate(shown) if node.entry),
        *(_box(node, row, model) for row, node in enumerate(shown)),
        "</svg>",
    ]
    return "\n".join(parts)


def _tree(model: ModelAudit) -> Iterator[Node]:
    parents: dict[str, list[LineageEntry]] = {}
    for entry in model.lineage:
        parents.setdefault(entry.parent_of, []).append(entry)
    yield Node(None, 0, -1, False)
    drawn = {model.id}
    row = 1
    pending = [(entry, 1, 0) for entry in reversed(parents.get(model.id, []))]
    while pending:
        entry, depth, parent_row = pending.pop()
        is_repeat = entry.id in drawn
        yield Node(entry, depth, parent_row, is_repeat)
        if not is_repeat:
            drawn.add(entry.id)
            pending.extend((older, depth + 1, row) for older in reversed(parents.get(entry.id, [])))
        row += 1


def _in_words(entry: LineageEntry) -> str:
    decides = " This step leads to what decided." if entry.decides else ""
    return f"{wording.step(entry)} ({wording.ancestor_license(entry)}); {wording.SCOPES[entry.scope]} pass on.{decides}"


def _left(depth: int) -> int:
    return min(depth, MAX_DEPTH) * INDENT


def _edge(node: Node, entry: LineageEntry, row: int) -> str:
    x = _left(node.depth) - INDENT // 2
    top, bottom = node.parent_row * ROW + BOX + 1, row * ROW + BOX // 2 + 1
    style = "" if entry.passes else ' stroke-dasharray="3 3"'
    if entry.decides:
        style += f' class="decides" stroke-width="3" stroke="{INK}"'
    else:
        style += f' stroke="{FAINT}"'
    return f'<path d="M{x} {top}V{bottom}H{_left(node.depth)}" fill="none"{style}/>'


def _box(node: Node, row: int, model: ModelAudit) -> str:
    x, y = _left(node.depth), row * ROW + 1
    room = int((WIDTH - x - 20) / ADVANCE)
    verdict = node.entry.verdict if node.entry else model.verdict
    name = fit(node.entry.id if node.entry else model.id, room)
    facts = fit(_facts(node, model), room)
    width = max(columns(name), columns(facts)) * ADVANCE + 20
    return (
        f'<g class="node {verdict}"><rect x="{x}" y="{y}" width="{width:.0f}" height="{BOX}" fill="{PAPER}"'
        f' stroke="{FAINT}"/><rect class="bar" x="{x}" y="{y}" width="4" height="{BOX}" fill="{INK}"/>'
        f'<text x="{x + 12}" y="{y + 17}" font-family="monospace" font-size="12" font-weight="bold" fill="{INK}">'
        f"{escape(name)}</text>"
        f'<text x="{x + 12}" y="{y + 33}" font-family="monospace" font-size="12" fill="{FAINT}">'
        f"{escape(facts)}</text></g>"
    )


def _facts(node: Node, model: ModelAudit) -> str:
    if node.entry is None:
        return f"{wording.license_words(model)} · {model.verdict}"
    if node.is_repeat:
        return f"{node.entry.relation} · shown above"
    decides = " · decides" if node.entry.decides else ""
    terms = f"{wording.ancestor_license(node.entry)} · passes on {wording.SCOPES[node.entry.scope]}"
    return f"{node.entry.relation} · {terms} · {node.entry.verdict}{decides}"

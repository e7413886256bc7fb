"""
A Markdown text as labelled passages.

A label is whatever a reader takes for one: a heading of any style, a lead-in in bold, the key of a list item, the
first cell of a table row, the summary of a fold-out. Code is set aside, comments and markup are taken out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

import msgspec

# Below every heading: lead-ins, keys of lists, cells of tables.
LEAD_IN = 7
MAX_LABEL = 120
MAX_LINE = 4_000

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:\s|(?=[^\s#]))")
_UNDERLINE = re.compile(r" {0,3}(=+|-+)\s*\Z")
_HTML_HEADING = re.compile(r"\s*<h([1-6])\b[^>]*>(.*?)</h\1>", re.IGNORECASE)
_SUMMARY = re.compile(r"\s*(?:<details[^>]*>)?\s*<summary\b[^>]*>(.*?)</summary>", re.IGNORECASE)
_ITEM = r"\s*(?:>\s*)?(?:[-*+•]\s+|\d{1,3}[.)]\s+)?"
_BOLD = re.compile(rf"{_ITEM}(?:\*\*|__)(?P<label>[^*_\n]{{2,{MAX_LABEL}}}?)\s*(?:\*\*|__)\s*[::]?\s*(?P<rest>.*)\Z")
_KEY = re.compile(
    rf"{_ITEM}[*_]?(?P<label>[^\s:|*_`<>\[\](){{}}][^:|`<>\[\]{{}}\n]{{1,40}}?)[*_]?\s*[::](?!//)\s+(?P<rest>\S.*)\Z"
)
_CELL = re.compile(r"\s*\|\s*(?P<label>[^|]*?)\s*\|(?P<rest>.*)\Z")
_RULE = re.compile(r"[\s|:=+-]+\Z")
_LINK = re.compile(r"!?\[([^\]\n]*)\]\([^)\n]*\)")
_TAG = re.compile(r"<[^<>\n]{1,500}>")
_NUMBERING = re.compile(r"\A\W*(?:\d{1,2}(?:\.\d{1,2})*\s*[.)::]?\s+)?")
_COMMENT_START, _COMMENT_END = "<!--", "-->"


class Passage(msgspec.Struct, frozen=True, kw_only=True):
    """
    A label with what stands under it.

    `level` is 1 to 6 for a heading, `LEAD_IN` for any other label, 0 for the text before the first one. `line` is that
    of the label, from 1. `own` are the lines up to the next label, each with its number; `within` those of everything
    that belongs under the label, sub-headings and all. `holds_code`: a block of code is among that.
    """

    label: str
    level: int
    line: int
    own: tuple[tuple[int, str], ...]
    within: tuple[tuple[int, str], ...]
    holds_code: bool = False

    @property
    def is_heading(self) -> bool:
        """True for a heading, False for a lead-in and for the text before the first label."""
        return 1 <= self.level < LEAD_IN


class MarkdownText(msgspec.Struct, frozen=True, kw_only=True):
    """
    `passages` in their order · `prose` all lines outside code, without comments, with their numbers ·
    `comments` the lines of HTML comments · `code` the numbers of the lines on which blocks of code begin.
    """

    passages: tuple[Passage, ...]
    prose: tuple[tuple[int, str], ...]
    comments: tuple[tuple[int, str], ...]
    code: tuple[int, ...]


def read_markdown(text: str, *, first_line: int = 1) -> MarkdownText:
    """The passages of `text`, which starts at `first_line` of its file."""
    prose, comments, code = _split(text, first_line)
    labels = list(_labels(prose))
    passages = []
    before = _filled(prose[: labels[0].position if labels else None])
    if before:
        passages.append(Passage(label="", level=0, line=before[0][0], own=before, within=before))
    for found, own_end, end in _extents(labels):
        line = prose[found.position][0]
        rest = ((line, found.rest),) if found.rest else ()
        passages.append(
            Passage(
                label=found.label,
                level=found.level,
                line=line,
                own=(*rest, *_filled(prose[found.position + found.lines : own_end])),
                within=(*rest, *_filled(prose[found.position + found.lines : end])),
                holds_code=_any_between(code, line, prose[end][0] if end is not None else None),
            )
        )
    return MarkdownText(passages=tuple(passages), prose=tuple(prose), comments=tuple(comments), code=tuple(code))


def plain(text: str) -> str:
    """`text` without links, tags and marks of emphasis."""
    return re.sub(r"[*_`]+", "", _TAG.sub(" ", _LINK.sub(r"\1", text))).strip()


def fold(text: str) -> str:
    """The words of `text` in lower case with single spaces, without markup, numbering and punctuation."""
    words = "".join(c if c.isalnum() else " " for c in plain(text).lower())
    return " ".join(_NUMBERING.sub("", words).split())


Line = tuple[int, str]


def _split(text: str, first_line: int) -> tuple[list[Line], list[Line], list[int]]:
    """The lines outside code and comments, those of comments, and where blocks of code begin."""
    prose: list[Line] = []
    comments: list[Line] = []
    code: list[int] = []
    fence, in_comment = "", False
    for number, line in enumerate(text.splitlines(), start=first_line):
        line = line[:MAX_LINE]
        if fence:
            if line.strip().startswith(fence) and not line.strip().strip(fence[0]):
                fence = ""
            continue
        opened = None if in_comment else _FENCE.match(line)
        if opened:
            fence = opened[1]
            code.append(number)
            continue
        visible, hidden, in_comment = _without_comments(line, in_comment)
        prose.append((number, visible))
        if hidden.strip():
            comments.append((number, hidden))
    return prose, comments, code


def _without_comments(line: str, in_comment: bool) -> tuple[str, str, bool]:
    visible: list[str] = []
    hidden: list[str] = []
    while line:
        mark = _COMMENT_END if in_comment else _COMMENT_START
        part, found, line = line.partition(mark)
        (hidden if in_comment else visible).append(part)
        in_comment ^= bool(found)
    return "".join(visible), "".join(hidden), in_comment


class _Label(NamedTuple):
    """A label, where it stands among the lines, how many lines it takes, and the text behind it on its line."""

    position: int
    level: int
    label: str
    rest: str = ""
    lines: int = 1


def _extents(labels: Sequence[_Label]) -> list[tuple[_Label, int | None, int | None]]:
    """Each label with the positions where its own text ends, and where all that belongs under it does."""
    extents: list[tuple[_Label, int | None, int | None]] = []
    following: int | None = None
    # The nearest heading of each level behind the label that is looked at.
    headings: dict[int, int] = {}
    for label in reversed(labels):
        ends = [position for level, position in headings.items() if level <= label.level]
        extents.append((label, following, following if label.level == LEAD_IN else min(ends, default=None)))
        following = label.position
        if label.level < LEAD_IN:
            headings[label.level] = label.position
    return extents[::-1]


def _labels(prose: Sequence[Line]) -> Iterator[_Label]:
    for position, (_, line) in enumerate(prose):
        following = prose[position + 1][1] if position + 1 < len(prose) else ""
        if heading := _ATX.match(line):
            yield _Label(position, len(heading[1]), plain(line[heading.end() :].strip().rstrip("#")))
        elif heading := _HTML_HEADING.match(line):
            yield _Label(position, int(heading[1]), plain(heading[2]))
        elif summary := _SUMMARY.match(line):
            yield _Label(position, LEAD_IN, plain(summary[1]))
        elif _is_underlined(line, following):
            yield _Label(position, 1 if following.lstrip().startswith("=") else 2, plain(line), lines=2)
        elif (lead_in := _BOLD.match(line) or _CELL.match(line) or _KEY.match(line)) and not _RULE.match(line):
            yield _Label(position, LEAD_IN, plain(lead_in["label"]), lead_in["rest"].strip())


def _is_underlined(line: str, following: str) -> bool:
    underline = _UNDERLINE.match(following)
    if not underline or not line.strip() or len(line) > MAX_LABEL or line.lstrip()[0] in "-*|>#=":
        return False
    # One or two dashes may be a list or end a sentence; headings of this style are underlined at length.
    return len(underline[1]) >= 3


def _any_between(numbers: Sequence[int], start: int, end: int | None) -> bool:
    position = bisect_right(numbers, start)
    return position < len(numbers) and (end is None or numbers[position] < end)


def _filled(lines: Sequence[Line]) -> tuple[Line, ...]:
    return tuple((number, text) for number, text in lines if text.strip())

"""
What a copy of a license may add without being altered: copyright statements, list markers, link targets, titles.

A strict grammar, not a guess by keyword: every word of a copyright statement is a year, an address, a part of speech
that names use, or a word that license texts do not use. Anything else ends the statement and counts as added text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from functools import cache, cached_property

from checker.identify.words import Text
from checker.resources import packaged

MAX_STATEMENT = 60
MAX_NAME = 24

_STATEMENT_HEADS = frozenset((b"copyright", b"copr", b"c"))
_ENDINGS = ((b"all", b"rights", b"reserved"), (b"all", b"right", b"reserved"), (b"some", b"rights", b"reserved"))
_SCHEMES = frozenset((b"http", b"https", b"www"))
_COMMENT_WORDS = frozenset((b"rem", b"dnl"))
_YEAR = re.compile(rb"(?:19|20)\d\d\Z|present\Z|current\Z|y{4}\Z|year\Z|now\Z|\d\d?\Z|c\Z")
_ROMAN = re.compile(rb"[ivxl]{1,6}\Z")
_LINK_TARGET = re.compile(r"\]\(\s*<?[^()\s]*(?:\([^()\s]*\)[^()\s]*)*>?(?:\s+\"[^\"]*\")?\s*\)")
_ADDRESS = re.compile(r"(?:https?://|www\.)[^\s<>\"]+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_PLACEHOLDER = re.compile(r"[<\[{](?!/)[^<>\[\]{}\n]{1,60}[>\]}]")


@cache
def word_list(name: str) -> frozenset[bytes]:
    """The words in `data/<name>.txt`."""
    text = packaged("identify", "data", f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word.encode() for line in text.splitlines() if not line.startswith("#") for word in line.split())


class Notices:
    """
    The harmless words of one text.

    `is_common` tells by its hash whether license texts use a word; a name made of such words is taken for text.
    """

    def __init__(self, text: Text, is_common: Callable[[int], bool]) -> None:
        self.text = text
        self.is_common = is_common
        self._skips: dict[int, int] = {}

    def skip(self, at: int, end: int) -> int:
        """How many words from `at` on are harmless, at most up to `end`; 0 when the first is not."""
        if at not in self._skips:
            self._skips[at] = self._measure(at)
        length = self._skips[at]
        return length if at + length <= end else 0

    def _measure(self, at: int) -> int:
        word = self.text.words[at]
        if word in _SCHEMES or (word in _COMMENT_WORDS and self._starts_line(at)):
            return 1
        if at in self._link_targets:
            return self._link_targets[at] - at
        return self._statement(at) or self._marker(at)

    def _gap(self, at: int) -> str:
        """What stands between the word before and this one."""
        spans = self.text.spans
        return self.text.shown[spans[at - 1][1] if at else 0 : spans[at][0]] if at < len(spans) else self._tail()

    def _tail(self) -> str:
        spans = self.text.spans
        return self.text.shown[spans[-1][1] if spans else 0 :] + "\n"

    def _starts_line(self, at: int) -> bool:
        return at == 0 or "\n" in self._gap(at)

    def _marker(self, at: int) -> int:
        """A list marker: `1.`, `2.3`, `(a)`, `iv)`, at the start of a line or after the end of a sentence."""
        words = self.text.words
        before = self._gap(at)
        opened = before.rstrip("*_ \t").endswith(("(", "[", "§"))
        if not (at == 0 or "\n" in before or opened or before.rstrip().endswith((".", ";", ":", ","))):
            return 0
        last = at
        if words[at].isdigit():
            while (
                last + 1 < len(words)
                and len(words[last]) <= 3
                and words[last + 1].isdigit()
                and self._gap(last + 1) == "."
            ):
                last += 1
        if not (
            len(words[last]) == 1 or (words[last].isdigit() and len(words[last]) <= 3) or _ROMAN.match(words[last])
        ):
            return 0
        after = self._gap(last + 1)
        closed = after.lstrip("*_")[:1] in (".", ")", "]", ":", "、", "．") or after.startswith(("\\.", "\\)", "\t"))
        is_section = last > at and after[:1].isspace()
        is_number = words[last].isdigit() and self._starts_line(at) and after[:1].isspace() and self._capital(last + 1)
        return last + 1 - at if (closed and (opened or not before.endswith("("))) or is_section or is_number else 0

    def heading(self, at: int) -> str:
        """The section number that starts a line here, such as `2.1` or `b`, or an empty text."""
        length = self._marker(at) if self._starts_line(at) else 0
        return self.text.quote(at, at + length)

    def _capital(self, at: int) -> bool:
        return at < len(self.text.words) and self.text.shown[self.text.spans[at][0]].isupper()

    @cached_property
    def _link_targets(self) -> dict[int, int]:
        """First word → word after the last, of each Markdown link target."""
        return self._ranges(_LINK_TARGET)

    @cached_property
    def _addresses(self) -> dict[int, int]:
        return self._ranges(_ADDRESS)

    @cached_property
    def _placeholders(self) -> dict[int, int]:
        return self._ranges(_PLACEHOLDER)

    def _ranges(self, pattern: re.Pattern[str]) -> dict[int, int]:
        from bisect import bisect_left

        starts = [start for start, _ in self.text.spans]
        found: dict[int, int] = {}
        for match in pattern.finditer(self.text.shown):
            first, last = bisect_left(starts, match.start()), bisect_left(starts, match.end())
            if first < last:
                found[first] = last
        return found

    def _statement(self, at: int) -> int:
        """A copyright statement, or the words that close one, made of names, years and addresses alone."""
        words = self.text.words
        for ending in _ENDINGS:
            if tuple(words[at : at + len(ending)]) == ending:
                return len(ending)
        if words[at] not in _STATEMENT_HEADS:
            return 0
        if words[at] == b"c" and not (self._gap(at).endswith("(") and self._gap(at + 1).startswith(")")):
            return 0
        if not self._starts_sentence(at):
            return 0
        end = self._name(at + 1, MAX_STATEMENT, self._is_statement_end)
        return end - at if end > at + 1 else 0

    def _starts_sentence(self, at: int) -> bool:
        before = self._gap(at)
        return at == 0 or "\n" in before or before.rstrip().endswith((".", "(", ",", ";", "*", "|", "/", "-"))

    def _is_statement_end(self, at: int) -> bool:
        """A blank line, or a new line that starts another statement or an ordinary sentence."""
        gap = self._gap(at)
        return "\n" in gap and ("\n" in gap.split("\n", 1)[1].strip(" \t#*/;%-\"'") or not self._is_name_word(at))

    def name(self, at: int, limit: int) -> list[int]:
        """The ends that a name starting at `at` can have, within `limit` words of it."""
        ends = []
        end = at
        while end < min(len(self.text.words), at + limit):
            step = self._name(end, 1, lambda _: False)
            if step == end:
                break
            end = step
            ends.append(end)
        return ends

    def _name(self, at: int, limit: int, stops: Callable[[int], bool]) -> int:
        words = self.text.words
        end = at
        while end < min(len(words), at + limit):
            if end > at and stops(end):
                break
            step = self._addresses.get(end, 0) or self._placeholders.get(end, 0)
            if step and not word_list("operative").intersection(words[end:step]):
                end = step
            elif self._is_name_word(end):
                end += 1
            else:
                break
        return end

    def _is_name_word(self, at: int) -> bool:
        word = self.text.words[at]
        if word in word_list("operative"):
            return False
        return (
            word in word_list("naming")
            or bool(_YEAR.match(word))
            or not (word.isdigit() or self.is_common(self.text.hashes[at]))
        )

    def title(self, start: int, end: int, known: Collection[int]) -> int:
        """
        Where a title that starts at `start` ends: whole lines that hold only words of the license's own names and
        the words that all titles share; `start` when there is none.
        """
        at = start
        while at < end:
            stop = at + 1
            while stop < end and "\n" not in self._gap(stop):
                stop += 1
            if not all(self.text.hashes[k] in known or self.text.words[k] in _TITLE_WORDS for k in range(at, stop)):
                break
            at = stop
        return at


_TITLE_WORDS = frozenset(
    b"the license licence agreement version text of full copyright copying file begin end start".split()
)

"""
What a copy of a license may add without being altered: copyright statements, list markers, addresses of links, titles.

A strict grammar, not a guess by keyword: every word of a copyright statement is a year, an address, a part of speech
that names use, or a word that license texts do not use. Anything else ends the statement and counts as added text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from functools import cache, cached_property
from zlib import crc32

from checker.identify.words import Text, is_address
from checker.resources import packaged

MAX_STATEMENT = 60
MAX_NAME = 24
# An introduction holds no more names than this.
MAX_INTRODUCED = 4
# A family name can be an ordinary word: this many are allowed in one name when they are written like names.
MAX_ORDINARY = 2

_STATEMENT_WORDS = frozenset((b"copyright", b"copr", b"c", b"all", b"some"))
_ENDINGS = ((b"all", b"rights", b"reserved"), (b"all", b"right", b"reserved"), (b"some", b"rights", b"reserved"))
_POINTERS = tuple(
    tuple(b"for".split() + more.split())
    for more in (
        b"more details",
        b"details",
        b"more information",
        b"a full list",
        b"a complete list",
        b"the full list",
        b"names",
    )
)
_FIRST_NAMES = frozenset((b"will", b"may"))
SCHEMES = frozenset((b"http", b"https", b"www"))
_COMMENT_WORDS = frozenset((b"rem", b"dnl"))
_YEAR = re.compile(rb"(?:19|20)\d\d\Z|present\Z|current\Z|y{4}\Z|year\Z|now\Z|\d\d?\Z|c\Z")
_ROMAN = re.compile(rb"[ivxl]{1,6}\Z")
# A first letter that it must have lets the pattern pass quickly over the rest.
_PAGE = r"[hHwW](?:(?<=[hH])[tT]{2}[pP][sS]?://|(?<=[wW])[wW]{2}\.)[^\s<>\"]+"
_PAGES = re.compile(_PAGE)
# Looked for from the start of a word on: else each of its letters would be tried.
_ADDRESS = re.compile(rf"{_PAGE}|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_LINE_END = re.compile("\n")
_PARAGRAPH_END = re.compile("\n *\n")
_PLACEHOLDER = re.compile(r"[<\[{](?!/)[^<>\[\]{}\n]{1,60}[>\]}]")


@cache
def word_list(name: str) -> frozenset[bytes]:
    """The words in `data/<name>.txt`."""
    text = packaged("identify", "data", f"{name}.txt").read_text(encoding="utf-8")
    return frozenset(word.encode() for line in text.splitlines() if not line.startswith("#") for word in line.split())


class Titles:
    """The names that titles may give: each as the hashes of its words, apart from the words that all titles share."""

    def __init__(self, names: Iterable[Iterable[int]]) -> None:
        shared = set(map(crc32, _TITLE_WORDS))
        self.names = [frozenset(name) - shared for name in names]
        self.words = frozenset(word for name in self.names for word in name)


class Notices:
    """
    The harmless words of one text.

    `is_common` tells by its hash whether license texts use a word; a name made of such words is taken for text.
    """

    def __init__(self, text: Text, is_common: Callable[[int], bool]) -> None:
        self.text = text
        self.is_common = is_common
        self._skips: dict[int, tuple[int, ...]] = {}
        self._names: dict[tuple[int, int], tuple[int, ...]] = {}

    def skip(self, at: int, end: int) -> int:
        """How many words from `at` on are harmless, at most up to `end`; 0 when the first is not."""
        return max((length for length in self.skips(at) if at + length <= end), default=0)

    def skips(self, at: int) -> tuple[int, ...]:
        """The lengths that a harmless run of words starting here can have."""
        if at not in self._skips:
            self._skips[at] = self._measure(at)
        return self._skips[at]

    def _measure(self, at: int) -> tuple[int, ...]:
        word = self.text.words[at]
        if word in SCHEMES or is_address(word) or (word in _COMMENT_WORDS and self.starts_line(at)):
            return (1,)
        if word in _STATEMENT_WORDS:
            lengths = self._statement(at)
            if lengths:
                return lengths
        # A look at the word alone spares most texts the places of their words.
        marker = self._marker(at) if word.isdigit() or len(word) == 1 or _ROMAN.match(word) else 0
        return (marker,) if marker else ()

    def starts_line(self, at: int) -> bool:
        """Whether this word, or the end of the text, is the first of its line."""
        return at == 0 or "\n" in self.text.gap(at)

    def is_dated(self, at: int) -> bool:
        """Whether a line starts here with a year or a placeholder among its first two words, as copyright lines do."""
        first = self.text.words[at : at + 2]
        return self.starts_line(at) and (any(map(_YEAR.match, first)) or at in self._placeholders)

    def starts_paragraph(self, at: int) -> bool:
        """Whether this word, or the end of the text, comes after a blank line."""
        return at == 0 or _PARAGRAPH_END.search(self.text.gap(at)) is not None

    def _marker(self, at: int) -> int:
        """A list marker: `1.`, `2.3`, `(a)`, `iv)`, at the start of a line or after the end of a sentence."""
        words = self.text.words
        before = self.text.gap(at)
        opened = before.rstrip("*_ \t").endswith(("(", "[", "§"))
        follows_sentence = before[-1:].isspace() and before.rstrip().endswith((".", ";", ":", ","))
        if not (at == 0 or "\n" in before or opened or follows_sentence):
            return 0
        last = at
        if words[at].isdigit():
            while (
                last + 1 < len(words)
                and len(words[last]) <= 3
                and words[last + 1].isdigit()
                and self.text.gap(last + 1) == "."
            ):
                last += 1
        if not (
            len(words[last]) == 1 or (words[last].isdigit() and len(words[last]) <= 3) or _ROMAN.match(words[last])
        ):
            return 0
        after = self.text.gap(last + 1)
        closed = after.lstrip("*_")[:1] in (".", ")", "]", ":", "、", "．") or after.startswith(("\\.", "\\)", "\t"))
        is_section = last > at and after[:1].isspace()
        is_number = words[last].isdigit() and self.starts_line(at) and after[:1].isspace() and self._capital(last + 1)
        return last + 1 - at if (closed and (opened or not before.endswith("("))) or is_section or is_number else 0

    def heading(self, at: int) -> str:
        """The section number that starts a line here, such as `2.1` or `b`, or an empty text."""
        length = self._marker(at) if self.starts_line(at) else 0
        return self.text.quote(at, at + length)

    def _capital(self, at: int) -> bool:
        return at < len(self.text.words) and self.text.shown[self.text.start(at)].isupper()

    @cached_property
    def _addresses(self) -> dict[int, int]:
        return self._ranges(_ADDRESS, "@") or self._ranges(_PAGES, "://", "www.", "WWW.")

    @cached_property
    def _placeholders(self) -> dict[int, int]:
        return self._ranges(_PLACEHOLDER, "<", "[", "{")

    def _ranges(self, pattern: re.Pattern[str], *signs: str) -> dict[int, int]:
        """First word → word after the last, of each match; none where the text has none of the signs."""
        if not any(sign in self.text.shown for sign in signs):
            return {}
        found: dict[int, int] = {}
        for match in pattern.finditer(self.text.shown):
            first, last = self.text.word_at(match.start()), self.text.word_at(match.end())
            if first < last:
                found[first] = last
        return found

    def _statement(self, at: int) -> tuple[int, ...]:
        """
        A copyright statement, or the words that close one: names, years and addresses alone.

        It can end wherever a line or a sentence in it ends, since what follows may be a name or the next text.
        """
        words = self.text.words
        for ending in _ENDINGS:
            if tuple(words[at : at + len(ending)]) == ending:
                return (len(ending),)
        if not self._is_statement_head(at):
            return ()
        ends = list(self._name_ends(at + 1, MAX_STATEMENT))
        lines = [end for end in ends if end == ends[-1] or self.text.gap(end)[:1] == "." or "\n" in self.text.gap(end)]
        return tuple(end - at for end in lines)

    def _is_statement_head(self, at: int) -> bool:
        words = self.text.words
        if words[at] == b"c":
            signed = self.text.gap(at).endswith("(") and self.text.gap(at + 1).startswith(")")
            if not signed or at + 1 == len(words) or not (_YEAR.match(words[at + 1]) or at + 1 in self._placeholders):
                return False
        elif words[at] in (b"all", b"some"):
            return False
        before = self.text.gap(at)
        return at == 0 or "\n" in before or before.rstrip().endswith((".", "(", ",", ";", "*", "|", "/", "-"))

    def name(self, at: int, limit: int) -> tuple[int, ...]:
        """The ends that a name starting at `at` can have, within `limit` words of it."""
        if (at, limit) not in self._names:
            self._names[at, limit] = tuple(self._name_ends(at, limit))
        return self._names[at, limit]

    def _name_ends(self, at: int, limit: int) -> Iterator[int]:
        words, end, ordinary = self.text.words, at, 0
        while end < min(len(words), at + limit) and not self._is_after_blank_line(end, at):
            step = self._addresses.get(end) or self._placeholders.get(end)
            if self._pointer(end):
                end = self._pointer(end)
            elif step and not word_list("operative").intersection(words[end:step]):
                end = step
            elif is_address(words[end]) or self._is_name_word(end):
                end += 1
            elif ordinary < MAX_ORDINARY and self._is_written_as_name(end):
                end, ordinary = end + 1, ordinary + 1
            else:
                return
            yield end

    def _pointer(self, at: int) -> int:
        """Where the rest of "see AUTHORS for more details" ends, 0 when it does not start here."""
        if self.text.words[at] != b"for":
            return 0
        for pointer in _POINTERS:
            if tuple(self.text.words[at : at + len(pointer)]) == pointer:
                return at + len(pointer)
        return 0

    def _is_written_as_name(self, at: int) -> bool:
        word = self.text.words[at]
        if not (word.isalpha() and self.text.quote(at, at + 1).istitle()):
            return False
        if word in _FIRST_NAMES:
            return at + 1 < len(self.text.words) and not self.is_common(self.text.hashes[at + 1])
        return word not in word_list("operative")

    def _is_after_blank_line(self, at: int, start: int) -> bool:
        """Whether a blank line, a line of nothing but marks included, parts this word from the name before it."""
        return at > start and "\n" in self.text.gap(at).partition("\n")[2].strip(" \t#*/;%-\"'")

    def _is_name_word(self, at: int) -> bool:
        word = self.text.words[at]
        return word in word_list("naming") or bool(_YEAR.match(word)) or self._is_proper_name(at)

    def introduction(self, start: int, end: int, titles: Titles) -> int:
        """
        Where titles and introductions that start at `start` end; `start` when there are none.

        A title is a whole line of the licenses' own names and the words that all titles share, or the single word that
        heads the file. An introduction is a whole paragraph of those, a few names and words that neither grant nor
        limit: "Foo is released under the MIT license, reproduced below".
        """
        at = start
        while at < end and self.starts_line(at):
            stop = self._next(at, end, _LINE_END)
            is_heading = at == 0 and stop == 1 and self.text.words[0] not in word_list("operative")
            if not is_heading and len(self._title_words(at, stop, titles)) < stop - at:
                stop = self._next(at, end, _PARAGRAPH_END)
                others = set(range(at, stop)) - self._title_words(at, stop, titles)
                names = [k for k in others if self.text.words[k] not in word_list("introducing")]
                # The license's own title may be what follows at the end.
                names_license = len(others) < stop - at or stop == end
                if not (self.starts_paragraph(at) and names_license and len(names) <= MAX_INTRODUCED):
                    break
                if not all(map(self._is_proper_name, names)):
                    break
            at = stop
        return at

    def _title_words(self, start: int, end: int, titles: Titles) -> set[int]:
        """
        The words of a line or paragraph that are of a title.

        Words that would limit something, such as "academic", count only where the name that has them is there in full.
        """
        words, hashes = self.text.words, self.text.hashes
        here = set(hashes[start:end])
        full = {word for name in titles.names if name <= here for word in name}
        return {
            k
            for k in range(start, end)
            if words[k] in _TITLE_WORDS
            or hashes[k] in full
            or (hashes[k] in titles.words and words[k] not in word_list("operative"))
        }

    def _is_proper_name(self, at: int) -> bool:
        word = self.text.words[at]
        return not (word.isdigit() or word in word_list("operative") or self.is_common(self.text.hashes[at]))

    def _next(self, at: int, end: int, parting: re.Pattern[str]) -> int:
        """The first word after `at` that is parted so from the one before it, else `end`."""
        match = parting.search(self.text.shown, self.text.end(at))
        return min(end, self.text.word_at(match.end())) if match else end


_TITLE_WORDS = frozenset(
    b"the license licence agreement version text of full copyright copying file begin end start".split()
)

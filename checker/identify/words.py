"""
A text as a sequence of words, the form in which license texts are compared.

Two texts that differ only in case, punctuation, white space, line breaks, quotation marks, ligatures, Markdown or HTML
mark-up, or comment prefixes have the same words. Chinese and Japanese are taken by character. Everything else that
differs is kept, hidden text included: an HTML comment or struck-out text leaves a word of its own behind, and the
address of a Markdown link is one word, unlike any that a reader sees.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache, cached_property
from itertools import accumulate
from zlib import crc32

# Han ideographs and kana have no spaces between words, so each character counts as one.
IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Currency signs, and a percent sign after a number, carry meaning that no neighbouring word repeats.
_PERCENT = r"%(?<=[0-9]%)|%(?<=[0-9] %)"
# An address has a mark that words lack, so that `[may](not)` keeps its "not"; it is bounded, as is the time to find it.
_LINK = r"\]\((?=[^()\s]{0,500}[/#.:@])[^()\s]{0,500}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,4}(?=[\s)])"
# Words of their own, though letters may stand beside them.
_SIGN = re.compile(rf"(\$|€|£|¥|{_PERCENT}|{_LINK})")
# One of these is in each; most pages have none.
_SIGNS = ("$", "%", "](", "€", "£", "¥")
# In UTF-8, where all that is beyond ASCII is letters.
_WORD_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789" + bytes(range(128, 256))
_TO_WORDS = bytes(byte if byte in _WORD_BYTES else ord(" ") for byte in range(256))
_TO_GAPS = bytes(ord(" ") if byte in _WORD_BYTES else ord("-") for byte in range(256))
_ANGLED = re.compile(r"(?<=\]\()<([^<>\s]*)>(?=[\s)])")
_LINE_ENDS = ("\u2028", "\u2029", "\x85")
# A page is the lines up to the first that ends after so many characters.
PAGE = 600
_ELEMENTS = (
    "a|abbr|address|article|b|blockquote|body|br|center|cite|code|dd|div|dl|dt|em|font|footer|h[1-6]|head|header|hr|html|i"
    "|kbd|li|link|main|meta|nav|ol|p|pre|q|samp|section|small|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|title|tr"
    "|tt|u|ul|var"
)
_ATTRIBUTE = r"\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+)"
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:{_ATTRIBUTE})*\s*/?>|<!doctype html[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
# What a reader of the rendered page does not see, or sees struck out, must not vanish: it becomes words.
_HIDDEN = (("<!--", " commentopens "), ("-->", " commentcloses "), ("~~", " struckout "))
_INVISIBLE = (0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
# NFKC would turn the trade-mark signs into letters glued to the name before them; capitals write ß as SS.
_TRANSLATION = {
    **dict.fromkeys(map(chr, _INVISIBLE), ""),
    # Marks that carry no word, in their plain forms: most texts are then ASCII, which is read faster.
    **dict.fromkeys("“”„«»", '"'),
    **dict.fromkeys("‘’‚′", "'"),
    **dict.fromkeys("–—‐‑−", "-"),
    **dict.fromkeys("•·●▪", "*"),
    **dict.fromkeys("™®℠", " "),
    "©": "(c)",
    "ß": "ss",
    "ẞ": "SS",
    "İ": "I",  # the one letter that is two when lowered
}
_ASCII = bytes(range(128))
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]+")


@cache
def _unicode_word() -> re.Pattern[str]:
    """Compiled for the first text that is not ASCII: its ranges cost more than the other patterns together."""
    return re.compile(rf"[{IDEOGRAPHS}]|[^\W_{IDEOGRAPHS}]+|{_SIGN.pattern[1:-1]}")


def sampled(hashes: Sequence[int]) -> list[int]:
    """Where the words stand at which comparisons start: the same words in every text, an eighth of all."""
    return [at for at, word in enumerate(hashes) if not word & 7]


def is_address(word: bytes) -> bool:
    """Whether a word is the address of a link, which a copy of the text may lack."""
    return word.startswith(b"](")


class Text:
    """
    A text and its words.

    `shown` is the text with mark-up taken out and the same line breaks; quotations are taken from it. `words` are
    UTF-8 in lower case.
    """

    def __init__(self, source: str) -> None:
        self.shown = _without_markup(_plain(source))
        self._lowered = self.shown.lower()
        foreign = _foreign(self._lowered)
        self._has_ideographs = max(foreign, default="") >= IDEOGRAPHS[0]
        self._marks = [mark for mark in foreign if not mark.isalnum() and mark not in _SIGNS]
        self.words: list[bytes] = []
        # The start, first word and first line of each page.
        self._page_starts: list[int] = []
        self._page_words: list[int] = []
        self._page_lines: list[int] = []
        start, line = 0, 1
        while start < len(self._lowered):
            self._page_starts.append(start)
            self._page_words.append(len(self.words))
            self._page_lines.append(line)
            end = self._lowered.find("\n", start + PAGE) + 1 or len(self._lowered)
            self.words += self._read(self._lowered[start:end])
            line += self._lowered.count("\n", start, end)
            start = end
        # Where the words of the pages that were asked for start and end in `shown`.
        self._starts = [-1] * len(self.words)
        self._ends = [-1] * len(self.words)

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def hashes(self) -> list[int]:
        """The CRC-32 of each word, which is all that a fingerprint keeps of it."""
        return list(map(crc32, self.words))

    @cached_property
    def sampled(self) -> list[int]:
        """See `sampled`."""
        return sampled(self.hashes)

    def _read(self, page: str) -> list[bytes]:
        """The words of the page."""
        if self._has_ideographs:
            return [word.encode() for word in _unicode_word().findall(page)]
        words: list[bytes] = []
        for place, piece in enumerate(self._pieces(page)):
            words += (piece.encode(),) if place % 2 else piece.encode().translate(_TO_WORDS).split()
        return words

    def _pieces(self, page: str) -> list[str]:
        """By turns what stands between signs, a blank for each other mark beyond ASCII, and a sign."""
        pieces = _SIGN.split(page) if any(map(page.__contains__, _SIGNS)) else [page]
        if self._marks and not page.isascii():
            for mark in self._marks:
                pieces[::2] = [piece.replace(mark, " ") for piece in pieces[::2]]
        return pieces

    def _place(self, page: int) -> None:
        """Note where the words of the page stand."""
        at, end = [*self._page_starts, len(self._lowered)][page : page + 2]
        if self._has_ideographs:
            edges = [edge for match in _unicode_word().finditer(self._lowered, at, end) for edge in match.span()]
        else:
            edges = []
            for place, piece in enumerate(self._pieces(self._lowered[at:end])):
                edges += (at, at + len(piece)) if place % 2 else _edges(piece, at)
                at += len(piece)
        first = self._page_words[page]
        last = first + len(edges) // 2
        self._starts[first:last], self._ends[first:last] = edges[::2], edges[1::2]

    def start(self, word: int) -> int:
        """Where the word with this number starts in `shown`."""
        if self._starts[word] < 0:
            self._place(bisect_right(self._page_words, word) - 1)
        return self._starts[word]

    def end(self, word: int) -> int:
        """Where the word with this number ends in `shown`."""
        if self._ends[word] < 0:
            self._place(bisect_right(self._page_words, word) - 1)
        return self._ends[word]

    def gap(self, word: int) -> str:
        """What stands in `shown` between the word before and this one; after the last, the rest and a line break."""
        before = self.end(word - 1) if word else 0
        return self.shown[before : self.start(word)] if word < len(self.words) else self.shown[before:] + "\n"

    def word_at(self, place: int) -> int:
        """The number of the first word that starts at this place of `shown` or later."""
        page = bisect_right(self._page_starts, place) - 1
        first, last = [*self._page_words, len(self.words)][page : page + 2]
        if first < last:
            self.start(first)
        return bisect_left(self._starts, place, first, last)

    def line_start(self, word: int) -> int:
        """The first word of the line on which this word stands."""
        return self.word_at(self.shown.rfind("\n", 0, self.start(word)) + 1)

    @property
    def last_line(self) -> int:
        """The number of lines, blank ones at the end left aside."""
        return 1 + self.shown.rstrip().count("\n")

    def line(self, word: int) -> int:
        """The line, from 1, on which the word with this number stands; past the end, the last line."""
        if not self.words:
            return 1
        place = self.start(min(word, len(self.words) - 1))
        page = bisect_right(self._page_starts, place) - 1
        return self._page_lines[page] + self.shown.count("\n", self._page_starts[page], place)

    def quote(self, start: int, end: int) -> str:
        """The words from `start` up to `end` as they are written, on one line."""
        return " ".join(self.shown[self.start(start) : self.end(end - 1)].split()) if start < end else ""


def _foreign(text: str) -> set[str]:
    """The characters beyond ASCII."""
    return (
        set()
        if text.isascii()
        else set(text.encode(errors="surrogatepass").translate(None, _ASCII).decode(errors="surrogatepass"))
    )


def _edges(piece: str, at: int) -> list[int]:
    """Start and end of each word, by turns, of a piece that starts at `at`."""
    plain = piece.encode()
    words = plain.translate(_TO_WORDS).split()
    # The sign in front makes a gap come first; gaps and words then take turns.
    gaps = (b"-" + plain).translate(_TO_GAPS).split()[: len(words)]
    lengths = [0] * (2 * len(words))
    lengths[::2] = map(len, gaps)
    lengths[1::2] = map(len, words if piece.isascii() else map(bytes.decode, words))
    return list(accumulate(lengths, initial=at - 1))[1:]


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return _folded(text)


def _folded(text: str) -> str:
    """Compatibility forms such as ligatures and full-width letters made plain, invisible characters dropped."""
    foreign = _foreign(text)
    for sign in _TRANSLATION.keys() & foreign:
        text = text.replace(sign, _TRANSLATION[sign])
    others = foreign - _TRANSLATION.keys()
    if not others or unicodedata.is_normalized("NFKC", text):
        return text
    if any(map(unicodedata.combining, others)):
        return unicodedata.normalize("NFKC", text)
    # Without marks that join a letter before them, what is ASCII stays as it is.
    return _BEYOND_ASCII.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)


def _without_markup(text: str) -> str:
    if "<" in text or "~~" in text:
        for mark, word in _HIDDEN:
            text = text.replace(mark, word)
        text = _TAG.sub(_same_lines, text)
        if "](<" in text:
            text = _ANGLED.sub(r"\1", text)
    if "&" in text and _ENTITY.search(text):
        from html import unescape

        text = _ENTITY.sub(lambda match: unescape(match[0]).replace("\n", " "), text)
        if not text.isascii():
            text = _folded(text)
    return text


def _same_lines(tag: re.Match[str]) -> str:
    return " " + "\n" * tag[0].count("\n")

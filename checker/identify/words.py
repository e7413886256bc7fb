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
from bisect import bisect_right
from functools import cache, cached_property
from itertools import accumulate, chain
from zlib import crc32

# Han ideographs and kana have no spaces between words, so each character counts as one.
IDEOGRAPHS = "\u3005-\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
# Currency signs, and a percent sign after a number, carry meaning that no neighbouring word repeats.
_PERCENT = r"%(?<=[0-9]%)|%(?<=[0-9] %)"
# An address has a mark that words lack, so that `[may](not)` keeps its "not"; it is bounded, as is the time to find it.
_LINK = r"\]\((?=[^()\s]{0,500}[/#.:@])[^()\s]{0,500}(?:\([^()\s]{0,500}\)[^()\s]{0,500}){0,4}(?=[\s)])"
_ASCII_WORD = re.compile(rf"[a-z0-9]+|\$|{_PERCENT}|{_LINK}".encode())
# Without these signs a text is parted at whatever is no letter and no digit, which takes a sixth of the time.
_SIGNS = ("$", "%", "](", "€", "£", "¥")
# In UTF-8, where all that is beyond ASCII is letters.
_WORD_BYTES = b"abcdefghijklmnopqrstuvwxyz0123456789" + bytes(range(128, 256))
_TO_WORDS = bytes(byte if byte in _WORD_BYTES else ord(" ") for byte in range(256))
_TO_GAPS = bytes(ord(" ") if byte in _WORD_BYTES else ord("-") for byte in range(256))
_ANGLED = re.compile(r"(?<=\]\()<([^<>\s]*)>(?=[\s)])")
_LINE_ENDS = ("\u2028", "\u2029", "\x85")
_ELEMENTS = (
    "a|abbr|address|article|b|blockquote|body|br|center|cite|code|dd|div|dl|dt|em|font|footer|h[1-6]|head|header|hr|html|i"
    "|kbd|li|link|main|meta|nav|ol|p|pre|q|samp|section|small|span|strong|sub|sup|table|tbody|td|tfoot|th|thead|title|tr"
    "|tt|u|ul|var"
)
_ATTRIBUTE = r"\s+[\w:-]+\s*=\s*(?:\"[^\"<>]*\"|'[^'<>]*'|[^\s\"'<>=]+)"
_TAG = re.compile(rf"</?(?:{_ELEMENTS})(?:{_ATTRIBUTE})*\s*/?>|<!doctype html[^<>]*>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#x[0-9a-f]{1,6}|[a-z]{2,8}\d{0,2});", re.IGNORECASE)
# What a reader of the rendered page does not see, or sees struck out, must not vanish: it becomes words.
_HIDDEN = (
    (re.compile(r"<!--"), " commentopens "),
    (re.compile(r"-->"), " commentcloses "),
    (re.compile(r"~~"), " struckout "),
)
_INVISIBLE = (0xAD, 0x34F, 0x61C, 0xFEFF, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x2070))
# NFKC would turn the trade-mark signs into letters glued to the name before them; capitals write ß as SS.
_TRANSLATION = {
    **dict.fromkeys(_INVISIBLE, ""),
    # Marks that carry no word, in their plain forms: most texts are then ASCII, which is read faster.
    **dict.fromkeys(map(ord, "“”„«»"), '"'),
    **dict.fromkeys(map(ord, "‘’‚′"), "'"),
    **dict.fromkeys(map(ord, "–—‐‑−"), "-"),
    **dict.fromkeys(map(ord, "•·●▪"), "*"),
    0x2122: " ",
    0xAE: " ",
    0x2120: " ",
    0xA9: "(c)",
    0xDF: "ss",
    0x1E9E: "SS",
    0x130: "I",  # the one letter that is two when lowered
}
_SPECIAL = re.compile(f"[{''.join(map(chr, _TRANSLATION))}]")


@cache
def _unicode_word() -> re.Pattern[str]:
    """Compiled for the first text that is not ASCII: its ranges cost more than the other patterns together."""
    return re.compile(rf"[{IDEOGRAPHS}$€£¥]|[^\W_{IDEOGRAPHS}]+|{_PERCENT}|{_LINK}")


def is_address(word: bytes) -> bool:
    """Whether a word is the address of a link, which a copy of the text may lack."""
    return word.startswith(b"](")


class Text:
    """
    A text and its words.

    `shown` is the text with mark-up taken out and the same line breaks; quotations are taken from it. `words` are
    UTF-8 in lower case and `hashes` their CRC-32, which is all that a fingerprint keeps of a word.
    """

    def __init__(self, source: str) -> None:
        self.shown = _without_markup(_plain(source))
        self._lowered = self.shown.lower()
        self._bare = _bare(self._lowered)
        if self._bare is not None:
            self.words: list[bytes] = self._bare.translate(_TO_WORDS).split()
        elif self._lowered.isascii():
            self.words = _ASCII_WORD.findall(self._lowered.encode())
        else:
            self.words = [word.encode() for word in _unicode_word().findall(self._lowered)]
        self.hashes: list[int] = list(map(crc32, self.words))

    def __len__(self) -> int:
        return len(self.words)

    @cached_property
    def spans(self) -> list[tuple[int, int]]:
        """Start and end of each word in `shown`."""
        if self._bare is not None:
            # The sign in front makes a gap come first; gaps and words then take turns.
            gaps = (b"-" + self._bare).translate(_TO_GAPS).split()
            words = self.words if self._lowered.isascii() else [word.decode() for word in self.words]
            ends = list(accumulate(map(len, chain.from_iterable(zip(gaps, words, strict=False))), initial=-1))
            return list(zip(ends[1::2], ends[2::2], strict=True))
        if self._lowered.isascii():
            return [match.span() for match in _ASCII_WORD.finditer(self._lowered.encode())]
        return [match.span() for match in _unicode_word().finditer(self._lowered)]

    @cached_property
    def starts(self) -> list[int]:
        """Where each word starts in `shown`."""
        return [start for start, _ in self.spans]

    @cached_property
    def _line_starts(self) -> list[int]:
        return [0, *(match.end() for match in re.finditer("\n", self.shown))]

    @property
    def last_line(self) -> int:
        """The number of lines, blank ones at the end left aside."""
        return 1 + self.shown.rstrip().count("\n")

    def line(self, word: int) -> int:
        """The line, from 1, on which the word with this number stands; past the end, the last line."""
        if not self.words:
            return 1
        if self._bare is not None and "spans" not in self.__dict__ and not 0 < word < len(self.words) - 1:
            # Of a text that is a license as a whole, no other places are asked for than its ends.
            blank = self._bare.translate(_TO_WORDS)
            first = len(blank) - len(blank.lstrip()) if word == 0 else len(blank.rstrip())
            return 1 + self._bare.count(b"\n", 0, first)
        return bisect_right(self._line_starts, self.spans[min(word, len(self.words) - 1)][0])

    def quote(self, start: int, end: int) -> str:
        """The words from `start` up to `end` as they are written, on one line."""
        if start >= end:
            return ""
        return " ".join(self.shown[self.spans[start][0] : self.spans[end - 1][1]].split())


def _bare(lowered: str) -> bytes | None:
    """The text with a blank for each mark beyond ASCII, or None when it has signs that only the patterns part right."""
    if any(sign in lowered for sign in _SIGNS):
        return None
    if not lowered.isascii():
        foreign = {sign for sign in set(lowered) if not sign.isascii()}
        if max(foreign) >= IDEOGRAPHS[0]:
            return None
        for sign in foreign:
            if not sign.isalnum():
                lowered = lowered.replace(sign, " ")
    return lowered.encode()


def _plain(text: str) -> str:
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if text.isascii():
        return text
    for end in _LINE_ENDS:
        text = text.replace(end, "\n")
    return _folded(text)


def _folded(text: str) -> str:
    """Compatibility forms such as ligatures and full-width letters made plain, invisible characters dropped."""
    text = _SPECIAL.sub(lambda match: _TRANSLATION[ord(match[0])], text)
    return text if unicodedata.is_normalized("NFKC", text) else unicodedata.normalize("NFKC", text)


def _without_markup(text: str) -> str:
    if "<" in text or "~~" in text:
        for pattern, word in _HIDDEN:
            text = pattern.sub(word, text)
        text = _TAG.sub(_same_lines, text)
        text = _ANGLED.sub(r"\1", text)
    if "&" in text and _ENTITY.search(text):
        from html import unescape

        text = _ENTITY.sub(lambda match: unescape(match[0]).replace("\n", " "), text)
        if not text.isascii():
            text = _folded(text)
    return text


def _same_lines(tag: re.Match[str]) -> str:
    return " " + "\n" * tag[0].count("\n")

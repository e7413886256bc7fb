"""
Statements that name a license without being its text: SPDX tags, standard headers, license sections.

Each is a declaration with its line. A name counts only where the wording around it says that it is the license of
something, and only when the catalog or the SPDX list knows exactly this spelling; a keyword alone names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from checker import spdx
from checker.errors import ExpressionError
from checker.identify.engine import Reading
from checker.identify.index import Index
from checker.identify.words import Text
from checker.model.detection import Detection, Method

MAX_NAME_WORDS = 14
# A file that repeats itself more often is read no further.
MAX_MENTIONS = 200
# A file of no more words than this that holds the address of a license is a pointer to it.
STUB_WORDS = 60

_TAG = re.compile(r"SPDX-License-Identifier:[ \t]*(?P<expression>[^\n*<>\"'`;,]{1,300})")
_STATEMENT = re.compile(
    r"\b(?:licen[sc]ed|released|distributed|available|provided|published|shared|open[- ]?sourced|governed|covered"
    r"|offered|subject|redistributed|used)\b"
    r"(?:\s+(?!under\b|by\b|to\b|with\b)[\w-]+){0,4}\s*"
    r"\b(?:under|by|to|with)\s+"
    r"(?:(?:the|an?|this|following|terms|conditions|and|of|its|our|original|same)\s+){0,7}",
    re.IGNORECASE,
)
_FIELD = re.compile(r"^[\s*_#>|-]*licen[sc]e(?: name)?[\s*_|]*[:=|][\s*_|]*(?=\S)", re.IGNORECASE | re.MULTILINE)
_BADGE = re.compile(r"badge/licen[sc]e-(?P<name>(?:[^-\s)]|--)+)-", re.IGNORECASE)
_HEADING = re.compile(r"^(?P<level>#{1,6})[ \t]+(?P<title>.*)$", re.MULTILINE)
_LICENSE_TITLE = re.compile(r"\blicen[sc](?:e|es|ing)\b", re.IGNORECASE)
_ADDRESS = re.compile(r"https?://[^\s<>()\[\]\"'`]+[^\s<>()\[\]\"'`.,;:!?]")
_NAME_WORD = re.compile(r"[^\s\[\]()<>*_`\"“”'‘’|,;]+")
_STOP = re.compile(r"[\n.]\s|\n\n|[;(]|\]\(")


@dataclass(frozen=True, slots=True)
class Mention:
    """Expressions of which one is named, and the characters that name it."""

    alternatives: tuple[str, ...]
    start: int
    end: int


def find(source: str, indexes: Sequence[Index]) -> tuple[Detection, ...]:
    """The licenses that statements in `source` name, in order of place; none when there are no statements."""
    ways = (_tags(source), _statements(source), _sections(source))
    mentions = [mention for way in ways for mention in islice(way, MAX_MENTIONS)]
    text = Text(source)
    if len(text) <= STUB_WORDS:
        mentions += _addresses(source, 0, len(source))
    headers = Reading(text, indexes).headers()
    found: dict[tuple[tuple[str, ...], int], Detection] = {}
    for mention in _longest(mentions):
        line = 1 + source.count("\n", 0, mention.start)
        if any(first <= line <= last for first, last in (header.lines for header in headers)):
            continue
        last = 1 + source.count("\n", 0, mention.end)
        quote = " ".join(source[mention.start : mention.end].split())
        found.setdefault((mention.alternatives, line), _detection(mention.alternatives, (line, last), quote))
    return tuple(sorted([*headers, *found.values()], key=lambda detection: detection.lines))


def find_in_stub(source: str, words: int, indexes: Sequence[Index]) -> tuple[Detection, ...]:
    """What a file of so many words points at; nothing when it was not read, or is too long to be a pointer."""
    return find(source, indexes) if 0 < words <= STUB_WORDS else ()


def _detection(alternatives: tuple[str, ...], lines: tuple[int, int], quote: str) -> Detection:
    return Detection(
        expression=alternatives[0] if len(alternatives) == 1 else "NOASSERTION",
        method=Method.REFERENCE,
        score=1.0,
        lines=lines,
        candidates=alternatives,
        reference=quote,
    )


def _longest(mentions: Sequence[Mention]) -> Iterator[Mention]:
    """The mentions without those that lie inside or overlap a longer one."""
    taken: list[Mention] = []
    for mention in sorted(mentions, key=lambda m: (m.start - m.end, m.start)):
        if not any(mention.start < other.end and other.start < mention.end for other in taken):
            taken.append(mention)
    yield from sorted(taken, key=lambda mention: mention.start)


def _tags(source: str) -> Iterator[Mention]:
    for tag in _TAG.finditer(source):
        words = tag["expression"].strip().rstrip("*/- ")
        try:
            expression = spdx.parse(words)
        except ExpressionError:
            continue
        yield Mention((str(expression),), tag.start(), tag.start("expression") + len(words))


def _statements(source: str) -> Iterator[Mention]:
    for trigger in (*_STATEMENT.finditer(source), *_FIELD.finditer(source)):
        mention = _name_at(source, trigger.end())
        if mention:
            yield mention
    for badge in _BADGE.finditer(source):
        from urllib.parse import unquote

        alternatives = _known(unquote(badge["name"]).replace("--", "-").replace("_", " "))
        if alternatives:
            yield Mention(alternatives, badge.start("name"), badge.end("name"))


def _name_at(source: str, start: int) -> Mention | None:
    """The longest known name that starts here, in mark-up or not, or the target of the link that starts here."""
    rest = source[start : start + 400]
    lead = re.match(r"[\s*_`\"“‘'\[]*", rest)
    at = start + (lead.end() if lead else 0)
    words = list(_NAME_WORD.finditer(source, at, at + 200))[:MAX_NAME_WORDS]
    for count in range(len(words), 0, -1):
        end = words[count - 1].end()
        phrase = source[at:end].rstrip(".:")
        if _STOP.search(phrase):
            continue
        alternatives = _known(phrase)
        if alternatives:
            return Mention(alternatives, at, at + len(phrase))
    link = re.match(r"\[[^\]\n]{0,120}\]\(\s*(?P<address>https?://[^\s)]+)\s*\)", rest.lstrip("*_ `"))
    if link:
        alternatives = _at_address(link["address"])
        if alternatives:
            return Mention(alternatives, at, start + rest.find(link["address"]) + len(link["address"]))
    return None


def _sections(source: str) -> Iterator[Mention]:
    """Names and addresses in the parts of a README that are headed "License"."""
    headings = list(_HEADING.finditer(source))
    for number, heading in enumerate(headings):
        if not _LICENSE_TITLE.search(heading["title"]):
            continue
        level = len(heading["level"])
        end = next((h.start() for h in headings[number + 1 :] if len(h["level"]) <= level), len(source))
        start = heading.end()
        yield from _addresses(source, start, end)
        words = list(_NAME_WORD.finditer(source, start, end))
        at = 0
        while at < len(words):
            mention = _name_in_section(source, words, at)
            if mention is None:
                at += 1
                continue
            yield mention
            at += sum(1 for word in words[at:] if word.start() < mention.end)


def _name_in_section(source: str, words: Sequence[re.Match[str]], at: int) -> Mention | None:
    """A name of several words, or one that is followed by "license" or stands alone on its line."""
    for count in range(min(MAX_NAME_WORDS, len(words) - at), 0, -1):
        start, end = words[at].start(), words[at + count - 1].end()
        phrase = source[start:end].rstrip(".:")
        if _STOP.search(phrase):
            continue
        if count == 1 and not (re.search(r"\d", phrase) or source[end:].lstrip('*_ `"]').lower().startswith("licen")):
            line = source[source.rfind("\n", 0, start) + 1 : end + 40].split("\n")[0]
            if line.strip(" *_`-.|>") != phrase or line.lstrip().startswith(("```", "~~~")):
                continue
        alternatives = _known(phrase)
        if alternatives:
            return Mention(alternatives, start, start + len(phrase))
    return None


def _addresses(source: str, start: int, end: int) -> Iterator[Mention]:
    for address in _ADDRESS.finditer(source, start, end):
        alternatives = _at_address(address[0])
        if alternatives:
            yield Mention(alternatives, address.start(), address.end())


def _known(phrase: str) -> tuple[str, ...]:
    """What exactly this spelling stands for."""
    from checker.catalog.folding import fold_name
    from checker.catalog.index import load_index

    index = load_index()
    folded = fold_name(phrase)
    if not folded:
        return ()
    if folded in index.names:
        return index.names[folded]
    word = phrase.strip()
    if word.lower() in index.hub:
        return index.hub[word.lower()].alternatives
    return (spdx.canonical_id(word),) if re.search(r"[\d-]", word) and spdx.is_known_id(word) else ()


def _at_address(address: str) -> tuple[str, ...]:
    from checker.catalog.registry import catalog

    return catalog().resolve_url(address).alternatives

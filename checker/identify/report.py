"""From matches to detections: the class of each, the words that were changed, and the text that nothing explains."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b

from checker.identify.index import Index
from checker.identify.match import ALTERED, Match
from checker.identify.notices import Notices, Titles
from checker.identify.reference import Kind
from checker.identify.words import Text
from checker.model.detection import Change, Detection, Deviation, Method

MAX_QUOTE = 600
NEIGHBOURS = 6


@dataclass(frozen=True, slots=True)
class Found:
    """
    A license in the text: its best reading and the `ids` it may have.

    `tied` tells that several licenses fit equally well, so that none can be named.
    """

    match: Match
    ids: tuple[str, ...]
    tied: bool


def report(text: Text, notices: Notices, indexes: Sequence[Index], founds: Sequence[Found]) -> tuple[Detection, ...]:
    """The detections of what was found, in order; a single unknown when nothing was."""
    if not founds:
        return (unknown(text.last_line, len(text)),)
    left = left_over(text, notices, indexes, founds)
    at_hand = {word: spelled for index in indexes for word, spelled in index.spelled.items()}
    unmatched = sum(end - start for start, end in left)
    detections = []
    for place, found in enumerate(founds):
        until = founds[place + 1].match.start if place + 1 < len(founds) else len(text)
        mine = [run for run in left if run[0] < until and (place == 0 or run[0] >= found.match.start)]
        changes = tuple(_deviations(text, notices, found.match, mine, at_hand))
        detections.append(_detection(text, found, changes, unmatched))
    return tuple(detections)


def unknown(lines: int, words: int = 0) -> Detection:
    """The answer when no license is recognised in a text of so many lines and words; no words when it was not read."""
    return Detection(
        expression="NOASSERTION",
        method=Method.UNKNOWN,
        score=0.0,
        lines=(1, lines),
        unmatched=words,
    )


def left_over(text: Text, notices: Notices, indexes: Sequence[Index], founds: Sequence[Found]) -> list[tuple[int, int]]:
    """The runs of words that no license and no harmless notice accounts for."""
    titles: Titles | None = None
    runs: list[tuple[int, int]] = []
    at = 0
    for start, end in [*((found.match.start, found.match.end) for found in founds), (len(text), len(text))]:
        before_license = start < len(text)
        while at < start:
            step = notices.skip(at, start)
            if not step and before_license:
                titles = titles or _titles(indexes, founds)
                step = notices.introduction(at, start, titles) - at
            if not step:
                step = 1
                if runs and runs[-1][1] == at:
                    runs[-1] = (runs[-1][0], at + 1)
                else:
                    runs.append((at, at + 1))
            at += step
        at = max(at, end)
    return runs


def _titles(indexes: Sequence[Index], founds: Sequence[Found]) -> Titles:
    """What a title line of these licenses may hold: their titles, ids and names."""
    ids = {identifier for found in founds for identifier in found.match.reference.ids}
    phrases = [identifier.removeprefix("LicenseRef-") for identifier in ids]
    phrases += [name for index in indexes for name, identifier in index.names.items() if identifier in ids]
    return Titles([*(found.match.reference.title for found in founds), *(Text(phrase).hashes for phrase in phrases)])


def _detection(text: Text, found: Found, deviations: tuple[Deviation, ...], unmatched: int) -> Detection:
    reading = found.match
    method = _method(reading, unmatched)
    return Detection(
        expression=_expression(text, found, method),
        method=method,
        score=round(reading.coverage, 3),
        lines=(text.line(reading.start), text.line(max(reading.start, reading.end - 1))),
        candidates=found.ids,
        deviations=deviations,
        unmatched=unmatched,
        reference=reading.reference.source,
    )


def _method(reading: Match, unmatched: int) -> Method:
    if reading.exact:
        if reading.reference.kind is Kind.HEADER:
            return Method.REFERENCE
        if unmatched:
            return Method.CONTAINS
        return {0: Method.VERBATIM, 1: Method.TITLE, 2: Method.TEMPLATE}[reading.freedom]
    only_cut = all(not (file[1] - file[0]) for file, _ in reading.differences) and len(reading.differences) <= (
        reading.cut_head + reading.cut_tail
    )
    if only_cut and not unmatched:
        return Method.INCOMPLETE
    return Method.MODIFIED if reading.coverage >= ALTERED else Method.RESEMBLES


def _expression(text: Text, found: Found, method: Method) -> str:
    if method is Method.RESEMBLES or found.tied:
        return "NOASSERTION"
    if method in (Method.VERBATIM, Method.TITLE, Method.TEMPLATE, Method.REFERENCE):
        return found.ids[0]
    base = found.match.reference.ids[0]
    mark = blake2b(b" ".join(text.words), digest_size=4).hexdigest()
    return f"LicenseRef-modified-{base.removeprefix('LicenseRef-').replace('+', '-plus')}-{mark}"


def _deviations(
    text: Text, notices: Notices, reading: Match, left: Sequence[tuple[int, int]], at_hand: Mapping[int, str]
) -> list[Deviation]:
    found: list[tuple[int, Deviation]] = []
    for file, ref in reading.differences:
        if ref[1] > ref[0]:
            gone = _spelled(reading.reference.hashes[ref[0] : ref[1]], at_hand)
            quote = shortened(gone) if gone else _place(text, notices, reading, file, ref[1] - ref[0])
            found.append((file[0], Deviation(kind=Change.REMOVED, text=quote, line=text.line(file[0]))))
        if file[1] > file[0]:
            found.append((file[0], _added(text, file)))
    found += [(run[0], _added(text, run)) for run in left]
    return [deviation for _, deviation in sorted(found, key=lambda entry: entry[0])]


def _added(text: Text, words: tuple[int, int]) -> Deviation:
    return Deviation(kind=Change.ADDED, text=shortened(text.quote(*words)), line=text.line(words[0]))


def _spelled(hashes: Sequence[int], at_hand: Mapping[int, str]) -> str:
    """The words with these hashes, as far as a text at hand has all of them; else an empty text."""
    return " ".join(at_hand[word] for word in hashes) if all(word in at_hand for word in hashes) else ""


def _place(text: Text, notices: Notices, reading: Match, file: tuple[int, int], count: int) -> str:
    """How many words were removed, and where they stood."""
    before = text.quote(max(reading.start, file[0] - NEIGHBOURS), file[0])
    after = text.quote(file[1], min(reading.end, file[1] + NEIGHBOURS))
    place = (
        f"between “{before}” and “{after}”"
        if before and after
        else f"before “{after}”"
        if after
        else f"after “{before}”"
    )
    section = _section(text, notices, reading.start, file[0])
    return f"[{count} {'word' if count == 1 else 'words'} {place}{f', section {section}' if section else ''}]"


def _section(text: Text, notices: Notices, start: int, at: int) -> str:
    """The number of the section that this word stands in, as the file numbers it."""
    word = text.line_start(min(at, len(text) - 1))
    while word >= start:
        number = notices.heading(word)
        if number or not word:
            return number
        word = text.line_start(word - 1)
    return ""


def shortened(quote: str) -> str:
    """A quotation of bearable length."""
    return quote if len(quote) <= MAX_QUOTE else f"{quote[:MAX_QUOTE]} […]"

"""Makes references of texts and an index of references: the shipped index and a user's own licenses alike."""

from __future__ import annotations

import sys
from array import array
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate

from checker.identify.index import HEADER, MAGIC, SECTIONS, SHINGLE, digest, shingles
from checker.identify.notices import Notices
from checker.identify.reference import Kind, Part, Reference, Role
from checker.identify.words import Text, is_address

# A word that this many texts use is one that license texts use; a name made of such words is taken for text.
COMMON = 12
# Shingles kept of a text that is only told apart, not compared.
OTHER_SAMPLES = 24


def reference(
    text: str,
    ids: Sequence[str],
    kind: Kind = Kind.LICENSE,
    *,
    source: str = "",
    title: int = 0,
    head_lines: int = 12,
) -> Reference:
    """
    A reference of a plain text, whose words must all be there apart from list markers, URL schemes and link addresses.

    The first `title` words are its title. Copyright statements that fill a line of the first `head_lines` lines may be
    replaced.
    """
    words = Text(text)
    notices = Notices(words, lambda _: False)
    parts = [Part(0, title, Role.TITLE)] if title else []
    at = title
    while at < len(words):
        length = notices.skip(at, len(words))
        if not length:
            at += 1
            continue
        if words.words[at] in (b"copyright", b"c", b"all"):
            if words.line(at) <= head_lines:
                parts.append(Part(at, at + length, Role.COPYRIGHT))
                at += length
            else:
                at += 1
        else:
            parts.append(Part(at, at + length, Role.ADDRESS if is_address(words.words[at]) else Role.MARKER))
            at += length
    return Reference(
        ids=tuple(ids),
        kind=kind,
        source=source,
        hashes=tuple(words.hashes),
        parts=tuple(parts),
        words=tuple(word.decode() for word in words.words),
    )


def common_words(references: Iterable[Reference]) -> list[int]:
    """The hashes of the words that many of the texts use outside titles, notices and slots."""
    counts: Counter[int] = Counter()
    for ref in references:
        open_parts = [p for p in ref.parts if p.role in (Role.TITLE, Role.COPYRIGHT, Role.CHOICE)]
        closed = set(ref.hashes)
        for part in open_parts:
            closed -= set(ref.hashes[part.start : part.end]) - _outside(ref, open_parts)
        counts.update(closed)
    return sorted(word for word, count in counts.items() if count >= COMMON)


def _outside(ref: Reference, parts: Sequence[Part]) -> set[int]:
    inside = {at for part in parts for at in range(part.start, part.end)}
    return {h for at, h in enumerate(ref.hashes) if at not in inside}


def index(
    references: Sequence[Reference],
    others: Sequence[Reference] = (),
    names: Mapping[str, str] | None = None,
    *,
    common: Sequence[int] | None = None,
) -> bytes:
    """
    The bytes of an index of `references`, with `others` as the second tier and `names` for mentions.

    Every reference must still have its words. Equal input gives equal bytes.
    """
    vocabulary = sorted({word for ref in references for word in ref.hashes})
    places = {word: place for place, word in enumerate(vocabulary)}
    sections: dict[str, bytes] = {
        "labels": _labels(references),
        "vocabulary": _packed("I", vocabulary),
        "common": _packed("I", common_words(references) if common is None else common),
        "words": _packed("H", (places[word] for ref in references for word in ref.hashes)),
        "word_starts": _packed("I", _starts(len(ref.hashes) for ref in references)),
        "part_starts": _packed("I", _starts(len(ref.parts) for ref in references)),
        "other_labels": _labels(others),
        "names": "".join(f"{name}\t{names[name]}\n" for name in sorted(names or {})).encode() if names else b"",
    }
    sections |= _part_sections(references)
    sections |= _digest_sections(references, "")
    sections |= _digest_sections(others, "other_")
    sections |= _shingle_sections(references)
    sections |= _other_shingle_sections(others)
    ordered = [sections[name] for name in SECTIONS]
    return HEADER.pack(MAGIC, *map(len, ordered)) + b"".join(ordered)


def _labels(references: Iterable[Reference]) -> bytes:
    return "".join(f"{' '.join(ref.ids)}\t{ref.kind}\t{ref.source}\n" for ref in references).encode()


def _packed(code: str, numbers: Iterable[int]) -> bytes:
    packed = array(code, numbers)
    if sys.byteorder == "big":
        packed.byteswap()
    return packed.tobytes()


def _starts(lengths: Iterable[int]) -> list[int]:
    return list(accumulate(lengths, initial=0))


def _part_sections(references: Iterable[Reference]) -> dict[str, bytes]:
    """Equal lists of alternatives are kept once."""
    fields: list[int] = []
    choices: list[tuple[int, ...]] = []
    known: dict[tuple[tuple[int, ...], ...], int] = {}
    for ref in references:
        for part in ref.parts:
            if part.choices and part.choices not in known:
                known[part.choices] = len(choices)
                choices += part.choices
            fields += [part.start, part.end, part.role, known.get(part.choices, 0), len(part.choices)]
    return {
        "parts": _packed("H", fields),
        "choices": _packed("I", (word for choice in choices for word in choice)),
        "choice_starts": _packed("I", _starts(map(len, choices))),
    }


def words_digest(ref: Reference) -> int:
    """The digest by which a copy with the same words is known."""
    return digest(word.encode() for word in ref.words)


def _digest_sections(references: Sequence[Reference], prefix: str) -> dict[str, bytes]:
    pairs = sorted((words_digest(ref), number) for number, ref in enumerate(references))
    return {
        f"{prefix}digests": _packed("Q", (value for value, _ in pairs)),
        f"{prefix}digest_texts": _packed("H", (number for _, number in pairs)),
    }


def _shingles(ref: Reference) -> list[tuple[int, int]]:
    return list(zip(*shingles([word.encode() for word in ref.words], ref.sampled), strict=True))


def _shingle_sections(references: Sequence[Reference]) -> dict[str, bytes]:
    postings: dict[int, list[int]] = {}
    samples = []
    for number, ref in enumerate(references):
        sampled = _shingles(ref)
        values = {value for _, value in sampled}
        samples.append(max(1, len(values - _replaceable(ref, sampled))))
        for value in values:
            postings.setdefault(value, []).append(number)
    keys = sorted(postings)
    return {
        "shingles": _packed("I", keys),
        "shingle_starts": _packed("I", _starts(len(postings[key]) for key in keys)),
        "postings": _packed("H", (number for key in keys for number in postings[key])),
        "samples": _packed("H", samples),
    }


def _replaceable(ref: Reference, sampled: Iterable[tuple[int, int]]) -> set[int]:
    """The sampled shingles that reach into words which a copy may have otherwise; see `Index.samples`."""
    is_open = [False] * (len(ref.hashes) + SHINGLE)
    for part in ref.parts:
        if part.role is not Role.MARKER:
            is_open[part.start : part.end] = [True] * (part.end - part.start)
    return {value for at, value in sampled if any(is_open[at : at + SHINGLE])}


def _other_shingle_sections(others: Sequence[Reference]) -> dict[str, bytes]:
    sampled = ({value for _, value in _shingles(ref)} for ref in others)
    chosen = [sorted(values, key=lambda value: (value * 0x9E3779B1) & 0xFFFFFFFF)[:OTHER_SAMPLES] for values in sampled]
    pairs = sorted((value, number) for number, values in enumerate(chosen) for value in values)
    return {
        "other_shingles": _packed("I", (value for value, _ in pairs)),
        "other_postings": _packed("H", (number for _, number in pairs)),
        "other_samples": _packed("H", (len(values) for values in chosen)),
    }

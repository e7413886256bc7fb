"""SPDX license-list XML as references: its optional parts, alternatives, titles, copyright lines and list bullets."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path
from re import _constants as codes  # type: ignore[attr-defined]
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any
from xml.etree import ElementTree

from checker.identify.reference import NAME, NUMBER, Kind, Part, Reference, Role
from checker.identify.words import Text

MAX_CHOICES = 64
# Stand for NAME and NUMBER while an alternative is still text.
NAME_SIGN, NUMBER_SIGN = "\ue000", "\ue001"

_ROLES = {
    "optional": Role.OPTIONAL,
    "titleText": Role.TITLE,
    "copyrightText": Role.COPYRIGHT,
    "bullet": Role.MARKER,
    "alt": Role.CHOICE,
}
_SKIPPED = ("crossRefs", "notes", "obsoletedBys")


@dataclass(slots=True)
class Template:
    """The words of an element and the parts in it, gathered while it is read."""

    words: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)

    def add(self, text: str | None) -> None:
        self.words += [word.decode() for word in Text(text or "").words]

    def read(self, element: ElementTree.Element) -> None:
        start = len(self.words)
        role = _ROLES.get(_tag(element))
        self.add(element.text)
        for child in element:
            if _tag(child) not in _SKIPPED:
                self.read(child)
            self.add(child.tail)
        end = len(self.words)
        if role is Role.CHOICE:
            original = tuple(Text(" ".join(self.words[start:end])).hashes)
            choices = (original, *choices_of(element.get("match", "")))
            self.parts.append(Part(start, end, role, tuple(dict.fromkeys(choices))))
        elif role is not None and end > start:
            self.parts.append(Part(start, end, role))

    def _written_notices(self) -> Iterator[Part]:
        """Copyright lines that the list writes as the word "copyright" before an open slot."""
        for part in self.parts:
            if (NAME,) in part.choices:
                start = part.start
                while start > 0 and self.words[start - 1] in ("copyright", "c"):
                    start -= 1
                if start < part.start and self.words[start] == "copyright":
                    yield Part(start, part.end, Role.COPYRIGHT)

    def reference(self, ids: tuple[str, ...], kind: Kind, source: str) -> Reference:
        hashes = Text(" ".join(self.words)).hashes
        if len(hashes) != len(self.words):
            raise ValueError(f"{source}: the words do not survive being joined")
        parts = sorted([*self.parts, *self._written_notices()], key=lambda part: (part.start, -part.end, part.role))
        return Reference(ids, kind, source, hashes, tuple(parts), tuple(self.words))


def _tag(element: ElementTree.Element) -> str:
    return element.tag.rpartition("}")[2]


def choices_of(pattern: str) -> tuple[tuple[int, ...], ...]:
    """The alternatives that a template's regular expression allows, as word hashes; a single NAME where it is open."""
    try:
        texts = list(_expand(parser.parse(pattern)))
    except _TooMany:
        texts = [NAME_SIGN]
    return tuple(dict.fromkeys(_hashed(text) for text in texts))


def hashed_choice(text: str) -> tuple[int, ...]:
    """An alternative written in words, with `NAME` where a name stands."""
    return _hashed(text.replace("NAME", f" {NAME_SIGN} "))


def _hashed(text: str) -> tuple[int, ...]:
    found: list[int] = []
    for piece in re.split(f"([{NAME_SIGN}{NUMBER_SIGN}])", text):
        if piece in (NAME_SIGN, NUMBER_SIGN):
            value = NAME if piece == NAME_SIGN else NUMBER
            if not (found and found[-1] == value):
                found.append(value)
        else:
            found += Text(piece).hashes
    return tuple(found)


class _TooMany(Exception):
    pass


def _expand(tree: Any) -> Iterator[str]:
    options = [list(_expand_one(code, argument)) for code, argument in tree]
    total = 1
    for option in options:
        total *= len(option)
        if total > MAX_CHOICES:
            raise _TooMany
    for combination in product(*options):
        yield "".join(combination)


def _expand_one(code: Any, argument: Any) -> Iterator[str]:
    if code is codes.LITERAL:
        yield chr(argument)
    elif code is codes.AT:
        yield ""
    elif code in (codes.ANY, codes.NOT_LITERAL):
        yield NAME_SIGN
    elif code is codes.IN:
        yield from _expand_set(argument)
    elif code is codes.SUBPATTERN:
        yield from _expand(argument[-1])
    elif code is codes.BRANCH:
        for branch in argument[1]:
            yield from _expand(branch)
    elif code in (codes.MAX_REPEAT, codes.MIN_REPEAT):
        low, high, body = argument
        once = list(_expand(body))
        if low == 0:
            yield ""
        if high:
            yield from once
    else:
        raise ValueError(f"a template uses {code}, which is not understood")


def _expand_set(members: Any) -> Iterator[str]:
    for code, argument in members:
        if code is codes.NEGATE:
            yield NAME_SIGN
            return
        if code is codes.LITERAL:
            yield chr(argument)
        elif code is codes.RANGE:
            yield NUMBER_SIGN if chr(argument[0]).isdigit() else NAME_SIGN
        elif code is codes.CATEGORY:
            yield {codes.CATEGORY_SPACE: " ", codes.CATEGORY_DIGIT: NUMBER_SIGN}[argument]


def read(path: Path) -> Iterator[Reference]:
    """The license or exception in one file of the list, and its standard header when it has one."""
    root = ElementTree.parse(path).getroot()
    for element in root.iter():
        if _tag(element) not in ("license", "exception"):
            continue
        identifier = element.get("licenseId", "")
        kind = Kind.LICENSE if _tag(element) == "license" else Kind.EXCEPTION
        for child in element.iter():
            if _tag(child) == "text" or _tag(child) == "standardLicenseHeader":
                template = Template()
                template.read(child)
                is_header = _tag(child) == "standardLicenseHeader"
                source = f"SPDX {identifier}{' header' if is_header else ''}"
                yield template.reference((identifier,), Kind.HEADER if is_header else kind, source)

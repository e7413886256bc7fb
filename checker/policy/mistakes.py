"""What is wrong in a policy file, and the nearest spelling of what was meant."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable
from typing import Any, ClassVar, Self, TypeVar

LONGEST_QUOTE = 60

Parsed = TypeVar("Parsed")


class Mistakes(ValueError):
    """One or several mistakes in a value; each has its path below that value, "" for the value itself."""

    def __init__(self, *entries: tuple[str, str]) -> None:
        super().__init__("; ".join(message for _, message in entries))
        self.entries = entries


def misfit(found: object, allowed: str, *, near: Iterable[str] = ()) -> Mistakes:
    """The mistake of a value that is not one of those allowed; `near` are the spellings to suggest from."""
    return Mistakes(("", f"found {quote(found)}, allowed: {allowed}{did_you_mean(found, near)}"))


def quote(found: object) -> str:
    """A found value, shortened and on one line."""
    if found is None:
        return "nothing"
    if isinstance(found, dict):
        return "a mapping"
    if isinstance(found, list):
        return "a list"
    text = str(found)
    shown = text if len(text) <= LONGEST_QUOTE else f"{text[:LONGEST_QUOTE]}…"
    return json.dumps(shown, ensure_ascii=not shown.isprintable())


def did_you_mean(found: object, near: Iterable[str]) -> str:
    """`; did you mean "…"?` with the nearest spelling, or "" when nothing is near."""
    nearest = nearest_spelling(found, near)
    return f'; did you mean "{nearest}"?' if nearest else ""


def nearest_spelling(found: object, near: Iterable[str]) -> str | None:
    """The spelling of `near` that comes closest to `found`, letter case aside."""
    from difflib import get_close_matches

    if not isinstance(found, str) or len(found) > LONGEST_QUOTE:
        return None
    spellings = {spelling.lower(): spelling for spelling in near}
    matches = get_close_matches(found.lower(), spellings, n=1, cutoff=0.65)
    return spellings[matches[0]] if matches else None


def below(path: str, part: str) -> str:
    """The path of `part`, a key or `[position]`, below `path`."""
    return f"{path}.{part}" if path and part and not part.startswith("[") else path + part


def parse_each(items: Iterable[Any], parse: Callable[[Any], Parsed]) -> list[Parsed]:
    """What `parse` makes of each item; raises `Mistakes` with those of all, below the position of each."""
    parsed, mistakes = [], []
    for position, item in enumerate(items):
        try:
            parsed.append(parse(item))
        except Mistakes as problem:
            mistakes += [(below(f"[{position}]", part), message) for part, message in problem.entries]
    if mistakes:
        raise Mistakes(*mistakes)
    return parsed


class Word(str):
    """
    A string that was checked when it was read; each kind of word in a policy is a subclass.

    `allowed` says in words what may stand there, `json_schema` says it to editors.
    """

    __slots__ = ()

    allowed: ClassVar[str]
    json_schema: ClassVar[dict[str, Any]] = {"type": "string"}

    @classmethod
    def parse(cls, written: object) -> Self:
        """The word that was written; raises `Mistakes`."""
        if not isinstance(written, str) or not written.strip():
            raise misfit(written, cls.allowed)
        return cls(cls.checked(written.strip()))

    @classmethod
    def checked(cls, written: str) -> str:
        """`written` in its one spelling; raises `Mistakes`."""
        raise NotImplementedError


class ListedWord(Word):
    """A word of a closed list, `words`; editors offer all of them."""

    __slots__ = ()

    words: ClassVar[Collection[str]]

    def __init_subclass__(cls) -> None:
        cls.json_schema = {"type": "string", "enum": list(cls.words)}

    @classmethod
    def checked(cls, written: str) -> str:
        if written not in cls.words:
            raise misfit(written, cls.allowed, near=cls.words)
        return written

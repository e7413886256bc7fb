"""
The facts of a use, as policies, configuration files and `--set` spell them.

Their names, types and words are the table `checker.catalog.facts.FACTS`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from typing import Any, ClassVar

from checker.catalog.facts import FACTS, Facts, FactType, FactValue, Measured
from checker.catalog.territories import is_place
from checker.errors import UsageProblem
from checker.policy.mistakes import Mistakes, below, did_you_mean, misfit, parse_each, quote

_QUANTITY = re.compile(r"(?P<whole>[0-9][0-9_]{0,30})(?:\.(?P<part>[0-9]{1,9}))?(?P<unit>[kKMB]?)\Z")
_UNITS = {"": 0, "k": 3, "K": 3, "M": 6, "B": 9}
QUANTITY_FORM = "a whole number such as 5_000_000, 900k, 5M or 1.5B"
MAX_QUANTITY = 10**15


class Context(Mapping[str, FactValue]):
    """Stated facts by their dotted names. It cannot be changed; `parse` reads the `context` of a policy."""

    __slots__ = ("_facts",)

    allowed: ClassVar[str] = "a mapping of facts, such as use: commercial"

    def __init__(self, facts: Facts | None = None) -> None:
        self._facts = dict(facts or {})

    @classmethod
    def parse(cls, written: object) -> Context:
        """The facts of a YAML mapping, nested or with dotted names; raises `Mistakes` with all of them."""
        mistakes: list[tuple[str, str]] = []
        facts: dict[str, FactValue] = {}
        for name, path, value in flatten(written, mistakes):
            if name in facts:
                mistakes.append((path, f"{name} is stated twice"))
            try:
                facts[name] = parse_fact(name, value)
            except Mistakes as problem:
                mistakes += [(below(path, part), message) for part, message in problem.entries]
        if mistakes:
            raise Mistakes(*mistakes)
        return cls(facts)

    def __getitem__(self, name: str) -> FactValue:
        return self._facts[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._facts)

    def __len__(self) -> int:
        return len(self._facts)

    def __hash__(self) -> int:
        return hash(frozenset(self._facts.items()))

    def __repr__(self) -> str:
        return f"Context({self._facts!r})"


def flatten(written: object, mistakes: list[tuple[str, str]]) -> Iterator[tuple[str, str, Any]]:
    """The (name, path, value) of each fact in a YAML mapping; what is no fact is added to `mistakes`."""
    if not isinstance(written, dict):
        mistakes.append(("", f"found {quote(written)}, allowed: {Context.allowed}"))
        return
    for key, value in written.items():
        if isinstance(value, dict) and key in _GROUPS:
            for inner, nested in value.items():
                yield from _named(f"{key}.{inner}", f"{key}.{inner}", nested, mistakes)
        else:
            yield from _named(key, key, value, mistakes)


def parse_fact(name: str, written: object) -> FactValue:
    """The value of a fact as YAML or the command line spells it; raises `Mistakes`."""
    fact = FACTS[name]
    return _word(written, fact.words) if fact.type is FactType.WORD else _PARSERS[fact.type](written)


def parse_assignment(text: str) -> tuple[str, FactValue]:
    """The fact that `name=value` states, as `--set` takes it; raises `UsageProblem`."""
    name, equals, value = text.partition("=")
    name = name.strip()
    if not equals:
        raise UsageProblem(f"{quote(text)} states no fact", fix="write --set NAME=VALUE, such as --set org.mau=5M")
    if name not in FACTS:
        raise UsageProblem(
            f"{quote(name)} is not a fact that can be set{did_you_mean(name, FACTS)}",
            fix=f"the facts are {', '.join(FACTS)}",
        )
    try:
        return name, parse_fact(name, value.strip())
    except Mistakes as problem:
        raise UsageProblem(f"--set {name}: {problem}") from None


def written_form(value: FactValue) -> Any:
    """A fact's value as `parse_fact` reads it back: text, whole numbers, flags, lists and mappings."""
    if isinstance(value, Measured):
        return {"value": value.value, "as_of": value.as_of.isoformat()} if value.as_of else value.value
    return [written_form(item) for item in value] if isinstance(value, tuple) else value


def quantity(written: object) -> int:
    """The whole number that `5_000_000`, `900k`, `5M` or `1.5B` spells; raises `Mistakes`."""
    match = _QUANTITY.match(str(written)) if isinstance(written, str | int) else None
    if match is None:
        raise misfit(written, QUANTITY_FORM)
    part = match["part"] or ""
    shift = _UNITS[match["unit"]] - len(part)
    if shift < 0:
        raise misfit(written, QUANTITY_FORM)
    number = int(match["whole"].replace("_", "") + part)
    if number > MAX_QUANTITY:
        raise misfit(written, f"{QUANTITY_FORM}, up to 10^15")
    return number * int("1" + "0" * shift)


def _named(name: str, path: str, value: Any, mistakes: list[tuple[str, str]]) -> Iterator[tuple[str, str, Any]]:
    if name in FACTS:
        yield name, path, value
    else:
        allowed = ", ".join(FACTS)
        mistakes.append((path, f"unknown fact, allowed: {allowed}{did_you_mean(name, FACTS)}"))


def _word(written: object, words: tuple[str, ...]) -> str:
    if written not in words:
        raise misfit(written, " | ".join(words), near=words)
    return str(written)


def _flag(written: object) -> bool:
    if written not in ("true", "false", True, False):
        raise misfit(written, "true or false", near=("true", "false"))
    return written in ("true", True)


def _measured(written: object) -> Measured | tuple[Measured, ...]:
    if isinstance(written, list):
        return tuple(parse_each(written, _one_measure))
    if isinstance(written, str) and "," in written:
        return tuple(parse_each(written.split(","), _one_measure))
    return _one_measure(written)


def _one_measure(written: object) -> Measured:
    if isinstance(written, dict):
        unknown = [key for key in written if key not in ("value", "as_of")]
        if unknown or "value" not in written:
            raise Mistakes(("", "allowed: a number, or a mapping with the keys value and as_of"))
        return Measured(quantity(written["value"]), _date(written["as_of"]) if "as_of" in written else None)
    number, at, day = str(written).strip().partition("@")
    return Measured(quantity(number), _date(day) if at else None)


def _date(written: object) -> date:
    try:
        return date.fromisoformat(str(written))
    except ValueError:
        raise misfit(written, "a date such as 2026-10-31") from None


def _words(written: object) -> tuple[str, ...]:
    return tuple(parse_each(_items(written), _plain_word))


def _plain_word(written: object) -> str:
    if not isinstance(written, str) or not written.strip():
        raise misfit(written, "a word such as customer-support")
    return written.strip().lower()


def _place(written: object) -> str:
    code = written.strip().upper() if isinstance(written, str) else ""
    if not is_place(code):
        raise misfit(written, "a country code such as DE or US, or a group such as EU")
    return code


def _places(written: object) -> tuple[str, ...]:
    places = tuple(parse_each(_items(written), _place))
    # Nowhere is a slip, such as an unset variable, and would answer every question about places.
    if not places:
        raise misfit(written, "at least one place")
    return places


def _items(written: object) -> list[Any]:
    if isinstance(written, str) and written.strip():
        return [item for item in (part.strip() for part in written.strip("[]").split(",")) if item]
    if not isinstance(written, list):
        raise misfit(written, "a list")
    return written


_GROUPS = {name.partition(".")[0] for name in FACTS if "." in name}
_PARSERS: Mapping[FactType, Callable[[object], FactValue]] = {
    FactType.FLAG: _flag,
    FactType.NUMBER: quantity,
    FactType.MEASURED: _measured,
    FactType.WORDS: _words,
    FactType.PLACE: _place,
    FactType.PLACES: _places,
}

"""The standard triggers, by name, and how conditions are written in YAML."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from checker.catalog.conditions import (
    AT_RELEASE,
    Above,
    AllOf,
    AnyOf,
    Condition,
    Holds,
    Is,
    Moment,
    Not,
    Within,
    all_of,
    any_of,
)
from checker.catalog.facts import FACTS, FactType
from checker.catalog.territories import DOLLARS, is_place

ALWAYS = AllOf(())
COMMERCIAL = Is("use", ("commercial",))
HOSTED = Is("mode", ("hosted",))
MODIFIED = Holds("modified")
DISTRIBUTED = any_of(Holds("distributed"), Is("mode", ("distributed", "embedded")))
OFFERED = any_of(Holds("distributed"), Is("mode", ("distributed", "embedded", "hosted")))
TRAINED = Is("train_on_outputs", ("own-model", "competing"))
PUBLISHED = Holds("outputs_published")

TRIGGERS: Mapping[str, Condition] = {
    "always": ALWAYS,
    "commercial": COMMERCIAL,
    "hosted": HOSTED,
    "modified": MODIFIED,
    "distributed": DISTRIBUTED,
    "offered": OFFERED,
    "commercial-and-offered": all_of(COMMERCIAL, OFFERED),
    "modified-and-distributed": all_of(MODIFIED, DISTRIBUTED),
    "modified-and-offered": all_of(MODIFIED, OFFERED),
    "trained": TRAINED,
    "trained-and-distributed": all_of(TRAINED, DISTRIBUTED),
    "trained-and-offered": all_of(TRAINED, OFFERED),
    "outputs-published": PUBLISHED,
}

PHRASES: Mapping[Condition, str] = {
    ALWAYS: "always",
    COMMERCIAL: "you use it commercially",
    HOSTED: "you host it for others",
    MODIFIED: "you modify it",
    DISTRIBUTED: "you distribute it",
    OFFERED: "you distribute it or host it for others",
    TRAINED: "its outputs train another model",
    PUBLISHED: "you publish outputs",
}

FORMS = (
    "{fact: F, is: [words]}, {fact: F, within: [places]}, {fact: F, above: N}, {fact: F, at_least: N}, {holds: F}, "
    "{all: […]}, {any: […]}, {not: …}"
)


def parse_condition(data: Any) -> Condition:
    """
    The condition that YAML data spells: the name of a trigger, or one of the mappings of `FORMS`.

    `above` and `at_least` take `as_of: 2024-07-23` (or `the release`) and `currency: CNY` beside them. Raises
    `ValueError`.
    """
    match data:
        case str():
            if data not in TRIGGERS:
                raise ValueError(f"{data!r} is no standard trigger; they are {', '.join(TRIGGERS)}")
            return TRIGGERS[data]
        case {"all": list(parts), **rest} if not rest:
            return AllOf(tuple(map(parse_condition, parts)))
        case {"any": list(parts), **rest} if not rest:
            return AnyOf(tuple(map(parse_condition, parts)))
        case {"not": part, **rest} if not rest:
            return Not(parse_condition(part))
        case {"holds": str(fact), **rest} if not rest:
            return Holds(_fact(fact, FactType.FLAG))
        case {"fact": str(fact), "is": list(words), **rest} if not rest:
            return Is(_fact(fact, FactType.WORD, FactType.WORDS), _words(fact, words))
        case {"fact": str(fact), "within": list(places), **rest} if not rest:
            return Within(_fact(fact, FactType.PLACE, FactType.PLACES), checked_places(map(str, places)))
        case {"fact": str(fact), **rest}:
            return _parse_above(_fact(fact, FactType.NUMBER, FactType.MEASURED), rest)
    raise ValueError(f"not a condition; write {FORMS}, or the name of a standard trigger")


def condition_data(condition: Condition) -> Any:
    """What `parse_condition` reads back as the same condition."""
    for name, standard in TRIGGERS.items():
        if condition == standard:
            return name
    match condition:
        case AllOf(parts):
            return {"all": [condition_data(part) for part in parts]}
        case AnyOf(parts):
            return {"any": [condition_data(part) for part in parts]}
        case Not(part):
            return {"not": condition_data(part)}
        case Holds(fact):
            return {"holds": fact}
        case Is(fact, words):
            return {"fact": fact, "is": list(words)}
        case Within(fact, places):
            return {"fact": fact, "within": list(places)}
        case Above(fact, amount, inclusive, as_of, currency):
            data = {"fact": fact, "at_least" if inclusive else "above": str(amount)}
            data |= {"as_of": str(as_of)} if as_of else {}
            return data | ({"currency": currency} if currency != DOLLARS else {})
    raise TypeError(f"{condition!r} has no YAML form")


def in_words(condition: Condition) -> str:
    """The condition for people: the standard triggers as phrases, the rest by the names of the facts."""
    if condition in PHRASES:
        return PHRASES[condition]
    match condition:
        case AllOf(parts):
            return " and ".join(map(_bracketed_words, parts))
        case AnyOf(parts):
            return " or ".join(map(_bracketed_words, parts))
        case Not(part):
            return f"not {_bracketed_words(part)}"
    return str(condition)


def checked_places(codes: Any) -> tuple[str, ...]:
    """`codes` as a tuple; raises `ValueError` for one that is no place."""
    places = tuple(codes)
    for code in places:
        if not is_place(code):
            raise ValueError(f"{code!r} is no ISO 3166 country code and no group of countries")
    return places


def _fact(name: str, *types: FactType) -> str:
    fact = FACTS.get(name)
    if fact is None:
        raise ValueError(f"{name!r} is no context fact; they are {', '.join(FACTS)}")
    if fact.type not in types:
        raise ValueError(f"{name} is a {fact.type}, which this form of condition cannot ask about")
    return name


def _words(fact: str, words: list[Any]) -> tuple[str, ...]:
    known = FACTS[fact].words
    for word in words:
        if known and word not in known:
            raise ValueError(f"{word!r} is no word for {fact}; they are {', '.join(known)}")
    return tuple(map(str, words))


def _parse_above(fact: str, rest: Mapping[Any, Any]) -> Above:
    inclusive = "at_least" in rest
    form = "at_least" if inclusive else "above"
    amount = rest.get(form)
    unknown = set(rest) - {form, "as_of", "currency"}
    if unknown or not str(amount).isdecimal():
        raise ValueError(f"not a condition on {fact}; write {{fact: {fact}, above: 1000000}}")
    return Above(fact, int(str(amount)), inclusive, _moment(rest.get("as_of")), str(rest.get("currency", DOLLARS)))


def _moment(text: Any) -> Moment | None:
    if text is None:
        return None
    return AT_RELEASE if text == AT_RELEASE else date.fromisoformat(str(text))


def _bracketed_words(part: Condition) -> str:
    words = in_words(part)
    return f"({words})" if " or " in words or " and " in words else words

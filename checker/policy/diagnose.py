"""
Every mistake in a document, by the types it should have.

`msgspec` stops at the first mistake, so a document that it refuses is walked once more here, against the same types.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Literal, Union, get_args, get_origin

import msgspec

from checker.policy.mistakes import Mistakes, below, did_you_mean, quote

Mistake = tuple[str, str]
Decode = Callable[[type, Any], Any]

_WORDS = {
    bool: "true or false",
    int: "a whole number",
    float: "a number",
    str: "text",
    datetime.date: "a date such as 2027-03-31",
}


def find_mistakes(data: Any, hint: Any, decode: Decode, path: str = "") -> Iterator[Mistake]:
    """Each mistake as (path, message), in document order; none when `msgspec.convert` accepts `data` as a `hint`."""
    if _is_struct(hint):
        yield from _in_mapping(data, hint, decode, path)
    elif get_origin(hint) is tuple:
        yield from _in_list(data, get_args(hint)[0], decode, path)
    elif get_origin(hint) in (Union, types.UnionType):
        yield from _in_union(data, hint, decode, path)
    elif get_origin(hint) is not None and issubclass(_runtime(hint), Mapping):
        yield from _in_free_mapping(data, get_args(hint)[1], decode, path)
    else:
        yield from _converted(data, hint, decode, path)


def _in_mapping(data: Any, struct: type[msgspec.Struct], decode: Decode, path: str) -> Iterator[Mistake]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    if not isinstance(data, dict):
        yield path, f"found {quote(data)}, allowed: a mapping with the keys {', '.join(fields)}"
        return
    found = False
    for key, value in data.items():
        here = below(path, key)
        mistakes: Iterator[Mistake]
        if key not in fields:
            message = f"unknown key, allowed: {', '.join(fields)}{did_you_mean(key, fields)}"
            mistakes = iter([(here, message)])
        else:
            mistakes = find_mistakes(value, fields[key].type, decode, here)
        for mistake in mistakes:
            found = True
            yield mistake
    for name, field in fields.items():
        if field.required and name not in data:
            found = True
            yield path, f"the key {name} is missing, allowed: {describe(field.type)}"
    if not found:
        yield from _converted(data, struct, decode, path)


def _in_list(data: Any, item: Any, decode: Decode, path: str) -> Iterator[Mistake]:
    if not isinstance(data, list):
        yield path, f"found {quote(data)}, allowed: a list of {describe(item)}"
        return
    for position, value in enumerate(data):
        yield from find_mistakes(value, item, decode, f"{path}[{position}]")


def _in_free_mapping(data: Any, value_hint: Any, decode: Decode, path: str) -> Iterator[Mistake]:
    if not isinstance(data, dict):
        yield path, f"found {quote(data)}, allowed: a mapping"
        return
    for key, value in data.items():
        yield from find_mistakes(value, value_hint, decode, below(path, key))


def _in_union(data: Any, hint: Any, decode: Decode, path: str) -> Iterator[Mistake]:
    if not any(True for _ in _converted(data, hint, decode, path)):
        return
    branches = [branch for branch in get_args(hint) if branch is not type(None)]
    fitting = [branch for branch in branches if _shape(branch) is type(data)]
    if len(fitting) == 1:
        yield from find_mistakes(data, fitting[0], decode, path)
    else:
        yield path, f"found {quote(data)}, allowed: {describe(hint)}"


def _converted(data: Any, hint: Any, decode: Decode, path: str) -> Iterator[Mistake]:
    """The mistakes that a value's own checks report, or that it is of the wrong type."""
    try:
        msgspec.convert(data, hint, strict=False, dec_hook=decode)
    except msgspec.ValidationError as problem:
        if isinstance(problem.__cause__, Mistakes):
            for part, message in problem.__cause__.entries:
                yield below(path, part), message
        else:
            near = _spellings(hint)
            yield path, f"found {quote(data)}, allowed: {describe(hint)}{did_you_mean(data, near)}"


def describe(hint: Any) -> str:
    """In words, what may stand where a `hint` is expected."""
    if spellings := _spellings(hint):
        return " | ".join(spellings)
    if get_origin(hint) is tuple:
        return f"a list of {describe(get_args(hint)[0])}"
    if get_origin(hint) in (Union, types.UnionType):
        return " or ".join(describe(branch) for branch in get_args(hint) if branch is not type(None))
    if get_origin(hint) is not None:
        bounds = [part for part in get_args(hint) if isinstance(part, msgspec.Meta)]
        described = [bound.description for bound in bounds if bound.description]
        return described[0] if described else describe(get_args(hint)[0])
    if _is_struct(hint):
        return f"a mapping with the keys {', '.join(field.encode_name for field in msgspec.structs.fields(hint))}"
    return _WORDS.get(hint) or str(hint.allowed)


def _spellings(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) is Literal:
        return tuple(str(value) for value in get_args(hint))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple(hint)
    return ()


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _runtime(hint: Any) -> type:
    origin = get_origin(hint)
    return origin if isinstance(origin, type) else object


def _shape(hint: Any) -> type:
    """What a value of `hint` is in a YAML document."""
    if _is_struct(hint) or issubclass(_runtime(hint), Mapping):
        return dict
    return list if get_origin(hint) is tuple else str

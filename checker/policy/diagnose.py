"""
Every mistake in a document, by the types it should have.

`msgspec` stops at the first mistake, so a document that it refuses is walked once more here, against the same types.
"""

from __future__ import annotations

import datetime
import types
from collections.abc import Callable, Iterator, Mapping
from enum import StrEnum
from typing import Annotated, Any, Literal, Union, get_args, get_origin

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


def find_mistakes(data: Any, hint: Any, decode: Decode, path: str = "") -> list[Mistake]:
    """Each mistake as (path, message), in document order; none when `msgspec.convert` accepts `data` as a `hint`."""
    inside = list(_inside(data, _bare(hint), decode, path))
    return inside or list(_of_the_whole(data, hint, decode, path))


def describe(hint: Any) -> str:
    """In words, what may stand where a `hint` is expected."""
    bare = _bare(hint)
    if get_origin(hint) is Annotated:
        described = [part.description for part in get_args(hint)[1:] if part.description]
        return described[0] if described else describe(bare)
    if spellings := _spellings(bare):
        return " | ".join(spellings)
    if get_origin(bare) is tuple:
        return f"a list of {describe(get_args(bare)[0])}"
    if _is_union(bare):
        return " or ".join(describe(branch) for branch in get_args(bare) if branch is not type(None))
    if _is_mapping(bare):
        return "a mapping"
    if _is_struct(bare):
        return f"a mapping with the keys {', '.join(field.encode_name for field in msgspec.structs.fields(bare))}"
    return _WORDS.get(bare) or str(bare.allowed)


def _inside(data: Any, hint: Any, decode: Decode, path: str) -> Iterator[Mistake]:
    """The mistakes in the parts of a value, and that it does not have such parts."""
    if _is_struct(hint) and isinstance(data, dict):
        yield from _in_struct(data, hint, decode, path)
    elif _is_mapping(hint) and isinstance(data, dict):
        for key, value in data.items():
            yield from find_mistakes(value, get_args(hint)[1], decode, below(path, key))
    elif get_origin(hint) is tuple and isinstance(data, list):
        for position, value in enumerate(data):
            yield from find_mistakes(value, get_args(hint)[0], decode, f"{path}[{position}]")
    elif _is_union(hint) and any(True for _ in _of_the_whole(data, hint, decode, path)):
        branches = [branch for branch in get_args(hint) if _shape(_bare(branch)) is type(data)]
        if len(branches) == 1:
            yield from find_mistakes(data, branches[0], decode, path)


def _in_struct(data: dict[str, Any], struct: type[msgspec.Struct], decode: Decode, path: str) -> Iterator[Mistake]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for key, value in data.items():
        if key in fields:
            yield from find_mistakes(value, fields[key].type, decode, below(path, key))
        else:
            yield below(path, key), f"unknown key, allowed: {', '.join(fields)}{did_you_mean(key, fields)}"
    for name, field in fields.items():
        if field.required and name not in data:
            yield path, f"the key {name} is missing, allowed: {describe(field.type)}"


def _of_the_whole(data: Any, hint: Any, decode: Decode, path: str) -> Iterator[Mistake]:
    """The mistakes that a value's own checks report, or that it is of the wrong type."""
    try:
        msgspec.convert(data, hint, strict=False, dec_hook=decode)
    except msgspec.ValidationError as problem:
        if isinstance(problem.__cause__, Mistakes):
            for part, message in problem.__cause__.entries:
                yield below(path, part), message
        else:
            near = did_you_mean(data, _spellings(_bare(hint)))
            yield path, f"found {quote(data)}, allowed: {describe(hint)}{near}"


def _bare(hint: Any) -> Any:
    return get_args(hint)[0] if get_origin(hint) is Annotated else hint


def _spellings(hint: Any) -> tuple[str, ...]:
    if get_origin(hint) is Literal:
        return tuple(str(value) for value in get_args(hint))
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return tuple(hint)
    return ()


def _is_struct(hint: Any) -> bool:
    return isinstance(hint, type) and issubclass(hint, msgspec.Struct)


def _is_union(hint: Any) -> bool:
    return get_origin(hint) in (Union, types.UnionType)


def _is_mapping(hint: Any) -> bool:
    origin = get_origin(hint)
    return isinstance(origin, type) and issubclass(origin, Mapping)


def _shape(hint: Any) -> type:
    """What a value of `hint` is in a YAML document."""
    if _is_struct(hint) or _is_mapping(hint):
        return dict
    return list if get_origin(hint) is tuple else str

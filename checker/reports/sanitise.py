"""
The one text boundary: what foreign text loses before a format sees it.

Cards, license files and repository names are written by strangers. Terminal escapes can repaint a screen,
bidirectional controls can make a sentence read as its opposite, a line that starts with `::` is a command to a CI
runner, and an error can carry a token. Renderers get a report that has already passed through here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from enum import Enum
from typing import TypeVar, cast

import msgspec

T = TypeVar("T")

# ECMA-48: CSI sequences, then the string sequences (OSC, DCS, SOS, PM, APC) that end on the line they start on, so that
# an unfinished one cannot swallow the rest of a license; the lone introducers fall to _INVISIBLE.
_ESCAPE = re.compile(
    r"(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]"
    r"|(?:\x1b[\]PX^_]|[\x90\x98\x9d-\x9f])[^\n\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)"
)
_LINE_BREAK = re.compile(r"\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
# Controls but tab and newline, bidirectional controls (UAX #9), characters without a glyph, tag characters.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0e-\x1f\x7f-\x9f\xad\u061c\u180e\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
    r"\ufffe\uffff\U000e0000-\U000e007f]"
)
_SURROGATE = re.compile(r"[\ud800-\udfff]")
_TOKEN = re.compile(r"hf_[A-Za-z0-9]{20,}")
_URL_CREDENTIALS = re.compile(r"(?<=://)[^\s/?#]*@")
_SPACES = re.compile(r"\s+")
_RUNNER_COMMAND = re.compile(r"(?m)^([^\S\n]*):(?=:)|##(?=(?:vso)?\[)")


def sanitise(text: str) -> str:
    """`text` without escapes, controls, invisible characters and credentials; line ends become newlines."""
    text = _LINE_BREAK.sub("\n", _ESCAPE.sub("", text))
    text = _SURROGATE.sub("\ufffd", _INVISIBLE.sub("", text))
    return _URL_CREDENTIALS.sub("***@", _TOKEN.sub("hf_***", text))


def sanitised(value: T) -> T:
    """The same value with every text in it sanitised: structs, tuples and mappings are followed."""
    return cast(T, _walk(value))


def _walk(value: object) -> object:
    match value:
        case Enum():
            return value
        case str():
            return sanitise(value)
        case msgspec.Struct():
            fields = {name: getattr(value, name) for name in value.__struct_fields__}
            return msgspec.structs.replace(value, **{name: _walk(field) for name, field in fields.items()})
        case Mapping():
            return {_walk(key): _walk(item) for key, item in value.items()}
        case tuple() | list():
            return tuple(_walk(item) for item in value)
        case _:
            return value


def one_line(text: str) -> str:
    """`text` with every run of white space as one space."""
    return _SPACES.sub(" ", text).strip()


def guard_runner_commands(text: str) -> str:
    """
    `text` in which no line is a workflow command of a CI runner.

    GitHub reads `::name::` after leading blanks and `##[name]` anywhere in a line, Azure `##vso[name]`; a space in the
    marker ends that.
    """
    return _RUNNER_COMMAND.sub(lambda found: f"{found[1]}: " if found[1] is not None else "## ", text)


def guarded(lines: Iterable[str]) -> str:
    """`lines` as a text to print, in which none is a workflow command of a CI runner."""
    return guard_runner_commands("\n".join(lines) + "\n")


def guard_runner_commands_in_html(html: str) -> str:
    """The same for a page, which shows as before: the first character of the marker is written as a reference."""
    return _RUNNER_COMMAND.sub(lambda found: f"{found[1]}&#58;" if found[1] is not None else "#&#35;", html)

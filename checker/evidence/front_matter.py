"""
The YAML front matter of a README, read as the Hub reads it.

The Hub takes what stands between a first line of three dashes and the next such line. A file that misses that form by
a little (an indented or forgotten closing line, four dashes, text before it) has no metadata for the Hub, and its
author rarely knows: such a near miss is a fault here, not an absence.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import takewhile
from typing import Any

from checker.errors import DocumentError
from checker.model.snapshot import State
from checker.resources import parse_yaml

MAX_FRONT_MATTER_CHARS = 256_000
# Of a longer one the bulky keys are left out: they hold results, examples and schemas, and no license.
LONG_FRONT_MATTER_CHARS = 64_000
BULKY_KEYS = ("model-index", "widget", "dataset_info", "configs")

# The form is that of huggingface_hub/repocard.py and of the Hub itself: an opening line may end in a lone CR,
# a closing line may not; blank space may precede the opening line and follow the closing dashes.
_OPENER = re.compile(r"\s*---(?:\r\n|\r|\n)")
_CLOSER = re.compile(r"(?:\r\n|\r|\n)---[ \t]*(?:\r\n|\n|\Z)")
_LINE_END = re.compile(r"\r\n|\r|\n")

# Line breaks to YAML 1.1, which the parser here follows, but not to YAML 1.2, the Hub or an editor.
_FORMER_BREAKS = str.maketrans("\x85\u2028\u2029", "   ")
# A line that belongs to the top-level key above it.
_CONTINUATION = re.compile(r"[ \t#-]|\Z")
_FENCE = re.compile(r"[ \t]*-{3,}[ \t]*")
_CODE_FENCE = re.compile(r"[ \t]*(?:```|~~~)")
_CARD_KEY = re.compile(
    r"(?:licen[cs]e|license_(?:name|link)|base_model|new_version|datasets|language|tags|metrics|library_name|pipeline_tag"
    r"|widget|inference|thumbnail|model-index|extra_gated_\w{1,40})[ \t]*:"
)
_YAML_LINE = re.compile(r"\s|#|-\s|[\w.-]{1,100}[ \t]*:|\Z")


@dataclass(frozen=True, slots=True)
class Fault:
    """Why the front matter gives nothing. `recognised` is False when the Hub does not even see it as front matter."""

    reason: str
    line: int
    recognised: bool


@dataclass(frozen=True, slots=True)
class Repeat:
    """A key that stands again; `value` is the second one of a top-level key, None when it could not be told."""

    path: str
    line: int
    value: Any = None


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """
    A README taken apart.

    `state` is `known` for a mapping, `absent` when there is no metadata, `inaccessible` with a `fault` saying why.
    Of a repeated key `fields` has the first value. `lines` gives the line of each path, from 1. A `fault` beside
    `known` fields tells of keys that were lost; `skipped` names keys that were left out for their length.
    """

    state: State
    body: str
    body_line: int
    fields: Mapping[str, Any] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    repeats: tuple[Repeat, ...] = ()
    fault: Fault | None = None
    skipped: tuple[str, ...] = ()


def parse_front_matter(text: str) -> FrontMatter:
    """The front matter and body of `text`; never raises, and takes time linear in its length."""
    opener = _OPENER.match(text)
    closer = _CLOSER.search(text, opener.end()) if opener else None
    if not opener or not closer:
        fault = _find_near_miss(text)
        return FrontMatter(State.INACCESSIBLE if fault else State.ABSENT, text, 1, fault=fault)
    block, first_line = text[opener.end() : closer.start()], 1 + _count_lines(opener.group())
    closing_line = first_line + _count_lines(block) + 1
    body, body_line = text[closer.end() :], closing_line + 1

    def faulty(reason: str, line: int) -> FrontMatter:
        return FrontMatter(State.INACCESSIBLE, body, body_line, fault=Fault(reason, line, recognised=True))

    skipped: tuple[str, ...] = ()
    if len(block) > LONG_FRONT_MATTER_CHARS:
        block, skipped = _leave_out_bulk(block)
    if len(block) > MAX_FRONT_MATTER_CHARS:
        return faulty(f"it is longer than {MAX_FRONT_MATTER_CHARS:,} characters", first_line)
    try:
        document = parse_yaml(block.translate(_FORMER_BREAKS), first_line=first_line)
    except DocumentError as problem:
        return faulty(str(problem), problem.line or first_line)
    if document.data is None:
        return FrontMatter(State.ABSENT, body, body_line)
    if not isinstance(document.data, dict):
        found = "a list" if isinstance(document.data, list) else "a single value"
        return faulty(f"it holds {found}, not keys with values", first_line)
    return FrontMatter(
        State.KNOWN,
        body,
        body_line,
        fields=document.data,
        lines={path: line for path, (line, _) in document.places.items() if path},
        repeats=tuple(
            Repeat(path, line, _read_again(block, path, line - first_line)) for path, line, _ in document.duplicates
        ),
        fault=_find_early_end(body, closing_line),
        skipped=skipped,
    )


def split_lines(text: str) -> list[str]:
    """The lines of `text` as editors and YAML count them: CR, LF and CRLF end one, nothing else does."""
    return _LINE_END.split(text)


def _count_lines(text: str) -> int:
    return len(_LINE_END.findall(text))


def _leave_out_bulk(block: str) -> tuple[str, tuple[str, ...]]:
    """The block with empty lines in place of its bulky keys, and their names."""
    kept, skipped = [], []
    in_bulk = False
    for line in split_lines(block):
        if not _CONTINUATION.match(line):
            key = line.partition(":")[0].rstrip()
            in_bulk = key in BULKY_KEYS
            skipped += [key] if in_bulk else []
        kept.append("" if in_bulk else line)
    return "\n".join(kept), tuple(skipped)


def _read_again(block: str, key: str, index: int) -> Any:
    """The second value of a top-level key: the lines from there to the next key, read for themselves."""
    entry, *rest = split_lines(block)[index:]
    try:
        again = parse_yaml("\n".join([entry, *takewhile(_CONTINUATION.match, rest)])).data
    except DocumentError:
        return None
    return again.get(key) if isinstance(again, dict) else None


def _find_near_miss(text: str) -> Fault | None:
    """Metadata that misses the form: at the top with a wrong or missing fence, or well fenced below other text."""
    opened = 0
    found_key = in_code = False
    at_top = seen_text = False

    def unclosed() -> Fault | None:
        if not (opened and found_key and at_top):
            return None
        exact = _OPENER.match(text) is not None
        reason = (
            "no line of exactly three dashes, ended by a line feed, closes it"
            if exact
            else "its first line is not exactly three dashes"
        )
        return Fault(reason, opened, recognised=False)

    for number, line in enumerate(split_lines(text), start=1):
        if _CODE_FENCE.match(line):
            in_code, opened = not in_code, 0
        elif in_code:
            continue
        elif _FENCE.fullmatch(line):
            if opened and found_key and not at_top:
                return Fault("it does not stand at the top of the file", opened, recognised=False)
            if fault := unclosed():
                return fault
            opened, found_key, at_top = number, False, not seen_text
        elif opened and not _YAML_LINE.match(line):
            if fault := unclosed():
                return fault
            opened = 0
        elif opened and _CARD_KEY.match(line):
            found_key = True
        seen_text = seen_text or bool(line.strip())
    return unclosed()


def _find_early_end(body: str, closing_line: int) -> Fault | None:
    """
    Keys after the closing line, up to one more such line.

    A line of dashes inside a block of text ends the metadata for the Hub, and the keys below it are lost.
    """
    found_key = False
    for line in split_lines(body):
        if _FENCE.fullmatch(line):
            reason = "a line of three dashes inside it ends it early, and the keys below are lost"
            return Fault(reason, closing_line, recognised=False) if found_key else None
        if not _YAML_LINE.match(line) or line.startswith("#"):
            return None
        found_key = found_key or _CARD_KEY.match(line) is not None
    return None

"""
From the files of a policy to the policy: each laid over those before, with the origin of every line.

Settings and facts replace those of the files before, lists add to them, `replace` starts a list anew. What would
loosen a decision of a file before is a mistake, unless that file allows it under `allow_override`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import Any

import msgspec

from checker.errors import PolicyError
from checker.model.verdict import Verdict
from checker.policy.clause_rules import ClauseRule
from checker.policy.context import flatten
from checker.policy.digest import digest_of
from checker.policy.document import Layer
from checker.policy.license_lines import VERDICTS, check_licenses, drop_cancelled, lets_more_pass
from checker.policy.lines import Line, Lines, value_at
from checker.policy.loosening import LISTS, OPEN_LISTS, STRICT_LISTS, STRICTNESS, is_looser
from checker.policy.mistakes import below
from checker.policy.schema import Policy, Rules

# What a file says about itself and not about what it decides.
OWN_KEYS = ("version", "name", "purpose", "extends", "replace", "allow_override", "tests")


def merge(layers: Sequence[Layer]) -> Policy:
    """The policy of `layers`, most basic first; raises `PolicyError` with every mistake."""
    lines = Lines()
    before: Rules | None = None
    for layer in layers:
        written = list(_written_paths(layer.document.data))
        for path in written:
            if path not in LISTS:
                _set(layer, path, lines, before)
        _start_lists_anew(layer, lines)
        for path in LISTS:
            if path in written:
                _extend_list(layer, path, lines, before)
        check_licenses(layer, lines)
        before = lines.rules()
    if lines.problems:
        raise PolicyError(tuple(dict.fromkeys(lines.problems)))
    drop_cancelled(lines)
    if not any(lines.of(path) for path in VERDICTS):
        message = "this policy lets nothing pass, allowed: at least one license or family under allow or review"
        raise PolicyError([layers[-1].problem("licenses", message)])
    return _finished(layers[-1], lines)


def _written_paths(data: Any, path: str = "") -> Iterator[str]:
    """The paths that a file sets: of each setting, each fact and each list."""
    for key, value in data.items():
        here = below(path, key)
        if here in OWN_KEYS:
            continue
        if here == "context":
            yield from (f"context.{name}" for name, _, _ in flatten(value, []))
        elif isinstance(value, dict):
            yield from _written_paths(value, here)
        else:
            yield here


def _set(layer: Layer, path: str, lines: Lines, before: Rules | None) -> None:
    line = Line(value_at(layer.file, path), layer, path)
    history = lines.settings.setdefault(path, [])
    if path in STRICTNESS and before is not None:
        line = Line(line.value, layer, path, widens=is_looser(path, line.value, value_at(before, path)))
        for other in history:
            if is_looser(path, line.value, other.value) and not other.lets_others_loosen(path):
                message = f"{_shown(line.value)} is looser than {_shown(other.value)} of {other.origin}"
                lines.refuse(line, message, needs=path)
    history.append(line)


def _start_lists_anew(layer: Layer, lines: Lines) -> None:
    for position, path in enumerate(layer.file.replace):
        replacing = Line(path, layer, f"replace[{position}]")
        kept = value_at(layer.file, path)
        # A list that no file sets any more has its default again.
        for line in lines.lists.pop(path, []):
            if path in STRICT_LISTS and line.value not in kept:
                lines.tell_dropped(path, by=replacing)
                if not line.lets_others_loosen(path, line.name):
                    lines.refuse(replacing, f"drops {line.value} of {line.origin}", needs=line.name)


def _extend_list(layer: Layer, path: str, lines: Lines, before: Rules | None) -> None:
    written = value_at(layer.file, path)
    entries = lines.of(path)
    if before is not None and path in STRICT_LISTS and not entries and not set(value_at(before, path)) <= set(written):
        # The first file that sets a list takes the place of its default.
        lines.tell_dropped(path, by=Line(path, layer, path))
    for position, value in enumerate(written):
        line = Line(value, layer, f"{path}[{position}]")
        if isinstance(value, ClauseRule):
            _check_clause_rule(line, entries, lines)
        if value not in [entry.value for entry in entries]:
            widens = before is not None and _widens(path, value, before)
            entries.append(Line(value, layer, line.path, widens))


def _check_clause_rule(line: Line, entries: list[Line], lines: Lines) -> None:
    """A rule that is looser than one for the same clauses takes its place where that is allowed."""
    rule: ClauseRule = line.value
    for other in list(entries):
        if other.layer is line.layer or other.value.when != rule.when or rule.then.rank <= other.value.then.rank:
            continue
        if other.lets_others_loosen(other.name):
            entries.remove(other)
            lines.tell_dropped("clauses", by=line)
        else:
            lines.refuse(line, f"{rule.then} is looser than {other.value.then} of {other.origin}", needs=other.name)


def _widens(path: str, value: Any, before: Rules) -> bool:
    """Whether one more entry in this list lets pass what did not pass `before`, as far as is known."""
    if isinstance(value, ClauseRule):
        return value.then in (Verdict.REVIEW, Verdict.ALLOW)
    if path in VERDICTS:
        return lets_more_pass(path, value, before)
    return path in OPEN_LISTS and value not in value_at(before, path)


def _finished(own: Layer, lines: Lines) -> Policy:
    purpose = own.file.purpose or _purpose_of(own)
    rules = msgspec.structs.replace(lines.rules(), name=own.file.name or _name_of(own), purpose=purpose)
    by_path = lines.by_path()
    return Policy(
        **{name: getattr(rules, name) for name in Rules.__struct_fields__},
        digest=digest_of(rules),
        origins={path: line.origin for path, line in by_path.items()},
        widened=tuple(path for path, line in by_path.items() if line.widens),
        tests=own.file.tests,
    )


def _shown(value: Any) -> str:
    return str(value).lower()


def _name_of(layer: Layer) -> str:
    return PurePath(layer.name.removeprefix("builtin:")).stem


def _purpose_of(layer: Layer) -> str:
    parents = ", ".join(map(str, layer.file.extends))
    return f"what {parents} says, with the changes of {layer.name}" if parents else ""

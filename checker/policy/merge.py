"""
From the files of a policy to the policy: each laid over those before, with the origin of every line.

Settings and facts replace those of the files before, lists add to them, `replace` starts a list anew. What would
loosen a decision of a file before is a mistake, unless that file allows it under `allow_override`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any

import msgspec

from checker.errors import PolicyError
from checker.model.verdict import Verdict
from checker.policy.clause_rules import ClauseRule
from checker.policy.context import flatten
from checker.policy.digest import digest_of
from checker.policy.document import Layer
from checker.policy.loosening import LISTS, OPEN_LISTS, STRICT_LISTS, STRICTNESS, is_looser
from checker.policy.mistakes import below
from checker.policy.schema import Origin, Policy, Rules
from checker.policy.selectors import ExactSelector, Selector

# What a file says about itself and not about what it decides.
OWN_KEYS = ("version", "name", "purpose", "extends", "replace", "allow_override", "tests")
# License list → the lists that go before it.
STRICTER = {"allow": ("licenses.deny", "licenses.review"), "review": ("licenses.deny",)}
# License list → the lists of which one line is as good as one of its own.
PASSING = {"licenses.allow": ("licenses.allow",), "licenses.review": ("licenses.allow", "licenses.review")}
DEFAULTS = Rules()


@dataclass(frozen=True, slots=True)
class Line:
    """One setting, fact or list entry, and where it stands. `widens`: it lets pass what would not pass before it."""

    value: Any
    layer: Layer
    path: str
    widens: bool = False

    @property
    def origin(self) -> Origin:
        """The place in its file."""
        return self.layer.origin(self.path)

    def lets_others_loosen(self, *names: str) -> bool:
        """Whether the file of this line allows to loosen one of `names`."""
        return not set(names).isdisjoint(self.layer.file.allow_override)


@dataclass(slots=True)
class Merged:
    """What the files before add up to: every value a setting had, last one valid, and the lists."""

    settings: dict[str, list[Line]] = field(default_factory=dict)
    lists: dict[str, list[Line]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)


def merge(layers: Sequence[Layer]) -> Policy:
    """The policy of `layers`, most basic first; raises `PolicyError` with every mistake."""
    merged = Merged()
    for layer in layers:
        is_first = layer is layers[0]
        for path in _written_paths(layer.document.data):
            if path not in LISTS:
                _set(layer, path, merged, is_first)
        _start_lists_anew(layer, merged)
        for path in LISTS:
            _extend_list(layer, path, merged, is_first)
        _check_licenses(layer, merged)
    if merged.problems:
        raise PolicyError(tuple(dict.fromkeys(merged.problems)))
    _drop_cancelled(merged)
    if not merged.lists["licenses.allow"] and not merged.lists["licenses.review"]:
        message = "this policy lets nothing pass, allowed: at least one license or family under allow or review"
        raise PolicyError([layers[-1].problem("licenses", message)])
    return _finished(layers[-1], merged)


def value_at(rules: Rules, path: str) -> Any:
    """The value of a setting, a list or a fact, such as `lineage.depth` or `context.org.mau`."""
    if path.startswith("context."):
        return rules.context[path.removeprefix("context.")]
    value: Any = rules
    for part in path.split("."):
        value = getattr(value, part)
    return value


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


def _set(layer: Layer, path: str, merged: Merged, is_first: bool) -> None:
    value = value_at(layer.file, path)
    history = merged.settings.setdefault(path, [])
    widens = False
    if path in STRICTNESS:
        before = history[-1].value if history else value_at(DEFAULTS, path)
        widens = not is_first and is_looser(path, value, before)
        for line in history:
            if is_looser(path, value, line.value) and not line.lets_others_loosen(path):
                message = f"{_shown(value)} is looser than {_shown(line.value)} of {line.origin}{_needs(path)}"
                merged.problems.append(layer.problem(path, message))
    history.append(Line(value, layer, path, widens))


def _start_lists_anew(layer: Layer, merged: Merged) -> None:
    for position, path in enumerate(layer.file.replace):
        kept = value_at(layer.file, path)
        for line in merged.lists.pop(path, []):
            names = (path, *_names(line.value))
            if path in STRICT_LISTS and line.value not in kept and not line.lets_others_loosen(*names):
                message = f"drops {line.value} of {line.origin}{_needs(names[-1])}"
                merged.problems.append(layer.problem(f"replace[{position}]", message))


def _extend_list(layer: Layer, path: str, merged: Merged, is_first: bool) -> None:
    written = value_at(layer.file, path) if _is_written(layer, path) else ()
    if not written:
        return
    lines = merged.lists.setdefault(path, [])
    present = [line.value for line in lines] or list(value_at(DEFAULTS, path))
    narrows_default = path in STRICT_LISTS and not lines and not set(present) <= set(written)
    for position, value in enumerate(written):
        here = f"{path}[{position}]"
        if path == "clauses":
            _check_clause_rule(value, layer, here, lines, merged)
        widens = narrows_default or (value not in present and _lets_more_pass(path, value, merged))
        if value not in [line.value for line in lines]:
            lines.append(Line(value, layer, here, widens and not is_first))


def _check_clause_rule(rule: Any, layer: Layer, path: str, lines: list[Line], merged: Merged) -> None:
    """A rule that is looser than one for the same clauses takes its place where that is allowed."""
    for line in list(lines):
        if line.layer is layer or line.value.when != rule.when or rule.then.rank <= line.value.then.rank:
            continue
        if line.lets_others_loosen(rule.when.kind):
            lines.remove(line)
        else:
            message = f"{rule.then} is looser than {line.value.then} of {line.origin}{_needs(rule.when.kind)}"
            merged.problems.append(layer.problem(path, message))


def _check_licenses(layer: Layer, merged: Merged) -> None:
    """A line that a stricter list cancels is a mistake, or lifts that list's line where that is allowed."""
    for name, stricter_names in STRICTER.items():
        for position, selector in enumerate(getattr(layer.file.licenses, name)):
            wanted = Line(selector, layer, f"licenses.{name}[{position}]", widens=True)
            for stricter_name in stricter_names:
                for stricter in list(merged.lists.get(stricter_name, ())):
                    if _cancels(stricter.value, selector, merged):
                        _lift(wanted, stricter, stricter_name, merged)
    for position, selector in enumerate(layer.file.licenses.exempt):
        for stricter_name in STRICTER["allow"]:
            for stricter in merged.lists.get(stricter_name, ()):
                names = (selector, stricter.value, stricter_name)
                if stricter.layer is layer or not _covers(stricter.value, selector):
                    continue
                if not stricter.lets_others_loosen(*names):
                    message = f"{stricter.origin} has {stricter.value} under {stricter_name}{_needs(selector)}"
                    merged.problems.append(layer.problem(f"licenses.exempt[{position}]", message))


def _lift(wanted: Line, stricter: Line, name: str, merged: Merged) -> None:
    """Take back what a stricter line says of a license, if its file allows that."""
    by_name = stricter.value.is_exact
    if stricter.layer is wanted.layer:
        way = "" if by_name else "; to except this license, name it under licenses.exempt"
    elif not stricter.lets_others_loosen(wanted.value, stricter.value, name):
        way = _needs(wanted.value)
    elif stricter.value == wanted.value:
        merged.lists[name].remove(stricter)
        return
    elif not by_name:
        licenses = [ExactSelector.parse(str(license)) for license in wanted.value.licenses]
        exempt = merged.lists.setdefault("licenses.exempt", [])
        exempt += [Line(license, wanted.layer, wanted.path, widens=True) for license in licenses]
        return
    else:
        way = f"; write {stricter.value}, as that line does"
    message = f"never applies, since {stricter.origin} has {stricter.value} under {name}{way}"
    merged.problems.append(wanted.layer.problem(wanted.path, message))


def _cancels(stricter: Selector, selector: Selector, merged: Merged) -> bool:
    """Whether a stricter line keeps `selector` from ever being asked, as far as is known."""
    if stricter == selector:
        return True
    exempt = {line.value for line in merged.lists.get("licenses.exempt", ())}
    is_exempt = all(str(license) in exempt for license in selector.licenses)
    return _covers(stricter, selector) and (stricter.is_exact or not is_exempt)


def _covers(stricter: Selector, selector: Selector) -> bool:
    """Whether `stricter` is known to match every license that `selector` names."""
    from checker.catalog import catalog

    facts = catalog()
    return selector.is_exact and all(
        stricter.matches(license, facts.terms(license.id), facts.families(license.id), None)
        for license in selector.licenses
    )


def _drop_cancelled(merged: Merged) -> None:
    """Leave out the lines that a stricter list of a later file cancels, so that every line that is left applies."""
    for name, stricter_names in STRICTER.items():
        path = f"licenses.{name}"
        stricter = [line.value for other in stricter_names for line in merged.lists.get(other, ())]
        merged.lists[path] = [
            line
            for line in merged.lists.get(path, ())
            if not any(_cancels(selector, line.value, merged) for selector in stricter)
        ]


def _lets_more_pass(path: str, value: Any, merged: Merged) -> bool:
    """Whether one more entry in this list lets pass what did not pass before, as far as is known."""
    if isinstance(value, ClauseRule):
        return value.then in (Verdict.REVIEW, Verdict.ALLOW)
    if path not in PASSING:
        return path in OPEN_LISTS
    passing = [line.value for name in PASSING[path] for line in merged.lists.get(name, ())]
    return not any(line == value or _covers(line, value) for line in passing)


def _is_written(layer: Layer, path: str) -> bool:
    return path in layer.document.places


def _names(value: Any) -> tuple[str, ...]:
    """How `allow_override` may name a list entry."""
    return (value.when.kind,) if isinstance(value, ClauseRule) else (str(value),)


def _needs(name: str) -> str:
    return f"; that policy must name {name} under allow_override"


def _shown(value: Any) -> str:
    return str(value).lower()


def _finished(own: Layer, merged: Merged) -> Policy:
    lines = {path: history[-1] for path, history in merged.settings.items()}
    rules = msgspec.structs.replace(DEFAULTS, name=own.file.name or _name_of(own), purpose=own.file.purpose)
    rules = msgspec.structs.replace(rules, purpose=rules.purpose or _purpose_of(own))
    facts = {path.removeprefix("context."): line.value for path, line in lines.items() if path.startswith("context.")}
    for path, line in lines.items():
        rules = rules if path.startswith("context.") else _with(rules, path.split("."), line.value)
    rules = msgspec.structs.replace(rules, context=type(rules.context)(facts))
    for path, entries in merged.lists.items():
        rules = _with(rules, path.split("."), tuple(line.value for line in entries))
        lines |= {f"{path}[{position}]": line for position, line in enumerate(entries)}
    return Policy(
        **{name: getattr(rules, name) for name in Rules.__struct_fields__},
        digest=digest_of(rules),
        origins={path: line.origin for path, line in sorted(lines.items())},
        widened=tuple(path for path, line in sorted(lines.items()) if line.widens),
        tests=own.file.tests,
    )


def _with(struct: Any, path: Sequence[str], value: Any) -> Any:
    head, *rest = path
    return msgspec.structs.replace(struct, **{head: _with(getattr(struct, head), rest, value) if rest else value})


def _name_of(layer: Layer) -> str:
    return PurePath(layer.name.removeprefix("builtin:")).stem


def _purpose_of(layer: Layer) -> str:
    parents = ", ".join(map(str, layer.file.extends))
    return f"what {parents} says, with the changes of {layer.name}" if parents else ""

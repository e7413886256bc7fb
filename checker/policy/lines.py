"""The lines of the files that a policy is made of, while they are laid over each other."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import msgspec

from checker.policy.clause_rules import ClauseRule
from checker.policy.context import Context
from checker.policy.document import Layer
from checker.policy.schema import Origin, Rules

FACTS_AT = "context."


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

    @property
    def name(self) -> str:
        """How `allow_override` names a list entry: a clause rule by its kind, anything else as it is written."""
        return str(self.value.when.kind if isinstance(self.value, ClauseRule) else self.value)

    def lets_others_loosen(self, *names: str) -> bool:
        """Whether the file of this line allows to loosen one of `names`."""
        return not set(names).isdisjoint(self.layer.file.allow_override)


@dataclass(slots=True)
class Lines:
    """
    What the files read so far add up to, by path, and what is wrong with them.

    A setting keeps every value it had, the last one valid. `dropped` are lists from which a file took entries that
    made the policy stricter.
    """

    settings: dict[str, list[Line]] = field(default_factory=dict)
    lists: dict[str, list[Line]] = field(default_factory=dict)
    dropped: dict[str, Line] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    def of(self, path: str) -> list[Line]:
        """The entries of a list; the list itself, so that it can be added to."""
        return self.lists.setdefault(path, [])

    def tell_dropped(self, path: str, by: Line) -> None:
        """Note that a line took an entry out of a list, which lets more pass."""
        self.dropped[path] = replace(by, widens=True)

    def refuse(self, line: Line, message: str, *, needs: str = "") -> None:
        """Note a mistake in a line; `needs` is what the other file would have to allow."""
        consent = f"; that policy must name {needs} under allow_override" if needs else ""
        self.problems.append(line.layer.problem(line.path, f"{message}{consent}"))

    def rules(self) -> Rules:
        """What they decide together."""
        rules = Rules()
        for path, history in self.settings.items():
            if not path.startswith(FACTS_AT):
                rules = _with(rules, path.split("."), history[-1].value)
        for path, entries in self.lists.items():
            rules = _with(rules, path.split("."), tuple(line.value for line in entries))
        facts = {path: history[-1].value for path, history in self.settings.items() if path.startswith(FACTS_AT)}
        context = Context({path.removeprefix(FACTS_AT): value for path, value in facts.items()})
        return msgspec.structs.replace(rules, context=context)

    def by_path(self) -> dict[str, Line]:
        """The line of each setting and list entry, by its path in the policy, sorted."""
        lines = {path: history[-1] for path, history in self.settings.items()} | self.dropped
        for path, entries in self.lists.items():
            lines |= {f"{path}[{position}]": line for position, line in enumerate(entries)}
        return dict(sorted(lines.items()))


def value_at(rules: Rules, path: str) -> Any:
    """The value of a setting, a list or a fact, such as `lineage.depth` or `context.org.mau`."""
    if path.startswith(FACTS_AT):
        return rules.context[path.removeprefix(FACTS_AT)]
    value: Any = rules
    for part in path.split("."):
        value = getattr(value, part)
    return value


def _with(struct: Any, path: Sequence[str], value: Any) -> Any:
    head, *rest = path
    return msgspec.structs.replace(struct, **{head: _with(getattr(struct, head), rest, value) if rest else value})

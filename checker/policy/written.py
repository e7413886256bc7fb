"""A policy written out: as plain data, and as one YAML file that says where each line comes from."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec

from checker.policy.clause_rules import ClauseMatch
from checker.policy.context import Context
from checker.policy.context import written_form as written_fact
from checker.policy.lines import value_at
from checker.policy.loosening import LISTS
from checker.policy.mistakes import Word, below
from checker.policy.schema import Policy, Rules

# A scalar that YAML reads back as the same text without quotes.
_PLAIN = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9.:/+@_-]*[A-Za-z0-9+])?(?: [A-Za-z0-9./+@_-]+)*\Z")
_INDENT = "  "
# Sections that only some policies use; where no line sets any of it, thirty defaults would hide what is set.
_SELDOM = ("release", "serve")


def written_form(value: Any) -> Any:
    """A value of a policy as text, numbers, flags, None, lists and mappings, as a policy file spells it."""

    def plain(special: Any) -> Any:
        if isinstance(special, Word):
            return str(special)
        if isinstance(special, Context):
            return {name: written_fact(fact) for name, fact in sorted(special.items())}
        if isinstance(special, ClauseMatch):
            return special.written
        raise NotImplementedError(f"{type(special)} has no written form")

    return msgspec.json.decode(msgspec.json.encode(value, enc_hook=plain))


def resolved_text(policy: Policy) -> str:
    """The effective policy as one YAML file, each line with its origin; it is read back as the same policy."""
    data = {name: written_form(getattr(policy, name)) for name in Rules.__struct_fields__}
    rendered = ["version: 1"]
    for depth, text, path in _walk(data, "", 0, policy):
        comment = (
            f"  # {policy.origins.get(path, 'default')}{', widens' if path in policy.widened else ''}" if path else ""
        )
        rendered.append(f"{_INDENT * depth}{text}{comment}")
    return "\n".join([*rendered, ""])


def _walk(data: dict[str, Any], path: str, depth: int, policy: Policy) -> Iterator[tuple[int, str, str]]:
    """Depth and text of each line of the YAML, with its path in the policy, or "" for one that decides nothing."""
    for key, value in data.items():
        here = below(path, key)
        if here in _SELDOM and not any(written.startswith(f"{here}.") for written in policy.origins):
            continue
        if here in LISTS and (value or here in policy.widened or value_at(Rules(), here)):
            yield depth, f"{key}:" if value else f"{key}: []", here if here in policy.widened else ""
            for position, item in enumerate(value):
                yield depth + 1, f"- {_inline(item)}", f"{here}[{position}]"
        elif isinstance(value, dict) and path != "context":
            if value:
                yield depth, f"{key}:", ""
            yield from _walk(value, here, depth + 1, policy)
        elif value not in (None, []):
            yield depth, f"{key}: {_inline(value)}", here if here not in ("name", "purpose") else ""


def _inline(value: Any) -> str:
    """`value` in one line of YAML."""
    if isinstance(value, dict):
        return f"{{{', '.join(f'{_inline(key)}: {_inline(inner)}' for key, inner in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_inline, value))}]"
    if isinstance(value, str) and not (_PLAIN.match(value) and value.lower() != "null"):
        # JSON's escapes are YAML's, but for what YAML does not take unescaped.
        quoted = json.dumps(value, ensure_ascii=False)
        return "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in quoted)
    return json.dumps(value) if not isinstance(value, str) else value

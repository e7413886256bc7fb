"""A policy's values as plain data and as YAML, in the form that is read back as the same."""

from __future__ import annotations

from typing import Any

import msgspec

from checker.policy.clause_rules import ClauseMatch
from checker.policy.context import Context
from checker.policy.context import written_form as written_fact
from checker.policy.mistakes import Word


def written_form(value: Any) -> Any:
    """`value` as text, numbers, flags, None, lists and mappings."""

    def plain(special: Any) -> Any:
        if isinstance(special, Word):
            return str(special)
        if isinstance(special, Context):
            return {name: written_fact(fact) for name, fact in sorted(special.items())}
        if isinstance(special, ClauseMatch):
            return special.written
        raise NotImplementedError(type(special))

    return msgspec.to_builtins(value, enc_hook=plain)

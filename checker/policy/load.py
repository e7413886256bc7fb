"""Load a policy by its name or its file."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from checker.errors import PolicyError
from checker.policy.builtin import builtin_names
from checker.policy.document import Layer
from checker.policy.extends import Fetch, builtin_layer, gather, read_layer
from checker.policy.merge import merge
from checker.policy.mistakes import did_you_mean
from checker.policy.schema import Policy


def load_policy(source: str | Path, *, fetch: Fetch | None = None, codes: Collection[str] | None = None) -> Policy:
    """
    The policy that `source` names: one that ships with the program (`permissive-only`, `builtin:…`), or a file.

    Raises `PolicyError` with every mistake in all files that it is made of. `fetch` gets the bytes of a remote policy;
    without it a policy that extends a remote one is refused. `codes` are the codes of all findings: with them, a
    waiver of a finding that does not exist is a mistake.
    """
    return merge(gather(open_layer(source, codes), fetch, codes))


def open_layer(source: str | Path, codes: Collection[str] | None = None) -> Layer:
    """The file that `source` names, without what it extends; raises `PolicyError`."""
    name = str(source).removeprefix("builtin:")
    if isinstance(source, str) and name in builtin_names():
        return builtin_layer(name, codes)
    path = Path(source)
    if path.is_file():
        return read_layer(path, codes)
    names = builtin_names()
    raise PolicyError(
        [f"{source}: no such policy file, and no policy of that name is built in{did_you_mean(name, names)}"],
        fix=f"the built-in policies are {', '.join(names)}",
    )

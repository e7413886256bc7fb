"""The policies that ship with the program."""

from __future__ import annotations

from functools import cache

from checker.resources import bundled

SUFFIX = ".yaml"
DEFAULT = "permissive-only"


@cache
def builtin_names() -> tuple[str, ...]:
    """The names of the shipped policies, sorted."""
    entries = (entry.name for entry in bundled("policies").iterdir())
    return tuple(sorted(name.removesuffix(SUFFIX) for name in entries if name.endswith(SUFFIX)))


def builtin_text(name: str) -> str:
    """The YAML of a shipped policy; raises `KeyError` for a name that is none of `builtin_names`."""
    if name not in builtin_names():
        raise KeyError(name)
    return bundled("policies").joinpath(f"{name}{SUFFIX}").read_text(encoding="utf-8")

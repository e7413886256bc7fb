"""Which files a policy is made of: what it extends, and what that extends, read in order."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Collection
from pathlib import Path

from checker.errors import PolicyError, SourceError
from checker.policy.builtin import builtin_text
from checker.policy.document import Layer, parse_policy
from checker.policy.parents import Parent, Place

# Address and pinned digest → the bytes that are there; raises `SourceError`.
Fetch = Callable[[str, str], bytes]
MAX_LAYERS = 16


def read_layer(path: Path, codes: Collection[str] | None = None) -> Layer:
    """The policy file at `path`; raises `PolicyError` when it cannot be read or is malformed."""
    # One spelling of the path, so that a file that is reached twice is known by its name.
    name = os.path.normpath(path)
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as problem:
        reason = problem.strerror if isinstance(problem, OSError) else "it is not UTF-8 text"
        raise PolicyError([f"{name}:1:1: cannot be read: {reason}"]) from None
    return parse_policy(text, name=name, folder=path.parent, codes=codes)


def builtin_layer(name: str, codes: Collection[str] | None = None) -> Layer:
    """A policy that ships with the program."""
    return parse_policy(builtin_text(name), name=f"builtin:{name}", codes=codes)


def gather(layer: Layer, fetch: Fetch | None, codes: Collection[str] | None) -> list[Layer]:
    """
    The layers that `layer` builds on, the most basic first, and itself last; each once.

    Raises `PolicyError` with the mistakes of all of them.
    """
    found: dict[str, Layer] = {}
    problems: list[str] = []

    def visit(current: Layer, below: tuple[str, ...]) -> None:
        if current.name in found:
            return
        for position, parent in enumerate(current.file.extends):
            path = f"extends[{position}]"
            try:
                above = _read_parent(parent, current, path, fetch, codes)
            except PolicyError as problem:
                problems.extend(problem.problems)
                continue
            if above.name in (*below, current.name):
                problems.append(current.problem(path, f"{parent} extends this policy in turn"))
            elif len(below) >= MAX_LAYERS:
                problems.append(current.problem(path, f"more than {MAX_LAYERS} policies build on each other"))
            else:
                visit(above, (*below, current.name))
        found[current.name] = current

    visit(layer, ())
    if problems:
        raise PolicyError(list(dict.fromkeys(problems)))
    return list(found.values())


def _read_parent(parent: Parent, child: Layer, path: str, fetch: Fetch | None, codes: Collection[str] | None) -> Layer:
    if parent.place is Place.BUILTIN:
        return builtin_layer(parent.location, codes)
    if parent.place is Place.FILE:
        if child.folder is None:
            raise PolicyError([child.problem(path, f"{parent} cannot be extended from a policy that is not a file")])
        file = child.folder / parent.location
        if not file.is_file():
            raise PolicyError([child.problem(path, f"there is no file {file}")])
        return read_layer(file, codes)
    if fetch is None:
        message = f"{parent} is remote, and remote policies are not fetched here; save it and extend it as a file"
        raise PolicyError([child.problem(path, message)])
    try:
        content = fetch(parent.location, str(parent.digest))
    except SourceError as problem:
        raise PolicyError([child.problem(path, "; ".join(filter(None, (str(problem), problem.fix))))]) from None
    digest = f"sha256:{hashlib.sha256(content).hexdigest()}"
    if digest != parent.digest:
        raise PolicyError([child.problem(path, f"{parent} has the digest {digest}, not the one that is pinned")])
    return parse_policy(content.decode("utf-8", errors="replace"), name=str(parent), codes=codes)

"""What is not wrong in a policy, and still should be looked at."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path

from checker.catalog import catalog
from checker.policy.document import Layer
from checker.policy.extends import Fetch, gather
from checker.policy.load import open_layer
from checker.policy.merge import merge
from checker.policy.mistakes import nearest_spelling
from checker.policy.schema import LicenseLists, Origin, Policy

PREFIX = "LicenseRef-"
LICENSE_LISTS = LicenseLists.__struct_fields__


def lint(
    source: str | Path, *, today: date, fetch: Fetch | None = None, codes: Collection[str] | None = None
) -> tuple[str, ...]:
    """
    Notes on the policy that `source` names, as `file:line:column: path: note`, in the order of the file.

    Raises `PolicyError` with all mistakes when there are any; see `load_policy`.
    """
    own = open_layer(source, codes)
    layers = gather(own, fetch, codes)
    policy = merge(layers)
    notes = [
        (own.origin(path), path, note)
        for path, note in (*_ids(own), *_repeated(own, layers), *_waivers(policy, own, today))
    ]
    notes += _widened(policy, own)
    return tuple(f"{at.policy}:{at.line}:{at.column}: {path}: {note}" for at, path, note in sorted(notes, key=_by_line))


def _by_line(note: tuple[Origin, str, str]) -> tuple[int, int, str]:
    origin, path, _ = note
    return origin.line, origin.column, path


def _ids(own: Layer) -> Iterator[tuple[str, str]]:
    known = {id.removeprefix(PREFIX) for id in catalog().ids() if id.startswith(PREFIX)}
    for name in LICENSE_LISTS:
        for position, selector in enumerate(getattr(own.file.licenses, name)):
            for license in selector.licenses:
                bare = license.id.removeprefix(PREFIX)
                if license.id.startswith(PREFIX) and bare not in known:
                    near = nearest_spelling(bare, known)
                    meant = f'; did you mean "{PREFIX}{near}"?' if near else ""
                    yield f"licenses.{name}[{position}]", f"nothing is known about what {license.id} says{meant}"


def _repeated(own: Layer, layers: Sequence[Layer]) -> Iterator[tuple[str, str]]:
    for name in LICENSE_LISTS:
        above = {selector: layer for layer in layers[:-1] for selector in getattr(layer.file.licenses, name)}
        for position, selector in enumerate(getattr(own.file.licenses, name)):
            path = f"licenses.{name}[{position}]"
            if selector in above and f"licenses.{name}" not in own.file.replace:
                yield path, f"{above[selector].name} has {selector} already"
            elif selector in getattr(own.file.licenses, name)[:position]:
                yield path, f"{selector} stands here twice"


def _widened(policy: Policy, own: Layer) -> Iterator[tuple[Origin, str, str]]:
    for path in policy.widened:
        if policy.origins[path].policy == own.name:
            yield policy.origins[path], path, "lets pass what the policy it extends would not"


def _waivers(policy: Policy, own: Layer, today: date) -> Iterator[tuple[str, str]]:
    for position, waiver in enumerate(own.file.waive):
        path = f"waive[{position}].expires"
        if waiver.expires < today:
            yield path, f"expired on {waiver.expires}, so that the finding stands again"
        elif waiver.expires > today + timedelta(days=policy.max_waiver_days):
            yield path, f"more than {policy.max_waiver_days} days from now, so that it does not apply yet"

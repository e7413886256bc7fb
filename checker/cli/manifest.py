"""The manifest `models.yaml`: the models that a project declares, for what each is used and who answers for it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Literal

import msgspec

from checker.cli.config import converted, read_document
from checker.discover.ignores import with_comments, written_comment
from checker.errors import ConfigError, TargetError
from checker.model.reference import Place, Reference, Resolution
from checker.model.snapshot import Target
from checker.policy.context import Context, written_form
from checker.policy.json_schema import schema_of
from checker.sources import parse_hub_target

NAME = "models.yaml"
HOW = "manifest"
MAX_PLACES = 5
_VERSION = re.compile(r"(?m)^version:\s*1\s*$")
_FIX = "docs/ci.md shows a manifest; lic-check scan --write-manifest writes one"


class Declared(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One model. `use` are facts of this use, laid over those of the project; `at` are files whose code does not say which
    model it loads, and loads this one.
    """

    id: str
    revision: str | None = None
    use: Context = msgspec.field(default_factory=Context)
    owner: str | None = None
    at: tuple[str, ...] = ()


class Manifest(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The file."""

    version: Literal[1]
    models: tuple[Declared, ...] = ()


def manifest_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of a manifest, for editors."""
    schema = msgspec.json.schema(Manifest, schema_hook=schema_of)
    dialect = "https://json-schema.org/draft/2020-12/schema"
    return {"$schema": dialect, "title": "The models of a project, version 1", **schema}


def is_manifest(path: Path) -> bool:
    """Whether a file is a manifest of ours, and not another program's file of that name."""
    try:
        return _VERSION.search(path.read_text(encoding="utf-8")) is not None
    except (OSError, UnicodeDecodeError):
        return False


def read_manifest(path: Path, name: str) -> list[tuple[Declared, Reference]]:
    """
    Each declared model with the line that declares it; `name` is the path to show.

    Raises `ConfigError` with every mistake in the file.
    """
    document = read_document(path, "name a readable manifest with --manifest")
    manifest = converted(document, Manifest, path, _FIX)
    lines = path.read_text(encoding="utf-8").split("\n")
    found: list[tuple[Declared, Reference]] = []
    problems: list[str] = []
    for position, declared in enumerate(manifest.models):
        place = Place(name, *document.places[f"models[{position}].id"])
        try:
            target = parse_hub_target(f"hf://{declared.id}" + (f"@{declared.revision}" if declared.revision else ""))
        except TargetError as problem:
            problems.append(f"{place}: {problem}")
            continue
        if any(reference.target == target for _, reference in found):
            problems.append(f"{place}: {target} is declared twice")
        reference = Reference(place=place, resolution=Resolution.DECLARED, how=HOW, target=target)
        found.append((declared, with_comments(reference, lines)))
    if problems:
        raise ConfigError("\n".join(problems), fix=_FIX)
    return found


def manifest_text(references: Iterable[Reference], known: Mapping[Target, Declared]) -> str:
    """A manifest of what a scan found, with what `known` says already; what is not told is left to be filled in."""
    named: dict[Target, list[str]] = {}
    comments: dict[Target, list[str]] = {}
    unresolved: list[Reference] = []
    for reference in references:
        if reference.target is None:
            unresolved.append(reference)
        else:
            places = named.setdefault(reference.target, [])
            if reference.how != HOW:
                places.append(str(reference.place))
            else:
                comments[reference.target] = [written_comment(ignore) for ignore in reference.ignores]
    lines = [
        "# Schema for your editor: lic-check schema manifest",
        "# The models of this project. `owner` answers for a model; `use` are facts of this use alone.",
        "version: 1",
    ]
    lines.append("models:" if named else "models: []")
    for target in sorted(named, key=str):
        declared = known.get(target)
        lines += [f"  # {place}" for place in named[target][:MAX_PLACES] or ("no other file names it",)]
        lines += [f"  # {comment}" for comment in comments.get(target, ())]
        lines.append(f"  - id: {target.id}")
        lines.append(f"    revision: {target.revision}" if target.revision else "    # revision: pin a commit")
        lines.append(f"    owner: {_quoted(declared.owner)}" if declared and declared.owner else "    # owner:")
        if declared and declared.use:
            facts = (f"{name}: {_quoted(written_form(value))}" for name, value in sorted(declared.use.items()))
            lines.append(f"    use: {{{', '.join(facts)}}}")
        if declared and declared.at:
            lines.append(f"    at: [{', '.join(map(_quoted, declared.at))}]")
    if unresolved:
        lines.append("# The code does not say which model these load; declare it above, with `at: [FILE]`.")
        lines += [f"# {reference.place}: {reference.why}" for reference in unresolved]
    return "\n".join(lines) + "\n"


def _quoted(value: object) -> str:
    """A value as JSON, which YAML reads alike."""
    return msgspec.json.encode(value).decode()

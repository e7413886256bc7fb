"""Which values of a configuration file name a model: by their key, by their form, or as a command."""

from __future__ import annotations

from collections.abc import Iterator

from checker.discover.commands import find_in_text, find_in_words, may_hold_command
from checker.discover.entries import Document, Entry, Path
from checker.discover.keys import is_file_key, is_model_key, is_revision_key, is_strong_key
from checker.discover.mention import Mention
from checker.discover.names import HUB_URI, HUB_URL
from checker.discover.shell import Word
from checker.discover.tree import Source
from checker.discover.variables import ASSIGNMENT, Value, Variables

_NAMES_BELOW = frozenset({"id", "name", "path", "repo", "source", "uri", "url"})
_COMMANDS = ("entrypoint", "command", "cmd", "args")


def find_in_document(source: Source, document: Document) -> Iterator[Mention]:
    """What the values of a document name; a report or baseline of our own names models that something else names."""
    schema = document.at(("schema",))
    if schema is not None and schema.value.startswith("lic-check/"):
        return
    variables = _environment(source, document)
    revisions = _revisions(document)
    is_compose = any(entry.path[:1] == ("services",) for entry in document.entries)
    for entry in document.entries:
        if is_compose and entry.path[:1] == ("models",) and entry.key == "model":
            yield _compose_model(source, entry)
        elif key := _model_key(document, entry):
            yield from _value(source, entry, key, revisions.get(entry.path[:-1]))
        elif (pair := ASSIGNMENT.match(entry.value)) and is_model_key(pair[1]):
            yield Mention(pair[2], source.place(entry.start + len(pair[1]) + 1), f"variable {pair[1]}")
        else:
            yield from _addresses(source, entry)
        if may_hold_command(entry.value):
            yield from find_in_text(source, variables, entry.start, entry.start + len(entry.value))
    yield from _lists(source, document, variables)


def _model_key(document: Document, entry: Entry) -> str | None:
    """The key by which a value would be a model's name."""
    key = entry.key
    if is_file_key(key):
        return key
    if key == "value":
        # An environment as Kubernetes and ECS write it: a list of names and values.
        beside = document.beside(entry)
        named = beside.get("name") or beside.get("key")
        return named.value if named and is_model_key(named.value) else None
    above = [step for step in entry.path if isinstance(step, str)][-2:-1]
    if key.lower() in _NAMES_BELOW and above and is_model_key(above[0]):
        return f"{above[0]}.{key}"
    return None


def _revisions(document: Document) -> dict[Path, str]:
    """The revision of the models that a mapping names, by the path of the mapping."""
    found: dict[Path, str] = {}
    for entry in document.entries:
        key = entry.path[-1] if entry.path else ""
        if isinstance(key, str) and is_revision_key(key):
            found.setdefault(entry.path[:-1], entry.value)
    return found


def _value(source: Source, entry: Entry, key: str, revision: str | None) -> Iterator[Mention]:
    start = entry.start
    # mergekit lays adapters over a model as org/model+org/adapter.
    for part in entry.value.split("+"):
        yield Mention(part, source.place(start), f"key {key}", is_strong_key(key) and "/" in part, revision)
        start += len(part) + 1


def _compose_model(source: Source, entry: Entry) -> Mention:
    place = source.place(entry.start)
    if entry.value.startswith(("hf.co/", "huggingface.co/")):
        return Mention(entry.value, place, "models of a compose file", is_certain=True)
    why = f"{entry.value[:80]} is an artifact of a container registry, not a repository of the Hub"
    return Mention(None, place, "models of a compose file", is_certain=True, why=why)


def _addresses(source: Source, entry: Entry) -> Iterator[Mention]:
    for found in HUB_URI.finditer(entry.value):
        yield Mention(found[0], source.place(entry.start + found.start()), "hf:// address")
    for found in HUB_URL.finditer(entry.value):
        if found["page"] in ("resolve", "raw"):
            yield Mention(found[0], source.place(entry.start + found.start()), "address of the Hub")


def _environment(source: Source, document: Document) -> dict[str, tuple[Value, ...]]:
    """The variables that the document itself sets, by which its commands are filled in."""
    found: dict[str, tuple[Value, ...]] = {}
    for entry in document.entries:
        place = source.place(entry.start)
        if entry.key == "value" and (named := document.beside(entry).get("name")):
            found.setdefault(named.value, (Value(entry.value, place),))
        elif entry.key in ("env", "environment") and (pair := ASSIGNMENT.match(entry.value)):
            found.setdefault(pair[1], (Value(pair[2], place),))
        elif any(step in ("env", "environment", "vars") for step in entry.path[-2:-1]):
            found.setdefault(entry.key, (Value(entry.value, place),))
    return found


def _lists(source: Source, document: Document, variables: Variables) -> Iterator[Mention]:
    """Commands that are written as lists of words; `command` and `args` of one container are one command."""
    containers: dict[Path, list[tuple[str, list[Entry]]]] = {}
    for path, items in document.lists():
        key = path[-1] if path else ""
        is_part = isinstance(key, str) and key.lower() in _COMMANDS
        containers.setdefault(path[:-1] if is_part else path, []).append((str(key).lower(), items))
    for path, lists in containers.items():
        ordered = sorted(lists, key=lambda named: _COMMANDS.index(named[0]) if named[0] in _COMMANDS else 0)
        image = document.at((*path, "image"))
        entries = [entry for _, items in ordered for entry in items]
        # The entry point of an image comes before what a container adds to it.
        first = [image] if image and ordered[0][0] in ("command", "args") else []
        yield from find_in_words(source, [_word(entry) for entry in (*first, *entries)], variables)


def _word(entry: Entry) -> Word:
    return Word(entry.value, entry.start, entry.start + len(entry.value), is_quoted=True)

"""
The packaged data, and the only reader of YAML.

Foreign YAML is hostile: parser events are counted before anything is built, so that nesting, aliases and merge keys
are refused in about a millisecond instead of crashing the C loader or filling memory. Scalars stay strings (`no` is
not False, `1.10` is not 1.1), apart from null; duplicate keys are reported, the first one wins.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from checker.errors import DataError, DocumentError

MAX_YAML_BYTES = 1_000_000
MAX_YAML_DEPTH = 64
MAX_YAML_NODES = 20_000

# An installed wheel lies unpacked; `importlib.resources`, which reads archives too, takes 5 ms to import.
_PACKAGE = Path(__file__).parent
_CHECKOUT = Path(__file__).resolve().parent.parent
_NULLS = ("", "~", "null", "Null", "NULL")


def bundled(folder: str) -> Path:
    """The folder `policies` or `templates`, as the wheel carries it, else as it lies in the checkout."""
    installed = _PACKAGE.joinpath("_bundled", folder)
    return installed if installed.is_dir() else _CHECKOUT / folder


def bundled_text(file: str) -> str:
    """The text of a file that lies at the root of the project, such as `NOTICE`."""
    installed = _PACKAGE.joinpath("_bundled", file)
    return (installed if installed.is_file() else _CHECKOUT / file).read_text(encoding="utf-8")


def packaged(*path: str) -> Path:
    """A file inside the package, such as `packaged("catalog", "data", "index.json")`."""
    return _PACKAGE.joinpath(*path)


@dataclass(frozen=True, slots=True)
class YamlDocument:
    """
    A parsed document: `data` of strings, None, lists and dicts.

    `places` gives (line, column), from 1, of each path into it, spelled `a.b[0].c`; a key's place is that of the key.
    `duplicates` lists the paths that stand twice, with the place of the second.
    """

    data: Any
    places: dict[str, tuple[int, int]] = field(default_factory=dict)
    duplicates: tuple[tuple[str, int, int], ...] = ()


def parse_yaml(text: str, *, first_line: int = 1) -> YamlDocument:
    """
    The document in `text`; raises `DocumentError` with line and column.

    `first_line` is the line of the file at which `text` starts.
    """
    import yaml

    if len(text) > MAX_YAML_BYTES:
        raise DocumentError(f"a YAML document of more than {MAX_YAML_BYTES:,} characters is refused")
    try:
        _refuse_bombs(yaml, text, first_line)
        root = yaml.compose(text, Loader=_loader())
    except yaml.MarkedYAMLError as problem:
        mark = problem.problem_mark or problem.context_mark
        line, column = (mark.line + first_line, mark.column + 1) if mark else (0, 0)
        raise DocumentError(f"not valid YAML: {problem.problem or problem.context}", line=line, column=column) from None
    except yaml.YAMLError as problem:
        raise DocumentError(f"not valid YAML: {str(problem).splitlines()[0]}", line=first_line) from None
    places: dict[str, tuple[int, int]] = {}
    duplicates: list[tuple[str, int, int]] = []
    data = None if root is None else _build(root, "", first_line, places, duplicates)
    return YamlDocument(data, places, tuple(duplicates))


@cache
def _loader() -> Any:
    import yaml

    return getattr(yaml, "CBaseLoader", yaml.BaseLoader)


def _refuse_bombs(yaml: Any, text: str, first_line: int) -> None:
    depth = nodes = 0
    # The pure-Python scanner recurses on no input; the C parser is safe for events, only its composer recurses.
    for event in yaml.parse(text, Loader=_loader()):
        mark = event.start_mark
        line, column = mark.line + first_line, mark.column + 1
        if isinstance(event, yaml.AliasEvent):
            raise DocumentError("YAML aliases are refused", line=line, column=column, fix="write the value out")
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        nodes += isinstance(event, yaml.NodeEvent)
        if depth > MAX_YAML_DEPTH or nodes > MAX_YAML_NODES:
            raise DocumentError(
                f"YAML with more than {MAX_YAML_DEPTH} levels or {MAX_YAML_NODES:,} values is refused",
                line=line,
                column=column,
            )


def _build(
    node: Any,
    path: str,
    first_line: int,
    places: dict[str, tuple[int, int]],
    duplicates: list[tuple[str, int, int]],
) -> Any:
    place = (node.start_mark.line + first_line, node.start_mark.column + 1)
    places.setdefault(path, place)
    if node.id == "scalar":
        return None if not node.style and node.value in _NULLS else node.value
    if node.id == "sequence":
        return [_build(item, f"{path}[{i}]", first_line, places, duplicates) for i, item in enumerate(node.value)]
    built: dict[str, Any] = {}
    for key_node, value_node in node.value:
        line, column = key_node.start_mark.line + first_line, key_node.start_mark.column + 1
        if key_node.id != "scalar":
            raise DocumentError("a mapping key must be a plain word", line=line, column=column)
        key = key_node.value
        here = f"{path}.{key}" if path else key
        if key in built:
            duplicates.append((here, line, column))
            continue
        places[here] = (line, column)
        built[key] = _build(value_node, here, first_line, places, duplicates)
    return built


def load_packaged_yaml(resource: Path) -> Any:
    """The data of a YAML file that ships with the program; a defect in it is a `DataError`."""
    try:
        document = parse_yaml(resource.read_text(encoding="utf-8"))
    except DocumentError as problem:
        raise DataError(f"{resource.name}:{problem.line}:{problem.column}: {problem}") from problem
    if document.duplicates:
        path, line, column = document.duplicates[0]
        raise DataError(f"{resource.name}:{line}:{column}: duplicate key {path!r}")
    return document.data

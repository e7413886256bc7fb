"""The configuration: what may stand in it, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, TypeVar

import msgspec

from checker.cli.config_file import PYPROJECT, table_in
from checker.errors import ConfigError, DocumentError
from checker.policy.context import Context
from checker.policy.diagnose import find_mistakes
from checker.resources import YamlDocument, parse_yaml

_FIX = "the README lists the keys of the configuration file"

Kind = TypeVar("Kind", bound=msgspec.Struct)


class Config(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    The settings of a project; each has an option of the same meaning, which wins.

    `policy`: a built-in name or a file, seen from the configuration's folder · `context`: facts of your use ·
    `format`: what stdout shows · `output`: format → file, as `-o` · `fail_on`, `offline`: as the options ·
    `licenses`: a folder of your own licenses, each a text `NAME.txt` with its facts in `NAME.yaml` beside it.
    """

    policy: str | None = None
    context: Context = Context()
    format: str | None = None
    output: Mapping[str, str] = {}
    fail_on: tuple[Literal["deny", "unknown", "review"], ...] = ()
    offline: bool = False
    licenses: str | None = None


@dataclass(frozen=True, slots=True)
class FoundConfig:
    """A configuration with the file it was read from; `path` is None where there is none."""

    config: Config
    path: Path | None = None

    def policy(self) -> str | None:
        """The policy as it can be loaded from here: a file beside the configuration is found wherever one stands."""
        return self._beside(self.config.policy)

    def licenses(self) -> Path | None:
        """The folder of the user's own licenses."""
        named = self._beside(self.config.licenses)
        return Path(named) if named else None

    def _beside(self, named: str | None) -> str | None:
        if named is None or self.path is None:
            return named
        beside = self.path.parent / named
        return str(beside) if beside.exists() else named


def read_config(path: Path | None) -> FoundConfig:
    """The configuration in `path`, an empty one for None; raises `ConfigError` with every mistake in it."""
    if path is None:
        return FoundConfig(Config())
    if path.name == PYPROJECT:
        if (table := table_in(path)) is None:
            raise ConfigError(f"{path} has no table [tool.lic-check] that can be read", fix=_FIX)
        return FoundConfig(converted(YamlDocument(table), Config, path, _FIX), path)
    document = read_document(path, "name a readable file with --config")
    return FoundConfig(converted(document, Config, path, _FIX), path)


def read_document(path: Path, fix: str) -> YamlDocument:
    """The YAML document in the file `path`; raises `ConfigError`, with `fix` for a file that cannot be read."""
    try:
        return parse_yaml(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise ConfigError(f"{path}: cannot be read: {problem}", fix=fix) from problem
    except DocumentError as problem:
        raise ConfigError(f"{path}:{problem.line}:{problem.column}: {problem}", fix=problem.fix) from problem


def converted(document: YamlDocument, kind: type[Kind], path: Path, fix: str) -> Kind:
    """The document of the file `path` as a `kind`; raises `ConfigError` with every mistake in it, and `fix`."""

    def decode(word: Any, written: Any) -> Any:
        return word.parse(written)

    data = document.data or {}
    problems = [f"{path}:{line}:{column}: {key}: the key stands twice" for key, line, column in document.duplicates]
    value = None
    try:
        value = msgspec.convert(data, kind, strict=False, dec_hook=decode)
    except msgspec.ValidationError as problem:
        mistakes = list(find_mistakes(data, kind, decode)) or [("", str(problem))]
        for where, message in mistakes:
            line, column = document.places.get(where, document.places.get("", (0, 0)))
            place = f":{line}:{column}" if line else ""
            problems.append(f"{path}{place}: {where}: {message}")
    if value is None or problems:
        raise ConfigError("\n".join(problems), fix=fix)
    return value

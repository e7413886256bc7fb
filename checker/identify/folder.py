"""A user's own licenses and reference texts: a folder of text files, each with its facts beside it when it has any."""

from __future__ import annotations

from pathlib import Path

from checker.errors import ConfigError
from checker.identify import compile as compiler
from checker.identify.engine import detect
from checker.identify.index import load
from checker.identify.reference import Kind, Reference
from checker.resources import parse_yaml
from checker.spdx import LICENSE_REF, canonical_id, is_known_id

MAX_FILES = 1_000
MAX_BYTES = 1_000_000
TEXT_SUFFIXES = (".txt", ".md")


def load_references(folder: Path) -> tuple[Reference, ...]:
    """
    The license texts in `folder`, sorted by name.

    The id of `acme-1.0.txt` is the `id` in `acme-1.0.yaml` beside it, else that of the known license whose text it is,
    else the file's name when that is a license id, else `LicenseRef-acme-1.0`. Raises `ConfigError` for a file that is
    not UTF-8 text or gives an id that is none.
    """
    files = sorted(path for path in folder.iterdir() if path.is_file() and path.suffix != ".yaml")
    if not files:
        raise ConfigError(f"{folder} holds no license text", fix="put the texts there as NAME.txt")
    if len(files) > MAX_FILES:
        raise ConfigError(f"{folder} holds more than {MAX_FILES:,} files", fix="name the folder of the license texts")
    return tuple(_reference(path) for path in files)


def _reference(path: Path) -> Reference:
    if path.stat().st_size > MAX_BYTES:
        raise ConfigError(f"{path} is larger than 1 MB", fix="a license text is smaller: remove the file")
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError as problem:
        raise ConfigError(f"{path} is not UTF-8 text", fix="convert the file, or remove it") from problem
    return compiler.reference(text, [_id(path, text)], Kind.LICENSE, source=path.name)


def _id(path: Path, text: str) -> str:
    facts = path.with_suffix(".yaml")
    if facts.is_file():
        data = parse_yaml(facts.read_text(encoding="utf-8")).data
        named = data.get("id") if isinstance(data, dict) else None
        if not isinstance(named, str) or not is_known_id(named):
            raise ConfigError(f"{facts} gives no license id", fix="add a line such as `id: LicenseRef-acme-1.0`")
        return canonical_id(named)
    known = detect(text, (load(),))
    if len(known) == 1 and known[0].is_exact:
        return known[0].expression
    stem = path.name.removesuffix(path.suffix) if path.suffix in TEXT_SUFFIXES else path.name
    if is_known_id(stem):
        return canonical_id(stem)
    reference = f"LicenseRef-{stem}"
    if not LICENSE_REF.match(reference):
        remedy = "rename the file to letters, digits, dots and hyphens"
        raise ConfigError(f"{path.name!r} cannot be a license id", fix=remedy)
    return reference

"""Lines of models with terms of their own, and what suggests that a model descends from one: a hint, no answer."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

import msgspec

from checker.catalog.tables import load_model_lines


class ModelLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One row of `model_lines.yaml`, which says what the fields are.

    `licenses` are words that the catalog resolves: the license of one version or another of this line.
    """

    line: str
    name: str
    licenses: tuple[str, ...]
    architectures: tuple[str, ...] = ()
    vocabularies: tuple[int, ...] = ()
    beside: tuple[str, ...] = ()


@cache
def model_lines() -> tuple[ModelLine, ...]:
    """All lines, the more special one first where two share a name."""
    return msgspec.convert(load_model_lines(), tuple[ModelLine, ...], strict=False)


def suggested_by_name(repository: str) -> ModelLine | None:
    """The line whose name stands in the name of a repository."""
    name = re.sub(r"[_\s]+", "-", repository.rpartition("/")[2].lower())
    return next((line for line in model_lines() if re.search(line.name, name)), None)


def suggested_by_build(architectures: Sequence[str], vocabulary: int | None) -> tuple[ModelLine, str] | None:
    """The line whose architecture or vocabulary a configuration has, with what of it says so."""
    for line in model_lines():
        if own := next((name for name in architectures if name in line.architectures), None):
            return line, f"the architecture {own}"
        if vocabulary in line.vocabularies and any(name in line.beside for name in architectures):
            return line, f"a vocabulary of {vocabulary:,} tokens in a {architectures[0]}"
    return None

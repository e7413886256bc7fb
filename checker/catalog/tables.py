"""The hand-kept tables beside the license files: ids of the Hub, spellings of SPDX licenses, lines of models."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from typing import Any

from checker.resources import load_packaged_yaml, packaged

FOLDER = packaged("catalog", "data", "tables")


@cache
def hub_table() -> Mapping[str, Mapping[str, Any] | None]:
    """Every Hub id; its value is None when license files claim it, else the fields of `HubId`."""
    table: dict[str, Any] = load_packaged_yaml(FOLDER / "hub_ids.yaml")
    return table


@cache
def spdx_names() -> Mapping[str, list[str]]:
    """SPDX id → spellings."""
    table: dict[str, Any] = load_packaged_yaml(FOLDER / "spdx_names.yaml")
    return table


def load_model_lines() -> list[Mapping[str, Any]]:
    """The rows of the lines of models, in their order."""
    table: list[Mapping[str, Any]] = load_packaged_yaml(FOLDER / "model_lines.yaml")
    return table

"""The sources that checks and attestations name by a letter."""

from __future__ import annotations

from functools import cache

from checker.model.release import Source
from checker.resources import load_packaged_yaml, packaged


@cache
def sources() -> dict[str, Source]:
    """Each source by its letter."""
    data = load_packaged_yaml(packaged("release", "data", "sources.yaml"))
    return {letter: Source(letter=letter, name=entry["name"], url=entry["url"]) for letter, entry in data.items()}

"""Reads the labelled tree: the files as they are written out, and what each line is labelled with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from checker.model.reference import Discovery

LABELLED = Path(__file__).with_name("labelled.txt")
UNRESOLVED = "?"
DECOY = "-"


@dataclass(frozen=True)
class Labels:
    """(file, line, model) of each model, (file, line) of each unresolved reference and of each decoy."""

    models: frozenset[tuple[str, int, str]]
    unresolved: frozenset[tuple[str, int]]
    decoys: frozenset[tuple[str, int]]
    files: tuple[str, ...]


def write_tree(folder: Path) -> Labels:
    """Write the labelled tree below `folder`."""
    models: set[tuple[str, int, str]] = set()
    unresolved: set[tuple[str, int]] = set()
    decoys: set[tuple[str, int]] = set()
    files: list[str] = []
    for section in re.split(r"(?m)^=== ", LABELLED.read_text(encoding="utf-8"))[1:]:
        name, _, body = section.partition("\n")
        files.append(name)
        lines = []
        for number, line in enumerate(body.rstrip("\n").split("\n"), start=1):
            text, _, labels = line.partition(" @@ ")
            lines.append(text)
            for label in labels.split():
                if label == UNRESOLVED:
                    unresolved.add((name, number))
                elif label == DECOY:
                    decoys.add((name, number))
                else:
                    models.add((name, number, label))
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Labels(frozenset(models), frozenset(unresolved), frozenset(decoys), tuple(files))


def as_labels(found: Discovery) -> tuple[set[tuple[str, int, str]], set[tuple[str, int]]]:
    """What a scan found, as `Labels` has it: the models, and the places that load one without telling which."""
    models = {(r.place.file, r.place.line, str(r.target)) for r in found.references if r.target}
    return models, {(r.place.file, r.place.line) for r in found.references if r.target is None}

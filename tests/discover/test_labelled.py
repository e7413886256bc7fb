"""The labelled tree, the measure of what is found; `python -m tests.discover.figures` prints the figures."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.discover import discover
from checker.discover.kinds import kind_of
from checker.model.reference import Discovery, Resolution
from tests.discover.labelled import Labels, as_labels, write_tree

RECALL_FLOOR = 0.97


@pytest.fixture(scope="module")
def scanned(tmp_path_factory: pytest.TempPathFactory) -> tuple[Labels, Discovery]:
    folder = tmp_path_factory.mktemp("labelled")
    return write_tree(folder), discover(folder)


def test_the_labelled_tree_is_a_fair_measure(scanned: tuple[Labels, Discovery]) -> None:
    labels, _ = scanned
    endings = {name.rpartition("/")[2].rpartition(".")[2] for name in labels.files if kind_of(name.rpartition("/")[2])}

    assert len(labels.models) + len(labels.unresolved) >= 80
    assert len(endings) >= 15
    assert len(labels.decoys) >= 15


def test_nearly_every_labelled_reference_is_found(scanned: tuple[Labels, Discovery]) -> None:
    labels, found = scanned
    named, open_ends = as_labels(found)
    missed = sorted(labels.models - named) + sorted(labels.unresolved - open_ends)
    total = len(labels.models) + len(labels.unresolved)

    assert len(missed) <= (1 - RECALL_FLOOR) * total, missed


def test_no_decoy_and_no_unlabelled_line_is_taken_for_a_reference(scanned: tuple[Labels, Discovery]) -> None:
    labels, found = scanned
    named, open_ends = as_labels(found)

    assert [] == sorted(named - labels.models)
    assert [] == sorted(open_ends - labels.unresolved)


def test_every_place_shows_the_name_itself(scanned: tuple[Labels, Discovery], tmp_path: Path) -> None:
    """The column leads to the name where it stands in one piece on its line."""
    labels = write_tree(tmp_path)
    assert labels.files
    shifted = []
    for reference in scanned[1].references:
        if reference.target is None or reference.resolution is Resolution.UNRESOLVED:
            continue
        line = (tmp_path / reference.place.file).read_text(encoding="utf-8").split("\n")[reference.place.line - 1]
        if reference.target.id in line and reference.target.id not in line[reference.place.column - 1 :]:
            shifted.append(str(reference.place))

    assert [] == shifted


def test_every_unresolved_reference_says_why(scanned: tuple[Labels, Discovery]) -> None:
    assert all(r.why for r in scanned[1].references if r.target is None)

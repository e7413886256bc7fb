"""
Prints how much of the labelled tree is found, and what a scan of other folders finds and takes:

    python -m tests.discover.figures [FOLDER …]
"""

from __future__ import annotations

import sys
import tempfile
import time
from pathlib import Path

from checker.discover import discover
from tests.discover.labelled import as_labels, write_tree


def report(line: str) -> None:
    sys.stdout.write(f"{line}\n")


def main(folders: list[str]) -> None:
    with tempfile.TemporaryDirectory() as name:
        labels = write_tree(Path(name))
        found = discover(Path(name))
    named, open_ends = as_labels(found)
    hits = len(labels.models & named) + len(labels.unresolved & open_ends)
    total = len(labels.models) + len(labels.unresolved)
    wrong = len(named - labels.models) + len(open_ends - labels.unresolved)
    report(f"labelled tree: {hits} of {total} references in {len(labels.files)} files, {wrong} wrong")
    report(f"decoys taken: {len(labels.decoys & ({n[:2] for n in named} | open_ends))} of {len(labels.decoys)}")
    for folder in folders:
        start = time.process_time()
        found = discover(Path(folder))
        seconds = time.process_time() - start
        models = [r for r in found.references if r.target]
        unresolved = len(found.references) - len(models)
        speed = found.size / 1e6 / seconds
        report(f"{folder}: {found.files} files, {found.size / 1e6:.1f} MB in {seconds:.1f} s, {speed:.1f} MB/s")
        report(f"  {len(models)} places name {len({r.target for r in models})} models, {unresolved} unresolved")
        for reference in models:
            report(f"  {reference.place} {reference.target} ({reference.how})")


if __name__ == "__main__":
    main(sys.argv[1:])

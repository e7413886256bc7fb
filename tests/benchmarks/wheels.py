"""
The license files of real wheels against the license that their metadata declares.

    python -m tests.benchmarks.wheels FOLDER [--show N]

FOLDER holds wheels, as `pip download --no-deps` leaves them. Declared is the `License-Expression`, else a `License`
field or a classifier that names exactly one license. Where the metadata says less or other than the files, `wheels.tsv`
has what a person read in them, and why it differs.
"""

from __future__ import annotations

import argparse
import csv
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Iterator
from email.message import Message
from email.parser import Parser
from pathlib import Path

from checker.errors import ExpressionError
from checker.identify import identify
from checker.model.detection import Method
from checker.spdx import SpdxExpression

FEW_WORDS = 5
READ = Path(__file__).with_suffix(".tsv")
CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: The Unlicense (Unlicense)": "Unlicense",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
METADATA = re.compile(r"[^/]+\.dist-info/METADATA")
LICENSE_FILE = re.compile(r"licen[cs]e|copying", re.IGNORECASE)


def declared(fields: Message) -> set[str]:
    """The licenses that the metadata declares, or none when it is not clear."""
    written = fields.get("License-Expression") or ""
    if not written:
        named = {CLASSIFIERS[c] for c in fields.get_all("Classifier", []) if c in CLASSIFIERS}
        licenses = [c for c in fields.get_all("Classifier", []) if c.startswith("License :: ") and c.count("::") > 1]
        written = next(iter(named)) if len(named) == 1 and len(licenses) == 1 else fields.get("License") or ""
    try:
        return {str(license) for license in SpdxExpression.parse(written).licenses} - {"NONE", "NOASSERTION"}
    except ExpressionError:
        return set()


def license_files(archive: zipfile.ZipFile, folder: str, *, bundled: bool) -> Iterator[str]:
    """The texts of the project's license files, and of those in folders, which are of `bundled` software."""
    for name in sorted(archive.namelist()):
        if name.startswith(folder) and LICENSE_FILE.search(name.rpartition("/")[2]):
            place = name.removeprefix(folder).removeprefix("licenses/")
            if bundled or "/" not in place:
                yield archive.read(name).decode("utf-8", "replace")


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--show", type=int, default=1000)
    options = arguments.parse_args()
    with READ.open(encoding="utf-8", newline="") as file:
        read = {row["wheel"]: set(row["holds"].split()) for row in csv.DictReader(file, delimiter="\t")}
    outcomes: Counter[str] = Counter()
    lines = []
    for path in sorted(options.folder.glob("*.whl")):
        with zipfile.ZipFile(path) as archive:
            metadata = next(name for name in archive.namelist() if METADATA.fullmatch(name))
            fields = Parser().parsestr(archive.read(metadata).decode("utf-8", "replace"), headersonly=True)
            label = declared(fields)
            # An expression of several licenses speaks for the bundled software too.
            texts = list(license_files(archive, metadata.removesuffix("METADATA"), bundled=len(label) > 1))
        if not label or not texts:
            outcomes["no label or no license file"] += 1
            continue
        detections = [detection for text in texts for detection in identify(text)]
        named = [d.candidates for d in detections if d.candidates and d.method is not Method.RESEMBLES]
        holds = read.get(path.name.split("-")[0], label)
        ids = {next((c for c in candidates if c in label | holds), candidates[0]) for candidates in named}
        if ids == label:
            outcome = "exact"
        elif ids == holds:
            outcome = "exact as read"
        else:
            outcome = "superset" if label < ids else "other"
        flagged = [d for d in detections if not d.is_exact and d.method is not Method.REFERENCE]
        outcomes[outcome] += 1
        outcomes["flagged" if flagged else "clean"] += 1
        # A few words of a notice that the grammar does not know, and nothing changed inside the license.
        outcomes["false alarm"] += bool(flagged) and all(
            d.method is Method.CONTAINS and d.unmatched <= FEW_WORDS for d in flagged
        )
        if outcome != "exact" or flagged:
            lines.append(f"{path.name.split('-')[0]}: {outcome} declared {sorted(label)} found {sorted(ids)}")
            for d in flagged:
                lines.append(
                    f"     {d.expression} | {d.method} {d.score} unmatched {d.unmatched} "
                    + "; ".join(f"{c.kind}@{c.line}: {c.text[:110]!r}" for c in d.deviations[:4])
                )
    for line in lines[: options.show]:
        print(line)
    print(dict(outcomes))
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""
The license files of real wheels against the license that their metadata declares.

    python -m tests.benchmarks.wheels FOLDER [--show N]

FOLDER holds wheels, as `pip download --no-deps` leaves them. Declared is the `License-Expression`, else a `License`
field or a classifier that names exactly one license.
"""

from __future__ import annotations

import argparse
import re
import sys
import zipfile
from collections import Counter
from email.parser import Parser
from pathlib import Path

from checker.errors import ExpressionError
from checker.identify import identify
from checker.model.detection import Detection, Method
from checker.spdx import SpdxExpression

FEW_WORDS = 5
CLASSIFIERS = {
    "License :: OSI Approved :: MIT License": "MIT",
    "License :: OSI Approved :: Apache Software License": "Apache-2.0",
    "License :: OSI Approved :: Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "License :: OSI Approved :: ISC License (ISCL)": "ISC",
    "License :: OSI Approved :: The Unlicense (Unlicense)": "Unlicense",
    "License :: OSI Approved :: Python Software Foundation License": "PSF-2.0",
}
# The project's own license files; those of bundled projects lie in folders of their own.
LICENSE_FILE = re.compile(r"\.dist-info/(?:licenses/)?[^/]*(?:licen[cs]e|copying|unlicense)[^/]*\Z", re.IGNORECASE)


def declared(metadata: str) -> set[str]:
    """The ids that the metadata declares, or none when it is not clear."""
    fields = Parser().parsestr(metadata, headersonly=True)
    written = fields.get("License-Expression") or ""
    if not written:
        named = {CLASSIFIERS[c] for c in fields.get_all("Classifier", []) if c in CLASSIFIERS}
        licenses = [c for c in fields.get_all("Classifier", []) if c.startswith("License :: ") and c.count("::") > 1]
        written = next(iter(named)) if len(named) == 1 and len(licenses) == 1 else fields.get("License") or ""
    try:
        return {license.id for license in SpdxExpression.parse(written).licenses} - {"NONE", "NOASSERTION"}
    except ExpressionError:
        return set()


def found_in(texts: list[str]) -> list[Detection]:
    return [detection for text in texts for detection in identify(text)]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("folder", type=Path)
    arguments.add_argument("--show", type=int, default=1000)
    options = arguments.parse_args()
    outcomes: Counter[str] = Counter()
    lines = []
    for path in sorted(options.folder.glob("*.whl")):
        with zipfile.ZipFile(path) as archive:
            names = archive.namelist()
            metadata = next(name for name in names if name.endswith(".dist-info/METADATA"))
            label = declared(archive.read(metadata).decode("utf-8", "replace"))
            texts = [archive.read(name).decode("utf-8", "replace") for name in names if LICENSE_FILE.search(name)]
        if not label or not texts:
            outcomes["no label or no license file"] += 1
            continue
        detections = found_in(texts)
        named = [d.candidates for d in detections if d.candidates and d.method is not Method.RESEMBLES]
        ids = {next((c for c in candidates if c in label), candidates[0]) for candidates in named}
        outcome = "exact" if ids == label else "superset" if label < ids else "other"
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

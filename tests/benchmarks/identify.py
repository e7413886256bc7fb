"""
The identifier against its peers: accuracy, silence about altered texts, time, cold start and memory, in one run.

    python -m tests.benchmarks.identify [--peers PYTHON] [--texts N] [--seed N]

PYTHON is the interpreter of an environment that holds the peers; `make bench-identify` makes one. Texts come from the
packages that `make index` fetches and from the corpus. A text counts as right when its own license, and no other, is
named; an altered text as silent when an engine names the plain license and reports nothing unusual.
"""

from __future__ import annotations

import argparse
import compileall
import csv
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

from tests.benchmarks.accuracy import TEMPLATES, Sample, corpus_samples, say, spdx_samples
from tests.identify.corpus_texts import ROOT, ROWS
from tests.identify.variations import Alteration, harmless

PEERS = Path(__file__).with_name("peers.py")
COLD = {
    "ours": ["-c", "import sys; from checker.identify import identify; identify(open(sys.argv[1]).read())"],
    "scancode": ["-m", "scancode.cli", "--license", "--quiet", "--json", "-"],
    "licenseclassifier": [
        "-c",
        "import sys; from licenseclassifier import *; identify_license(open(sys.argv[1]).read())",
    ],
    "askalono": ["-c", "import sys; from askalono import identify; identify(open(sys.argv[1]).read())"],
}


@dataclass(frozen=True, slots=True)
class Document:
    """A text, the group it counts in, and the names of its license, ours and ScanCode's."""

    group: str
    names: frozenset[str]
    text: str


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--peers", default="")
    arguments.add_argument("--texts", type=int, default=400)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--cache", type=Path, default=ROOT / "build" / "index")
    arguments.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    options = arguments.parse_args()
    # As the peers are installed: where Python may not write bytecode, each start would compile what was edited.
    compileall.compile_dir(ROOT / "checker", quiet=1)
    documents = list(generate(Random(options.seed), options.texts, options.cache, options.corpus))
    groups = sorted({document.group for document in documents})
    say(f"{len(documents)} texts, seed {options.seed}")
    say(" | ".join(["engine", *groups, "silent", "median ms", "p99 ms", "total s", "load ms", "cold ms", "MB"]))
    costs: dict[str, Cost] = {}
    for engine in ["ours", *(["scancode", "licenseclassifier", "askalono"] if options.peers else [])]:
        python = sys.executable if engine == "ours" else options.peers
        answer = run(python, engine, [document.text for document in documents])
        costs[engine] = cost(documents, answer, cold_start(python, engine, documents[0].text))
        say(line(engine, documents, groups, answer, costs[engine]))
    for engine, other in costs.items():
        own = costs["ours"]
        say(
            f"{engine} / ours: {other.unaltered / own.unaltered:.0f} x per unaltered text, "
            f"{other.altered / own.altered:.0f} x per altered text, {other.cold / own.cold:.0f} x cold"
        )
    return 0


def generate(rng: Random, count: int, cache: Path, corpus: Path) -> Iterator[Document]:
    """An even mixture of texts as published, in another dress, and altered."""
    scancode = scancode_names(corpus)
    spdx = [*spdx_samples(cache / TEMPLATES, rng, filled=False), *spdx_samples(cache / TEMPLATES, rng, filled=True)]
    ai = [sample for sample in corpus_samples(corpus) if sample[0] in scancode]
    for number in range(count):
        sample = rng.choice(ai if number % 3 == 0 else spdx)
        kind = ("as published", "harmless", "altered", "altered")[number % 4]
        yield document(rng, kind, sample, scancode, "AI" if number % 3 == 0 else "SPDX")


def document(rng: Random, kind: str, sample: Sample, scancode: dict[str, str], source: str) -> Document:
    identifier, text, spans = sample
    if kind == "altered":
        text = Alteration(rng, text, spans).apply()[1] if spans and len(text) > 300 else f"{text}\n\nNot for sale."
    if kind != "as published":
        text = harmless(rng, text)[1]
    names = {identifier, scancode.get(identifier, identifier)}
    names |= {name.replace("-only", "-or-later") for name in names} | {
        name.replace("-or-later", "-only") for name in names
    }
    return Document("altered" if kind == "altered" else f"{source} {kind}", frozenset(names), text)


def scancode_names(corpus: Path) -> dict[str, str]:
    """Our id → ScanCode's, for the AI texts that its database has word for word."""
    keys = {}
    for row in csv.DictReader((corpus / "licenses" / "INDEX.tsv").read_text("utf-8").splitlines(), delimiter="\t"):
        keys[row["slug"]] = row["in_scancode_db"]
    return {
        row["id"]: f"LicenseRef-scancode-{keys[row['slug']]}"
        for row in ROWS
        if row["id"].startswith("LicenseRef-") and keys[row["slug"]] not in ("-", "") and "(" not in keys[row["slug"]]
    }


def run(python: str, engine: str, texts: list[str]) -> dict[str, Any]:
    with tempfile.NamedTemporaryFile("w", suffix=".json", encoding="utf-8") as file:
        json.dump(texts, file)
        file.flush()
        done = subprocess.run(
            [python, str(PEERS), engine, file.name],
            cwd=ROOT,
            capture_output=True,
            check=True,
            text=True,
            env=environment(python),
        )
    answer: dict[str, Any] = json.loads(done.stdout[done.stdout.index('{"load"') :])
    return answer


def environment(python: str) -> dict[str, str]:
    """The peers run without this project on their path, ours with it."""
    return {**os.environ, "PYTHONPATH": str(ROOT) if python == sys.executable else ""}


def cold_start(python: str, engine: str, text: str) -> float:
    """Milliseconds from nothing to the answer for one file, the median of five, or of one when it takes seconds."""
    taken: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "LICENSE"
        file.write_text(text, encoding="utf-8")
        while len(taken) < 5 and sum(taken) < 5_000:
            start = time.perf_counter()
            subprocess.run(
                [python, *COLD[engine], str(file)], cwd=ROOT, capture_output=True, check=True, env=environment(python)
            )
            taken.append(1000 * (time.perf_counter() - start))
    return statistics.median(taken)


@dataclass(frozen=True, slots=True)
class Cost:
    """Seconds for all unaltered and for all altered texts, milliseconds for one from a cold start."""

    unaltered: float
    altered: float
    cold: float


def cost(documents: list[Document], answer: dict[str, Any], cold: float) -> Cost:
    timed = [
        (document.group == "altered", a["seconds"]) for document, a in zip(documents, answer["answers"], strict=True)
    ]
    return Cost(sum(s for altered, s in timed if not altered), sum(s for altered, s in timed if altered), cold)


def line(engine: str, documents: list[Document], groups: list[str], answer: dict[str, Any], taken: Cost) -> str:
    """The row of one engine."""
    cells = []
    silent = altered = 0
    for group in groups:
        rows = [(d, a) for d, a in zip(documents, answer["answers"], strict=True) if d.group == group]
        named = [bool(a["named"]) and set(a["named"]) <= document.names for document, a in rows]
        cells.append(f"{100 * sum(named) / len(rows):.1f}")
        if group == "altered":
            altered = len(rows)
            silent = sum(right and not a["flagged"] for right, (_, a) in zip(named, rows, strict=True))
    seconds = sorted(a["seconds"] for a in answer["answers"])
    p99 = seconds[int(0.99 * len(seconds))]
    times = [statistics.median(seconds) * 1000, p99 * 1000, sum(seconds), answer["load"] * 1000, taken.cold]
    values = [*(f"{value:.4g}" for value in times), f"{answer['memory']:.0f}"]
    return " | ".join([engine, *cells, f"{silent}/{altered}", *values])


if __name__ == "__main__":
    sys.exit(main())

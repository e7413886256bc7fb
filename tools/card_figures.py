"""
How complete real model cards are, in the checker's opinion: `python tools/card_figures.py`.

Reads every card of `cards/` of the corpus, the folder given or that of `LIC_CHECK_CORPUS`, and prints Markdown: what
share of the cards speaks of each topic, and how many of the topics that a card has to speak of each card has.
"""

from __future__ import annotations

import argparse
import os
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from checker.evidence.front_matter import parse_front_matter
from checker.model.evidence import Card
from checker.model.release import CardText, Topic
from checker.release.card import read_card_text
from checker.rules.release.card import NAMES, SECTIONS

# The checks of the card ask for these; what only some models need, such as a word on remote code, is left out.
ASKED = (
    *SECTIONS,
    Topic.OUT_OF_SCOPE_USE,
    Topic.RESULTS,
    Topic.COMPUTE,
    Topic.USAGE,
    Topic.CONTACT,
    Topic.DEVELOPER,
    Topic.VERSION,
    Topic.RELEASE_DATE,
    Topic.REPORTING,
)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("corpus", nargs="?", type=Path, default=os.environ.get("LIC_CHECK_CORPUS"))
    options = parser.parse_args(arguments)
    if options.corpus is None:
        parser.error("name the corpus, or set LIC_CHECK_CORPUS")
    cards = [read(path) for path in sorted(Path(options.corpus, "cards").glob("*/README.md"))]
    if not cards:
        parser.error(f"{options.corpus} has no cards/*/README.md")
    sys.stdout.writelines(f"{line}\n" for line in report(cards))
    return 0


def read(path: Path) -> CardText:
    """The card in a file, by topic."""
    parsed = parse_front_matter(path.read_text(encoding="utf-8", errors="replace"))
    return read_card_text(
        Card(
            path=path.name,
            sha256=None,
            state=parsed.state,
            fields=parsed.fields,
            lines=parsed.lines,
            body=parsed.body,
            body_line=parsed.body_line,
        )
    )


def report(cards: Sequence[CardText]) -> Iterator[str]:
    """The two tables."""
    count = len(cards)
    yield f"| {count} cards | say it | have a label with nothing under it |"
    yield "| --- | --- | --- |"
    for topic in ASKED:
        said = sum(card.on(topic) is not None for card in cards)
        stubs = sum(card.stub_of(topic) is not None for card in cards)
        yield f"| {NAMES[topic]} | {_share(said, count)} | {_share(stubs, count)} |"
    left = sum(bool(card.leftovers) for card in cards)
    yield ""
    yield f"In {left} cards ({100 * left / count:.0f} %) something was left from a template, or a heading stands alone."
    yield ""
    yield f"| of the {len(SECTIONS)} topics that every card has to speak of | cards |"
    yield "| --- | --- |"
    scores = Counter(sum(card.on(topic) is not None for topic in SECTIONS) for card in cards)
    for score in range(len(SECTIONS) + 1):
        yield f"| {score} | {_share(scores[score], count)} |"


def _share(part: int, whole: int) -> str:
    return f"{part} ({100 * part / whole:.0f} %)"


if __name__ == "__main__":
    sys.exit(main())

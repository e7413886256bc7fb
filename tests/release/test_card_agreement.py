"""The checker's opinion of real cards against that of a reader; `tests/release/README.md` has the questions."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from checker.model.release import CardText, Topic
from tools.card_figures import read

HERE = Path(__file__).parent
QUESTIONS = {
    "details": (Topic.DETAILS,),
    "intended": (Topic.INTENDED_USE,),
    "limits": (Topic.LIMITATIONS,),
    "training": (Topic.TRAINING_DATA,),
    "evaluation": (Topic.EVALUATION,),
    "risks": (Topic.RISKS,),
    "out_of_scope": (Topic.OUT_OF_SCOPE_USE,),
    "results": (Topic.RESULTS,),
    "compute": (Topic.COMPUTE,),
    "contact": (Topic.CONTACT,),
    "developer": (Topic.DEVELOPER,),
    "version": (Topic.VERSION, Topic.RELEASE_DATE),
    "snippet": (Topic.USAGE,),
}


def labels(name: str) -> list[dict[str, str]]:
    with (HERE / name).open(encoding="utf-8") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def answer(card: CardText, question: str) -> bool:
    if question == "leftovers":
        return bool(card.leftovers)
    return any(card.on(topic) for topic in QUESTIONS[question])


@pytest.fixture(scope="module")
def disagreements(corpus: Path) -> dict[str, dict[str, list[str]]]:
    """Sample → question → cards on which reader and checker differ."""
    found: dict[str, dict[str, list[str]]] = {}
    for name in ("card_labels.tsv", "card_labels_later.tsv", "card_labels_last.tsv"):
        rows = labels(name)
        cards = {row["card"]: read(corpus / "cards" / row["card"] / "README.md") for row in rows}
        found[name] = {
            question: [row["card"] for row in rows if answer(cards[row["card"]], question) != (row[question] == "1")]
            for question in (*QUESTIONS, "leftovers")
        }
    return found


def test_a_reader_of_thirty_cards_agrees_on_every_question_in_nine_of_ten(
    disagreements: dict[str, dict[str, list[str]]],
) -> None:
    assert 30 == len(labels("card_labels.tsv"))
    assert {} == {question: cards for question, cards in disagreements["card_labels.tsv"].items() if len(cards) > 3}


def test_no_question_is_answered_otherwise_for_more_than_one_in_ten_of_all_cards(
    disagreements: dict[str, dict[str, list[str]]],
) -> None:
    cards = sum(len(labels(name)) for name in disagreements)
    differing = {q: sum(len(sample[q]) for sample in disagreements.values()) for q in (*QUESTIONS, "leftovers")}

    assert 60 == cards
    assert {} == {question: count for question, count in differing.items() if count > cards / 10}
    assert sum(differing.values()) / (cards * len(differing)) < 0.05

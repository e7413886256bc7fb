"""A dataset that a model made is told by its tags, its creators or a sentence, and by nothing less."""

from __future__ import annotations

from typing import Any

import pytest

from checker.evidence.generated import read_generator
from checker.model.evidence import Card
from checker.model.snapshot import State


def suggested(info: dict[str, Any]) -> Any:
    fact = read_generator(info, None).facts.get("model_generated")
    return fact.value if fact else None


@pytest.mark.parametrize(
    ("info", "words"),
    [
        ({"tags": ["english", "Synthetic"]}, "the tag Synthetic"),
        ({"cardData": {"tags": "synthetic-data"}}, "the tag synthetic-data"),
        ({"cardData": {"annotations_creators": ["machine-generated"]}}, "annotations_creators: machine-generated"),
        ({"description": "Pairs.\nThe answers were generated with GPT-4o-mini."}, "“generated with GPT-4o-mini.”"),
        ({"description": "Reasoning traces distilled from the DeepSeek API"}, "“distilled from the DeepSeek”"),
    ],
)
def test_words_that_suggest_a_generating_model_are_quoted(info: dict[str, Any], words: str) -> None:
    assert words == suggested(info)


@pytest.mark.parametrize(
    "info",
    [
        {},
        {"tags": ["text"], "cardData": {"annotations_creators": ["expert-generated"]}},
        {"description": "Used to evaluate GPT-4. Annotated by linguists."},
        {"tags": [None, 3], "cardData": [], "description": ["x"]},
    ],
)
def test_anything_else_suggests_none(info: dict[str, Any]) -> None:
    assert suggested(info) is None


def test_the_card_is_read_where_there_is_no_record() -> None:
    fields = {"language_creators": "machine-generated"}
    card = Card(path="README.md", sha256=None, state=State.KNOWN, fields=fields, lines={}, body="", body_line=1)

    fact = read_generator({}, card).facts["model_generated"]

    assert fact.citation is not None
    assert ("README.md", "language_creators") == (fact.citation.file, fact.citation.field)

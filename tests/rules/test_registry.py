"""What rules share: the sentences that they are told in."""

from __future__ import annotations

import pytest

from checker.rules.registry import sentence


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("the license may be any of two", "The license may be any of two."),
        ("unknown, because nobody looked.", "Unknown, because nobody looked."),
        ("config.json suggests acme/base", "config.json suggests acme/base."),
        ("acme/base is named twice", "acme/base is named twice."),
        ("base_model is empty", "base_model is empty."),
    ],
)
def test_a_sentence_begins_with_a_capital_unless_a_name_stands_there(text: str, expected: str) -> None:
    assert expected == sentence(text)

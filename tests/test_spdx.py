from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import ExpressionError
from checker.spdx import (
    MAX_EXPRESSION_DEPTH,
    MAX_EXPRESSION_LENGTH,
    NOASSERTION,
    NONE,
    License,
    SpdxExpression,
    canonical_id,
    is_known_id,
)

IDS = st.sampled_from(["MIT", "Apache-2.0", "GPL-3.0-only", "LicenseRef-llama-4", "CC-BY-NC-4.0", "OpenMDW-1.0"])
EXPRESSIONS = st.recursive(
    IDS,
    lambda inner: st.builds(
        lambda operator, parts: "(" + f" {operator} ".join(parts) + ")",
        st.sampled_from(["AND", "OR"]),
        st.lists(inner, min_size=2, max_size=3),
    ),
    max_leaves=8,
)


@pytest.mark.parametrize(
    ("written", "rendered"),
    [
        ("apache-2.0", "Apache-2.0"),
        ("gpl-2.0", "GPL-2.0-only"),
        ("GPL-2.0+", "GPL-2.0-or-later"),
        ("MIT and (Apache-2.0 or BSD-3-Clause)", "MIT AND (Apache-2.0 OR BSD-3-Clause)"),
        ("GPL-2.0-only with classpath-exception-2.0", "GPL-2.0-only WITH Classpath-exception-2.0"),
        ("LicenseRef-llama-3.1", "LicenseRef-llama-3.1"),
        ("OpenMDW-1.0", "OpenMDW-1.0"),
        ("etalab-2.0", "etalab-2.0"),
        ("MIT OR MIT", "MIT"),
        ("MIT AND (Apache-2.0 AND ISC)", "MIT AND Apache-2.0 AND ISC"),
    ],
)
def test_an_expression_renders_in_the_spelling_of_the_list(written: str, rendered: str) -> None:
    assert rendered == str(SpdxExpression.parse(written))


@pytest.mark.parametrize(
    "written",
    ["", "  ", "()", "(()", "Apache License 2.0", "MIT/Apache-2.0", "gplv3", "MIT AND", "LicenseRef-open+", "\x00(()"],
)
def test_what_is_no_expression_is_refused_with_one_kind_of_error(written: str) -> None:
    with pytest.raises(ExpressionError):
        SpdxExpression.parse(written)


def test_an_overlong_expression_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ExpressionError, match="2000 characters"):
        SpdxExpression.parse(" AND ".join(["MIT"] * 500))


def nested(depth: int) -> str:
    """MIT in `depth` brackets, each of the other operator than the one around it."""
    text = "MIT"
    for level in range(depth):
        text = f"(ISC {('AND', 'OR')[level % 2]} {text})"
    return text


@pytest.mark.parametrize("written", [nested(180), "(" * 180 + "MIT OR ISC" + ")" * 180])
def test_brackets_nested_too_deeply_are_refused_before_they_are_parsed(written: str) -> None:
    with pytest.raises(ExpressionError, match="20 brackets in one another"):
        SpdxExpression.parse(written)


def test_the_deepest_expression_renders_and_is_judged() -> None:
    deepest = SpdxExpression.parse(nested(MAX_EXPRESSION_DEPTH))

    assert nested(MAX_EXPRESSION_DEPTH)[1:-1] == str(deepest)
    assert deepest.evaluate(lambda license: license.id == "MIT", any, all) is False


def test_what_renders_longer_than_it_was_written_has_the_same_limit() -> None:
    written = f"LicenseRef-{'a' * (MAX_EXPRESSION_LENGTH - 22)} OR GPL-2.0"
    assert MAX_EXPRESSION_LENGTH == len(written)

    with pytest.raises(ExpressionError, match="2000 characters"):
        SpdxExpression.parse(written)


def test_what_is_joined_has_the_same_limits() -> None:
    deep = SpdxExpression.parse(nested(MAX_EXPRESSION_DEPTH + 1)[1:-1])
    long = SpdxExpression.parse(f"LicenseRef-{'a' * (MAX_EXPRESSION_LENGTH - 11)}")

    with pytest.raises(ExpressionError, match="20 brackets in one another"):
        SpdxExpression.any_of([deep, NONE])
    with pytest.raises(ExpressionError, match="2000 characters"):
        SpdxExpression.all_of([long, deep])


@given(st.text(max_size=60))
def test_parsing_any_text_gives_an_expression_or_the_error(text: str) -> None:
    try:
        expression = SpdxExpression.parse(text)
    except ExpressionError:
        return
    assert expression.licenses


@given(EXPRESSIONS)
def test_rendering_and_parsing_again_is_stable(text: str) -> None:
    once = SpdxExpression.parse(text)

    assert once == SpdxExpression.parse(str(once))


def test_the_fold_takes_the_best_of_or_and_the_worst_of_and() -> None:
    marks = {"MIT": 3, "GPL-3.0-only": 1, "ISC": 2}
    expression = SpdxExpression.parse("ISC AND (MIT OR GPL-3.0-only)")

    assert 2 == expression.evaluate(lambda leaf: marks[leaf.id], max, min)


def test_joining_keeps_each_license_once_and_nothing_joins_to_none() -> None:
    mit, apache = SpdxExpression.parse("MIT"), SpdxExpression.parse("Apache-2.0 AND MIT")

    assert "MIT AND Apache-2.0" == str(SpdxExpression.all_of([mit, apache]))
    assert NONE == SpdxExpression.all_of([])


def test_no_assertion_is_a_value_and_not_a_license_to_combine() -> None:
    assert not NOASSERTION.is_assertion
    assert (License("NOASSERTION"),) == NOASSERTION.licenses
    with pytest.raises(ExpressionError):
        SpdxExpression.parse("NOASSERTION AND MIT")


@pytest.mark.parametrize(
    ("word", "known"), [("mit", True), ("LicenseRef-x", True), ("LicenseRef-", False), ("llama3", False)]
)
def test_known_identifiers_are_those_of_the_list_and_license_refs(word: str, known: bool) -> None:
    assert known == is_known_id(word)


def test_a_retired_identifier_becomes_its_successor() -> None:
    assert "LGPL-2.1-only" == canonical_id("LGPL-2.1")

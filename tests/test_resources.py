from __future__ import annotations

import contextlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.errors import DocumentError
from checker.resources import parse_yaml

MERGE_BOMB = "a0: &a0 {k: v}\n" + "".join(f"a{i}: &a{i} {{<<: [*a{i - 1}, *a{i - 1}]}}\n" for i in range(1, 27))


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("no", "no"),
        ("2.0", "2.0"),
        ("1.10", "1.10"),
        ("0123456", "0123456"),
        ("2024-02-21", "2024-02-21"),
        ("true", "true"),
        ("null", None),
        ("~", None),
        ('"null"', "null"),
        ("", None),
        ("0x1F", "0x1F"),
        (".inf", ".inf"),
    ],
)
def test_a_scalar_stays_what_was_written(written: str, value: str | None) -> None:
    assert {"license": value} == parse_yaml(f"license: {written}\n").data


def test_a_duplicate_key_is_reported_where_it_stands_and_the_first_holds() -> None:
    document = parse_yaml("license: mit\ntags: [a]\nlicense: llama3.1\n", first_line=2)

    assert "mit" == document.data["license"]
    assert (("license", 4, 1),) == document.duplicates


def test_every_path_has_its_place() -> None:
    places = parse_yaml("base_model:\n  - a/b\n  - c/d\nx: {y: z}\n").places

    assert (3, 5) == places["base_model[1]"]
    assert (4, 5) == places["x.y"]


@pytest.mark.parametrize(
    "bomb",
    ["[" * 200_000, "{a: " * 100_000, MERGE_BOMB, "a: &a [x]\nb: [*a, *a]", "- x\n" * 30_000, "x: " + "y" * 1_000_001],
    ids=["brackets", "braces", "merge", "alias", "long", "large"],
)
def test_a_bomb_is_refused(bomb: str) -> None:
    with pytest.raises(DocumentError):
        parse_yaml(bomb)


@pytest.mark.parametrize(
    "text", ["a: [1", "\ta: b", "a: b: c", "a: \x00", "@mit", "? [a]\n: b", "!!python/object:os.x"]
)
def test_what_is_no_plain_document_is_refused_with_a_place(text: str) -> None:
    try:
        data = parse_yaml(text).data
    except DocumentError as problem:
        assert problem.line >= 1
    else:
        assert data in (None, "", {})


@given(st.text(max_size=200))
def test_any_text_gives_a_document_or_the_error(text: str) -> None:
    with contextlib.suppress(DocumentError):
        parse_yaml(text)

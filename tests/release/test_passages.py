"""Markdown as labelled passages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.release.passages import Passage, fold, read_markdown


def passage(text: str, label: str) -> Passage:
    return next(passage for passage in read_markdown(text).passages if passage.label == label)


@pytest.mark.parametrize(
    "text",
    [
        "## Limitations\nIt is slow.",
        "##Limitations\nIt is slow.",
        "Limitations\n-----------\nIt is slow.",
        "<h2 align='center'>Limitations</h2>\nIt is slow.",
        "**Limitations:** It is slow.",
        "__Limitations__\nIt is slow.",
        "- **Limitations**: It is slow.",
        "* Limitations: It is slow.",
        "| Limitations | It is slow. |",
        "<details><summary>Limitations</summary>\nIt is slow.",
    ],
)
def test_whatever_a_reader_takes_for_a_label_is_one(text: str) -> None:
    found = next(passage for passage in read_markdown(text).passages if fold(passage.label) == "limitations")

    assert "it is slow" == fold(" ".join(line for _, line in found.own))


def test_what_stands_under_sub_headings_belongs_to_the_heading_above() -> None:
    text = "# Uses\n## Direct use\nTalk.\n### More\nSing.\n# Training\nNone."

    assert ["## Direct use", "Talk.", "### More", "Sing."] == [line for _, line in passage(text, "Uses").within]
    assert [] == list(passage(text, "Uses").own)
    assert ["Talk."] == [line for _, line in passage(text, "Direct use").own]


def test_code_and_comments_are_no_prose() -> None:
    read = read_markdown("# Uses <!-- say\nwhat for -->\n```python\n# Limitations\n```\n~~~\n# Risks\n~~~\nTalk.")

    assert ["Uses"] == [passage.label for passage in read.passages]
    assert ["what for"] == [line.strip() for _, line in read.comments if "what" in line]
    assert read.passages[0].holds_code
    assert (3, 6) == read.code


def test_lines_are_counted_from_where_the_text_starts_in_its_file() -> None:
    assert 12 == read_markdown("\n# Uses\nTalk.", first_line=11).passages[0].line


@given(st.text(alphabet="#*-=|`<>!hab: \n[]()", max_size=300))
def test_no_text_breaks_the_reader_and_no_line_is_made_up(text: str) -> None:
    lines = text.splitlines()
    for found in read_markdown(text).passages:
        assert 1 <= found.line <= len(lines)
        assert all(1 <= number <= len(lines) for number, _ in found.within)


def test_a_long_text_of_labels_is_read_in_linear_time() -> None:
    read = read_markdown("# a\n" * 50_000 + "|b|c|\n" * 50_000)

    assert 100_000 == len(read.passages)

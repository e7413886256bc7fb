"""The front matter is read as the Hub reads it, and what misses the form is a fault, never an absence."""

from __future__ import annotations

import re
import time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.evidence.front_matter import MAX_FRONT_MATTER_CHARS, parse_front_matter
from checker.model.snapshot import State


@pytest.mark.parametrize(
    ("text", "fields"),
    [
        ("---\nlicense: mit\n---\n# Title\n", {"license": "mit"}),
        ("---\r\nlicense: mit\r\n---\r\nbody", {"license": "mit"}),
        ("\n\n  ---\nlicense: mit\n---\n", {"license": "mit"}),
        ("---\nlicense: mit\n---  \t\nbody", {"license": "mit"}),
        ("---\nlicense: mit\n---", {"license": "mit"}),
        ("---\nlicense:  \tmit\n---\n", {"license": "mit"}),
        ("---\n---\nlicense: mit\n---\n", {"license": "mit"}),
        ("---\nlicense: no\n---\n", {"license": "no"}),
        ("---\nlicense: 2.0\n---\n", {"license": "2.0"}),
        ("---\nlicense: 2024-01-01\n---\n", {"license": "2024-01-01"}),
        ("---\nlicense: null\n---\n", {"license": None}),
        ("---\nlicense:\n- mit\n- apache-2.0\n---\n", {"license": ["mit", "apache-2.0"]}),
        ("---\nlicense: {license}\n---\n", {"license": {"license": None}}),
        ("---\nlanguage: [no, on]\n---\n", {"language": ["no", "on"]}),
        ("---\nself: 1\nto_dict: 2\n---\n", {"self": "1", "to_dict": "2"}),
        ("---\na: |\n  one\n  ---\n  two\nlicense: mit\n---\n", {"a": "one\n---\ntwo\n", "license": "mit"}),
    ],
)
def test_front_matter_is_read_with_every_scalar_as_written(text: str, fields: dict[str, Any]) -> None:
    parsed = parse_front_matter(text)

    assert parsed.state is State.KNOWN
    assert parsed.fields == fields
    assert parsed.fault is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "# Title\n\nSome words.\n",
        "---\n---\n# Title\n",
        "---\n\n---\n# Title\n",
        "---\n# license: mit\n---\n",
        "---\nA rule, then prose.\n\nlicense: see below\n",
        "# Title\n\n---\n\nProse between rules.\n\n---\n",
        "# How to write a card\n\n```\n---\nlicense: mit\n---\n```\n",
        "Language: English\n---\nDatasets: squad\n---\n",
    ],
)
def test_a_readme_without_metadata_has_none_and_no_fault(text: str) -> None:
    parsed = parse_front_matter(text)

    assert parsed.state is State.ABSENT
    assert parsed.fault is None


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        ("---\nlicense: mit\n\n# Title\n", 1, "closes it"),
        ("---\nlicense: mit\n...\n# Title\n", 1, "closes it"),
        ("---\nlicense: mit\n  ---\n# Title\n", 1, "closes it"),
        ("---\rlicense: mit\r---\rbody", 1, "closes it"),
        ("----\nlicense: mit\n----\n", 1, "its first line"),
        ("--- \nlicense: mit\n---\n", 1, "its first line"),
        ("<!-- banner -->\n---\nlicense: mit\n---\n", 2, "top of the file"),
        ("# Title\n\n---\nlicense: mit\ntags:\n- a\n---\n", 3, "top of the file"),
    ],
)
def test_metadata_that_misses_the_form_is_a_fault_with_its_line(text: str, line: int, reason: str) -> None:
    parsed = parse_front_matter(text)

    assert parsed.state is State.INACCESSIBLE
    assert parsed.fields == {}
    assert parsed.fault is not None
    assert (parsed.fault.line, parsed.fault.recognised) == (line, False)
    assert reason in parsed.fault.reason


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("---\n- mit\n- apache-2.0\n---\n", 2),
        ("---\njust words\n---\n", 2),
        ('---\nlanguage: "fr"tags:\n- a\nlicense: mit\n---\n', 2),
        ("---\nlicense: @mit\n---\n", 2),
        ("---\nlicense: mit\nwidget:\n\t- text: a\n---\n", 4),
        ("---\nlicense: mit\nnote: \x00\n---\n", 2),
        ("---\na: &a [1]\nlicense: *a\n---\n", 3),
        ("---\na: " + "[" * 100_000 + "\n---\n", 2),
        ("---\n? [a, b]\n: c\n---\n", 2),
        ("---\nlicense: mit\n" + "x: y\n" * (MAX_FRONT_MATTER_CHARS // 5) + "---\n", 2),
    ],
)
def test_front_matter_that_does_not_parse_is_inaccessible_and_its_body_survives(text: str, line: int) -> None:
    parsed = parse_front_matter(text + "# Title\n")

    assert parsed.state is State.INACCESSIBLE
    assert parsed.fault is not None
    assert (parsed.fault.line, parsed.fault.recognised) == (line, True)
    assert parsed.body == "# Title\n"


def test_dashes_inside_a_block_of_text_end_the_metadata_early_and_the_lost_keys_are_a_fault() -> None:
    text = "---\ndatasets: squad\nextra_gated_prompt: |\n  Terms\n---\n  more terms\nlicense: other\n---\nbody"

    parsed = parse_front_matter(text)

    assert parsed.state is State.KNOWN
    assert parsed.fields == {"datasets": "squad", "extra_gated_prompt": "Terms"}
    assert parsed.fault is not None
    assert parsed.fault.line == 5
    assert "ends it early" in parsed.fault.reason


def test_a_repeated_key_keeps_the_first_value_and_tells_the_second() -> None:
    parsed = parse_front_matter("---\nlicense: mit\ntags: [a]\nlicense:\n- other\n- gemma\nx: {b: 1, b: 2}\n---\n")

    assert parsed.fields["license"] == "mit"
    assert [(repeat.path, repeat.line, repeat.value) for repeat in parsed.repeats] == [
        ("license", 4, ["other", "gemma"]),
        ("x.b", 7, None),
    ]


def test_of_long_front_matter_the_bulk_is_left_out_and_the_lines_stay_those_of_the_file() -> None:
    results = "model-index:\n" + "- name: x\n\n# y\n  value: 1\n" * 10_000
    text = "---\ntags: [a]\n" + results + "license: mit\nwidget:\n- text: a\nbase_model: a/b\n---\nbody"

    parsed = parse_front_matter(text)

    assert parsed.fields == {"tags": ["a"], "license": "mit", "base_model": "a/b"}
    assert parsed.lines["base_model"] == text[: text.index("base_model")].count("\n") + 1
    assert parsed.skipped == ("model-index", "widget")


def test_the_bulk_of_short_front_matter_is_kept() -> None:
    parsed = parse_front_matter("---\nwidget:\n- text: a\n---\n")

    assert (parsed.fields, parsed.skipped) == ({"widget": [{"text": "a"}]}, ())


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_lines_are_those_of_the_file(end: str) -> None:
    text = end.join(["", "---", "license: mit", "base_model:", "- a/b", "- c/d", "---", "", "# Title"])

    parsed = parse_front_matter(text)

    assert parsed.lines == {"license": 3, "base_model": 4, "base_model[0]": 5, "base_model[1]": 6}
    assert text.split(end)[parsed.body_line - 1 :] == parsed.body.split(end)


def test_a_break_that_only_old_yaml_knows_shifts_no_line() -> None:
    parsed = parse_front_matter("---\nnote: a\u2028b\x85c\nlicense: mit\n---\n")

    assert parsed.lines["license"] == 3


PIECES = st.lists(
    st.sampled_from(
        [
            "---",
            "----",
            "...",
            "\n",
            "\r\n",
            "\r",
            " ",
            "\t",
            "license: mit",
            "a: |",
            "- x",
            "# T",
            "word",
            "{",
            "*a",
            "\x00",
        ]
    ),
    max_size=24,
).map("".join)


@given(PIECES | st.text(max_size=200))
def test_the_split_never_raises_and_agrees_with_the_client_of_the_hub(text: str) -> None:
    from huggingface_hub.repocard import REGEX_YAML_BLOCK

    parsed = parse_front_matter(text)
    theirs = re.search(REGEX_YAML_BLOCK, text)

    if theirs is None:
        assert parsed.fields == {}
        assert parsed.body == text
    elif theirs.group(2):
        assert parsed.body == text[theirs.end() :]
    else:
        assert parsed.fields == {}


@pytest.mark.parametrize(
    "piece",
    [
        " ",
        "\n",
        "---\n",
        "-",
        "\n---",
        "--- \n",
        "---\nlicense: mit\n",
        "\n---\t",
        "```\n",
        "license: mit\n",
        "\r",
        "a:\n",
    ],
)
def test_time_is_linear_in_the_length(piece: str) -> None:
    def seconds(length: int) -> float:
        text = "---\n" + piece * (length // len(piece)) + "x"
        start = time.process_time()
        parse_front_matter(text)
        return time.process_time() - start

    # Quadratic time would multiply by 64; the floor keeps the noise of tiny times out.
    assert min(seconds(800_000) for _ in range(3)) < 24 * max(min(seconds(100_000) for _ in range(3)), 0.002)

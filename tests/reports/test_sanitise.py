from __future__ import annotations

import unicodedata
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.model.report import AuditReport
from checker.reports.sanitise import guard_runner_commands, one_line, sanitise, sanitised

Inject = Callable[[AuditReport, str], AuditReport]
BIDI_CONTROLS = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}
hostile = st.text(
    st.one_of(st.characters(), st.sampled_from("\x1b\x9b\x9d\x07[]0;:#\\\u202e\u2066\u200f\ud800\ufeff\r\n\u2028 hf_"))
)


@given(hostile)
def test_sanitised_text_has_no_control_bidi_or_surrogate_character(text: str) -> None:
    for character in sanitise(text):
        assert character in "\n\t" or unicodedata.category(character) not in ("Cc", "Cs")
        assert unicodedata.bidirectional(character) not in BIDI_CONTROLS
        assert character not in "\u200e\u200f\u061c"


@given(hostile)
def test_sanitising_twice_changes_nothing(text: str) -> None:
    once = sanitise(text)

    assert once == sanitise(once)


@given(st.text(st.characters(categories=("L", "N", "P", "Zs"))))
def test_ordinary_text_in_any_script_is_left_alone(text: str) -> None:
    assert text.replace("hf_", "").replace("@", "") == sanitise(text.replace("hf_", "").replace("@", ""))


@pytest.mark.parametrize(
    ("hostile", "harmless"),
    [
        ("\x1b[31mred\x1b[0m", "red"),
        ("\x9b2Jgone", "gone"),
        ("\x1b]8;;https://evil.example\x1b\\click\x1b]8;;\x07", "click"),
        ("\x1b]0;an unfinished title\nhides no second line", "]0;an unfinished title\nhides no second line"),
        ("allow\rdeny", "allow\ndeny"),
        ("a\u202eb\u2066c\u200bd", "abcd"),
        ("\ud800", "\ufffd"),
        ("key hf_abcdefghijklmnopqrstuvwxyz0123456789.", "key hf_***."),
        ("https://me:secret@hub.example/x?a=b@c", "https://***@hub.example/x?a=b@c"),
        ("https://hub.example/@someone", "https://hub.example/@someone"),
    ],
)
def test_known_tricks_lose_their_power(hostile: str, harmless: str) -> None:
    assert harmless == sanitise(hostile)


def test_every_text_of_a_report_is_reached(rich: AuditReport, inject: Inject) -> None:
    assert sanitised(inject(rich, "\x1b\u202e")) == rich


def emulated_runner_commands(text: str) -> list[str]:
    """The lines that a GitHub or Azure runner would act on."""
    lines = text.splitlines()
    return [line for line in lines if line.lstrip().startswith("::") or "##[" in line or "##vso[" in line]


@given(st.text(st.sampled_from(":# \t\n[vsoaz")))
def test_no_line_is_a_runner_command_after_the_guard(text: str) -> None:
    assert emulated_runner_commands(guard_runner_commands(text)) == []


def test_the_guard_changes_nothing_but_the_marker() -> None:
    guarded = guard_runner_commands("std::vector\n  ::error::x\n##[group]y\n## Heading")

    assert guarded == "std::vector\n  : :error::x\n## [group]y\n## Heading"


@given(hostile)
def test_one_line_has_no_line_break(text: str) -> None:
    assert len(one_line(text).splitlines()) <= 1

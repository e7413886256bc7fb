"""Texts that say the same have the same words; what differs in substance never vanishes."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.identify.words import Text


def words(text: str) -> str:
    return b" ".join(Text(text).words).decode()


@pytest.mark.parametrize(
    "variant",
    [
        "Use it, for ANY purpose.",
        "use\r\nit for\rany purpose",
        "// Use it,\n// for any purpose.",
        "# Use **it**, for _any_ purpose.",
        "<p class='x'>Use it,<br/>for any&nbsp;purpose.</p>",
        "Use it,\u00a0for any pur\u00adpose\u200b.",
        "“Use” it, for ‘any’ purpose…",
        "\ufeffＵｓｅ it, for any purpose",
    ],
)
def test_dress_does_not_change_the_words(variant: str) -> None:
    assert words("Use it for any purpose") == words(variant)


def test_ligatures_are_letters() -> None:
    assert words("first office") == words("ﬁrst oﬃce")


def test_capitals_of_a_sharp_s_are_its_two_letters() -> None:
    assert words("einschließlich") == words("EINSCHLIESSLICH")


def test_ideographs_count_by_character() -> None:
    assert "许 可 证 v2" == words("许可证 v2")


@pytest.mark.parametrize(
    "hidden",
    [
        "a <!-- not --> b",
        "a ~~not~~ b",
        "a <del>not</del> b",
        "a <x not='1'>b",
        "[a](not) b",
        '[a](#b "not") b',
    ],
)
def test_what_a_page_does_not_show_still_leaves_words(hidden: str) -> None:
    assert words("a b") != words(hidden)
    assert "not" in words(hidden).split()


@pytest.mark.parametrize("link", ["[b](https://Acme.example/b_(c)#d)", "[b](<https://acme.example/b_(c)#d>)"])
def test_the_address_of_a_link_is_one_word(link: str) -> None:
    assert "a b ](https://acme.example/b_(c)#d c" == words(f"a {link} c")


def test_a_percent_sign_counts_after_a_number_and_not_as_a_comment_mark() -> None:
    assert "5 %" == words("5%")
    assert "use it" == words("% use it")


def test_a_placeholder_in_angle_brackets_is_no_tag() -> None:
    assert "copyright year owner" == words("Copyright <year> <owner>")


def test_quotes_and_lines_are_those_of_the_source() -> None:
    text = Text("Title\n\n<b>You may</b> not\nSELL it.")

    assert "You may not SELL it" == text.quote(1, 6)
    assert [1, 3, 4] == [text.line(word) for word in (0, 1, 4)]


def places(text: Text) -> list[tuple[int, int]]:
    return [(text.start(word), text.end(word)) for word in range(len(text))]


def test_every_word_has_its_place_in_the_shown_text() -> None:
    text = Text("İstanbul © 2024 — “Straße” <br>\nx")

    assert [text.shown[text.start(k) : text.end(k)].lower().encode() for k in range(len(text))] == text.words


@given(st.text(alphabet="abÄé²·§1 -.(\n\t", max_size=80))
def test_words_and_places_are_the_same_beside_a_sign_that_takes_another_way(source: str) -> None:
    bare, signed = Text(source), Text(f"{source} $")

    assert [*bare.words, b"$"] == signed.words
    assert places(bare) == places(signed)[:-1]


@given(st.text(alphabet="abÄ²·1$% -.(許\n\t", min_size=1, max_size=80).map(lambda line: f"{line}\n" * 40), st.data())
def test_a_place_is_the_same_whether_or_not_others_were_asked_for_before(source: str, data: st.DataObject) -> None:
    text, read = Text(source), Text(source)
    found = places(read)

    for word in data.draw(st.permutations(range(len(found))))[:20]:
        assert found[word] == (text.start(word), text.end(word))
        assert text.line(word) == 1 + text.shown[: text.start(word)].count("\n")
        assert text.gap(word) == text.shown[found[word - 1][1] if word else 0 : found[word][0]]
        assert word == text.word_at(text.start(word)) == text.word_at(found[word - 1][1] if word else 0)
        assert text.line(text.line_start(word)) == text.line(word)
        assert word == 0 or text.line_start(word) == 0 or text.line(text.line_start(word) - 1) < text.line(word)

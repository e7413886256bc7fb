"""What a text is: invented licenses in an index of their own, and what each class of answer must and must not say."""

from __future__ import annotations

from dataclasses import replace

import pytest

from checker.identify import compile as compiler
from checker.identify import identify
from checker.identify.candidates import Candidates
from checker.identify.engine import detect
from checker.identify.index import Index, load
from checker.identify.reference import NAME, Kind, Part, Reference, Role
from checker.identify.words import Text
from checker.model.detection import Change, Detection, Method

BODY = """Whoever receives the instrument may play, copy and lend it to any person, at any place and hour, and may tune
it to every scale that can be heard. The maker gives the instrument as it stands and promises nothing about its
sound. Nobody who plays it shall ask the maker for money when a string breaks, a key sticks, or an audience leaves."""
HEAD = "The Whistle License\n\nCopyright (c) 2020 Some Maker\n\n1. Grant. "
TAIL = "\n\n2. Thanks. A player thanks the maker once in every concert."
WHISTLE = HEAD + BODY + TAIL
DRUM = """The Drum License

Whoever beats the drum keeps the beat, and lets others keep it, at home and in the street and on every square of the
town, by day or by night. A drum that was beaten is handed on with its sticks, and with the name of whoever built it
written under the skin, so that the next drummer knows whom to praise."""


def reference(text: str, identifier: str, *parts: Part, kind: Kind = Kind.LICENSE) -> Reference:
    made = compiler.reference(text, [identifier], kind, source=identifier, title=3)
    return replace(made, parts=tuple(sorted((*made.parts, *parts))))


def indexed(*references: Reference) -> tuple[Index, ...]:
    return (Index(compiler.index(references, common=Text("may not use only the license and of or any").hashes)),)


INDEX = indexed(reference(WHISTLE, "LicenseRef-whistle"), reference(DRUM, "LicenseRef-drum"))


def found(text: str, index: tuple[Index, ...] = INDEX) -> Detection:
    """The only detection in a text."""
    (detection,) = detect(text, index)
    return detection


def changes(detection: Detection) -> list[tuple[str, str, int]]:
    return [(change.kind, change.text, change.line) for change in detection.deviations]


def test_the_same_words_are_verbatim() -> None:
    assert (Method.VERBATIM, "LicenseRef-whistle", 1.0) == (
        found(WHISTLE).method,
        found(WHISTLE.upper()).expression,
        found(WHISTLE).score,
    )


def test_another_title_and_copyright_line_are_no_change() -> None:
    text = WHISTLE.replace("The Whistle License\n\n", "").replace("2020 Some Maker", "2024 Jane Doe <jane@doe.example>")

    assert (Method.TITLE, "LicenseRef-whistle") == (found(text).method, found(text).expression)


def test_an_added_word_is_quoted_with_its_line() -> None:
    detection = found(WHISTLE.replace("may play", "may not play"))

    assert Method.MODIFIED is detection.method
    assert detection.expression.startswith("LicenseRef-modified-whistle-")
    assert ("LicenseRef-whistle",) == detection.candidates
    assert [(Change.ADDED, "not", 5)] == changes(detection)


def test_a_removed_word_is_reported_by_its_neighbours_and_section() -> None:
    ((kind, text, line),) = changes(found(WHISTLE.replace("once in every concert", "in every concert")))

    assert (Change.REMOVED, 9) == (kind, line)
    assert "[1 word between “A player thanks the maker” and “in every concert”, section 2]" in text.replace(
        "Thanks. ", ""
    )


LINKED = f"{WHISTLE} Then [Whistle](#whistle).\n\n## Whistle\n\nTo [whistle](https://acme.example/how), blow."
LINKED_INDEX = indexed(reference(LINKED, "LicenseRef-whistle-2"))


def test_the_address_of_a_link_does_not_stand_in_for_the_same_word() -> None:
    assert Method.MODIFIED is found(LINKED.replace("## Whistle", ""), LINKED_INDEX).method


@pytest.mark.parametrize(
    "copy, is_exact",
    [
        (LINKED.replace("(#whistle)", ""), True),
        (LINKED.replace("instrument", "[instrument](https://acme.example/instrument)"), True),
        (LINKED.replace("blow", "[blow](https://acme.example/blow)"), True),
        (LINKED.replace("acme.example/how", "acme.example/how-not"), False),
    ],
)
def test_a_copy_may_lack_or_add_a_link_but_not_lead_elsewhere(copy: str, is_exact: bool) -> None:
    assert is_exact is found(copy, LINKED_INDEX).is_exact


def test_a_removed_word_is_quoted_when_a_text_is_at_hand() -> None:
    own = reference(WHISTLE, "LicenseRef-whistle")
    at_hand = Index(compiler.index([own], common=()), [own])
    detection = found(WHISTLE.replace("once in every concert", "in every concert"), (*INDEX, at_hand))

    assert [(Change.REMOVED, "once", 9)] == changes(detection)


@pytest.mark.parametrize("place", ["before", "after"])
def test_a_sentence_outside_the_license_is_other_text(place: str) -> None:
    sentence = "Brass bands are excluded from everything here."
    detection = found(f"{sentence}\n\n{WHISTLE}" if place == "before" else f"{WHISTLE}\n\n{sentence}")

    assert (Method.CONTAINS, 7, 1.0) == (detection.method, detection.unmatched, detection.score)
    assert detection.expression != "LicenseRef-whistle"
    assert [(Change.ADDED, sentence.rstrip("."))] == [change[:2] for change in changes(detection)]


def test_a_text_cut_off_is_incomplete() -> None:
    detection = found(WHISTLE[: WHISTLE.index("2. Thanks")])

    assert Method.INCOMPLETE is detection.method
    assert 0.8 < detection.score < 1.0


def test_a_text_that_shares_half_its_words_resembles() -> None:
    half = WHISTLE[: WHISTLE.index("Nobody")] + " ".join(f"word{n}" for n in range(40))
    detection = found(half)

    assert (Method.RESEMBLES, "NOASSERTION", ("LicenseRef-whistle",)) == (
        detection.method,
        detection.expression,
        detection.candidates,
    )


@pytest.mark.parametrize("text", ["", "   \n", "Hello, world.", " ".join(f"word{n}" for n in range(500)), "许可证"])
def test_anything_else_is_unknown(text: str) -> None:
    assert (Method.UNKNOWN, "NOASSERTION", ()) == (found(text).method, found(text).expression, found(text).candidates)


@pytest.mark.parametrize("text", [WHISTLE + "\0", WHISTLE + " x" * 500_000])
def test_binary_and_oversized_files_are_not_read(text: str) -> None:
    assert (Method.UNKNOWN, 0) == (found(text).method, found(text).unmatched)


def test_two_licenses_are_both_named_in_order() -> None:
    both = detect(f"{DRUM}\n\n{WHISTLE}", INDEX)

    assert ["LicenseRef-drum", "LicenseRef-whistle"] == [detection.expression for detection in both]
    assert [(1, 5), (7, 15)] == [detection.lines for detection in both]


def test_a_license_given_twice_is_found_twice() -> None:
    assert ["LicenseRef-whistle"] * 2 == [d.expression for d in detect(f"{WHISTLE}\n\n{WHISTLE}", INDEX)]


def test_text_between_two_licenses_taints_both() -> None:
    both = detect(f"{DRUM}\n\nNothing above holds in winter.\n\n{WHISTLE}", INDEX)

    assert [Method.CONTAINS] * 2 == [detection.method for detection in both]


def test_an_optional_part_may_be_left_out_but_not_cut() -> None:
    start, end = _place("lend it to any person, at any place and hour,")
    index = indexed(reference(WHISTLE, "LicenseRef-whistle", Part(start, end, Role.OPTIONAL)))

    without = found(WHISTLE.replace("lend it to any person, at any place and hour,", ""), index)
    cut = found(WHISTLE.replace("to any person, at any place", ""), index)

    assert (Method.TEMPLATE, "LicenseRef-whistle") == (without.method, without.expression)
    assert Method.MODIFIED is cut.method


def test_a_slot_takes_a_name_and_nothing_else() -> None:
    start, end = _place("the maker for money")
    choice = Part(start, end, Role.CHOICE, ((Text("the").hashes[0], NAME, *Text("for money").hashes),))
    index = indexed(reference(WHISTLE, "LicenseRef-whistle", choice))

    named = found(WHISTLE.replace("ask the maker for money", "ask the Zyx Foundation for money"), index)
    smuggled = found(WHISTLE.replace("ask the maker for money", "ask the maker only for money"), index)

    assert (Method.TEMPLATE, Method.MODIFIED) == (named.method, smuggled.method)


def test_equal_texts_of_different_licenses_are_a_tie() -> None:
    one, other = reference(WHISTLE, "LicenseRef-one"), reference(WHISTLE.replace(" once ", " twice "), "LicenseRef-two")
    detection = found(WHISTLE.replace("once in every", "in every"), indexed(one, other))

    assert ("NOASSERTION", ("LicenseRef-one", "LicenseRef-two")) == (detection.expression, detection.candidates)


def test_the_same_text_under_two_ids_is_named_by_the_first() -> None:
    index = indexed(
        replace(reference(WHISTLE, "LicenseRef-w-only"), ids=("LicenseRef-w-only", "LicenseRef-w-or-later"))
    )
    detection = found(WHISTLE, index)

    assert ("LicenseRef-w-only", ("LicenseRef-w-only", "LicenseRef-w-or-later")) == (
        detection.expression,
        detection.candidates,
    )


def test_an_altered_text_has_an_id_of_its_own() -> None:
    one, other = found(WHISTLE.replace("may play", "must play")), found(WHISTLE.replace("may play", "can play"))

    assert one.expression != other.expression
    assert one.expression == found(WHISTLE.replace("may play", "MUST\nplay")).expression


def test_the_second_tier_names_only_the_same_words() -> None:
    other = compiler.reference(DRUM, ["LicenseRef-scancode-drum"], source="drum")
    index = (Index(compiler.index([reference(WHISTLE, "LicenseRef-whistle")], [other], common=())),)

    assert (Method.VERBATIM, "LicenseRef-scancode-drum") == (found(DRUM, index).method, found(DRUM, index).expression)
    assert "NOASSERTION" == found(DRUM.replace("by night", "at noon"), index).expression


def test_a_users_license_comes_before_the_shipped_index() -> None:
    own = reference(WHISTLE, "LicenseRef-acme-whistle")

    (detection,) = identify(WHISTLE, references=(own,))

    assert ("LicenseRef-acme-whistle", Method.VERBATIM) == (detection.expression, detection.method)
    assert Method.UNKNOWN is identify(WHISTLE)[0].method


def test_the_python_call_is_one_function() -> None:
    assert "Apache-2.0" == identify("SPDX-License-Identifier: Apache-2.0")[0].expression
    assert load() is load()


def _place(words: str) -> tuple[int, int]:
    """Where these words stand in the whistle license."""
    whole, part = Text(WHISTLE).words, Text(words).words
    start = next(at for at in range(len(whole)) if whole[at : at + len(part)] == part)
    return start, start + len(part)


@pytest.mark.parametrize(
    "unit",
    [
        "Copyright (c) 2024 Foo Bar\n",
        "1. ",
        "(c) ",
        "[",
        "<a ",
        "&amp;",
        "](x)",
        "the ",
        "许可证",
        "ﷺ",
        "may play, copy ",
    ],
)
def test_a_file_of_one_thing_over_and_over_is_unknown(unit: str) -> None:
    assert Method.UNKNOWN is found(unit * 20_000).method


def test_a_title_does_not_take_the_last_words_of_the_license_before_it() -> None:
    cut = DRUM.index("A drum that")
    drum, whistle = DRUM[:cut] + "That is the license.", f"{WHISTLE}\n\n3. {DRUM[cut:]}"
    headed = compiler.reference(f"The Whistle License\n\n{whistle}", ["LicenseRef-whistle"], source="whistle", title=6)
    index = indexed(headed, reference(drum, "LicenseRef-drum"))

    assert ["LicenseRef-drum", "LicenseRef-whistle"] == [d.expression for d in detect(f"{drum}\n\n{whistle}", index)]


def test_a_license_is_found_beside_text_that_merely_resembles_one() -> None:
    flute = (
        "Blow the flute softly while the moon is out, and hand it to whoever asks, for no one owns the tune it plays."
    )
    index = indexed(*(reference(text, f"LicenseRef-{n}") for n, text in enumerate((WHISTLE, DRUM, flute))))
    resembling = DRUM[: DRUM.index("and with the name")]

    found = detect(f"{WHISTLE}\n\n{resembling}\n\n{flute}", index)
    assert [("LicenseRef-0",), ("LicenseRef-2",)] == [detection.candidates for detection in found]


def test_a_license_is_found_before_a_longer_one_that_begins_like_it() -> None:
    longer = f"{DRUM}\n\nThe dances are " + ", ".join(f"waltz {number}" for number in range(1, 7))
    index = indexed(reference(DRUM, "LicenseRef-drum"), reference(longer, "LicenseRef-drum-2"))

    found = detect(f"{DRUM}\n\n{longer}\n\n{'Applause. ' * 200}", index)
    assert [("LicenseRef-drum",), ("LicenseRef-drum-2",)] == [detection.candidates for detection in found]


def test_a_license_that_is_there_in_full_is_a_likelier_candidate_than_one_that_shares_more() -> None:
    index = indexed(reference(DRUM, "LicenseRef-drum"), reference(f"{DRUM}\n\n{BODY}", "LicenseRef-drum-2"))
    text = Text(f"{DRUM}\n\n{' '.join(BODY.split()[:10])}")
    likeliest, second = Candidates(text, index).within(0, len(text))

    assert (0, 1) == (likeliest.number, second.number)
    assert likeliest.hits < second.hits


LOAN = (
    "As a special exception, the maker lets you lend the instrument to the deaf, who shall not owe any thanks for it."
)
WITH_LOAN = indexed(
    reference(WHISTLE, "LicenseRef-whistle"),
    reference(DRUM, "LicenseRef-drum"),
    compiler.reference(LOAN, ["loan-exception"], Kind.EXCEPTION, source="loan"),
)


@pytest.mark.parametrize(
    "text, expressions",
    [
        (f"{WHISTLE}\n\n{LOAN}", ["LicenseRef-whistle WITH loan-exception"]),
        (f"{LOAN}\n\n{WHISTLE}", ["LicenseRef-whistle WITH loan-exception"]),
        (f"{DRUM}\n\n{WHISTLE}\n\n{LOAN}", ["LicenseRef-drum", "LicenseRef-whistle WITH loan-exception"]),
        (f"{WHISTLE}\n\n{LOAN}\n\n{DRUM}", ["LicenseRef-whistle WITH loan-exception", "LicenseRef-drum"]),
    ],
)
def test_an_exception_belongs_to_the_license_it_stands_next_to(text: str, expressions: list[str]) -> None:
    assert expressions == [detection.expression for detection in detect(text, WITH_LOAN)]


@pytest.mark.parametrize(
    "text",
    [
        f"{WHISTLE}\n\nOnly brass bands may rely on this:\n\n{LOAN}",
        f"{WHISTLE}\n\n{LOAN}\n\n{LOAN}",
        WHISTLE + "\n\n" + LOAN.replace("not owe", "owe"),
        WHISTLE.replace("may play", "may not play") + f"\n\n{LOAN}",
    ],
)
def test_an_exception_grants_nothing_where_it_is_not_clear_what_to(text: str) -> None:
    detection = found(text, WITH_LOAN)

    assert detection.expression.startswith("LicenseRef-modified-whistle-")
    assert detection.unmatched or not detection.is_exact


def test_an_exception_alone_is_no_license() -> None:
    assert (Method.UNKNOWN, "NOASSERTION") == (found(LOAN, WITH_LOAN).method, found(LOAN, WITH_LOAN).expression)

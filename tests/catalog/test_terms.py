"""License files: all that ship are sound, and every mistake in one is reported with its place."""

from __future__ import annotations

import re
from pathlib import Path

import msgspec
import pytest

from checker.catalog.clauses import MAX_QUOTED_WORDS, Clause
from checker.catalog.clauses.notices import CondTrainedWith
from checker.catalog.compile import license_files
from checker.catalog.soundness import problems as unsound
from checker.catalog.terms import LicenseTerms, parse_terms, terms_data
from checker.errors import DataError
from tests.catalog.license_files import HEAD

FILES = {file.name: file for file in license_files()}


def load(name: str) -> LicenseTerms:
    return parse_terms(FILES[name].read_text(encoding="utf-8"), name)


def test_there_are_license_files() -> None:
    assert {"MIT.yaml", "Apache-2.0.yaml", "LicenseRef-llama-3.1.yaml"} <= FILES.keys()


@pytest.mark.parametrize("name", FILES)
def test_a_license_file_is_sound_and_named_after_its_id(name: str) -> None:
    assert unsound(load(name), name) == []


@pytest.mark.parametrize("name", FILES)
def test_every_clause_of_a_license_file_comes_to_a_sentence(name: str) -> None:
    assert [clause for clause in load(name).clauses if not clause.duty.endswith(".")] == []


@pytest.mark.parametrize("name", FILES)
def test_no_line_of_a_license_file_is_too_long_to_read(name: str) -> None:
    lines = FILES[name].read_text(encoding="utf-8").splitlines()

    assert [line for line in lines if len(line) > 120 and "://" not in line] == []


@pytest.mark.parametrize("name", FILES)
def test_a_license_file_round_trips(name: str) -> None:
    terms = load(name)
    written = msgspec.json.encode(terms_data(terms)).decode()  # JSON is YAML

    assert parse_terms(written, name) == terms


@pytest.mark.parametrize("name", FILES)
def test_a_license_file_does_not_say_the_same_thing_twice(name: str) -> None:
    clauses = load(name).clauses

    assert len(set(map(repr, clauses))) == len(clauses)


def test_every_text_belongs_to_one_license_or_policy() -> None:
    owners: dict[str, set[str]] = {}
    for name in FILES:
        terms = load(name)
        for owner, slugs in ((terms.id, terms.texts), *((doc.id, doc.texts) for doc in terms.incorporates)):
            for slug in slugs:
                owners.setdefault(slug, set()).add(owner)

    assert {slug: ids for slug, ids in owners.items() if len(ids) > 1} == {}


@pytest.mark.parametrize("name", FILES)
def test_the_texts_of_a_license_file_are_in_the_corpus(name: str, corpus: Path) -> None:
    terms = load(name)
    slugs = [*terms.texts, *(slug for document in terms.incorporates for slug in document.texts)]

    assert [slug for slug in slugs if not (corpus / "licenses" / f"{slug}.txt").is_file()] == []


@pytest.mark.parametrize("name", FILES)
def test_a_license_file_names_a_text_that_it_was_read_from(name: str) -> None:
    terms = load(name)

    assert terms.texts or terms.scancode


@pytest.mark.parametrize("name", FILES)
def test_the_exact_words_of_a_duty_stand_in_the_text(name: str, corpus: Path) -> None:
    terms = load(name)
    copies = {None: terms.texts, **{document.id: document.texts for document in terms.incorporates}}
    parts = [(part, clause.document) for clause in terms.clauses for part in quoted_parts(clause)]

    assert [
        (part, slug)
        for part, document in parts
        for slug in copies[document]
        if words_of(part) not in words_of(read(corpus, slug))
    ] == []


@pytest.mark.parametrize("name", FILES)
def test_the_sections_of_a_license_file_stand_in_the_text(name: str, corpus: Path) -> None:
    """Headings and defined terms by their words, numbered sections by their first number."""
    terms = load(name)
    sections = [clause.section for clause in terms.clauses if clause.document is None]
    counted = re.search(r"number|count|letters", " ".join(terms.traps))

    for slug in terms.texts:
        text = read(corpus, slug)
        words = set(re.findall(r"\w+", text.casefold()))
        headings = {word for section in sections for word in re.findall(r"[^\W\d_]{4,}", section.casefold())}
        assert headings - words - OWN_WORDS == set(), slug
        if not counted:
            numbers = {found[0] for section in sections if (found := re.match(r"\d+", section))}
            assert [number for number in numbers if not re.search(rf"(?<![\d.]){number}(?!\d)", text)] == [], slug


# What a section is called that has neither number nor heading.
OWN_WORDS = {
    *("preamble", "definitions", "opening", "closing", "paragraph", "line", "note", "after"),
    *("item", "items", "part", "english", "chinese"),
}


def quoted_parts(clause: Clause) -> list[str]:
    phrases = clause.params.phrases if isinstance(clause.params, CondTrainedWith) else (clause.quote,)
    return [part for phrase in phrases if phrase for part in phrase.split("[…]")]


def read(corpus: Path, slug: str) -> str:
    return (corpus / "licenses" / f"{slug}.txt").read_text(encoding="utf-8")


def words_of(text: str) -> str:
    """The text with quotation marks and line breaks made alike, and without a copyist's Markdown emphasis."""
    plain = text.replace("”", '"').replace("“", '"').replace("’", "'").replace("**", "")
    return " ".join(plain.split())


def problems(text: str) -> list[str]:
    with pytest.raises(DataError) as caught:
        parse_terms(text, "x.yaml")
    return str(caught.value).splitlines()


GOOD = "  - {kind: grant.use, section: '1'}\n"


@pytest.mark.parametrize(
    ("clause", "expected"),
    [
        ("{kind: limit.mua, section: '2'}", "x.yaml:8:6: unknown kind 'limit.mua'; did you mean 'limit.mau'?"),
        ("{kind: grant.use}", "x.yaml:8:5: a clause needs the section it stands in"),
        ("{kind: grant.use, section: ''}", "x.yaml:8:5: a clause needs the section it stands in"),
        (
            "{kind: grant.use, secton: '2', section: '2'}",
            "x.yaml:8:23: unknown key 'secton'; did you mean 'section'?; parameters go under params",
        ),
        (
            "{kind: limit.mau, section: '2', params: {cout: 7, as_of: current}}",
            "x.yaml:8:46: unknown parameter 'cout'; did you mean 'count'?; "
            "limit.mau has then, affiliates, count, as_of, inclusive",
        ),
        (
            "{kind: limit.mau, section: '2', params: {count: 7M, as_of: current}}",
            "x.yaml:8:46: Expected `int`, got `str`",
        ),
        (
            "{kind: limit.mau, section: '2', params: {as_of: current}}",
            "x.yaml:8:37: Object missing required field `count`",
        ),
        (
            "{kind: limit.mau, section: '2', params: {count: 7, as_of: then}}",
            "x.yaml:8:56: Invalid enum value 'then'",
        ),
        (
            "{kind: limit.revenue, section: '2', params: {amount: 7, currency: XYZ}}",
            "x.yaml:8:5: 'XYZ' is no currency with a known rate",
        ),
        ("{kind: grant.use, section: '2', when: sometimes}", "x.yaml:8:37: 'sometimes' is no standard trigger"),
        (
            "{kind: grant.use, section: '2', document: LicenseRef-other}",
            "x.yaml:8:37: 'LicenseRef-other' is not among the documents that the license incorporates",
        ),
        (
            "{kind: cond.aup, section: '2', params: {document: LicenseRef-other, updatable: true}}",
            "x.yaml:8:45: 'LicenseRef-other' is not among the documents that the license incorporates",
        ),
        (
            f"{{kind: cond.notice_file, section: '2', params: {{text: {'word ' * (MAX_QUOTED_WORDS + 1)}}}}}",
            "x.yaml:8:44: quote at most 25 words",
        ),
        (
            "{kind: grant.use, section: '2', document: [a]}",
            "x.yaml:8:37: document is the id of an incorporated document",
        ),
        ("grant.use", "x.yaml:8:5: a clause is a mapping with kind, section and params"),
        ("{kind: grant.use, kind: grant.use, section: '2'}", "x.yaml:8:23: duplicate key 'clauses[0].kind'"),
    ],
)
def test_a_mistake_in_a_clause_is_reported_with_its_place(clause: str, expected: str) -> None:
    found = problems(HEAD + f"  - {clause}\n" + GOOD)

    assert len(found) == 1
    assert found[0].startswith(expected)


def test_all_mistakes_of_a_file_are_reported_at_once_and_in_order() -> None:
    text = HEAD.replace("licensor", "licenser") + "  - {kind: grant.us, section: '1'}\n  - {kind: grant.use}\n"

    assert [line.split(": ", 1)[0] for line in problems(text)] == [
        "x.yaml:1:1",
        "x.yaml:3:1",
        "x.yaml:8:6",
        "x.yaml:9:5",
    ]


def test_a_license_without_clauses_is_refused() -> None:
    assert problems(HEAD) == ["x.yaml:7:1: a license has at least one clause"]


def test_yaml_that_is_no_yaml_is_reported_with_its_place() -> None:
    assert problems("id: [")[0].startswith("x.yaml:2:1: not valid YAML")


def test_clauses_are_found_by_kind_and_by_group() -> None:
    terms = load("LicenseRef-llama-3.1.yaml")

    assert [clause.section for clause in terms.of_kind("limit.mau")] == ["2"]
    assert {clause.kind for clause in terms.of_kind("output")} == {"output.train", "output.responsibility"}
    assert terms.of_kind("lim") == ()

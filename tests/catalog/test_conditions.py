"""Three-valued conditions: Kleene's laws, numbers that are only bounded, dates, places."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.catalog.conditions import (
    AT_RELEASE,
    Above,
    AllOf,
    Answer,
    AnyOf,
    Condition,
    Holds,
    Is,
    Not,
    Question,
    Truth,
    Within,
)
from checker.catalog.facts import FACTS, MODES, TRAINING, USES, Facts, Measured
from checker.catalog.triggers import TRIGGERS, condition_data, in_words, parse_condition
from tests.catalog.asked_facts import asked_facts

RELEASE = date(2024, 7, 23)
PLACES = ("DE", "FR", "US", "GB", "KR", "EU", "EEA", "UK", "WORLD")

simple = st.one_of(
    st.sampled_from([Holds("modified"), Holds("distributed"), Holds("org.government")]),
    st.builds(Is, st.just("use"), st.lists(st.sampled_from(USES), min_size=1, max_size=2).map(tuple)),
    st.builds(Is, st.just("fields"), st.lists(st.sampled_from(("military", "self-harm")), min_size=1).map(tuple)),
    st.builds(Within, st.just("org.domicile"), st.lists(st.sampled_from(PLACES), min_size=1).map(tuple)),
    st.builds(Within, st.just("territories.serve"), st.lists(st.sampled_from(PLACES), min_size=1).map(tuple)),
    st.builds(
        Above, st.just("org.mau"), st.integers(0, 100), st.booleans(), st.sampled_from([None, RELEASE, AT_RELEASE])
    ),
    st.builds(Above, st.just("org.revenue_usd_year"), st.integers(0, 100), currency=st.sampled_from(["USD", "CNY"])),
    st.builds(Above, st.just("org.revenue_usd_month"), st.integers(0, 100)),
)
conditions: st.SearchStrategy[Condition] = st.recursive(
    simple,
    lambda inner: st.one_of(
        st.builds(AllOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(AnyOf, st.lists(inner, max_size=3).map(tuple)),
        st.builds(Not, inner),
    ),
    max_leaves=8,
)


@st.composite
def all_facts(draw: st.DrawFn) -> Facts:
    """A full and consistent statement of the facts that the conditions above ask about."""
    year = draw(st.integers(0, 150))
    return {
        "modified": draw(st.booleans()),
        "distributed": draw(st.booleans()),
        "org.government": draw(st.booleans()),
        "use": draw(st.sampled_from(USES)),
        "fields": draw(st.sampled_from([(), ("military",), ("self-harm", "military")])),
        "org.domicile": draw(st.sampled_from(("DE", "US", "GB"))),
        "territories.serve": draw(st.sampled_from([("US",), ("EU",), ("WORLD",), ("KR", "US")])),
        "org.mau": draw(
            st.one_of(st.integers(0, 120), st.builds(Measured, st.integers(0, 120), st.sampled_from([None, RELEASE])))
        ),
        "org.revenue_usd_year": year,
        "org.revenue_usd_month": draw(st.integers(-(-year // 12), year)),
    }


@given(conditions, all_facts(), st.sets(st.sampled_from(sorted(FACTS))))
def test_stating_a_missing_fact_never_turns_a_settled_answer(
    condition: Condition, facts: Facts, hidden: set[str]
) -> None:
    with_gaps = condition.evaluate({name: value for name, value in facts.items() if name not in hidden})

    assert with_gaps.truth in {Truth.UNKNOWN, condition.evaluate(facts).truth}


@given(conditions, all_facts(), st.sets(st.sampled_from(sorted(FACTS))))
def test_only_an_unknown_names_missing_facts_and_it_names_the_ones_it_speaks_of(
    condition: Condition, facts: Facts, hidden: set[str]
) -> None:
    answer = condition.evaluate({name: value for name, value in facts.items() if name not in hidden})

    assert bool(answer.missing) == (answer.truth is Truth.UNKNOWN)
    assert {question.fact for question in answer.missing} <= asked_facts(condition)


@given(conditions, conditions, all_facts(), st.sets(st.sampled_from(sorted(FACTS))))
def test_and_or_and_not_obey_de_morgan(one: Condition, other: Condition, facts: Facts, hidden: set[str]) -> None:
    known = {name: value for name, value in facts.items() if name not in hidden}

    assert Not(AllOf((one, other))).evaluate(known) == AnyOf((Not(one), Not(other))).evaluate(known)


@given(conditions)
def test_a_condition_written_as_data_reads_back_as_itself(condition: Condition) -> None:
    assert parse_condition(condition_data(condition)) == condition


@pytest.mark.parametrize(("parts", "expected"), [(AllOf(()), Truth.TRUE), (AnyOf(()), Truth.FALSE)])
def test_nothing_asked_is_true_for_all_and_false_for_any(parts: Condition, expected: Truth) -> None:
    assert parts.evaluate({}) == Answer(expected)


def test_one_decisive_part_settles_a_condition_with_unknown_parts() -> None:
    unknown = Holds("modified")

    assert AllOf((unknown, Is("use", ("research",)))).evaluate({"use": "commercial"}) == Answer(Truth.FALSE)
    assert AnyOf((unknown, Is("use", ("research",)))).evaluate({"use": "research"}) == Answer(Truth.TRUE)


ABOVE_AT_RELEASE = Above("org.mau", 700_000_000, as_of=RELEASE)


@pytest.mark.parametrize(
    ("stated", "expected"),
    [
        (900_000_000, Truth.TRUE),
        (700_000_000, Truth.FALSE),
        (Measured(900_000_000), Truth.TRUE),
        (Measured(900_000_000, date(2024, 7, 1)), Truth.TRUE),
        (Measured(900_000_000, date(2024, 6, 30)), Truth.TRUE),
        (Measured(900_000_000, date(2024, 5, 31)), Truth.UNKNOWN),
        (Measured(900_000_000, date(2024, 8, 1)), Truth.UNKNOWN),
        (Measured(100, date(2026, 10, 31)), Truth.UNKNOWN),
        ((Measured(100, date(2026, 10, 31)), Measured(800_000_000, date(2024, 6, 30))), Truth.TRUE),
    ],
)
def test_a_count_answers_for_its_own_month_and_the_one_after(
    stated: int | Measured | tuple[Measured, ...], expected: Truth
) -> None:
    assert ABOVE_AT_RELEASE.evaluate({"org.mau": stated}).truth is expected


def test_a_missing_count_is_asked_for_with_its_date() -> None:
    assert [str(question) for question in ABOVE_AT_RELEASE.evaluate({}).missing] == ["org.mau at 2024-07-23"]


def test_without_a_date_the_latest_count_answers() -> None:
    counts = (Measured(5, date(2024, 1, 31)), Measured(500, date(2026, 1, 31)), Measured(50, date(2025, 1, 31)))

    assert Above("org.mau", 100).evaluate({"org.mau": counts}).truth is Truth.TRUE


@pytest.mark.parametrize(
    ("revenue", "expected"),
    [(5_000_000, Truth.FALSE), (20_000_000, Truth.FALSE), (100_000_000, Truth.UNKNOWN), (250_000_000, Truth.TRUE)],
)
def test_a_year_of_revenue_bounds_its_highest_month(revenue: int, expected: Truth) -> None:
    answer = Above("org.revenue_usd_month", 20_000_000).evaluate({"org.revenue_usd_year": revenue})

    assert answer.truth is expected
    assert answer.missing == ((Question("org.revenue_usd_month"),) if expected is Truth.UNKNOWN else ())


@pytest.mark.parametrize(
    ("dollars", "expected"), [(5_000_000, Truth.FALSE), (150_000_000, Truth.UNKNOWN), (200_000_000, Truth.TRUE)]
)
def test_an_amount_in_another_currency_is_settled_only_beyond_any_rate(dollars: int, expected: Truth) -> None:
    limit = Above("org.revenue_usd_year", 1_000_000_000, currency="CNY")

    assert limit.evaluate({"org.revenue_usd_year": dollars}).truth is expected


def test_inclusive_limits_begin_at_the_amount_itself() -> None:
    facts: Facts = {"org.employees": 10}

    assert Above("org.employees", 10).evaluate(facts).truth is Truth.FALSE
    assert Above("org.employees", 10, inclusive=True).evaluate(facts).truth is Truth.TRUE


@pytest.mark.parametrize(
    ("fact", "stated", "places", "expected"),
    [
        ("org.domicile", "DE", ("EU",), Truth.TRUE),
        ("org.domicile", "NO", ("EU",), Truth.FALSE),
        ("org.domicile", "NO", ("EEA",), Truth.TRUE),
        ("org.domicile", "GB", ("EU",), Truth.FALSE),
        ("org.domicile", "GB", ("UK",), Truth.TRUE),
        ("org.domicile", "EU", ("DE",), Truth.UNKNOWN),
        ("org.domicile", "EU", ("EEA",), Truth.TRUE),
        ("territories.serve", ("EU", "US"), ("DE",), Truth.TRUE),
        ("territories.serve", ("WORLD",), ("KR",), Truth.TRUE),
        ("territories.serve", ("US", "CA"), ("EU", "UK", "KR"), Truth.FALSE),
        ("territories.serve", (), ("EU",), Truth.FALSE),
    ],
)
def test_places_expand_to_countries(
    fact: str, stated: str | tuple[str, ...], places: tuple[str, ...], expected: Truth
) -> None:
    assert Within(fact, places).evaluate({fact: stated}).truth is expected


@pytest.mark.parametrize(
    ("data", "complaint"),
    [
        ("distributd", "no standard trigger"),
        ({"fact": "usage", "is": ["commercial"]}, "no context fact"),
        ({"fact": "use", "is": ["comercial"]}, "no word for use"),
        ({"fact": "use", "above": "3"}, "is a word"),
        ({"fact": "org.domicile", "within": ["Germany"]}, "no ISO 3166"),
        ({"fact": "org.mau", "over": "3"}, "not a condition on org.mau"),
        ({"fact": "org.mau", "above": "many"}, "not a condition on org.mau"),
        ({"fact": "org.employees", "above": "3", "currency": "XYZ"}, "no currency"),
        ({"fact": "org.mau", "above": "3", "as_of": "yesterday"}, "Invalid isoformat"),
        ({"holds": "use"}, "is a word"),
        ({"all": [], "any": []}, "not a condition"),
        (["modified"], "not a condition"),
    ],
)
def test_a_malformed_condition_is_refused_with_the_reason(data: object, complaint: str) -> None:
    with pytest.raises(ValueError, match=complaint):
        parse_condition(data)


def test_every_standard_trigger_has_words_of_its_own() -> None:
    words = [in_words(condition) for condition in TRIGGERS.values()]

    assert len(set(words)) == len(TRIGGERS)
    assert "you modify it and (you distribute it or host it for others)" in words


def test_every_closed_set_of_words_has_its_fact() -> None:
    assert [FACTS[name].words for name in ("use", "mode", "train_on_outputs")] == [USES, MODES, TRAINING]

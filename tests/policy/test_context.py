"""The facts of a use: spelled in YAML, TOML or on the command line, each with its origin."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.catalog.facts import FACTS, Measured
from checker.cli.session import Session
from checker.errors import UsageProblem
from checker.policy.context import Context, parse_assignment, parse_fact, quantity, written_form
from checker.policy.mistakes import Mistakes


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("5", 5),
        ("5_000_000", 5_000_000),
        ("900k", 900_000),
        ("5M", 5_000_000),
        ("1.5B", 1_500_000_000),
        (7, 7),
        ("0", 0),
    ],
)
def test_a_quantity_may_have_separators_and_a_unit(written: object, expected: int) -> None:
    assert expected == quantity(written)


@pytest.mark.parametrize("written", ["", "-5", "5.5", "1.2345k", "5MM", "1e6", "five", None, True, [], "9" * 40, "5 M"])
def test_what_is_no_quantity_is_refused(written: object) -> None:
    with pytest.raises(Mistakes):
        quantity(written)


@pytest.mark.parametrize(
    ("assignment", "name", "value"),
    [
        ("use=commercial", "use", "commercial"),
        ("modified=true", "modified", True),
        ("org.revenue_usd_year=5M", "org.revenue_usd_year", 5_000_000),
        ("org.mau=900M", "org.mau", Measured(900_000_000)),
        ("org.mau=1M@2025-04-05", "org.mau", Measured(1_000_000, date(2025, 4, 5))),
        ("org.mau=1M@2025-04-05,2M", "org.mau", (Measured(1_000_000, date(2025, 4, 5)), Measured(2_000_000))),
        ("org.domicile=de", "org.domicile", "DE"),
        ("territories.serve=EU, US", "territories.serve", ("EU", "US")),
        ("territories.serve=[EU]", "territories.serve", ("EU",)),
        ("fields=Medical-Advice", "fields", ("medical-advice",)),
        (" use = research ", "use", "research"),
    ],
)
def test_the_command_line_states_facts(assignment: str, name: str, value: Any) -> None:
    assert (name, value) == parse_assignment(assignment)


@pytest.mark.parametrize(
    ("assignment", "expected"),
    [
        ("use", "states no fact"),
        ("org.maus=5", 'did you mean "org.mau"?'),
        ("use=comercial", 'did you mean "commercial"?'),
        ("org.mau=5@yesterday", "a date such as"),
        ("territories.serve=EU,Narnia", 'found "Narnia"'),
        ("territories.serve=", 'found "", allowed: a list'),
        ("territories.serve=[]", "at least one place"),
        ("fields=", 'found "", allowed: a list'),
    ],
)
def test_what_states_no_fact_is_a_usage_problem(assignment: str, expected: str) -> None:
    with pytest.raises(UsageProblem) as raised:
        parse_assignment(assignment)

    assert expected in str(raised.value)


def test_facts_may_be_nested_or_dotted() -> None:
    nested = Context.parse({"org": {"mau": {"value": "5k", "as_of": "2026-10-31"}}, "modified": "true"})
    dotted = Context.parse({"org.mau": "5k@2026-10-31", "modified": True})

    assert nested == dotted
    assert hash(nested) == hash(dotted)


def test_a_fact_that_is_stated_twice_is_a_mistake() -> None:
    with pytest.raises(Mistakes, match=r"org\.mau is stated twice"):
        Context.parse({"org.mau": "5", "org": {"mau": "6"}})


def test_all_mistakes_of_a_context_are_told() -> None:
    with pytest.raises(Mistakes) as raised:
        Context.parse(
            {"use": "x", "org": {"mau": [{"value": "y"}, "5"], "size": "1"}, "territories": {"serve": ["EU", "?"]}}
        )

    assert ["use", "org.mau[0]", "org.size", "territories.serve[1]"] == [path for path, _ in raised.value.entries]


def test_later_sources_replace_earlier_ones(tmp_path: Path) -> None:
    policy, config = tmp_path / "acme.yaml", tmp_path / "lic-check.yaml"
    facts = "{use: commercial, mode: hosted, territories: {serve: [US, DE]}}"
    policy.write_text(f"version: 1\nextends: builtin:permissive-only\ncontext: {facts}\n", encoding="utf-8")
    config.write_text("context: {mode: local, modified: true}\n", encoding="utf-8")

    session = Session.open(
        str(policy),
        ["territories.serve=FR"],
        str(config),
        isolated=False,
        fail_on=(),
        offline=True,
        quiet=True,
    )

    assert {"mode": "local", "modified": True, "territories.serve": ("FR",), "use": "commercial"} == session.context
    assert f"{policy}:3" == str(session.policy.origins["context.use"])


FACT_VALUES = st.one_of(
    st.tuples(st.just("use"), st.sampled_from(FACTS["use"].words)),
    st.tuples(st.just("modified"), st.booleans()),
    st.tuples(st.just("org.employees"), st.integers(0, 10**9)),
    st.tuples(st.just("org.mau"), st.builds(Measured, st.integers(0, 10**9), st.none() | st.dates())),
    st.tuples(st.just("fields"), st.lists(st.sampled_from(["military", "social-scoring"]), unique=True).map(tuple)),
    st.tuples(
        st.just("territories.serve"), st.lists(st.sampled_from(["EU", "US"]), min_size=1, unique=True).map(tuple)
    ),
)


@given(FACT_VALUES)
def test_a_fact_is_read_back_as_it_is_written(fact: tuple[str, Any]) -> None:
    name, value = fact

    assert value == parse_fact(name, written_form(value))

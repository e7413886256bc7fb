"""Laws of loading and merging, over policies that nobody wrote."""

from __future__ import annotations

import string
from collections.abc import Sequence
from typing import Any

import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from checker import spdx
from checker.catalog import catalog
from checker.errors import PolicyError
from checker.model.verdict import Verdict
from checker.policy.document import parse_policy
from checker.policy.lines import value_at
from checker.policy.listing import find_listing
from checker.policy.loosening import LISTS, OPEN_LISTS, STRICT_LISTS, STRICTNESS, is_looser
from checker.policy.merge import merge
from checker.policy.schema import Policy, PolicyFile, Rules
from checker.policy.written import resolved_text, written_form

LICENSES = ("MIT", "Apache-2.0", "GPL-3.0-only", "LGPL-3.0-only", "CC0-1.0", "LicenseRef-nobody-knows")
SELECTORS = (
    *("MIT", "Apache-2.0", "GPL-3.0-only", "LGPL-3.0-only", "LicenseRef-nobody-knows"),
    *("family:permissive", "family:copyleft", "family:weak-copyleft", "category:permissive", "clause:limit.mau"),
)
KEYS = tuple(PolicyFile.__struct_fields__)
SELECTED = st.lists(st.sampled_from(SELECTORS), max_size=3, unique=True)
WHEN = st.fixed_dictionaries(
    {"kind": st.sampled_from(["limit.mau", "limit.revenue"]), "hit": st.sampled_from(["true", "unknown"])}
)


def setting(path: str) -> st.SearchStrategy[Any]:
    order = STRICTNESS[path]
    if isinstance(order, tuple):
        return st.sampled_from(order)
    return st.sampled_from(["0.2", "0.8"] if path == "evidence.min_confidence" else ["1", "7"])


def nested(flat: dict[str, Any]) -> dict[str, Any]:
    """`{"a.b": 1}` as `{"a": {"b": 1}}`."""
    data: dict[str, Any] = {}
    for path, value in flat.items():
        *sections, name = path.split(".")
        section = data
        for part in sections:
            section = section.setdefault(part, {})
        section[name] = value
    return data


@st.composite
def files(draw: st.DrawFn) -> dict[str, Any]:
    """A policy file that is well-formed, and may still be refused when it is merged."""
    flat: dict[str, Any] = {
        path: draw(setting(path)) for path in draw(st.sets(st.sampled_from(sorted(STRICTNESS)), max_size=3))
    }
    flat |= {f"licenses.{name}": draw(SELECTED) for name in ("allow", "review", "deny")}
    flat["clauses"] = [
        {"when": draw(WHEN), "then": draw(st.sampled_from(["deny", "review"]))} for _ in range(draw(st.integers(0, 2)))
    ]
    if draw(st.booleans()):
        flat["fail_on"] = draw(st.lists(st.sampled_from(["deny", "unknown", "review"]), min_size=1, unique=True))
    if draw(st.booleans()):
        flat["data.allow"] = draw(st.lists(st.sampled_from(["use:commercial", "use:academic"]), unique=True))
    flat["replace"] = draw(st.lists(st.sampled_from(LISTS), max_size=1))
    consents = (*STRICTNESS, *STRICT_LISTS, *SELECTORS, "limit.mau")
    flat["allow_override"] = draw(st.lists(st.sampled_from(consents), max_size=4, unique=True))
    return {"version": 1, **nested(flat)}


def merged(*data: dict[str, Any]) -> Policy | None:
    try:
        return merge([parse_policy(yaml.safe_dump(file), name=f"layer-{n}") for n, file in enumerate(data)])
    except PolicyError:
        return None


def verdicts(policy: Policy) -> dict[str, Verdict]:
    facts = catalog()
    return {id: find_listing(policy, spdx.License(id), facts.terms(id), facts.families(id)).verdict for id in LICENSES}


@given(files(), files())
@settings(max_examples=300, suppress_health_check=[HealthCheck.filter_too_much, HealthCheck.too_slow], deadline=None)
def test_a_child_never_loosens_silently(parent: dict[str, Any], child: dict[str, Any]) -> None:
    above, below = merged(parent), merged(parent, child)
    if above is None or below is None:
        return

    for path in STRICTNESS:
        if is_looser(path, value_at(below, path), value_at(above, path)):
            assert path in below.widened
    for path in STRICT_LISTS:
        dropped = set(value_at(above, path)) - set(value_at(below, path))
        if path not in ("licenses.deny", "licenses.review"):
            assert not dropped or any(line.startswith(path) for line in below.widened)
    before, after = verdicts(above), verdicts(below)
    for license in LICENSES:
        if after[license].rank > before[license].rank:
            assert [line for line in below.widened if line.startswith(("licenses.", "unknown"))]


@given(files(), files(), st.sampled_from(LICENSES))
@settings(max_examples=300, deadline=None)
def test_what_a_parent_denies_by_a_line_stays_denied(
    parent: dict[str, Any], child: dict[str, Any], license: str
) -> None:
    above, below = merged(parent), merged(parent, child)
    if above is None or below is None:
        return
    facts = catalog()
    about = (spdx.License(license), facts.terms(license), facts.families(license))
    denied = find_listing(above, *about)

    if denied.selector is not None and denied.verdict is Verdict.DENY and not parent["allow_override"]:
        assert Verdict.DENY is find_listing(below, *about).verdict


def uncommented(text: str) -> list[str]:
    return [line for line in (line.partition("  #")[0] for line in text.splitlines()) if not line.endswith(": []")]


@given(st.lists(files(), min_size=1, max_size=3))
@settings(max_examples=200, deadline=None)
def test_resolving_what_is_resolved_changes_nothing(data: Sequence[dict[str, Any]]) -> None:
    policy = merged(*data)
    if policy is None:
        return

    again = merge([parse_policy(resolved_text(policy), name=policy.name)])

    assert policy.digest == again.digest
    assert uncommented(resolved_text(policy)) == uncommented(resolved_text(again))


@given(files())
@settings(max_examples=100, deadline=None)
def test_extending_and_adding_nothing_changes_nothing(data: dict[str, Any]) -> None:
    alone, extended = merged(data), merged(data, {"version": 1})
    if alone is None or extended is None:
        assert alone is extended
        return

    assert (alone.digest, ()) == (extended.digest, extended.widened)


ANY_SCALAR = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=12) | st.dates()
ANY_KEY = st.sampled_from(KEYS) | st.text(string.printable, max_size=8)
ANY_DATA = st.recursive(
    ANY_SCALAR, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_KEY, inner, max_size=4), max_leaves=12
)


@given(st.dictionaries(ANY_KEY, ANY_DATA, max_size=6))
@example({"version": 1, "evidence": {"min_confidence": float("nan")}, "licenses": {"allow": ["MIT"]}})
@example({"version": 1, "max_waiver_days": "9" * 5000, "licenses": {"allow": ["MIT"]}})
@example({"version": 1, "max_waiver_days": 10**9, "licenses": {"allow": ["MIT"]}})
@example({"version": 1, "context": {"org.mau": {"value": "9" * 5000}}, "licenses": {"allow": ["MIT"]}})
@settings(max_examples=400, deadline=None)
def test_any_document_is_a_policy_or_a_policy_error(data: dict[str, Any]) -> None:
    text = yaml.safe_dump(data, allow_unicode=True)
    try:
        policy = merge([parse_policy(text, name="any.yaml")])
    except PolicyError as problem:
        assert all(line.startswith("any.yaml:") and line.isprintable() for line in problem.problems)
    else:
        assert policy.licenses.allow or policy.licenses.review


@given(st.text(max_size=200))
@settings(max_examples=300, deadline=None)
def test_any_text_is_a_policy_or_a_policy_error(text: str) -> None:
    try:
        merge([parse_policy(text, name="any.yaml")])
    except PolicyError as problem:
        assert problem.problems


def test_every_setting_and_every_list_of_the_schema_has_its_place_in_the_order() -> None:
    def paths(data: dict[str, Any], above: str = "") -> set[str]:
        found: set[str] = set()
        for key, value in data.items():
            here = f"{above}{key}"
            found |= paths(value, f"{here}.") if isinstance(value, dict) and key != "context" else {here}
        return found

    data = written_form({name: getattr(Rules(), name) for name in Rules.__struct_fields__})

    assert set(STRICTNESS) | set(LISTS) | {"name", "purpose", "context"} == paths(data)
    assert set() == set(STRICT_LISTS) & set(OPEN_LISTS)

"""Rules on single clauses: what they match, and what they may say."""

from __future__ import annotations

from typing import Any

import pytest

from checker.catalog.clauses import KINDS, Params
from checker.catalog.clauses.limits import LimitMau, LimitTerritory
from checker.catalog.conditions import Truth
from checker.errors import PolicyError
from checker.policy.clause_rules import ClauseKind, ClauseMatch, DutyKind
from checker.policy.document import parse_policy
from checker.policy.mistakes import Mistakes

MAU = LimitMau(count=700_000_000, as_of="release")
TERRITORY = LimitTerritory(excluded=("EU", "KR"), measure=("domicile",))


@pytest.mark.parametrize(
    ("when", "params", "hit", "expected"),
    [
        ({"kind": "limit.mau"}, MAU, Truth.UNKNOWN, True),
        ({"kind": "limit.mau", "hit": "true"}, MAU, Truth.TRUE, True),
        ({"kind": "limit.mau", "hit": "true"}, MAU, Truth.UNKNOWN, False),
        ({"kind": "limit.mau", "hit": "unknown"}, MAU, Truth.UNKNOWN, True),
        ({"kind": "limit.mau", "as_of": "release"}, MAU, Truth.FALSE, True),
        ({"kind": "limit.mau", "as_of": "current"}, MAU, Truth.TRUE, False),
        ({"kind": "limit.mau", "count": "700000000"}, MAU, Truth.TRUE, True),
        ({"kind": "limit.territory", "excluded": "EU"}, TERRITORY, Truth.TRUE, True),
        ({"kind": "limit.territory", "excluded": ["EU", "KR"]}, TERRITORY, Truth.TRUE, True),
        ({"kind": "limit.territory", "excluded": ["EU", "US"]}, TERRITORY, Truth.TRUE, False),
        ({"kind": "limit.territory"}, MAU, Truth.TRUE, False),
    ],
)
def test_a_rule_is_about_a_kind_its_truth_and_its_parameters(
    when: dict[str, Any], params: Params, hit: Truth, expected: bool
) -> None:
    assert expected is ClauseMatch.parse(when).matches(params, hit)


def test_a_match_is_read_back_as_it_is_written() -> None:
    match = ClauseMatch.parse({"kind": "limit.territory", "hit": "unknown", "excluded": "EU"})

    assert match == ClauseMatch.parse(match.written)
    assert "limit.territory hit=unknown excluded=EU" == str(match)


def test_every_mistake_of_a_match_is_told() -> None:
    with pytest.raises(Mistakes) as raised:
        ClauseMatch.parse({"kind": "limit.mau", "hit": "yes", "as_of": "realease", "hits": "true"})

    assert {"hit", "as_of", "hits"} == {path for path, _ in raised.value.entries}
    assert any(message.endswith('did you mean "release"?') for _, message in raised.value.entries)


@pytest.mark.parametrize("hit", ["", ", hit: unknown"])
def test_a_rule_cannot_allow_what_is_not_known(hit: str) -> None:
    text = f"version: 1\nclauses: [{{when: {{kind: limit.mau{hit}}}, then: allow}}]\n"

    with pytest.raises(PolicyError, match=r"clauses\[0\]\.then: found \"allow\""):
        parse_policy(text, name="acme.yaml")


def test_every_kind_is_accepted_and_duties_are_those_that_demand() -> None:
    assert list(KINDS) == [ClauseKind.parse(kind) for kind in KINDS]
    assert "cond.notice_file" == DutyKind.parse("cond.notice_file")
    with pytest.raises(Mistakes):
        DutyKind.parse("limit.mau")

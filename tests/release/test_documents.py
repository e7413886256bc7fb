"""The tables of docs/release.md are those of the policies and of the program."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli.release import PROFILES
from checker.policy.load import load_policy
from checker.release.attestations import item_kinds
from checker.release.sources import sources
from checker.rules.release import CHECKS

PAGE = (Path(__file__).parents[2] / "docs" / "release.md").read_text(encoding="utf-8")
RULES = {profile: load_policy(name).release for profile, name in PROFILES.items()}


@pytest.mark.parametrize("code", sorted(CHECKS))
def test_each_check_stands_there_with_its_sources_and_its_level_in_every_profile(code: str) -> None:
    check = CHECKS[code]
    levels = [getattr(rules.checks, check.setting) for rules in RULES.values()]
    cells = [check.id, f"`{check.setting}`", check.title, " ".join(check.sources), *levels]

    assert f"| {' | '.join(cells)} |" in PAGE


@pytest.mark.parametrize("item", item_kinds())
def test_each_statement_stands_there_with_its_roles_and_who_asks_for_it(item: str) -> None:
    kind = item_kinds()[item]
    asking = ", ".join(profile for profile, rules in RULES.items() if item in rules.attestations) or "-"

    assert f"| {item} {kind.title} | {', '.join(kind.roles)} | {kind.asks} | {kind.sources} | {asking} |" in PAGE


def test_each_source_has_its_letter_and_its_address() -> None:
    named = {letter for check in CHECKS.values() for letter in check.sources}
    named |= {letter for kind in item_kinds().values() for letter in kind.sources.split()}

    assert named <= set(sources())
    assert [] == [s.letter for s in sources().values() if f"| {s.letter} | [{s.name}]({s.url}) |" not in PAGE]

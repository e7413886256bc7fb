"""How policies are laid over each other: tightening is free, loosening needs consent and is never silent."""

from __future__ import annotations

from pathlib import Path

import pytest

from checker import spdx
from checker.catalog import catalog
from checker.errors import PolicyError
from checker.model.verdict import Verdict
from checker.policy import Policy, load_policy
from checker.policy.listing import find_listing

ORG = """\
version: 1
unknown: deny
evidence: {min_confidence: 0.95}
licenses:
  allow: [family:permissive]
  review: [AGPL-3.0-only]
  deny: [GPL-3.0-only, category:copyleft-limited]
clauses:
  - {when: {kind: limit.mau, hit: true}, then: deny}
"""


def child_of(org: str, folder: Path, text: str) -> Policy:
    (folder / "org.yaml").write_text(org, encoding="utf-8")
    (folder / "team.yaml").write_text(f"version: 1\nextends: file:org.yaml\n{text}\n", encoding="utf-8")
    return load_policy(folder / "team.yaml")


def refusals(org: str, folder: Path, text: str) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        child_of(org, folder, text)
    return [problem.replace(f"{folder}/", "") for problem in raised.value.problems]


def verdict(policy: Policy, license: str) -> Verdict:
    terms, families = catalog().terms(license), catalog().families(license)
    return find_listing(policy, spdx.License(license), terms, families).verdict


@pytest.mark.parametrize(
    "text",
    [
        "unknown: deny",
        "evidence: {min_confidence: 0.99, license_text: require, aup_pinned: true, verified_within_days: 30}",
        "licenses: {deny: [family:vendor-terms]}",
        "licenses: {review: [Apache-2.0]}",
        "lineage: {unresolved: deny}",
        "clauses: [{when: {kind: limit.revenue, hit: unknown}, then: deny}]",
        "fail_on: [deny, unknown, review]",
        "max_waiver_days: 30",
    ],
)
def test_tightening_is_free_and_widens_nothing(tmp_path: Path, text: str) -> None:
    assert () == child_of(ORG, tmp_path, text).widened


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("unknown: review", "team.yaml:3:1: unknown: review is looser than deny of org.yaml:2; "),
        ("evidence: {min_confidence: 0.5}", "team.yaml:3:12: evidence.min_confidence: 0.5 is looser than 0.95"),
        ("licenses: {allow: [GPL-3.0-only]}", "team.yaml:3:20: licenses.allow[0]: never applies, since org.yaml:7 has"),
        ("licenses: {review: [GPL-3.0-only]}", "team.yaml:3:21: licenses.review[0]: never applies, since org.yaml:7"),
        ("licenses: {allow: [AGPL-3.0-only]}", "team.yaml:3:20: licenses.allow[0]: never applies, since org.yaml:6"),
        ("licenses: {allow: [LGPL-3.0-only]}", "team.yaml:3:20: licenses.allow[0]: never applies, since org.yaml:7"),
        ("licenses: {exempt: [LGPL-3.0-only]}", "team.yaml:3:21: licenses.exempt[0]: org.yaml:7 has category:copyleft"),
        ("replace: [licenses.deny]", "team.yaml:3:11: replace[0]: drops GPL-3.0-only of org.yaml:7; "),
        ("replace: [clauses]", "team.yaml:3:11: replace[0]: drops limit.mau hit=true of org.yaml:9; "),
        (
            "clauses: [{when: {kind: limit.mau, hit: true}, then: review}]",
            "team.yaml:3:11: clauses[0]: review is looser than deny of org.yaml:9; that policy must name limit.mau",
        ),
    ],
)
def test_loosening_without_consent_is_refused_where_it_stands(tmp_path: Path, text: str, expected: str) -> None:
    assert refusals(ORG, tmp_path, text)[0].startswith(expected)


@pytest.mark.parametrize(
    ("consent", "text", "widened"),
    [
        ("unknown", "unknown: review", "unknown"),
        ("evidence.min_confidence", "evidence: {min_confidence: 0.5}", "evidence.min_confidence"),
        ("GPL-3.0-only", "licenses: {allow: [GPL-3.0-only]}", "licenses.allow[1]"),
        ("LGPL-3.0-only", "licenses: {allow: [LGPL-3.0-only]}", "licenses.allow[1]"),
        ("limit.mau", "clauses: [{when: {kind: limit.mau, hit: true}, then: review}]", "clauses[0]"),
    ],
)
def test_loosening_with_consent_is_told(tmp_path: Path, consent: str, text: str, widened: str) -> None:
    policy = child_of(f"{ORG}allow_override: [{consent}]\n", tmp_path, text)

    assert widened in policy.widened
    assert policy.origins[widened].policy.endswith("team.yaml")


def test_consent_to_one_license_lifts_a_family_for_that_license_alone(tmp_path: Path) -> None:
    policy = child_of(f"{ORG}allow_override: [LGPL-3.0-only]\n", tmp_path, "licenses: {allow: [LGPL-3.0-only]}")

    assert Verdict.ALLOW is verdict(policy, "LGPL-3.0-only")
    assert Verdict.DENY is verdict(policy, "LGPL-2.1-only")


def test_consent_is_that_of_the_policy_that_decided(tmp_path: Path) -> None:
    (tmp_path / "law.yaml").write_text("version: 1\nunknown: deny\n", encoding="utf-8")

    found = refusals(
        "version: 1\nextends: file:law.yaml\nunknown: deny\nallow_override: [unknown]\nlicenses: {allow: [MIT]}\n",
        tmp_path,
        "unknown: review",
    )

    assert ["team.yaml:3:1: unknown: review is looser than deny of law.yaml:2; "] == [
        problem.partition("that policy")[0] for problem in found
    ]


def test_allowing_more_than_a_policy_that_did_not_deny_it_is_told(tmp_path: Path) -> None:
    policy = child_of("version: 1\nlicenses: {allow: [MIT]}\n", tmp_path, "licenses: {allow: [MIT, ISC]}")

    assert ("MIT", "ISC") == policy.licenses.allow
    assert ("licenses.allow[1]",) == policy.widened


def test_a_default_that_is_loosened_is_told(tmp_path: Path) -> None:
    policy = child_of("version: 1\nlicenses: {allow: [MIT]}\n", tmp_path, "fail_on: [deny]\nenforcement: warn")

    assert ("enforcement", "fail_on") == policy.widened


def test_replace_starts_a_list_anew(tmp_path: Path) -> None:
    policy = child_of(ORG, tmp_path, "replace: [licenses.allow]\nlicenses: {allow: [ISC]}")

    assert ("ISC",) == policy.licenses.allow


def test_settings_replace_lists_add_and_facts_replace(tmp_path: Path) -> None:
    policy = child_of(
        f"{ORG}context: {{use: commercial, territories: {{serve: [US, DE]}}}}\n",
        tmp_path,
        "context: {mode: hosted, territories: {serve: [FR]}}\nlicenses: {deny: [OSL-3.0]}\nunknown: deny",
    )

    assert {"use": "commercial", "mode": "hosted", "territories.serve": ("FR",)} == dict(policy.context)
    assert ("GPL-3.0-only", "category:copyleft-limited", "OSL-3.0") == policy.licenses.deny
    assert "team.yaml:3" == Path(str(policy.origins["context.territories.serve"])).name


def test_a_line_that_a_later_policy_cancels_is_left_out(tmp_path: Path) -> None:
    policy = child_of("version: 1\nlicenses: {allow: [MIT, ISC]}\n", tmp_path, "licenses: {deny: [MIT]}")

    assert ("ISC",) == policy.licenses.allow
    assert Verdict.DENY is verdict(policy, "MIT")


@pytest.mark.parametrize(
    "text",
    [
        "version: 1\n",
        "version: 1\nlicenses: {deny: [MIT]}\n",
        "version: 1\nlicenses: {allow: []}\n",
        "version: 1\nextends: builtin:permissive-only\nlicenses: {deny: [family:permissive, family:public-domain, "
        "family:permissive-plus]}\n",
        "version: 1\nextends: builtin:permissive-only\nreplace: [licenses.allow, licenses.review]\n"
        "allow_override: [licenses.review]\n",
    ],
)
def test_a_policy_that_lets_nothing_pass_does_not_load(tmp_path: Path, text: str) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(text, encoding="utf-8")

    with pytest.raises(PolicyError):
        load_policy(path)


def test_a_line_that_its_own_file_cancels_is_a_mistake(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("version: 1\nlicenses: {allow: [MIT, GPL-2.0-only], deny: [category:copyleft]}\n", encoding="utf-8")

    with pytest.raises(PolicyError, match=r":2:25: licenses.allow\[1\]: never applies.*name it under licenses.exempt"):
        load_policy(path)


def test_an_exempt_license_escapes_lines_on_its_properties_and_not_its_own_name(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    lists = "allow: [GPL-2.0-only, MIT], exempt: [GPL-2.0-only], deny: [category:copyleft]"
    path.write_text(f"version: 1\nlicenses: {{{lists}}}\n", encoding="utf-8")

    policy = load_policy(path)

    assert Verdict.ALLOW is verdict(policy, "GPL-2.0-only")
    assert Verdict.DENY is verdict(policy, "GPL-3.0-only")


def test_tests_are_those_of_the_file_itself(tmp_path: Path) -> None:
    org = "version: 1\nlicenses: {allow: [MIT]}\ntests: [{expr: ISC, expect: deny}]\n"

    assert () == child_of(org, tmp_path, "licenses: {allow: [ISC]}").tests

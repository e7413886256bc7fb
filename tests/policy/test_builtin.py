"""The shipped policies, the template and the schema: each sound, and each doing what it says."""

from __future__ import annotations

import json
import re
from datetime import date
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from checker.cli.policy_tests import run_tests
from checker.policy import lint, load_policy, policy_schema, policy_template, resolved_text
from checker.policy.builtin import DEFAULT, builtin_names, builtin_text
from checker.policy.context import Context
from checker.policy.document import parse_policy
from checker.resources import bundled
from checker.rules import RULES

TODAY = date(2026, 11, 24)
NAMES = builtin_names()


def as_json(text: str) -> Any:
    """What an editor's YAML reader makes of `text`, with dates as text."""
    return json.loads(json.dumps(yaml.safe_load(text), default=str))


def schema_errors(text: str) -> list[str]:
    validator = jsonschema.Draft202012Validator(policy_schema())
    return [error.message for error in validator.iter_errors(as_json(text))]


def uncommented(template: str) -> str:
    """The template with every example taken out of its comment."""
    return re.sub(r"^# (?=[a-z_]+:| )", "", template, flags=re.MULTILINE)


def test_the_default_is_there() -> None:
    assert DEFAULT in NAMES
    assert len(NAMES) >= 13


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_policy_is_sound_and_says_what_it_is_for(name: str) -> None:
    text = builtin_text(name)
    policy = load_policy(name, codes=RULES)

    assert name == policy.name
    assert policy.purpose
    assert text.startswith("# For ")
    assert () == lint(name, today=TODAY, codes=RULES)
    assert [] == schema_errors(text)


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_policy_keeps_its_own_tests(name: str) -> None:
    policy = load_policy(name)

    assert policy.tests
    assert [] == run_tests(policy, Path())


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_policy_rejects_something(name: str) -> None:
    assert any(test.expect == "deny" for test in load_policy(name).tests) or name == "internal-eval"


@pytest.mark.parametrize("name", NAMES)
def test_a_shipped_policy_stops_where_a_person_must_look_unless_that_is_its_best_verdict(name: str) -> None:
    policy = load_policy(name)

    assert ("review" in policy.fail_on) == bool(policy.licenses.allow)


def test_a_product_needs_to_know_which_license_holds() -> None:
    wary = {name for name in NAMES if load_policy(name).evidence.conflict == "review"}

    assert {"commercial-saas", "eu-deployer", "commercial-redistribute", "synthetic-data", "evidence-strict"} == wary


@pytest.mark.parametrize("name", NAMES)
def test_a_resolved_policy_is_read_back_as_itself(name: str, tmp_path: Path) -> None:
    policy = load_policy(name)
    path = tmp_path / f"{name}.yaml"
    path.write_text(resolved_text(policy), encoding="utf-8")

    assert policy.digest == load_policy(path).digest


def test_the_resolved_text_names_origins_defaults_and_what_widens(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("version: 1\nextends: builtin:permissive-only\nlicenses: {allow: [MPL-2.0]}\n", encoding="utf-8")
    lines = resolved_text(load_policy(path)).splitlines()

    assert f"    - MPL-2.0  # {path}:3, widens" in lines
    assert any(re.fullmatch(r"    - family:permissive  # builtin:permissive-only:\d+", line) for line in lines)
    assert "unknown: unknown  # default" in lines


def test_evidence_strict_can_be_laid_over_another_policy(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text("version: 1\nextends: [builtin:commercial-saas, builtin:evidence-strict]\n", encoding="utf-8")
    policy = load_policy(path)

    assert "require" == policy.evidence.license_text
    assert "family:threshold" in policy.licenses.allow
    assert "commercial" == policy.context["use"]


def test_the_template_is_two_lines_and_every_example_in_it_holds(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    path.write_text(uncommented(policy_template()), encoding="utf-8")
    policy = load_policy(path, codes=RULES)

    assert {"version": 1, "extends": "builtin:permissive-only"} == as_json(policy_template())
    assert policy_template().startswith("# yaml-language-server: $schema=")
    assert "acme" == policy.name
    assert [] == schema_errors(uncommented(policy_template()))
    assert policy.waive
    assert policy.clarify
    assert Context() != policy.context


def test_the_schema_is_a_schema_and_refuses_what_the_loader_refuses() -> None:
    jsonschema.Draft202012Validator.check_schema(policy_schema())
    mistakes = (Path(__file__).parent / "mistakes.yaml").read_text(encoding="utf-8")

    unreadable = re.compile(r"^( +deny: \[MIT\]| +expires: 2027-02-30).*$", re.MULTILINE)

    assert len(schema_errors(unreadable.sub("", mistakes))) > 10
    assert [] == schema_errors(
        "version: 1\ncontext: {org: {mau: 5M}, territories.serve: [EU]}\nextends: [file: a.yaml]"
    )


def test_every_file_in_the_folder_is_a_policy() -> None:
    assert list(NAMES) == sorted(entry.name.removesuffix(".yaml") for entry in bundled("policies").iterdir())


def test_lint_notes_what_should_be_looked_at(tmp_path: Path) -> None:
    path = tmp_path / "acme.yaml"
    waiver = f"subject: a/b@1234567, evidence: 'sha256:{'a' * 64}', reason: r, approver: a"
    waivers = (f"  - {{finding: LC0402, {waiver}, expires: {day}}}\n" for day in ("2026-11-23", "2029-01-01"))
    path.write_text(
        "version: 1\nextends: builtin:permissive-only\n"
        "licenses:\n  allow: [family:permissive, MPL-2.0]\n  deny: [LicenseRef-lama-3.1, ISC, ISC]\n"
        f"waive:\n{''.join(waivers)}",
        encoding="utf-8",
    )

    notes = [note.removeprefix(f"{path}:") for note in lint(path, today=TODAY)]

    assert [
        "4:11: licenses.allow[0]: builtin:permissive-only has family:permissive already",
        "4:30: licenses.allow[2]: lets pass what the policy it extends would not",
        "5:10: licenses.deny[0]: nothing is known about what LicenseRef-lama-3.1 says; "
        'did you mean "LicenseRef-llama-3.1"?',
        "5:36: licenses.deny[2]: ISC stands here twice",
    ] == notes[:4]
    assert ["waive[0].expires", "waive[1].expires"] == [note.split(": ")[1] for note in notes[4:]]


def test_the_digest_is_of_what_is_decided(tmp_path: Path) -> None:
    def digest(text: str) -> str:
        path = tmp_path / "acme.yaml"
        path.write_text(text, encoding="utf-8")
        return load_policy(path).digest

    plain = digest("version: 1\nlicenses: {allow: [MIT, ISC]}\n")

    assert plain == digest(
        "version: 1\nname: other\npurpose: words\nlicenses:\n  allow: [isc, 'id:MIT']\nunknown: unknown\n"
    )
    assert plain != digest("version: 1\nlicenses: {allow: [MIT]}\n")
    assert plain != digest("version: 1\nlicenses: {allow: [MIT, ISC]}\nunknown: deny\n")


def test_a_policy_needs_no_file_to_be_parsed() -> None:
    assert ("MIT",) == parse_policy("version: 1\nlicenses: {allow: [MIT]}", name="memory").file.licenses.allow

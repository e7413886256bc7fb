"""Every mistake of a policy file is reported, with its place and what was meant, in one run."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.errors import PolicyError
from checker.policy.document import parse_policy

SEEDED = Path(__file__).parent / "mistakes.yaml"
CODES = ("LC0101", "LC0201", "LC0402")


def problems(text: str) -> list[str]:
    with pytest.raises(PolicyError) as raised:
        parse_policy(text, name="acme.yaml", codes=CODES)
    return list(raised.value.problems)


def test_all_seeded_mistakes_are_reported_in_one_run(golden: Callable[[str, str], None]) -> None:
    found = problems(SEEDED.read_text(encoding="utf-8"))

    golden("policy/mistakes.txt", "\n".join([*found, ""]))


def test_each_seeded_line_has_as_many_problems_as_it_announces() -> None:
    text = SEEDED.read_text(encoding="utf-8")
    announced = {
        number: len(comment.split())
        for number, line in enumerate(text.splitlines(), start=1)
        if (comment := re.sub(r"\(.*\)", "", line.partition("#")[2])) and re.fullmatch(r"[\d ]+", comment)
    }
    reported: dict[int, int] = {}
    for problem in problems(text):
        line = int(problem.split(":")[1])
        reported[line] = reported.get(line, 0) + 1

    # A key that is missing is reported where its mapping starts.
    waiver, last_line = (
        number for number, line in enumerate(text.splitlines(), 1) if "LC0999" in line or "# 46" in line
    )
    announced[waiver] += announced.pop(last_line)
    assert announced == reported


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", "acme.yaml:1:1: found nothing, allowed: a mapping with the keys name, "),
        ("- a", "acme.yaml:1:1: found a list, allowed: a mapping"),
        ("a: [", "acme.yaml:2:1: not valid YAML: "),
        ("version: 1\nlicenses: &all {allow: [MIT]}\nclauses: *all", "acme.yaml:3:10: YAML aliases are refused"),
        ("licenses: {allow: [MIT]}", "acme.yaml:1:1: the key version is missing, allowed: 1"),
    ],
)
def test_a_document_that_is_no_policy_says_where_and_why(text: str, expected: str) -> None:
    assert problems(text)[0].startswith(expected)


@pytest.mark.parametrize(
    ("line", "path", "suggestion"),
    [
        ("extends: permissive-only", "extends", "builtin:permissive-only"),
        ("extends: builtin:permisive-only", "extends", "permissive-only"),
        ("licenses: {allow: [copyleft]}", "licenses.allow[0]", "family:copyleft"),
        ("licenses: {allow: [source-available]}", "licenses.allow[0]", "category:source-available"),
        ("licenses: {allow: [limit.mau]}", "licenses.allow[0]", "clause:limit.mau"),
        ("licenses: {allow: [apache-2]}", "licenses.allow[0]", "Apache-2.0"),
        ("licenses: {allow: [famly:permissive]}", "licenses.allow[0]", "family"),
        ("licenses: {allow: [non-commercial]}", "licenses.allow[0]", "family:noncommercial"),
        ("context: {org: {revenue_usd_yr: 5}}", "context.org.revenue_usd_yr", "org.revenue_usd_year"),
        ("evidence: {conflict: reveiw}", "evidence.conflict", "review"),
        ("lineage: {requires: same}", "lineage.requires", "require"),
        (
            "clauses: [{when: {kind: limit.mau, afiliates: true}, then: deny}]",
            "clauses[0].when.afiliates",
            "affiliates",
        ),
    ],
)
def test_the_nearest_spelling_is_suggested(line: str, path: str, suggestion: str) -> None:
    (problem,) = problems(f"version: 1\n{line}\n")

    assert f": {path}: " in problem
    assert problem.endswith(f'did you mean "{suggestion}"?')


def test_a_mistake_is_one_line_whatever_the_file_contains() -> None:
    found = problems('version: 1\n"a\\nb\\u202e": 1\nunknown: "x\\ny\\u001b[31m"\n')

    assert 2 == len(found)
    assert all(problem.isprintable() for problem in found)


def test_a_code_is_checked_only_against_codes_that_are_given() -> None:
    waiver = (
        "version: 1\nlicenses: {allow: [MIT]}\nwaive: [{finding: LC0777, subject: a/b@1234567, "
        f"evidence: 'sha256:{'a' * 64}', reason: r, approver: a, expires: 2027-01-01}}]"
    )

    assert "LC0777" == parse_policy(waiver, name="acme.yaml").file.waive[0].finding
    assert 'found "LC0777"' in problems(waiver)[0]

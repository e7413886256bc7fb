"""A license file that is well formed can still be wrong: its ids, or a freedom that is neither granted nor limited."""

from __future__ import annotations

import msgspec
import pytest

from checker.catalog.soundness import problems
from checker.catalog.terms import LicenseTerms
from tests.catalog.license_files import FREE, license_with

NAME = "LicenseRef-test.yaml"
HOST = "{kind: grant.host, section: '1', params: {counts_as_distribution: false}}"
NONCOMMERCIAL = "{kind: limit.noncommercial, section: '2'}"


def messages(terms: LicenseTerms) -> list[str]:
    return [line.removeprefix(f"{NAME}:1:1: ") for line in problems(terms, NAME)]


def test_a_license_that_grants_every_freedom_is_sound() -> None:
    assert messages(license_with(*FREE, HOST)) == []


@pytest.mark.parametrize(
    ("number", "message"),
    [
        (0, "needs grant.use: what is not granted is not allowed"),
        (1, "needs grant.modify or limit.no_derivatives: what is not granted is not allowed"),
        (2, "needs grant.distribute or limit.no_distribute: what is not granted is not allowed"),
        (
            3,
            "needs grant.commercial or limit.research_only or limit.noncommercial or limit.non_production: "
            "what is not granted is not allowed",
        ),
    ],
)
def test_a_freedom_that_is_neither_granted_nor_limited_is_a_gap(number: int, message: str) -> None:
    rest = [grant for index, grant in enumerate(FREE) if index != number]

    assert messages(license_with(*rest, HOST)) == [message]


def test_hosting_is_granted_or_limited() -> None:
    assert messages(license_with(*FREE))[0].startswith("needs grant.host or limit.no_host")
    assert messages(license_with(*FREE, "{kind: limit.no_host, section: '2'}")) == []


def test_use_for_named_purposes_needs_its_limit() -> None:
    research = "{kind: grant.use, section: '1', params: {purposes: [research]}}"

    assert messages(license_with(research, *FREE[1:], HOST))[0].startswith("use for named purposes needs the limit")
    assert messages(license_with(research, *FREE[1:3], HOST, NONCOMMERCIAL)) == []


def test_commercial_use_is_not_granted_and_forbidden_at_once() -> None:
    conditional = NONCOMMERCIAL.replace("}", ", provided: hosted}")

    assert messages(license_with(*FREE, HOST, NONCOMMERCIAL)) == [
        "grant.commercial contradicts limit.noncommercial; say by `provided` when it holds"
    ]
    assert messages(license_with(*FREE, HOST, conditional)) == []


@pytest.mark.parametrize("section", ["Section 2", "§ 2", "2.", "4(a", '1 "Model', "2,", " "])
def test_a_section_is_written_as_the_text_numbers_it(section: str) -> None:
    terms = license_with(*FREE, HOST)
    changed = msgspec.structs.replace(terms.clauses[0], section=section)

    found = messages(msgspec.structs.replace(terms, clauses=(changed, *terms.clauses[1:])))

    assert found == [f"{section!r} is no section; write it as the text numbers it: 1.b.iii, 4(a), Attachment A, 3"]


def test_ids_are_held_against_the_file_name_the_spdx_list_and_the_hub() -> None:
    terms = license_with(*FREE, HOST)
    misnamed = msgspec.structs.replace(terms, id="Apache-3.0", hub_ids=("llama-3.1", "mit"))

    assert problems(misnamed, "Apache-3.yaml") == [
        "Apache-3.yaml:1:1: the file of Apache-3.0 is named Apache-3.0.yaml",
        "Apache-3.yaml:1:1: 'Apache-3.0' is neither on the SPDX list nor a LicenseRef",
        "Apache-3.yaml:1:1: 'llama-3.1' is no id of the Hub",
        "Apache-3.yaml:1:1: the Hub id 'mit' is settled in hub_ids.yaml already",
    ]

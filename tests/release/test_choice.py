"""Which licenses a derivative may carry, and which term rules the others out."""

from __future__ import annotations

import pytest

from checker.catalog import catalog
from checker.model.choice import Candidate, Inherited, LicenseChoice
from checker.reports import RenderOptions
from checker.reports.choice import write_choice
from checker.rules.choice import choose_license


def choice(*licenses: str, by_outputs: bool = False, data: str | None = None) -> LicenseChoice:
    ancestors = [
        Inherited(id=f"acme/base-{n}", expressions=(license,), by_outputs=by_outputs)
        for n, license in enumerate(licenses)
    ]
    datasets = [Inherited(id="acme/data", expressions=(data,))] if data else []
    return choose_license(ancestors, datasets, catalog())


def free(found: LicenseChoice) -> set[str]:
    return {one.license for one in found.candidates if not one.obstacles and not one.doubts}


def of(found: LicenseChoice, license: str) -> Candidate:
    return next(one for one in found.candidates if one.license == license)


def test_without_ancestors_any_license_may_be_chosen() -> None:
    found = choice()

    assert {"Apache-2.0", "MIT", "GPL-3.0-only", "CC-BY-NC-4.0"} <= free(found)
    assert () == found.duties


def test_a_permissive_base_leaves_the_choice_and_its_notices() -> None:
    found = choice("Apache-2.0")

    assert {"Apache-2.0", "MIT", "GPL-3.0-only", "CC-BY-NC-4.0"} <= free(found)
    assert "cond.notice_file" in {duty.clause for duty in found.duties}


def test_a_license_that_allows_no_further_terms_is_in_doubt_over_one_that_ends_rights_for_a_patent_suit() -> None:
    found = choice("Apache-2.0")

    assert not {"GPL-2.0-only", "LGPL-2.1-only"} & free(found)
    (doubt,) = of(found, "GPL-2.0-only").doubts
    assert ("Apache-2.0", "risk.litigation") == (doubt.license, doubt.clause)
    assert "by its section 6" in doubt.says
    assert "GPL-2.0-only" in free(choice("MIT"))


@pytest.mark.parametrize("license", ["LicenseRef-llama-3.1", "LicenseRef-gemma-2025-03-24"])
def test_the_license_of_a_vendor_is_offered_for_its_own_models_alone(license: str) -> None:
    assert license not in {one.license for one in choice("Apache-2.0").candidates}
    assert license in free(choice(license))
    assert "Apache-2.0" not in free(choice(license))


def test_the_term_that_rules_a_license_out_is_named_with_its_section() -> None:
    (first, *_) = of(choice("LicenseRef-llama-3.1"), "MIT").obstacles

    assert ("acme/base-0", "LicenseRef-llama-3.1") == (first.inherited_from, first.license)
    assert first.clause.startswith("limit.")
    assert first.section


def test_share_alike_leaves_only_what_it_names() -> None:
    assert {"GPL-3.0-only"} == free(choice("GPL-3.0-only"))


def test_a_ban_on_commercial_use_leaves_only_licenses_with_one() -> None:
    found = free(choice("CC-BY-NC-4.0"))

    assert "CC-BY-NC-SA-4.0" in found
    assert not {"Apache-2.0", "CC-BY-4.0"} & found


def test_no_derivatives_leaves_nothing() -> None:
    assert set() == free(choice("CC-BY-ND-4.0"))


def test_the_terms_of_all_ancestors_hold_together() -> None:
    assert set() == free(choice("GPL-3.0-only", "CC-BY-NC-4.0"))
    assert {"GPL-3.0-only"} == free(choice("GPL-3.0-only", "MIT"))


def test_of_an_or_the_better_branch_counts_and_of_an_and_both() -> None:
    assert "Apache-2.0" in free(choice("MIT OR GPL-3.0-only"))
    assert "Apache-2.0" not in free(choice("MIT AND GPL-3.0-only"))


def test_where_the_license_is_open_the_worse_reading_counts() -> None:
    ancestor = Inherited(id="acme/base", expressions=("MIT", "GPL-3.0-only"))

    assert {"GPL-3.0-only"} == free(choose_license([ancestor], [], catalog()))


def test_a_version_that_may_be_the_license_of_the_ancestor_is_for_a_person_to_decide() -> None:
    versions = ("LicenseRef-gemma-2024-02-21", "LicenseRef-gemma-2024-04-01", "LicenseRef-gemma-2025-03-24")
    found = choose_license([Inherited(id="acme/base", expressions=versions)], [], catalog())

    assert {versions[0]} == free(found)
    for later in versions[1:]:
        assert ((), "It is not known which of these acme/base is under") == (
            of(found, later).obstacles,
            of(found, later).doubts[0].says,
        )


def test_a_duty_of_several_ancestors_is_told_once() -> None:
    text = " ".join(write_choice(choice("Apache-2.0", "Apache-2.0"), RenderOptions()).split())

    assert 1 == text.count("Give every recipient a copy of the license")
    assert "(Apache-2.0 of acme/base-0, acme/base-1, cond.license_copy in section 4(a))" in text


def test_of_a_model_whose_outputs_were_used_only_the_terms_on_outputs_pass() -> None:
    assert "Apache-2.0" in free(choice("GPL-3.0-only", by_outputs=True))
    assert "Apache-2.0" not in free(choice("LicenseRef-llama-3.1", by_outputs=True))


@pytest.mark.parametrize("unknown", ["LicenseRef-nobody-knows", None])
def test_an_unknown_license_leaves_nothing_without_a_doubt(unknown: str | None) -> None:
    ancestor = Inherited(id="acme/base", expressions=(unknown,) if unknown else ())
    found = choose_license([ancestor], [], catalog())

    assert set() == free(found)
    assert "known" in of(found, "Apache-2.0").doubts[0].says


def test_data_for_research_alone_is_for_a_person_to_decide() -> None:
    found = choice(data="CC-BY-NC-4.0")

    assert "limit.noncommercial" == of(found, "Apache-2.0").doubts[0].clause
    assert "CC-BY-NC-4.0" in free(found)


def test_a_section_of_another_document_is_named_by_that_document() -> None:
    shown = write_choice(choice("LGPL-3.0-only"), RenderOptions(width=400))

    assert "cond.copyright in GPL-3.0-only, 4)" in shown
    assert "section GPL-3.0-only" not in shown

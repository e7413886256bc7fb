"""The laws of judging, over every license of the catalog, every built-in policy and facts at random."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from checker.catalog import catalog
from checker.catalog.facts import MODES, TRAINING, USES, Measured
from checker.model.verdict import Verdict
from checker.policy import load_policy
from checker.policy.builtin import builtin_names
from checker.rules.judgement import ExpressionJudgement, Judge

IDS = st.sampled_from([*catalog().ids(), "GPL-3.0-only", "LicenseRef-nobody-knows", "CC-BY-NC-4.0", "WTFPL"])
POLICIES = st.sampled_from([load_policy(name) for name in builtin_names()])
FACTS: dict[str, st.SearchStrategy[Any]] = {
    "use": st.sampled_from(USES),
    "mode": st.sampled_from(MODES),
    "modified": st.booleans(),
    "distributed": st.booleans(),
    "train_on_outputs": st.sampled_from(TRAINING),
    "outputs_published": st.booleans(),
    "org.domicile": st.sampled_from(["US", "DE", "GB", "KR", "CN"]),
    "org.revenue_usd_year": st.sampled_from([0, 500_000, 5_000_000, 50_000_000, 5_000_000_000]),
    "org.mau": st.sampled_from([Measured(0), Measured(150_000_000), Measured(900_000_000, date(2025, 4, 1))]),
    "org.competitor": st.booleans(),
    "org.government": st.booleans(),
    "territories.serve": st.sampled_from([("US",), ("DE", "US"), ("KR",)]),
    "territories.operate": st.sampled_from([("US",), ("FR",)]),
    "fields": st.sampled_from([("customer-support",), ("military",), ("medical-advice",)]),
    "model.multimodal": st.booleans(),
}
ALL_FACTS = st.fixed_dictionaries(FACTS)
KNOWN = st.sets(st.sampled_from(sorted(FACTS)))


def judge(policy: Any, facts: dict[str, Any]) -> Judge:
    return Judge(policy, {**policy.context, **facts}, catalog(), None)


def missing(judged: ExpressionJudgement) -> set[str]:
    """The facts that would settle an `unknown`."""
    return {question.fact for license in judged.binding for question in license.missing}


@settings(max_examples=300)
@given(POLICIES, IDS, ALL_FACTS, KNOWN)
def test_settling_an_unknown_never_flips_an_allow_or_a_deny(
    policy: Any, license_id: str, facts: dict[str, Any], known: set[str]
) -> None:
    # A forbidden field of use is a duty ("do not") until somebody says that it is his field, so that fact is told.
    known = known | {"fields"}
    told = {name: value for name, value in facts.items() if name in known and name not in policy.context}
    everything = {name: value for name, value in facts.items() if name not in policy.context}

    before = judge(policy, told).expression(license_id).verdict
    after = judge(policy, everything).expression(license_id).verdict

    if before in (Verdict.ALLOW, Verdict.DENY):
        assert before is after
    if before is Verdict.REVIEW:
        assert after.rank <= before.rank


@settings(max_examples=200)
@given(POLICIES, IDS, ALL_FACTS)
def test_an_unknown_that_facts_can_settle_names_them(policy: Any, license_id: str, facts: dict[str, Any]) -> None:
    judged = judge(policy, {}).expression(license_id)

    names = missing(judged)
    if judged.verdict is Verdict.UNKNOWN and names:
        told = {name: value for name, value in facts.items() if name in names}
        settled = judge(policy, told).expression(license_id)
        assert missing(settled) <= names


@settings(max_examples=200)
@given(POLICIES, IDS, IDS, ALL_FACTS)
def test_or_is_as_good_as_its_best_branch_and_and_as_bad_as_its_worst(
    policy: Any, one: str, other: str, facts: dict[str, Any]
) -> None:
    judging = judge(policy, facts)
    alone = [judging.expression(one).verdict, judging.expression(other).verdict]

    assert Verdict.best(alone) is judging.expression(f"{one} OR {other}").verdict
    assert Verdict.worst(alone) is judging.expression(f"{one} AND {other}").verdict


@given(POLICIES, IDS)
def test_an_altered_text_is_review_at_best_and_no_better_than_its_base(policy: Any, license_id: str) -> None:
    judging = judge(policy, {})

    altered = judging.expression(f"LicenseRef-modified-{license_id}-0123abcd").verdict

    assert altered.rank <= min(Verdict.REVIEW.rank, judging.expression(license_id).verdict.rank)


@given(POLICIES)
def test_nobody_knows_is_never_allowed(policy: Any) -> None:
    assert Verdict.ALLOW is not judge(policy, {}).expression("LicenseRef-nobody-knows").verdict
    assert Verdict.ALLOW is not judge(policy, {}).expression("NOASSERTION").verdict


def test_an_exception_of_the_spdx_list_keeps_the_verdict_of_its_license() -> None:
    excepted = "GPL-2.0-only WITH Classpath-exception-2.0"

    assert judge(load_policy("research"), {}).expression(excepted).verdict is Verdict.ALLOW
    assert judge(load_policy("permissive-only"), {}).expression(excepted).verdict is Verdict.DENY


def test_a_license_that_is_judged_by_a_category_says_so() -> None:
    judged = judge(load_policy("permissive-only"), {}).expression("AFL-2.1").binding[0]

    assert judged.verdict is Verdict.ALLOW
    assert judged.is_by_category
    assert judged.because == (
        "permissive-only has family:permissive under allow "
        "(permissive is the category that ScanCode gives it; its clauses are not known here)"
    )
    assert not judge(load_policy("permissive-only"), {}).expression("MIT").binding[0].is_by_category

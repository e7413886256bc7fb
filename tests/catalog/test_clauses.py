"""The clause vocabulary: every kind, its trigger and its words."""

from __future__ import annotations

from datetime import date

import msgspec
import pytest

from checker.catalog.clauses import KINDS, Effect, Params, Setting, params_data, read_params
from checker.catalog.conditions import Truth
from checker.catalog.facts import FACTS, Facts, Measured
from checker.catalog.vocabulary import describe
from tests.catalog.asked_facts import asked_facts
from tests.catalog.license_files import license_with

# For each kind, parameters as YAML gives them, and the sentence they make.
SAMPLES: dict[str, tuple[dict[str, object], str]] = {
    "grant.use": ({"purposes": ["research", "evaluation"]}, "You may use it for research or evaluation purposes."),
    "grant.modify": ({"forms": ["quantize"]}, "You may modify it (quantize only)."),
    "grant.distribute": (
        {"forms": ["original"], "sublicense": "false"},
        "You may distribute unchanged copies, but not sublicense.",
    ),
    "grant.host": ({"counts_as_distribution": "true"}, "You may serve it to others, which counts as distribution."),
    "grant.commercial": ({}, "You may use it commercially."),
    "grant.derivative": (
        {"includes_distillation": "true", "includes_synthetic": "false"},
        "Counts as a derivative: a model distilled from it.",
    ),
    "grant.patent": ({"scope": "contributions"}, "You have a patent license for the contributions."),
    "grant.revocable": ({"revocable": "no"}, "The grant is irrevocable."),
    "cond.license_copy": (
        {"with_policy": "true"},
        "Give every recipient a copy of the license and its use policy.",
    ),
    "cond.notice_file": (
        {"text": "Made by nobody", "filename": "Notice", "opening": "true"},
        "Put “Made by nobody…” in a text file named “Notice”.",
    ),
    "cond.copyright": ({"items": ["copyright", "patent"]}, "Keep the notices in place: copyright, patent."),
    "cond.state_changes": (
        {"per_file": "true", "prominent": "true"},
        "Say in every changed file, prominently, that you changed it.",
    ),
    "cond.display": (
        {
            "phrase": "Built with Test",
            "places": ["website", "documentation"],
            "prominent": "true",
            "threshold": {"mau": "100000000", "revenue": "20000000", "period": "month"},
        },
        "Display “Built with Test” prominently on at least one of: website, documentation "
        "above 100,000,000 monthly active users or USD 20,000,000 of revenue a month.",
    ),
    "cond.name_prefix": (
        {"prefix": "Test", "applies_to": ["derivative", "trained-on-outputs"]},
        "Begin the name of a model derived from it or trained on its outputs with “Test”.",
    ),
    "cond.trained_with": (
        {"phrases": ["Built with Test", "Improved using Test"], "places": ["documentation"], "prominent": "true"},
        "Say “Built with Test” or “Improved using Test” prominently on the documentation of a model made with it.",
    ),
    "cond.public_statement": (
        {"template": "[…] uses Test", "places": ["website"]},
        "State publicly on the website: “[…] uses Test”.",
    ),
    "cond.cite": ({"text": "Thanks to Test"}, "Acknowledge it in publications: “Thanks to Test”."),
    "cond.copyleft": (
        {"scope": "derivative", "source": "true", "same_license": ["GPL-3.0-only"]},
        "License derivatives under the same terms (or GPL-3.0-only) and give their source.",
    ),
    "cond.pass_through": (
        {"enforceable": "true", "similar_allowed": "true"},
        "Bind your recipients to the use restrictions or similar ones, in an enforceable agreement.",
    ),
    "cond.aup": (
        {"document": "LicenseRef-test-aup", "updatable": "true"},
        "Follow the use policy LicenseRef-test-aup, as it stands at any time.",
    ),
    "cond.keep_docs": ({"extend": "true"}, "Keep the model-card, and describe your changes in it."),
    "cond.register": (
        {"where": "https://test.example", "threshold": {"mau": "5"}},
        "Register before commercial use above 5 monthly active users: https://test.example.",
    ),
    "cond.guardrails": (
        {"equivalent_allowed": "true"},
        "Keep the safety guardrails or put equal ones in their place.",
    ),
    "cond.output_label": ({}, "Tell readers that the output is machine-generated."),
    "cond.disclose_risks": ({}, "Tell end users the known dangers of your system."),
    "cond.latest_version": ({}, "Use the latest version as far as is reasonable."),
    "cond.report": ({"what": "every user"}, "Report to the licensor: every user."),
    "limit.mau": (
        {"count": "700000000", "as_of": "release", "affiliates": "true"},
        "Above 700,000,000 monthly active users at the release date, affiliates included: "
        "a separate license is needed.",
    ),
    "limit.revenue": (
        {"amount": "10000000", "inclusive": "true", "then": "terminate"},
        "From USD 10,000,000 of revenue a year: the license ends.",
    ),
    "limit.employees": ({"count": "50", "then": "duty"}, "Above 50 employees: further duties apply."),
    "limit.competitor": ({"who": "cloud vendors"}, "A separate license is needed for: cloud vendors."),
    "limit.territory": (
        {"excluded": ["EU", "KR"], "measure": ["domicile", "end-users"], "multimodal_only": "true"},
        "No license for multimodal models where domicile or end-users lies in EU, KR.",
    ),
    "limit.field": ({"uses": ["self-harm", "fraud-spam"]}, "Do not use it for: self-harm, fraud-spam."),
    "limit.military": ({"breadth": "weapons"}, "No use for weapons or warfare."),
    "limit.research_only": ({"also": ["personal"]}, "Only for research or personal use."),
    "limit.noncommercial": ({"outputs_too": "true"}, "No commercial use, of outputs neither."),
    "limit.non_production": (
        {"includes_internal": "true", "supply": "true"},
        "No production use, internal use included, no supply to others.",
    ),
    "limit.no_train": (
        {"subject_model": "any-except-own", "on": "both"},
        "Do not use it or its outputs to train or improve any model other than its derivatives.",
    ),
    "limit.no_derivatives": ({}, "Do not share changed versions."),
    "limit.no_distribute": ({}, "Do not pass copies on."),
    "limit.no_host": ({"then": "ask"}, "Do not serve it to others without a separate license."),
    "limit.government": ({"who": "armies"}, "No use by armies."),
    "limit.export": (
        {"regimes": ["US"], "embargoed": ["KP"]},
        "Follow export and sanctions law (US); none to KP.",
    ),
    "limit.no_reverse": ({}, "Do not reverse-engineer it or extract its training data."),
    "risk.termination": (
        {"cause": "breach", "cure_days": "30", "delete": "true"},
        "The licensor may end the license on a breach not mended within 30 days; you must then delete everything.",
    ),
    "risk.unilateral_change": (
        {"scope": "both", "how": "posting"},
        "The licensor may change the agreement and its policy by posting.",
    ),
    "risk.remote_restriction": (
        {"update_duty": "true"},
        "The licensor may restrict use remotely; you must take updates.",
    ),
    "risk.litigation": (
        {"over": "any-ip", "ends": "license"},
        "Suing over any intellectual property ends the license.",
    ),
    "risk.indemnity": ({"broad": "true"}, "You indemnify the licensor against claims from any use of yours."),
    "risk.governing_law": (
        {"law": "SG", "forum": "arbitration"},
        "Governed by the law of SG; forum: arbitration.",
    ),
    "risk.trademark": ({}, "Names and marks of the licensor are not licensed."),
    "risk.feedback": ({"of": "feedback"}, "The licensor gets rights in your feedback."),
    "risk.incorporated_doc": ({"document": "LicenseRef-test-aup"}, "The text LicenseRef-test-aup binds as well."),
    "output.owner": ({"owner": "you"}, "You own the outputs."),
    "output.commercial": ({"allowed": "false"}, "Outputs must not be used commercially."),
    "output.train": ({"terms": "same-license"}, "A model trained on outputs stays under the same license."),
    "output.territory": ({"excluded": ["EU"]}, "Outputs must not be used in EU."),
    "output.responsibility": ({}, "You alone answer for the outputs."),
}
SETTING = Setting(released=date(2024, 7, 23))


def sample(kind: str) -> Params:
    return read_params(kind, SAMPLES[kind][0])


def test_every_kind_has_a_sample_here() -> None:
    assert KINDS.keys() == SAMPLES.keys()


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_says_its_parameters_in_plain_words(kind: str) -> None:
    assert sample(kind).duty == SAMPLES[kind][1]


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_is_triggered_by_known_facts_only(kind: str) -> None:
    assert asked_facts(sample(kind).trigger(SETTING)) <= set(FACTS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_reads_its_own_data_back(kind: str) -> None:
    assert read_params(kind, params_data(sample(kind))) == sample(kind)


@pytest.mark.parametrize("kind", KINDS)
def test_the_documentation_of_a_kind_names_every_parameter(kind: str) -> None:
    documentation = describe(KINDS[kind])

    assert [name for name in KINDS[kind].__struct_fields__ if f"`{name}`" not in documentation] == []


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind.startswith("risk.")])
def test_a_risk_never_forbids(kind: str) -> None:
    assert sample(kind).effect is Effect.RISK


@pytest.mark.parametrize(
    ("kind", "data", "sentence"),
    [
        ("cond.notice_file", {}, "Keep the notices that come with it, if there are any."),
        ("cond.notice_file", {"filename": "NOTICE"}, "Keep the notices in the NOTICE file, if there are any."),
        ("cond.notice_file", {"text": "Made by nobody"}, "Put “Made by nobody” with every copy."),
        (
            "cond.display",
            {"phrase": "Any change", "opening": "true", "places": ["repository"]},
            "Display “Any change…” on the repository.",
        ),
        ("cond.public_statement", {}, "State publicly that it is used."),
        ("cond.public_statement", {"what": "that outputs are its own"}, "State publicly that outputs are its own."),
        (
            "cond.guardrails",
            {"demand": "filter-or-review", "equivalent_allowed": "true"},
            "Filter the contents that it makes, or review every output before others get it.",
        ),
        (
            "cond.output_label",
            {"as_law_requires": "true"},
            "Tell readers that the output is machine-generated, as far as the law requires.",
        ),
        (
            "limit.no_train",
            {"subject_model": "same-kind", "on": "outputs"},
            "Do not use its outputs to train or improve another model of its kind.",
        ),
        ("limit.military", {"strength": "conditional"}, "No military use outside the conditions of the license."),
        (
            "output.train",
            {"terms": "restrictions"},
            "A model trained on outputs keeps the use restrictions of the license.",
        ),
    ],
)
def test_a_parameter_changes_the_sentence(kind: str, data: dict[str, object], sentence: str) -> None:
    assert read_params(kind, data).duty == sentence


@pytest.mark.parametrize("kind", ["limit.field", "limit.military"])
def test_a_use_that_is_allowed_under_conditions_is_a_duty_and_not_forbidden(kind: str) -> None:
    banned = sample(kind)

    assert banned.effect is Effect.FORBIDS
    assert msgspec.structs.replace(banned, strength="conditional").effect is Effect.DUTY


@pytest.mark.parametrize(
    ("terms", "effect"),
    [("allowed", Effect.GRANTS), ("same-license", Effect.DUTY), ("restrictions", Effect.DUTY)],
)
def test_terms_that_follow_the_outputs_are_a_duty(terms: str, effect: Effect) -> None:
    assert read_params("output.train", {"terms": terms}).effect is effect


def test_a_prohibition_that_no_fact_may_touch_is_standing() -> None:
    standing = [kind for kind in KINDS if KINDS[kind].standing]

    assert standing == ["limit.field", "limit.military", "limit.no_reverse"]


def truth(clause: str, facts: Facts, *others: str) -> Truth:
    terms = license_with(clause, *others)
    return terms.trigger(terms.clauses[0]).evaluate(facts).truth


COPY = "{kind: cond.license_copy, section: '1'}"
HOSTING_COUNTS = "{kind: grant.host, section: '1', params: {counts_as_distribution: true}}"


def test_hosting_triggers_the_duties_of_distribution_where_the_license_counts_it() -> None:
    hosted: Facts = {"mode": "hosted", "distributed": False}

    assert truth(COPY, hosted) is Truth.FALSE
    assert truth(COPY, hosted, HOSTING_COUNTS) is Truth.TRUE


def test_when_takes_the_place_of_the_trigger_and_provided_adds_to_it() -> None:
    hosted: Facts = {"mode": "hosted", "distributed": False, "use": "research"}

    assert truth("{kind: cond.license_copy, section: '1', when: hosted}", hosted) is Truth.TRUE
    assert (
        truth("{kind: cond.license_copy, section: '1', provided: commercial}", {**hosted, "distributed": True})
        is Truth.FALSE
    )


AT_RELEASE = "{kind: limit.mau, section: '1', params: {count: 700000000, as_of: release}}"


@pytest.mark.parametrize(
    ("users", "expected"),
    [
        (Measured(5), Truth.FALSE),
        (Measured(800_000_000), Truth.TRUE),
        (Measured(5, date(2024, 7, 1)), Truth.UNKNOWN),
    ],
)
def test_users_at_a_release_of_unknown_date_are_known_only_if_they_held_at_every_date(
    users: Measured, expected: Truth
) -> None:
    undated = msgspec.structs.replace(license_with(AT_RELEASE), date=None)
    answer = undated.trigger(undated.clauses[0]).evaluate({"org.mau": users})

    assert answer.truth is expected
    assert [str(question) for question in answer.missing] == (
        ["org.mau at the release"] if expected is Truth.UNKNOWN else []
    )


@pytest.mark.parametrize(
    ("use", "internal", "expected"),
    [
        ("commercial", "unstated", Truth.TRUE),
        ("research", "unstated", Truth.FALSE),
        ("internal", "unstated", Truth.UNKNOWN),
        ("internal", "allowed", Truth.FALSE),
        ("internal", "commercial", Truth.TRUE),
    ],
)
def test_internal_use_of_a_noncommercial_license_is_what_the_text_says_of_it(
    use: str, internal: str, expected: Truth
) -> None:
    clause = f"{{kind: limit.noncommercial, section: '1', params: {{internal: {internal}}}}}"

    assert truth(clause, {"use": use}) is expected


def test_a_reading_of_the_user_settles_what_the_text_leaves_open() -> None:
    facts: Facts = {"use": "internal", "readings.internal_is_commercial": False}

    assert truth("{kind: limit.noncommercial, section: '1'}", facts) is Truth.FALSE


TERRITORY = (
    "{kind: limit.territory, section: '1', params: {excluded: [EU], measure: [domicile], multimodal_only: true}}"
)


@pytest.mark.parametrize(
    ("facts", "expected"),
    [
        ({"org.domicile": "DE", "model.multimodal": True}, Truth.TRUE),
        ({"org.domicile": "DE", "model.multimodal": False}, Truth.FALSE),
        ({"org.domicile": "US"}, Truth.FALSE),
        ({"org.domicile": "DE"}, Truth.UNKNOWN),
        ({"org.domicile": "US", "territories.serve": ("EU",), "model.multimodal": True}, Truth.FALSE),
    ],
)
def test_a_limit_on_domicile_leaves_end_users_alone(facts: Facts, expected: Truth) -> None:
    assert truth(TERRITORY, facts) is expected


@pytest.mark.parametrize(
    ("training", "models", "expected"),
    [
        ("none", "other-llm", Truth.FALSE),
        ("own-model", "other-llm", Truth.TRUE),
        ("own-model", "competing", Truth.FALSE),
        ("competing", "competing", Truth.TRUE),
    ],
)
def test_a_ban_on_training_reaches_the_models_it_names(training: str, models: str, expected: Truth) -> None:
    clause = f"{{kind: limit.no_train, section: '1', params: {{subject_model: {models}, on: outputs}}}}"

    assert truth(clause, {"train_on_outputs": training}) is expected


def test_a_display_above_a_threshold_starts_at_either_size() -> None:
    clause = (
        "{kind: cond.display, section: '1', params: {phrase: Test, places: [user-interface], "
        "threshold: {mau: 100000000, revenue: 20000000, period: month}}}"
    )
    small: Facts = {"mode": "hosted", "org.mau": 100_000, "org.revenue_usd_year": 5_000_000}

    assert truth(clause, small) is Truth.FALSE
    assert truth(clause, {**small, "org.mau": 200_000_000}) is Truth.TRUE
    assert truth(clause, {**small, "org.revenue_usd_month": 30_000_000}) is Truth.TRUE


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("limit.field", {"uses": []}),
        ("limit.field", {"uses": ["military"]}),
        ("limit.field", {"uses": ["jaywalking"]}),
        ("limit.territory", {"excluded": ["Europe"], "measure": ["use"]}),
        ("cond.display", {"phrase": "x", "places": ["website"], "threshold": {"currency": "USD"}}),
        ("limit.mau", {"count": "700M", "as_of": "release"}),
        ("limit.mau", {"count": "7", "as_of": "2024"}),
    ],
)
def test_a_parameter_outside_its_type_is_refused(kind: str, data: dict[str, object]) -> None:
    with pytest.raises(msgspec.ValidationError):
        read_params(kind, data)

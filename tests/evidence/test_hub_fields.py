"""The Hub's record is a witness of its own, and any JSON in it is survived."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker.evidence import FACTS, collect
from checker.evidence.hub_fields import read_record
from checker.model.evidence import Evidence, Relation, WitnessKind
from checker.model.snapshot import Origin, State

Collect = Callable[..., Evidence]


@pytest.fixture
def read(repository: Callable[..., Any]) -> Collect:
    """A function from the fields of a record to the evidence of an empty repository on the Hub."""

    def collect_record(**info: Any) -> Evidence:
        return collect(repository({}, info=info, origin=Origin.HUB))

    return collect_record


def test_card_data_and_tags_are_two_witnesses(read: Collect) -> None:
    evidence = read(
        cardData={"license": "other", "license_name": "qwen", "license_link": "LICENSE"},
        tags=["license:other", "license:mit", "region:us"],
    )

    assert [(d.witness, d.values, d.name, d.citation.field) for d in evidence.declarations] == [
        (WitnessKind.HUB_CARD, ("other",), "qwen", "cardData.license"),
        (WitnessKind.HUB_TAG, ("other", "mit"), None, "tags"),
    ]


@pytest.mark.parametrize(
    ("value", "values"),
    [(False, ("false",)), (2.0, ("2.0",)), (["mit", 1], ("mit", "1")), ({"license": None}, ('{"license": null}',))],
)
def test_a_license_that_json_made_something_else_of_is_still_said(
    read: Collect, value: Any, values: tuple[str, ...]
) -> None:
    (declaration,) = read(cardData={"license": value}).declarations

    assert declaration.values == values


def test_every_place_of_the_record_that_names_a_base_is_a_claim(read: Collect) -> None:
    evidence = read(
        cardData={"base_model": "https://huggingface.co/org/old-name"},
        tags=[
            "base_model:org/old-name",
            "base_model:quantized:org/old-name",
            "base_model:org/alone",
            "base_model:x:y/z",
        ],
        baseModels={"relation": "quantized", "models": [{"_id": "1", "id": "org/new-name"}]},
        config={"peft": {"base_model_name_or_path": "org/adapted"}},
    )

    assert [(claim.id, claim.relation, claim.citation.field) for claim in evidence.bases] == [
        ("org/old-name", Relation.UNSTATED, "cardData.base_model"),
        ("org/old-name", Relation.QUANTIZED, "tags"),
        ("org/alone", Relation.UNSTATED, "tags"),
        ("x:y/z", Relation.UNSTATED, "tags"),
        ("org/new-name", Relation.QUANTIZED, "baseModels"),
        ("org/adapted", Relation.ADAPTER, "config.peft.base_model_name_or_path"),
    ]


def test_a_training_set_may_be_named_by_a_tag_alone(read: Collect) -> None:
    assert [claim.id for claim in read(tags=["dataset:squad", "dataset:"]).datasets] == ["squad"]


@pytest.mark.parametrize(
    ("info", "name", "state", "value"),
    [
        ({"gated": "manual"}, "gated", State.KNOWN, "manual"),
        ({"gated": False}, "gated", State.KNOWN, False),
        ({"gated": 3}, "gated", State.UNKNOWN, None),
        ({"private": "no"}, "private", State.UNKNOWN, None),
        ({"author": ["a"]}, "author", State.UNKNOWN, None),
        ({"private": True}, "private", State.KNOWN, True),
        ({"disabled": True}, "disabled", State.KNOWN, True),
        ({"lastModified": "2026-01-01"}, "last_modified", State.KNOWN, "2026-01-01"),
        ({"cardData": {"extra_gated_eu_disallowed": True}}, "eu_disallowed", State.KNOWN, True),
        ({"tags": ["custom_code"]}, "remote_code", State.KNOWN, True),
        ({"tags": [], "config": {"auto_map": {"AutoModel": "m.M"}}}, "remote_code", State.KNOWN, True),
        ({"tags": []}, "remote_code", State.KNOWN, False),
        ({"gated": False}, "remote_code", State.UNKNOWN, None),
        ({"config": {"architectures": ["A", 1]}}, "architectures", State.KNOWN, ("A",)),
        ({"config": {"quantization_config": {"quant_method": "awq"}}}, "quantization", State.KNOWN, "awq"),
        ({"gated": False}, "security_scan", State.UNKNOWN, None),
        ({"securityRepoStatus": {"scansDone": False}}, "security_scan", State.KNOWN, "not done"),
        ({"securityRepoStatus": {"scansDone": False}}, "unsafe_files", State.UNKNOWN, None),
        ({"securityRepoStatus": {"scansDone": True, "filesWithIssues": []}}, "unsafe_files", State.ABSENT, None),
        (
            {"securityRepoStatus": {"scansDone": True, "filesWithIssues": [{"path": "a.bin", "level": "unsafe"}]}},
            "unsafe_files",
            State.KNOWN,
            ("a.bin: unsafe",),
        ),
    ],
)
def test_a_fact_is_known_only_when_the_record_says_it(
    read: Collect, info: dict[str, Any], name: str, state: State, value: Any
) -> None:
    fact = read(**info).facts[name]

    assert (fact.state, fact.value) == (state, value)
    assert (fact.citation is not None) is (state is not State.UNKNOWN)


def test_without_a_record_nothing_of_it_is_known(repository: Callable[..., Any]) -> None:
    facts = collect(repository({})).facts

    assert set(facts) == set(FACTS)
    assert {facts[name].state for name in ("gated", "private", "disabled", "security_scan")} == {State.UNKNOWN}


FIELDS = st.sampled_from(
    ["cardData", "tags", "config", "peft", "license", "base_model", "base_model_relation", "datasets", "baseModels"]
) | st.sampled_from(
    ["models", "id", "relation", "gated", "securityRepoStatus", "scansDone", "filesWithIssues", "quantization_config"]
)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.sampled_from(["base_model:", "license:"]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(FIELDS | st.text(), inner, max_size=5),
    max_leaves=30,
)


@given(st.dictionaries(FIELDS, JSON, max_size=8))
def test_any_json_in_any_field_is_survived(info: dict[str, Any]) -> None:
    reading = read_record(info)

    assert all(isinstance(word, str) and word for said in reading.declarations for word in said.values)
    assert all(claim.id for claim in (*reading.bases, *reading.datasets))


def test_a_value_nested_deeper_than_python_recurses_is_survived() -> None:
    deep: Any = "mit"
    for _ in range(100_000):
        deep = [deep]

    (problem,) = read_record({"cardData": {"license": deep}}).problems

    assert problem.code == "LC0105"


def test_the_records_of_real_models_say_what_their_card_data_and_tags_say(read: Collect, corpus: Path) -> None:
    paths = sorted((corpus / "dumps" / "hf-api-model-json").glob("*.json"))
    for path in paths:
        info = json.loads(path.read_bytes())
        evidence = read(**info)
        card, tags = info.get("cardData") or {}, info["tags"]
        said = [d.values for d in evidence.declarations]
        bases = {(claim.id, claim.relation) for claim in evidence.bases if claim.citation.field == "tags"}

        assert said == [(card["license"],), (card["license"],)] if "license" in card else said == []
        assert bases == {
            (tag.split(":")[2], tag.split(":")[1]) for tag in tags if tag.count(":") == 2 and "base_model" in tag
        }
        assert evidence.facts["gated"].value == info["gated"]
        assert evidence.facts["remote_code"].value is ("custom_code" in tags)
        assert evidence.problems == ()

    assert len(paths) == 43

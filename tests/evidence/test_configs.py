"""Configuration files state or hint at bases; what is not fetched from the Hub is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import pytest

from checker.evidence import collect
from checker.evidence.configs import MAX_CONFIGS
from checker.model.evidence import Evidence, Relation
from checker.model.snapshot import Origin, State

MERGE = b"""\
merge_method: slerp
base_model: org/one
slices:
- sources:
  - model: org/one
    layer_range: [0, 32]
  - model: org/two@abc+org/lora
    layer_range: [0, 32]
models:
- model: {path: org/three, revision: def}
- model: /data/models--org--four/snapshots/1
experts:
- source_model: org/five
"""


def claims(evidence: Evidence) -> list[tuple[str, Relation, str | None, bool]]:
    return [(claim.id, claim.relation, claim.revision, claim.hint) for claim in evidence.bases]


def test_an_adapter_states_its_base_and_the_commit(repository: Callable[..., Any]) -> None:
    adapter = json.dumps({"base_model_name_or_path": "org/base", "revision": "abc"}).encode()

    evidence = collect(repository({"adapter_config.json": adapter}))

    assert claims(evidence) == [("org/base", Relation.ADAPTER, "abc", False)]
    assert evidence.bases[0].citation.field == "base_model_name_or_path"
    assert evidence.bases[0].citation.sha256 is not None


@pytest.mark.parametrize("value", [None, "", " ", [], {}])
def test_an_adapter_without_a_base_claims_none(repository: Callable[..., Any], value: Any) -> None:
    adapter = json.dumps({"base_model_name_or_path": value}).encode()

    assert collect(repository({"adapter_config.json": adapter})).bases == ()


def test_a_merge_names_each_parent_once_with_its_line(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({"mergekit_config.yml": MERGE}))

    assert claims(evidence) == [
        ("org/one", Relation.MERGE, None, False),
        ("org/two", Relation.MERGE, "abc", False),
        ("org/lora", Relation.MERGE, None, False),
        ("org/three", Relation.MERGE, "def", False),
        ("/data/models--org--four/snapshots/1", Relation.MERGE, None, False),
        ("org/four", Relation.MERGE, None, True),
        ("org/five", Relation.MERGE, None, False),
    ]
    assert [claim.citation.line for claim in evidence.bases] == [2, 7, 7, 10, 11, 11, 13]


def test_a_configuration_hints_at_its_origin_and_gives_facts(repository: Callable[..., Any]) -> None:
    config = {
        "_name_or_path": "org/origin",
        "architectures": ["LlamaForCausalLM"],
        "model_type": "llama",
        "vocab_size": 128_256,
        "auto_map": {"AutoModel": "modeling.M"},
        "quantization_config": {"quant_method": "gptq"},
    }

    evidence = collect(repository({"config.json": json.dumps(config).encode()}))

    assert claims(evidence) == [("org/origin", Relation.UNSTATED, None, True)]
    names = ("architectures", "model_type", "vocab_size", "remote_code", "quantization")
    assert [evidence.facts[name].value for name in names] == [("LlamaForCausalLM",), "llama", 128_256, True, "gptq"]


def test_the_parts_of_a_configuration_hint_at_their_origins_too(repository: Callable[..., Any]) -> None:
    config = {"text_config": {"_name_or_path": "org/text"}, "vision_config": [], "mm_vision_tower": "org/vision"}
    pipeline = {"_name_or_path": "org/diffuser"}

    evidence = collect(
        repository({"config.json": json.dumps(config).encode(), "model_index.json": json.dumps(pipeline).encode()})
    )

    assert [(claim.id, claim.hint, claim.citation.field) for claim in evidence.bases] == [
        ("org/vision", True, "mm_vision_tower"),
        ("org/text", True, "text_config._name_or_path"),
        ("org/diffuser", True, "_name_or_path"),
    ]


@pytest.mark.parametrize("origin", ["", "./", "/home/me/out", "ORG/Model", None, ["org/x"]])
def test_a_configuration_that_names_a_folder_or_itself_hints_at_nothing(
    repository: Callable[..., Any], origin: Any
) -> None:
    evidence = collect(repository({"config.json": json.dumps({"_name_or_path": origin}).encode()}, id="org/model"))

    assert evidence.bases == ()


@pytest.mark.parametrize(
    ("adapter", "card", "ancestor"), [("org/base", {}, False), ("", {"base_model": "org/base"}, False), ("", {}, True)]
)
def test_the_configuration_on_the_hub_is_not_fetched_for_a_hint_that_nobody_needs_and_that_is_said(
    repository: Callable[..., Any], adapter: str, card: dict[str, str], ancestor: bool
) -> None:
    hub = repository(
        {
            "config.json": b"{}",
            "adapter_config.json": json.dumps({"base_model_name_or_path": adapter}).encode(),
        },
        info={"config": {"architectures": ["A"]}, "cardData": card},
        origin=Origin.HUB,
    )

    evidence = collect(hub, ancestor=ancestor)

    assert [path for path, _ in hub.reads] == ["adapter_config.json"]
    assert [line.partition(":")[0] for line in evidence.not_checked] == ["config.json"]
    assert evidence.facts["architectures"].value == ("A",)


def test_the_configuration_on_the_hub_is_fetched_where_nothing_states_a_base(repository: Callable[..., Any]) -> None:
    config = {"_name_or_path": "org/origin", "vocab_size": 128_256}

    evidence = collect(repository({"config.json": json.dumps(config).encode()}, info={"id": "x"}, origin=Origin.HUB))

    assert claims(evidence) == [("org/origin", Relation.UNSTATED, None, True)]
    assert evidence.facts["vocab_size"].value == 128_256


def test_a_configuration_on_the_hub_that_cannot_be_had_is_no_missing_evidence(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({}, info={"id": "x"}, origin=Origin.HUB, refused=frozenset({"config.json"})))

    assert (evidence.problems, evidence.inaccessible) == ((), ())
    assert [line.partition(":")[0] for line in evidence.not_checked] == ["config.json"]


@pytest.mark.parametrize(
    ("path", "data"),
    [
        ("config.json", b"{"),
        ("config.json", b"[]"),
        ("config.json", b"\xff"),
        ("config.json", b"[" * 100_000),
        ("config.json", b"{" + b" " * 1_000_000 + b"}"),
        ("config.json", b'{"vocab_size": ' + b"9" * 10_000 + b"}"),
        ("adapter_config.json", b"null"),
        ("mergekit_config.yml", b"a: [b"),
        ("mergekit_config.yml", b"a: &a [*a]"),
        ("mergekit_config.yaml", b"[" * 100_000),
    ],
)
def test_a_configuration_that_does_not_parse_is_a_problem(
    repository: Callable[..., Any], path: str, data: bytes
) -> None:
    evidence = collect(repository({path: data}))

    assert [(problem.code, problem.citations[0].file) for problem in evidence.problems] == [("LC0109", path)]
    assert evidence.bases == ()


def test_a_configuration_that_cannot_be_had_is_a_problem_and_inaccessible(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({}, refused=frozenset({"adapter_config.json", "README.md"})))

    assert [problem.code for problem in evidence.problems] == ["LC0111", "LC0111"]
    assert [lost.path for lost in evidence.inaccessible] == ["README.md", "adapter_config.json"]
    assert evidence.card is not None
    assert evidence.card.state is State.INACCESSIBLE


def test_of_many_checkpoints_only_some_adapters_are_read_root_first(repository: Callable[..., Any]) -> None:
    paths = ["adapter_config.json", *(f"checkpoint-{number}/adapter_config.json" for number in range(9))]
    local = repository(dict.fromkeys(paths, b'{"base_model_name_or_path": "a/b"}'))

    evidence = collect(local)

    assert [path for path, _ in local.reads] == paths[:MAX_CONFIGS]
    assert evidence.not_checked[0].startswith("6 more of adapter_config.json: checkpoint-3/adapter_config.json")

"""One call gives all evidence of a repository, and never fails on what the repository holds."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from checker.evidence import FACTS, collect, problems
from checker.evidence.problems import REPOSITORY_DISABLED, ProblemKind
from checker.model.evidence import WitnessKind
from checker.model.snapshot import Kind, Origin, Target
from checker.sources.local import LocalSnapshot

KINDS = [kind for kind in vars(problems).values() if isinstance(kind, ProblemKind)]
CARD = b"---\nlicense: mit\nbase_model: a/b\n---\n# Title\n"


def test_an_empty_repository_gives_evidence_of_nothing(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({}))

    assert (evidence.id, evidence.kind, evidence.origin) == ("org/model", Kind.MODEL, Origin.LOCAL)
    assert evidence.card is None
    assert (evidence.declarations, evidence.bases, evidence.problems, evidence.not_checked) == ((), (), (), ())
    assert set(evidence.facts) == set(FACTS)


def test_a_card_that_may_merely_be_unlisted_is_said_to_be_unread(repository: Callable[..., Any]) -> None:
    evidence = collect(repository({}, listing_complete=False))

    assert evidence.not_checked == ("README.md: not in the listing, which is incomplete",)


@pytest.mark.parametrize(
    ("info", "ancestor", "fetched"),
    [
        ({"cardData": {"license": "mit", "base_model": "a/b"}}, True, False),
        ({"cardData": {"license": "mit", "base_model": "a/b"}}, False, True),
        ({"cardData": {"license": "mit"}}, True, True),
        ({"cardData": {"base_model": "a/b"}}, True, True),
        ({}, True, True),
    ],
)
def test_the_card_of_an_ancestor_is_fetched_only_when_the_record_leaves_something_open(
    repository: Callable[..., Any], info: dict[str, Any], ancestor: bool, fetched: bool
) -> None:
    hub = repository({"README.md": CARD}, info=info, origin=Origin.HUB)

    evidence = collect(hub, ancestor=ancestor)

    assert [path for path, _ in hub.reads] == (["README.md"] if fetched else [])
    assert (evidence.card is not None) is fetched
    assert ("README.md" in " ".join(evidence.not_checked)) is not fetched


def test_the_file_and_the_record_of_the_hub_stay_separate_witnesses(repository: Callable[..., Any]) -> None:
    info = {"cardData": {"license": "apache-2.0"}, "tags": ["license:gemma"]}

    evidence = collect(repository({"README.md": CARD}, info=info))

    assert [(d.witness, d.values) for d in evidence.declarations] == [
        (WitnessKind.CARD, ("mit",)),
        (WitnessKind.HUB_CARD, ("apache-2.0",)),
        (WitnessKind.HUB_TAG, ("gemma",)),
    ]


def test_of_a_fact_that_card_and_record_give_that_of_the_card_holds(repository: Callable[..., Any]) -> None:
    card = b"---\npipeline_tag: text-to-image\n---\n"

    facts = collect(repository({"README.md": card}, info={"pipeline_tag": "other", "library_name": "peft"})).facts

    assert (facts["pipeline_tag"].value, facts["library_name"].value) == ("text-to-image", "peft")


def test_a_local_folder_is_read_through_its_source(tmp_path: Path) -> None:
    (tmp_path / "README.md").write_bytes(CARD)
    (tmp_path / "LICENSE").write_bytes(b"terms\n")
    (tmp_path / "NOTICE").symlink_to("/etc/hostname")

    evidence = collect(LocalSnapshot(Target(Kind.LOCAL, str(tmp_path))))

    assert [d.values for d in evidence.declarations] == [("mit",)]
    assert [(text.path, text.text) for text in evidence.texts] == [("LICENSE", "terms\n"), ("NOTICE", None)]
    assert [lost.path for lost in evidence.inaccessible] == ["NOTICE"]


def test_every_code_stands_once_and_belongs_to_evidence() -> None:
    # A repository that gives out none of its files has the code of a file that could not be had.
    codes = [kind.code for kind in KINDS if kind is not REPOSITORY_DISABLED]

    assert codes == sorted(set(codes))
    assert all(kind.code.startswith("LC01") for kind in KINDS)
    assert all(kind.message.endswith(".") for kind in KINDS)


NAMES = st.sampled_from(
    ["README.md", "LICENSE", "NOTICE.md", "config.json", "adapter_config.json", "mergekit_config.yml", "a.gguf"]
) | st.sampled_from(["m.safetensors", "USE_POLICY", "x/LICENSE.txt", "model.bin"])
PIECE = st.sampled_from(
    [b"---\n", b"license: ", b"base_model:\n", b"- ", b"GGUF", b'{"', b'": [', b"\xff\xfe", b"\0", b"\n"]
)
BYTES = st.binary(max_size=80) | st.lists(PIECE, max_size=20).map(b"".join)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(contents=st.dictionaries(NAMES, BYTES, max_size=6), refused=st.frozensets(NAMES, max_size=2))
def test_no_content_makes_it_fail(
    repository: Callable[..., Any], contents: dict[str, bytes], refused: frozenset[str]
) -> None:
    evidence = collect(repository(contents, refused=refused))

    known_codes = {kind.code for kind in KINDS}
    assert {problem.code for problem in evidence.problems} <= known_codes
    assert {lost.path for lost in evidence.inaccessible} == refused - {"model.bin"}
    cited = [d.citation for d in evidence.declarations] + [b.citation for b in evidence.bases]
    assert all(citation.file for citation in cited)
    assert all(len(citation.quote or "") <= 200 for citation in cited)

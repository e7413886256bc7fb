from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from random import Random
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from checker.assess import assess
from checker.catalog import catalog
from checker.errors import SourceErrorKind
from checker.lineage import BATCH, MAX_ANCESTORS, MAX_DEPTH, MAX_PARENTS, MAX_READS, path_to, stated_parents, walk
from checker.model.evidence import BaseClaim, Relation, Role, TextFile
from checker.model.lineage import Lineage, Subject, Unreached
from checker.model.verdict import Verdict
from checker.policy import Policy, load_policy
from checker.policy.builtin import builtin_names
from tests.subjects import claim, model

GRAPHS = st.dictionaries(st.integers(0, 9), st.lists(st.integers(0, 9), max_size=4), max_size=10)


class World:
    """Models by name; counts how often each is read."""

    def __init__(self, parents: Mapping[str, Sequence[str]]) -> None:
        self.parents = parents
        self.read: list[str] = []

    def subject(self, name: str) -> Subject:
        return model(name, [claim(parent) for parent in self.parents.get(name, ())])

    def examine(self, claims: Sequence[BaseClaim]) -> list[Subject | Unreached]:
        self.read += [claim.id for claim in claims]
        return [
            self.subject(claim.id)
            if claim.id in self.parents
            else Unreached(id=claim.id, kind=SourceErrorKind.MISSING_OR_PRIVATE, message="missing", fix="")
            for claim in claims
        ]

    def walk(self, root: str) -> Lineage:
        return walk(self.subject(root), self.examine)


def steps(lineage: Lineage) -> set[tuple[str, str]]:
    return {(ancestor.child, ancestor.id) for ancestor in lineage.ancestors}


def named(graph: Mapping[int, Sequence[int]]) -> dict[str, list[str]]:
    return {f"org/m{node}": [f"org/m{parent}" for parent in parents] for node, parents in graph.items()}


@given(GRAPHS)
def test_every_walk_ends_and_expands_each_model_once(graph: dict[int, list[int]]) -> None:
    world = World(named({0: [1], **graph}))

    lineage = world.walk("org/m0")

    expanded = [ancestor for ancestor in lineage.ancestors if isinstance(ancestor.found, Subject)]
    assert len({(a.child, a.id) for a in expanded}) == len(expanded)


@given(GRAPHS)
def test_every_loop_that_can_be_reached_is_named(graph: dict[int, list[int]]) -> None:
    parents = named({0: [1], **graph})

    def reaches(start: str, goal: str) -> bool:
        seen: set[str] = set()
        todo = list(parents.get(start, ()))
        while todo:
            here = todo.pop()
            if here == goal:
                return True
            if here not in seen:
                seen.add(here)
                todo += parents.get(here, ())
        return False

    reachable = {"org/m0", *(name for name in parents if reaches("org/m0", name))}
    loops = any(reaches(name, name) for name in reachable)

    assert loops == any(gap.kind == "cycle" for gap in World(parents).walk("org/m0").gaps)


@given(GRAPHS, st.randoms())
def test_the_order_in_which_parents_are_named_changes_nothing(graph: dict[int, list[int]], random: Random) -> None:
    parents = named({0: [1], **graph})
    shuffled = {name: random.sample(bases, len(bases)) for name, bases in parents.items()}

    assert steps(World(parents).walk("org/m0")) == steps(World(shuffled).walk("org/m0"))


def test_a_hostile_fan_out_ends_at_the_cap_with_a_gap() -> None:
    world = World({"org/root": [f"org/p{i}" for i in range(10_000)]})

    lineage = world.walk("org/root")

    assert MAX_PARENTS == len(world.read)
    assert ["cap"] == [gap.kind for gap in lineage.gaps]


def test_a_wide_tree_ends_at_the_cap_for_all_ancestors() -> None:
    parents = {"org/root": [f"org/p{i}" for i in range(MAX_PARENTS)]}
    parents |= {f"org/p{i}": [f"org/q{i}-{j}" for j in range(MAX_PARENTS)] for i in range(MAX_PARENTS)}
    world = World(parents)

    lineage = world.walk("org/root")

    assert MAX_ANCESTORS == len(lineage.ancestors)
    assert any(gap.kind == "cap" for gap in lineage.gaps)


def test_a_tree_of_repositories_full_of_license_files_ends_at_the_cap_for_reads() -> None:
    texts = tuple(TextFile(path=f"LICENSE.{n}", role=Role.LICENSE, sha256=str(n), text="x") for n in range(24))
    read: list[str] = []

    def examine(claims: Sequence[BaseClaim]) -> list[Subject | Unreached]:
        read.extend(claim.id for claim in claims)
        return [model(c.id, [claim(f"{c.id}{n}") for n in range(MAX_PARENTS)], texts=texts) for c in claims]

    lineage = walk(model("org/m", [claim(f"org/m{n}") for n in range(MAX_PARENTS)]), examine)

    assert MAX_READS // 25 <= len(read) <= MAX_READS // 25 + BATCH
    assert any(f"the limit is {MAX_READS:,} records and files" in gap.message for gap in lineage.gaps)


def test_a_model_at_two_commits_is_read_on_twice() -> None:
    parents = {"1": [claim("org/old")], "2": [claim("org/new")]}

    def examine(claims: Sequence[BaseClaim]) -> list[Subject | Unreached]:
        return [
            model(c.id.replace("-renamed", ""), parents.get(c.revision or "", ()), hub_id=c.id[:8], revision=c.revision)
            for c in claims
        ]

    names = {"org/base": "1", "org/base-renamed": "2"}
    bases = [msgspec.structs.replace(claim(name), revision=commit) for name, commit in names.items()]
    lineage = walk(model("org/root", bases), examine)

    assert ["org/base", "org/base", "org/old", "org/new"] == [ancestor.id for ancestor in lineage.ancestors]


def test_an_endless_chain_ends_at_the_depth_cap() -> None:
    world = World({f"org/m{i}": [f"org/m{i + 1}"] for i in range(100)})

    lineage = world.walk("org/m0")

    assert MAX_DEPTH == lineage.ancestors[-1].depth == len(lineage.ancestors)
    assert [f"org/m{MAX_DEPTH + 1} lies more than {MAX_DEPTH} steps up and was not read"] == [
        gap.message for gap in lineage.gaps
    ]


def test_a_renamed_parent_is_the_model_it_was_renamed_to() -> None:
    old_name = model("org/new", [], hub_id="66f0")
    root = model("org/root", [claim("org/old"), claim("org/new")], hub_id="1")

    lineage = walk(root, lambda claims: [old_name for _ in claims])

    assert ["org/new", "org/new"] == [ancestor.id for ancestor in lineage.ancestors]


def test_a_model_that_names_itself_under_its_old_name_is_a_loop() -> None:
    root = model("org/new", [claim("org/old")], hub_id="66f0")

    lineage = walk(root, lambda claims: [root for _ in claims])

    assert ["cycle"] == [gap.kind for gap in lineage.gaps]
    assert lineage.ancestors == ()


def test_a_hint_is_not_walked() -> None:
    root = model("org/root", [claim("org/guess", hint=True)])

    assert Lineage() == walk(root, lambda _: [])


def test_a_stated_relation_wins_over_an_unstated_one() -> None:
    root = model("org/root", [claim("org/base", Relation.UNSTATED), claim("org/Base", Relation.QUANTIZED)])

    lineage = walk(root, lambda claims: [model("org/base", []) for _ in claims])

    assert [Relation.QUANTIZED] == [ancestor.relation for ancestor in lineage.ancestors]


def test_what_lies_behind_a_distillation_is_told_by_outputs_alone() -> None:
    parents = {
        "org/root": [claim("org/teacher", Relation.DISTILL), claim("org/base")],
        "org/teacher": [claim("org/origin")],
        "org/base": [claim("org/origin"), claim("org/other", Relation.DISTILL)],
        "org/other": [claim("org/far")],
    }

    lineage = walk(model("org/root", parents["org/root"]), lambda cs: [model(c.id, parents.get(c.id, ())) for c in cs])

    told = {(ancestor.child, ancestor.id): ancestor.by_outputs for ancestor in lineage.ancestors}
    assert {
        ("org/root", "org/teacher"): True,
        ("org/root", "org/base"): False,
        ("org/teacher", "org/origin"): True,
        ("org/base", "org/origin"): False,
        ("org/base", "org/other"): True,
        ("org/other", "org/far"): True,
    } == told


def test_of_two_relations_the_one_that_passes_more_holds() -> None:
    root = model("org/root", [claim("org/base", Relation.DISTILL), claim("org/base", Relation.ADAPTER)])

    lineage = walk(root, lambda claims: [model("org/base", []) for _ in claims])

    assert [(Relation.ADAPTER, False)] == [(ancestor.relation, ancestor.by_outputs) for ancestor in lineage.ancestors]


@given(GRAPHS)
def test_the_path_to_an_ancestor_leads_back_to_the_model(graph: dict[int, list[int]]) -> None:
    lineage = World(named({0: [1], **graph})).walk("org/m0")

    for ancestor in lineage.ancestors:
        path = path_to(lineage, ancestor.id)
        assert (ancestor.id, "org/m0") == (path[0].id, path[-1].child)
        assert [step.child for step in path[:-1]] == [step.id for step in path[1:]]


def test_a_stranger_has_no_path() -> None:
    assert () == path_to(World({"org/root": []}).walk("org/root"), "org/stranger")


@pytest.mark.parametrize(
    ("bases", "groups"),
    [
        (["org/base-7b", "/data/models/Base-7B"], [2]),
        (["org/base-7b", "C:\\models\\base-7b"], [2]),
        (["/data/base-7b", "org/base-7b"], [2]),
        (["org/base-7b", "/data/other"], [1, 1]),
        (["org/base-7b", "acme/base-7b", "/data/base-7b"], [1, 1, 1]),
        (["/data/base-7b"], [1]),
    ],
)
def test_a_path_is_taken_for_the_parent_of_its_name_where_only_one_has_it(bases: list[str], groups: list[int]) -> None:
    found = stated_parents(model("org/root", [claim(base) for base in bases]).evidence)

    assert sorted(groups) == sorted(map(len, found))


def test_a_path_through_a_download_cache_is_the_parent_that_it_reveals() -> None:
    path = claim("/cache/models--org--base/snapshots/1")
    revealed = claim("org/base", hint=True)

    assert 1 == len(stated_parents(model("org/root", [path, revealed, claim("org/base")]).evidence))
    assert 1 == len(stated_parents(model("org/root", [path, revealed]).evidence))


def test_the_hub_id_is_read_and_not_the_path_that_means_it() -> None:
    read: list[str] = []

    def examine(claims: Sequence[BaseClaim]) -> list[Subject | Unreached]:
        read.extend(claim.id for claim in claims)
        return [model("org/base", []) for _ in claims]

    walk(model("org/root", [claim("/data/base"), claim("org/base")]), examine)

    assert ["org/base"] == read


LICENSES = st.sampled_from(
    ["MIT", "Apache-2.0", "GPL-3.0-only", "CC-BY-NC-4.0", "LicenseRef-llama-3.1", "LicenseRef-qwen-research", ""]
)
POLICIES = st.sampled_from([load_policy(name) for name in builtin_names()])
RELATIONS = st.sampled_from(list(Relation))
FAMILIES = st.dictionaries(
    st.integers(0, 6),
    st.tuples(LICENSES, st.lists(st.tuples(st.integers(0, 7), RELATIONS), max_size=3)),
    min_size=1,
    max_size=7,
)


class Family:
    """Models with licenses, assessed under a policy; what is in no family cannot be read."""

    def __init__(self, members: Mapping[int, tuple[str, Sequence[tuple[int, Relation]]]]) -> None:
        self.members = {f"org/m{number}": (license, bases) for number, (license, bases) in members.items()}

    def subject(self, name: str) -> Subject:
        license, bases = self.members[name]
        claims = [claim(f"org/m{number}", relation) for number, relation in bases]
        return model(name, claims, licenses=[license] if license else [])

    def examine(self, claims: Sequence[BaseClaim]) -> list[Subject | Unreached]:
        missing = {"kind": SourceErrorKind.MISSING_OR_PRIVATE, "message": "missing", "fix": ""}
        return [self.subject(c.id) if c.id in self.members else Unreached(id=c.id, **missing) for c in claims]

    def verdict(self, policy: Policy) -> Verdict:
        root = self.subject("org/m0")
        audit = assess(
            root, walk(root, self.examine), policy, policy.context, catalog=catalog(), today=date(2026, 1, 1)
        )
        return audit.verdict


@settings(deadline=None)
@given(FAMILIES, LICENSES, POLICIES, st.randoms())
def test_the_order_in_which_parents_are_named_changes_no_verdict(
    members: dict[int, Any], license: str, policy: Policy, random: Random
) -> None:
    members = {**members, 0: (license, members.get(0, (license, [(1, Relation.FINETUNE)]))[1])}
    shuffled = {number: (license, random.sample(bases, len(bases))) for number, (license, bases) in members.items()}

    assert Family(members).verdict(policy) is Family(shuffled).verdict(policy)


@settings(deadline=None)
@given(FAMILIES, LICENSES, POLICIES, st.integers(0, 6), st.tuples(st.integers(0, 7), RELATIONS))
def test_another_ancestor_never_improves_a_verdict(
    members: dict[int, Any], license: str, policy: Policy, child: int, base: tuple[int, Relation]
) -> None:
    members = {0: (license, []), **members}
    named, bases = members.get(child, (license, []))
    wider = {**members, child: (named, [*bases, base])}
    # A child that was not there before would turn what could not be read into something known.
    if child not in members:
        return

    assert Family(wider).verdict(policy).rank <= Family(members).verdict(policy).rank


def test_an_unreadable_ancestor_is_never_allowed() -> None:
    for name in builtin_names():
        family = Family({0: ("MIT", [(7, Relation.FINETUNE)])})

        assert Verdict.ALLOW is not family.verdict(load_policy(name))

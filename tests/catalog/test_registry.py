"""Lookups: exact after folding, ambiguity kept, everything else unresolved."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checker import spdx
from checker.catalog import Resolution, catalog
from checker.catalog.folding import fold_name, fold_url
from checker.catalog.index import load_index

HUB_IDS = 83
RETIRED = {"open-mdw", "tii-falcon-llm"}
# Ids of the Hub that name no license, each with the reason that is given for it.
NAMELESS = {
    "openrail": "a family tag",
    "cc": "a family tag",
    "other": "a placeholder",
    "unknown": "a placeholder",
    "tii-falcon-llm": "retired",
}


def test_the_hub_ids_are_those_of_the_hub_and_the_two_retired_ones(corpus: Path) -> None:
    page = (corpus / "dumps" / "hubdocs-repositories-licenses.md").read_text(encoding="utf-8")
    listed = set(re.findall(r"^\|[^|]*\|\s*`([^`]+)`", page, flags=re.MULTILINE))

    assert set(catalog().hub_ids()) == listed | RETIRED
    assert len(listed) == HUB_IDS


@pytest.mark.parametrize("hub_id", catalog().hub_ids())
def test_a_hub_id_stands_for_licenses_or_says_why_not(hub_id: str) -> None:
    found = catalog().resolve_hub_id(hub_id)

    assert found.alternatives or found.reason
    assert len(found.alternatives) < 2 or found.reason
    assert [str(spdx.parse(alternative)) for alternative in found.alternatives] == list(found.alternatives)


@pytest.mark.parametrize("hub_id", catalog().hub_ids())
def test_the_case_of_a_hub_id_does_not_matter(hub_id: str) -> None:
    assert catalog().resolve_hub_id(f" {hub_id.upper()} ") == catalog().resolve_hub_id(hub_id)


@pytest.mark.parametrize("hub_id", NAMELESS)
def test_a_hub_id_that_names_no_license_is_unresolved_with_the_reason(hub_id: str) -> None:
    found = catalog().resolve(hub_id)

    assert found.alternatives == ()
    assert found.reason.startswith(NAMELESS[hub_id])


@pytest.mark.parametrize("hub_id", ["gpl-2.0", "gpl-3.0", "lgpl-2.1", "lgpl-3.0", "agpl-3.0"])
def test_a_gnu_id_leaves_open_whether_later_versions_count(hub_id: str) -> None:
    found = catalog().resolve(hub_id)

    assert [name.lower() for name in found.alternatives] == [f"{hub_id}-only", f"{hub_id}-or-later"]
    assert "-only or -or-later" in found.reason


@pytest.mark.parametrize("family", ["bsd", "gpl", "lgpl", "gfdl"])
def test_a_family_tag_is_one_of_several_licenses(family: str) -> None:
    found = catalog().resolve(family)

    assert len(found.alternatives) > 1
    assert not found.is_certain


def test_boost_is_boost_and_warns_of_the_business_source_license() -> None:
    found = catalog().resolve("bsl-1.0")

    assert found.alternatives == ("BSL-1.0",)
    assert "BUSL-1.1" in found.reason


@pytest.mark.parametrize(
    ("spelling", "expected"),
    [
        ("Apache 2.0", "Apache-2.0"),
        ("apache license 2.0", "Apache-2.0"),
        ("Apache License, Version 2.0", "Apache-2.0"),
        ("the MIT license", "MIT"),
        ("cc by nc 4.0", "CC-BY-NC-4.0"),
        ("CC-BY-NC-4.0", "CC-BY-NC-4.0"),
        ("AGPLv3+", "AGPL-3.0-or-later"),
        ("European Union Public Licence 1.2", "EUPL-1.2"),
        ("afl-2.1", "AFL-2.1"),
        ("apache-2.0 or mit", "Apache-2.0 OR MIT"),
        ("LLAMA 3.1 COMMUNITY LICENSE AGREEMENT", "LicenseRef-llama-3.1"),
        ("llama-3.1", "LicenseRef-llama-3.1"),
        ("LicenseRef-llama-3.1", "LicenseRef-llama-3.1"),
        ("LicenseRef-scancode-llama-3.1-license-2024", "LicenseRef-llama-3.1"),
        ("https://www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"),
        ("http://apache.org/licenses/LICENSE-2.0/#apply", "Apache-2.0"),
        ("https://spdx.org/licenses/BSD-3-Clause.html", "BSD-3-Clause"),
        ("https://opensource.org/licenses/MIT", "MIT"),
        ("https://choosealicense.com/licenses/apache-2.0/", "Apache-2.0"),
        (
            "https://huggingface.co/meta-llama/Llama-3.1-8B/resolve/main/LICENSE",
            "LicenseRef-llama-3.1",
        ),
    ],
)
def test_a_known_spelling_resolves(spelling: str, expected: str) -> None:
    assert catalog().resolve(spelling).alternatives == (expected,)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://huggingface.co/a/b/blob/main/A%20License.pdf", "huggingface.co/a/b/raw/main/A License.pdf"),
        ("https://www.test.example/%E8%AE%B8%E5%8F%AF/", "http://test.example/许可?raw=true#top"),
    ],
)
def test_an_address_may_be_written_in_several_ways(one: str, other: str) -> None:
    assert fold_url(one) == fold_url(other)


def test_a_page_named_by_an_ambiguous_id_is_ambiguous() -> None:
    found = catalog().resolve_url("https://opensource.org/licenses/GPL-3.0")

    assert found.alternatives == ("GPL-3.0-only", "GPL-3.0-or-later")


def test_an_exact_spdx_id_is_a_name_even_where_its_clauses_are_not_known() -> None:
    assert catalog().resolve_name("afl-2.1").alternatives == ("AFL-2.1",)
    assert catalog().resolve_name("AFL-2.1 with changes").alternatives == ()
    assert catalog().resolve_name("LicenseRef-nobody").alternatives == ()


def test_a_name_of_several_licenses_keeps_them_all() -> None:
    found = catalog().resolve_name("GPLv3")

    assert found.alternatives == ("GPL-3.0-only", "GPL-3.0-or-later")
    assert found.reason == "the name does not say which version"


@pytest.mark.parametrize(
    ("spelling", "suggestion"),
    [("Apach 2.0", "Apache-2.0"), ("lama3.1", "LicenseRef-llama-3.1"), ("zzzzzz", None)],
)
def test_a_near_miss_is_a_suggestion_and_never_an_answer(spelling: str, suggestion: str | None) -> None:
    found = catalog().resolve(spelling)

    assert found.alternatives == ()
    assert found.suggestion == suggestion


@pytest.mark.parametrize("word", ["", "license", "the license", "NOASSERTION", "NONE", "https://", "()", "\x00", "+"])
def test_nothing_said_resolves_to_nothing(word: str) -> None:
    assert catalog().resolve(word).alternatives == ()


@given(st.text(max_size=40))
def test_a_word_resolves_only_when_it_is_known(word: str) -> None:
    index = load_index()
    found = catalog().resolve(word)

    known = fold_name(word) in index.names or word.strip().lower() in index.hub or fold_url(word) in index.urls
    if found.alternatives and not known:
        assert found.alternatives == (str(spdx.parse(word)),)


@given(st.sampled_from(sorted(load_index().names)), st.sampled_from("abcxyz0123456789"), st.integers(0, 60))
def test_one_changed_character_never_gives_the_same_license_by_name(name: str, character: str, place: int) -> None:
    changed = name[:place] + character + name[place:]
    before, after = catalog().resolve_name(name), catalog().resolve_name(changed)

    known = fold_name(changed) in load_index().names or spdx.is_known_id(changed)
    assert known or after.alternatives == ()
    assert before.alternatives


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Apache License 2.0", "apache-2.0"),
        ("GPL v3", "GPLv3"),
        ("Llama 3.1 Licence", "llama_3.1"),
        ("CC BY-NC 4.0", "cc-by-nc-4.0"),
    ],
)
def test_spellings_that_differ_in_form_alone_fold_together(one: str, other: str) -> None:
    assert fold_name(one) == fold_name(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("openrail++", "openrail"),
        ("GPLv3+", "GPLv3"),
        ("Test 1.1", "Test 11"),
        ("Test 1 1", "Test 11"),
        ("Test 2.0 1", "Test 2.01"),
    ],
)
def test_spellings_that_mean_different_things_stay_apart(one: str, other: str) -> None:
    assert fold_name(one) != fold_name(other)


@given(st.text())
def test_folding_twice_is_folding_once(text: str) -> None:
    assert fold_name(fold_name(text)) == fold_name(text)


def test_the_terms_of_an_unknown_license_are_none() -> None:
    assert catalog().terms("LicenseRef-nobody") is None
    assert catalog().terms("AFL-2.1") is None
    assert catalog().terms("../secrets") is None


def test_a_license_knows_its_hub_ids() -> None:
    assert catalog().hub_ids_of("LicenseRef-llama-3.1") == ("llama3.1",)
    assert catalog().hub_ids_of("GPL-3.0-only") == ("gpl", "gpl-3.0")


def test_a_license_ref_that_nobody_described_says_that_its_terms_are_unknown() -> None:
    found = catalog().resolve("MIT AND LicenseRef-nobody")

    assert found.alternatives == ("MIT AND LicenseRef-nobody",)
    assert found.reason == "the terms of LicenseRef-nobody are not known here"


def test_an_unresolved_resolution_is_not_certain() -> None:
    assert not Resolution(reason="unknown").is_certain


@pytest.mark.parametrize("unseen", ["\u202e", "\u200b", "\u200d", "\u2066", "\ufeff", "\xad", "\x00"])
def test_a_name_with_a_character_that_is_not_seen_is_another_name(unseen: str) -> None:
    assert fold_name(f"apache-2.0{unseen}") not in load_index().names
    assert fold_name(f"apache{unseen}-2.0") not in load_index().names

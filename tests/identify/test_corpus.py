"""Real license texts: each names itself, no version passes for another, and no altered text passes for the license."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import distributions
from itertools import combinations
from pathlib import Path
from random import Random

import pytest

from checker.identify import identify
from checker.identify.engine import detect
from checker.identify.index import Index
from checker.identify.words import Text
from checker.model.detection import Detection, Method
from checker.resources import packaged
from tests.identify.corpus_texts import ROWS, read
from tests.identify.variations import Alteration, harmless

KNOWN = [(row["slug"], row["id"]) for row in ROWS if row["kind"] not in ("wild", "partial")]
FAMILIES = {
    "llama": r"LicenseRef-llama-(2|3|3\.1|3\.2|3\.3|4)\Z",
    "llama policies": r"LicenseRef-llama-(2|3|3\.1|3\.2|3\.3|4)-aup\Z",
    "gemma": r"LicenseRef-gemma-20",
    "creative commons": r"CC-BY",
    "openrail": r"LicenseRef-(creativeml|bigscience|bigcode)",
    "flux": r"LicenseRef-flux",
    "minimax": r"LicenseRef-minimax",
    "stability": r"LicenseRef-stability",
    "hunyuan": r"LicenseRef-hunyuan",
    "yi": r"LicenseRef-yi",
    "modelgo": r"LicenseRef-modelgo",
    "nvidia": r"LicenseRef-nvidia-open-model",
}


def installed() -> Iterator[tuple[str, str]]:
    """The license files of the installed packages that are a license as published, with its id."""
    seen = set()
    for distribution in sorted(distributions(), key=lambda d: d.metadata["Name"].lower()):
        for file in distribution.files or ():
            if re.search(r"\.dist-info/(?:licenses/)?LICENSE[^/]*\Z", str(file)) and file.locate().is_file():
                text = Path(str(file.locate())).read_text(encoding="utf-8", errors="replace")
                (first, *others) = identify(text)
                if first.is_exact and not others and text not in seen:
                    seen.add(text)
                    yield text, first.expression


@pytest.mark.parametrize("slug, identifier", KNOWN)
def test_every_text_names_itself(corpus: Path, slug: str, identifier: str) -> None:
    (detection,) = identify(read(corpus, slug))

    assert detection.is_exact
    assert identifier in detection.candidates


@pytest.mark.parametrize("family", FAMILIES)
def test_versions_of_a_family_are_told_apart(corpus: Path, family: str) -> None:
    """Also without the first lines, in which name and date stand: what is left is never a plain copy of another."""
    members = [(slug, identifier) for slug, identifier in KNOWN if re.match(FAMILIES[family], identifier)]
    assert len({identifier for _, identifier in members}) > 1

    for slug, identifier in members:
        text = read(corpus, slug)
        found = identify(text)[0]
        assert identifier == found.expression or identifier in found.candidates[:1]
        beheaded = identify(text.split("\n", 3)[-1])[0]
        assert beheaded.expression == identifier or not beheaded.is_exact


def test_no_text_of_one_version_reads_as_a_permitted_copy_of_another(corpus: Path) -> None:
    by_id: dict[str, str] = {}
    for slug, identifier in KNOWN:
        by_id.setdefault(identifier, identify(read(corpus, slug))[0].expression)

    assert [] == [(a, b) for a, b in combinations(sorted(by_id), 2) if by_id[a] == by_id[b]]


class Lacking(Index):
    """The shipped index without the texts of one license."""

    def __init__(self, identifier: str) -> None:
        super().__init__(packaged("identify", "data", "index.bin").read_bytes())
        self.lacks = {number for number in range(len(self)) if identifier in self.label(number).ids}

    def holding(self, values: set[int]) -> dict[int, list[int]]:
        found = super().holding(values).items()
        return {value: [number for number in numbers if number not in self.lacks] for value, numbers in found}

    def same(self, value: int) -> list[int]:
        return [number for number in super().same(value) if number not in self.lacks]

    def other_same(self, value: int) -> list[int]:
        return []


def test_a_license_that_the_index_lacks_is_never_named(corpus: Path) -> None:
    wrong = []
    for slug, identifier in KNOWN:
        index = Lacking(identifier)
        assert index.lacks
        named = [d.expression for d in detect(read(corpus, slug), (index,)) if d.is_exact]
        wrong += [(slug, expression) for expression in named]

    assert wrong == []


def test_a_real_copy_without_its_title_is_still_the_license(corpus: Path) -> None:
    assert "LicenseRef-llama-2" == identify(read(corpus, "meta-llama-2-purplellama"))[0].expression


def test_defective_copies_are_not_the_license(corpus: Path) -> None:
    shown = identify(read(corpus, "wild-llama-3.2-in-cogito-ollama"))[0]
    homemade = identify(read(corpus, "benevolentjoker-use-agreement"))[0]

    assert (Method.MODIFIED, ("LicenseRef-llama-3.2",)) == (shown.method, shown.candidates)
    assert (Method.UNKNOWN, "NOASSERTION") == (homemade.method, homemade.expression)


def test_a_bilingual_text_is_known_by_either_language_and_a_change_in_either_shows(corpus: Path) -> None:
    text = read(corpus, "zhipu-chatglm-6b")
    halves = text[: text.index("1. Definitions")], text[text.index("1. Definitions") :]

    for half in halves:
        assert _passes(identify(half), "LicenseRef-chatglm-6b-2023-07-08")
        assert not _passes(identify(half[: len(half) // 2]), "LicenseRef-chatglm-6b-2023-07-08")
    for change in (("授予", "不授予"), ("shall", "shall not")):
        assert change[0] in text
        found = identify(text.replace(*change, 1))[0]
        assert (Method.MODIFIED, ("LicenseRef-chatglm-6b-2023-07-08",)) == (found.method, found.candidates)


@pytest.mark.parametrize("seed", range(4))
def test_no_altered_text_passes_for_the_license(corpus: Path, seed: int) -> None:
    rng = Random(seed)
    samples = [(read(corpus, slug), identifier) for slug, identifier in KNOWN if "notice" not in slug]
    silent = []
    for _ in range(75):
        text, identifier = rng.choice(samples)
        # Titles and copyright lines at the top may differ; from a fifth of the text on, every word counts.
        start = len(text) // 5 if identifier.startswith("LicenseRef-") else len(text) // 3
        end = len(text) if identifier.startswith("LicenseRef-") else 2 * len(text) // 3
        kind, altered = Alteration(rng, text, [(start, end)]).apply()
        dress, dressed = harmless(rng, altered)
        if _passes(identify(dressed), identifier):
            silent.append((identifier, kind, dress))

    assert silent == []


@pytest.mark.parametrize("seed", range(2))
def test_a_text_in_another_dress_is_the_same_license(corpus: Path, seed: int) -> None:
    rng = Random(seed)
    samples = [(read(corpus, slug), identifier) for slug, identifier in KNOWN]
    wrong = []
    for text, identifier in rng.sample(samples, 100):
        dress, dressed = harmless(rng, text)
        if not _passes(identify(dressed), identifier):
            wrong.append((identifier, dress))

    assert len(wrong) <= 1, wrong


def test_the_license_files_of_installed_packages_stand_the_same_tests() -> None:
    rng = Random(7)
    silent, wrong, count = [], [], 0
    for text, identifier in installed():
        count += 1
        dress, dressed = harmless(rng, text)
        if not _passes(identify(dressed), identifier):
            wrong.append((identifier, dress))
        middle = [(len(text) // 3, 2 * len(text) // 3)]
        for _ in range(3):
            kind, altered = Alteration(rng, text, middle).apply()
            if kind not in ("delete_word", "replace_word") and _passes(identify(altered), identifier):
                silent.append((identifier, kind))

    assert count >= 8
    assert silent == []
    assert wrong == []


def _passes(found: tuple[Detection, ...], identifier: str) -> bool:
    """Whether the answer is the plain license and nothing else."""
    return all(d.is_exact for d in found) and any(identifier in d.candidates for d in found)


def test_texts_of_the_corpus_count_every_word(corpus: Path) -> None:
    for slug, _ in KNOWN:
        text = Text(read(corpus, slug))
        shown = (text.shown[text.start(word) : text.end(word)] for word in range(len(text)))
        assert text.words == [word.lower().encode() for word in shown], slug

"""What the licenses of base models ask of a release: told once, and not taken for kept where nobody has looked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.release.example import LEGAL, statement

Gate = Callable[..., tuple[int, dict[str, Any]]]
PHRASE = "Built with Llama"


def check(report: dict[str, Any], id: str) -> tuple[str, list[str]]:
    """The status of a check, and what it found."""
    (found,) = (one for one in report["models"][0]["release"]["checks"] if one["id"] == id)
    return found["status"], [message for message, _ in found["lacks"]]


@pytest.fixture
def license_base(folder: Path) -> Callable[[str], None]:
    """Put the base model, and the release with it, under another license."""

    def put(license: str) -> None:
        (base,) = (folder.parent / "hub-cache").glob("models--acme--seed-1b/snapshots/*/README.md")
        for card in (base, folder / "README.md"):
            text = card.read_text(encoding="utf-8")
            card.write_text(text.replace("license: apache-2.0", f"license: {license}"), encoding="utf-8")

    return put


def test_a_phrase_that_the_card_does_not_show_may_be_shown_elsewhere_and_nobody_knows(
    folder: Path, gate: Gate, license_base: Callable[[str], None]
) -> None:
    license_base("llama3.1")

    _, found = check(gate()[1], "RG08")

    assert [True] == [
        "1.b.i, of acme/seed-1b is not seen to be kept" in one for one in found if f"Display “{PHRASE}”" in one
    ]


@pytest.mark.parametrize("in_card", [True, False])
def test_a_phrase_in_the_card_or_stated_to_be_shown_elsewhere_will_do(
    in_card: bool, folder: Path, gate: Gate, license_base: Callable[[str], None]
) -> None:
    license_base("llama3.1")
    if in_card:
        card = folder / "README.md"
        card.write_text(f"{card.read_text(encoding='utf-8')}\n{PHRASE}\n", encoding="utf-8")
    else:
        stated = statement(folder, ["AT12"])
        stated["predicate"]["attestations"][0] |= {"item": "AT16", "by": [LEGAL]}
        (folder / "attestations" / "display.json").write_text(json.dumps(stated), encoding="utf-8")

    assert not any(PHRASE in message for message in check(gate()[1], "RG08")[1])


def test_an_id_that_leaves_a_version_open_is_all_that_the_hub_has(
    gate: Gate, license_base: Callable[[str], None]
) -> None:
    license_base("gpl-3.0")

    assert ("met", []) == check(gate()[1], "RG02")


def test_of_the_versions_that_the_id_of_the_base_leaves_open_the_model_says_which_it_had(
    folder: Path, gate: Gate, license_base: Callable[[str], None]
) -> None:
    license_base("gemma")
    card = folder / "README.md"
    own = "license: other\nlicense_name: LicenseRef-gemma-2025-03-24\nlicense_link: LICENSE"
    card.write_text(card.read_text(encoding="utf-8").replace("license: gemma", own), encoding="utf-8")
    (folder / "LICENSE").unlink()

    _, report = gate()

    assert ("met", []) == check(report, "RG09")
    assert not any("2024" in message for message in check(report, "RG08")[1])


def test_that_a_model_is_a_fine_tune_of_its_base_tells_what_was_changed(folder: Path, gate: Gate) -> None:
    notice = folder / "NOTICE"
    notice.write_text("Copyright 2026 Acme Robotics\nSeed 1B\nCopyright 2025 Acme Research\n", encoding="utf-8")
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8").replace(
        "It was fine-tuned from\nacme/seed-1b", "A fine-tune of acme/seed-1b"
    )
    card.write_text(text, encoding="utf-8")

    assert "met" == check(gate()[1], "RG08")[0]


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("It was trained on the answers of acme/teacher-70b.", True),
        ("We use knowledge distillation.", True),
        ("The chain of thought was distilled by hand, at length, from acme/teacher-70b.", True),
        ("Compared with Teacher-Distill-7B it is faster.", False),
        ("| distilled from acme/teacher-70b | 7 |", False),
    ],
)
def test_a_card_that_speaks_of_distillation_has_a_note_on_the_line(
    line: str, told: bool, folder: Path, gate: Gate
) -> None:
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8")
    card.write_text(f"{text}\n{line}\n", encoding="utf-8")

    code, report = gate()

    note = f"Line {len(text.splitlines()) + 2} of README.md speaks of training on the outputs of another model"
    assert (0, [True] * told) == (code, [found.startswith(note) for found in check(report, "RG07")[1]])


def test_what_every_version_of_a_license_asks_for_is_told_once(gate: Gate, license_base: Callable[[str], None]) -> None:
    license_base("gemma")

    _, report = gate()

    (notice,) = (message for message in check(report, "RG08")[1] if "Notice" in message)
    assert notice.startswith(
        "LicenseRef-gemma-2024-02-21 or LicenseRef-gemma-2024-04-01 or LicenseRef-gemma-2025-03-24, 3.1.4, of acme/"
    )
    assert ["The license incorporates Gemma Prohibited Use Policy, and the repository does not hold it."] == check(
        report, "RG21"
    )[1]

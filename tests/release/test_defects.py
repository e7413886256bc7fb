"""A ready release, and the same with one defect: exactly the check fails that asks for what is lacking."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from tests.loopback_hub import LoopbackHub, Repository
from tests.release.conftest import checks
from tests.release.example import bind

TOKEN = "hf_" + "a" * 30

Gate = Callable[..., tuple[int, dict[str, Any]]]
Spoil = Callable[[Path], None]


def replaced(path: str, old: str, new: str = "") -> Spoil:
    """A spoiler that takes `old` out of a file, which has to be there."""

    def spoil(folder: Path) -> None:
        file = folder / path
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def section(title: str, instead: str = "") -> Spoil:
    """A spoiler that takes a section out of the card."""

    def spoil(folder: Path) -> None:
        card = folder / "README.md"
        before, heading, rest = card.read_text(encoding="utf-8").partition(f"\n## {title}\n")
        assert heading
        _, following, after = rest.partition("\n## ")
        card.write_text(f"{before}{instead}{following}{after}", encoding="utf-8")

    return spoil


def removed(*paths: str) -> Spoil:
    return lambda folder: [(folder / path).unlink() for path in paths] and None


def added(path: str, content: str | bytes) -> Spoil:
    def spoil(folder: Path) -> None:
        (folder / path).write_bytes(content.encode() if isinstance(content, str) else content)

    return spoil


def together(*spoilers: Spoil) -> Spoil:
    def spoil(folder: Path) -> None:
        for one in spoilers:
            one(folder)

    return spoil


def in_cache(pattern: str, old: str, new: str) -> Spoil:
    """A spoiler of the base model: a file of the cache beside the folder."""

    def spoil(folder: Path) -> None:
        (file,) = (folder.parent / "hub-cache").glob(pattern)
        text = file.read_text(encoding="utf-8")
        assert old in text
        file.write_text(text.replace(old, new), encoding="utf-8")

    return spoil


def config(**fields: Any) -> Spoil:
    def spoil(folder: Path) -> None:
        file = folder / "config.json"
        file.write_text(json.dumps({**json.loads(file.read_text(encoding="utf-8")), **fields}), encoding="utf-8")

    return spoil


SEED = "models--acme--seed-1b/snapshots/*/README.md"
NC_LINK = "\nThe base model is under https://creativecommons.org/licenses/by-nc/4.0/\n"

# id → (profile, what is done to the folder). What changes the weights binds them anew: the defect is another one.
DEFECTS: Mapping[str, tuple[str, Spoil]] = {
    "RG01": ("standard", removed("LICENSE")),
    "RG02": ("standard", replaced("README.md", "license: apache-2.0", "license: apache-2")),
    "RG03": ("standard", replaced("README.md", "license: apache-2.0", "license: mit")),
    "RG04": ("small", replaced("LICENSE", "END OF TERMS AND CONDITIONS", "Not for use by banks.\n\nEND OF TERMS")),
    "RG05": ("standard", replaced("NOTICE", "Copyright 2026 Acme Robotics\n")),
    "RG06": ("standard", replaced("NOTICE", "Seed 1B\nCopyright 2025 Acme Research\n")),
    "RG07": ("standard", replaced("README.md", "base_model_relation: finetune\n")),
    "RG08": (
        "standard",
        together(
            replaced("NOTICE", "This model was fine-tuned from acme/seed-1b,", "Some of it is from acme/seed-1b,"),
            replaced("NOTICE", ", and was changed"),
            replaced("README.md", "It was fine-tuned from\nacme/seed-1b on", "It knows"),
        ),
    ),
    "RG09": (
        "standard",
        together(
            in_cache(SEED, "license: apache-2.0", "license: cc-by-nc-4.0"),
            replaced("README.md", "\n## Risks", NC_LINK + "\n## Risks"),
        ),
    ),
    "RG10": ("standard", replaced("README.md", "datasets:\n  - acme/tickets\n")),
    "RG11": ("standard", together(added("head.pt", b"\x80\x04N."), bind)),
    "RG12": (
        "standard",
        config(auto_map={"AutoModel": "acme/other-code--modeling.Router"}),
    ),
    "RG13": ("standard", replaced("weights.manifest.json", "model-00002-of-00002", "model-00003-of-00002")),
    "RG14": ("standard", section("Limitations")),
    "RG15": ("standard", section("Acknowledgements", "\n## Acknowledgements\n\n[More Information Needed]\n")),
    "RG16": ("standard", replaced("README.md", "- **Released:** 2026-12-01\n")),
    "RG17": (
        "small",
        together(
            replaced("README.md", "        metrics:\n          - type: f1\n            value: 0.912\n"),
            replaced(
                "README.md",
                "| Queue | F1 |\n| --- | --- |\n| all | 0.912 |\n| tickets that name an illness | 0.871 |\n",
            ),
        ),
    ),
    "RG18": ("standard", section("Out-of-scope use")),
    "RG19": ("standard", section("Compute")),
    "RG20": ("standard", replaced("README.md", "library_name: transformers\n")),
    "RG21": ("standard", added("USE_POLICY.md", "Do not use the model for anything but tickets.\n")),
    "RG22": (
        "standard",
        together(removed("SECURITY.md"), section("Reporting problems")),
    ),
    "RG23": (
        "standard",
        together(
            removed("TECHNICAL_REPORT.md"),
            replaced("README.md", "A [technical report](TECHNICAL_REPORT.md) describes how"),
        ),
    ),
    "RG24": ("eu", replaced("TRAINING_CONTENT_SUMMARY.md", "## List of data sources", "## Something else")),
    "RG25": ("eu", replaced("COPYRIGHT_POLICY.md", "Rightsholders may complain to copyright@acme.example; we", "We")),
    "RG27": ("standard", replaced("README.md", "library_name:", "new_version: acme/ticket-router-2\nlibrary_name:")),
    "RG28": ("standard", replaced("ticket-router.cdx.json", '"SHA-256"', '"SHA-1"')),
    "RG29": ("standard", replaced("README.md", "library_name:", "extra_gated_eu_disallowed: true\nlibrary_name:")),
    "RG30": ("standard", removed("attestations/release.json")),
}
# Only the Hub tells who is let in; see the last test.
BY_HUB = "RG26"
# Checks that report and stop nothing under the profile that the defect is tried with.
HARMLESS = {"RG05", "RG10", "RG12", "RG17", "RG19", "RG20", "RG21", "RG22", "RG23", "RG27", "RG28", "RG29"}


@pytest.mark.parametrize("profile", ["small", "standard", "eu"])
def test_the_example_is_ready(profile: str, gate: Gate) -> None:
    code, report = gate("--profile", profile)

    assert 0 == code
    assert "allow" == report["verdict"]
    assert [] == checks(report, "lacking", "unknown", "waived")


def test_every_check_has_a_defect_that_it_finds(gate: Gate) -> None:
    _, report = gate()

    assert sorted([*DEFECTS, BY_HUB]) == [check["id"] for check in report["models"][0]["release"]["checks"]]


@pytest.mark.parametrize("id", DEFECTS)
def test_one_defect_fails_exactly_the_check_that_it_should(id: str, folder: Path, gate: Gate) -> None:
    profile, spoil = DEFECTS[id]
    spoil(folder)

    code, report = gate("--profile", profile)

    assert [id] == checks(report, "lacking", "unknown")
    assert (code == 0) is (id in HARMLESS)


@pytest.fixture
def published(folder: Path, loopback_hub: LoopbackHub, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """The example, its base model and its dataset on a Hub."""
    released = {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    cache = folder.parent / "hub-cache"
    seed = {path.name: path.read_bytes() for path in cache.glob("models--acme--seed-1b/snapshots/*/*")}
    tickets = {path.name: path.read_bytes() for path in cache.glob("datasets--acme--tickets/snapshots/*/*")}
    model = Repository("acme/ticket-router", released)
    loopback_hub.add(model, Repository("acme/seed-1b", seed), Repository("acme/tickets", tickets, kind="dataset"))
    loopback_hub.site.users[TOKEN] = "acme"
    monkeypatch.setenv("HF_ENDPOINT", loopback_hub.endpoint)
    monkeypatch.setenv("HF_TOKEN", TOKEN)
    monkeypatch.setenv("HF_HUB_OFFLINE", "0")
    return model


def test_a_gate_that_is_opened_by_hand_is_not_public_access(
    folder: Path, published: Repository, monkeypatch: pytest.MonkeyPatch, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    found = {}
    for gated in (False, "manual"):
        published.gated, published.granted = gated, frozenset({TOKEN})
        run(["release", f"acme/ticket-router@{published.refs['main']}", "--profile", "eu", "--isolated", "-f", "json"])
        out = json.loads(capfdbinary.readouterr().out)
        assert [] == out["errors"]
        found[gated] = checks(out, "lacking", "unknown")
        monkeypatch.setenv("LIC_CHECK_CACHE_DIR", str(folder.parent / "another store"))

    assert {False: [], "manual": [BY_HUB]} == found


def test_a_configuration_on_the_hub_that_names_another_base_is_read_though_the_card_names_one(
    published: Repository, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    config = json.loads(published.files["config.json"])
    altered = json.dumps({**config, "_name_or_path": "meta-llama/Llama-3.1-8B"}).encode()
    published.commit({**published.files, "config.json": altered})
    run(["release", f"acme/ticket-router@{published.refs['main']}", "--isolated", "-f", "json"])

    assert ["RG07"] == checks(json.loads(capfdbinary.readouterr().out), "lacking", "unknown")

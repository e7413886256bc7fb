"""Profiles get stricter, and an override lets one check pass until a day, in sight, and no longer."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from checker.cli.release import PROFILES
from checker.errors import ExitCode
from checker.policy.load import load_policy
from checker.policy.release_rules import CHECKS, CheckLevel
from checker.rules.registry import RULES
from checker.rules.release.checks import CHECKS as REGISTERED
from tests.release.conftest import checks

Gate = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def overridden(folder: Path, gate: Gate, tmp_path: Path) -> Callable[[str], tuple[int, dict[str, Any]]]:
    """`overridden("2026-12-31")`: the gate on a release without limitations, with that check lowered until a day."""
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8").replace("\n## Limitations\n", "\n## Further\n")
    card.write_text(text, encoding="utf-8")

    def check(expires: str, level: str = "report") -> tuple[int, dict[str, Any]]:
        policy = tmp_path / "mine.yaml"
        written = (
            f"{{check: card_sections, level: {level}, reason: R-12, approver: a@acme.example, expires: {expires}}}"
        )
        policy.write_text(
            f"version: 1\nextends: builtin:release-gate\nrelease:\n  overrides:\n    - {written}\n", encoding="utf-8"
        )
        return gate("--policy", str(policy))

    return check


def findings(report: dict[str, Any]) -> list[str]:
    return [finding["message"] for finding in report["models"][0]["findings"] if finding["code"] == "LC0907"]


def test_without_an_override_the_release_is_denied(folder: Path, gate: Gate, overridden: object) -> None:
    code, report = gate()

    assert (ExitCode.DENIED, ["RG14"]) == (code, checks(report, "lacking"))


def test_an_override_lets_a_check_pass_and_stays_in_sight(
    overridden: Callable[..., tuple[int, dict[str, Any]]],
) -> None:
    code, report = overridden("2026-11-28")

    assert (ExitCode.PASS, ["RG14"]) == (code, checks(report, "lacking"))
    (check,) = (one for one in report["models"][0]["release"]["checks"] if one["id"] == "RG14")
    assert ("report", "deny", "R-12") == (check["level"], check["override"]["own_level"], check["override"]["reason"])
    assert [] == findings(report)


@pytest.mark.parametrize("format_", ["readiness", "dossier"])
def test_that_an_override_has_expired_is_told_to_whoever_reads_the_report(
    format_: str,
    overridden: Callable[..., tuple[int, dict[str, Any]]],
    folder: Path,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    overridden("2026-11-27")
    run(["release", str(folder), "--offline", "--isolated", "--policy", str(tmp_path / "mine.yaml"), "-f", format_])

    shown = " ".join(capfdbinary.readouterr().out.decode().split())
    assert "The override of card_sections by a@acme.example, until 2026-11-27, has expired." in shown


def test_a_check_that_is_not_asked_by_override_is_in_sight_too(
    overridden: Callable[..., tuple[int, dict[str, Any]]],
    folder: Path,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    code, report = overridden("2026-11-28", "skip")
    run(["release", str(folder), "--offline", "--isolated", "--policy", str(tmp_path / "mine.yaml")])

    assert (ExitCode.PASS, []) == (code, checks(report, "lacking"))
    assert "override RG14" in capfdbinary.readouterr().out.decode()


@pytest.mark.parametrize(("expires", "says"), [("2026-11-27", "has expired"), ("2031-01-01", "days ahead")])
def test_an_override_holds_neither_after_its_day_nor_for_years(
    expires: str, says: str, overridden: Callable[..., tuple[int, dict[str, Any]]]
) -> None:
    code, report = overridden(expires)

    assert (ExitCode.DENIED, ["RG14"]) == (code, checks(report, "lacking"))
    (message,) = findings(report)
    assert says in message


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("{check: card_section, level: report, reason: r, approver: a, expires: 2026-12-01}", "card_sections"),
        ("{check: card_sections, level: off, reason: r, approver: a, expires: 2026-12-01}", "level"),
        ("{check: card_sections, level: report, approver: a, expires: 2026-12-01}", "reason"),
        ("{check: card_sections, level: report, reason: '', approver: a, expires: 2026-12-01}", "reason"),
        ("{check: card_sections, level: report, reason: r, approver: a}", "expires"),
    ],
)
def test_an_override_says_who_why_and_how_long(
    written: str, says: str, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    policy = tmp_path / "mine.yaml"
    policy.write_text(f"version: 1\nextends: builtin:release-gate\nrelease:\n  overrides: [{written}]\n")

    assert ExitCode.USAGE == run(["release", str(folder), "--offline", "--isolated", "--policy", str(policy)])
    assert says in capsys.readouterr().err


def test_keys_without_the_library_stop_the_command(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """To pass over keys that were given would look like verification."""
    key = tmp_path / "safety.pem"
    key.write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    file = folder / "attestations" / "release.json"
    signed = {"payload": "e30=", "payloadType": "application/vnd.in-toto+json", "signatures": [{"sig": "AA=="}]}
    file.write_text(json.dumps(signed), encoding="utf-8")
    for name in ("cryptography", "cryptography.hazmat.primitives.serialization"):
        monkeypatch.setitem(sys.modules, name, None)

    code = run(["release", str(folder), "--offline", "--isolated", "--key", f"safety={key}"])

    assert ExitCode.USAGE == code
    assert "pip install 'lic-check[signatures]'" in capsys.readouterr().err


@pytest.mark.parametrize(("looser", "stricter"), [("small", "standard"), ("standard", "frontier"), ("standard", "eu")])
def test_a_stricter_profile_asks_for_all_that_the_looser_one_asks_for(looser: str, stricter: str) -> None:
    less, more = (load_policy(PROFILES[profile]).release for profile in (looser, stricter))
    order = list(CheckLevel)

    assert [] == [
        name for name in CHECKS if order.index(getattr(more.checks, name)) < order.index(getattr(less.checks, name))
    ]
    assert set(less.sections) <= set(more.sections)
    assert set(less.attestations) < set(more.attestations)


def test_thirty_checks_each_have_a_setting_a_rule_and_known_sources() -> None:
    assert [f"RG{number:02}" for number in range(1, 31)] == sorted(check.id for check in REGISTERED.values())
    assert sorted(CHECKS) == sorted(check.setting for check in REGISTERED.values())
    assert set(REGISTERED) <= set(RULES)
    assert {f"LC07{check.id[2:]}" == check.code for check in REGISTERED.values()} == {True}


def test_a_code_of_a_check_is_explained(capsys: pytest.CaptureFixture[str]) -> None:
    assert ExitCode.PASS == run(["explain", "LC0715"])

    assert "RG15" in capsys.readouterr().out

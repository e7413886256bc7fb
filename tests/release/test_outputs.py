"""What the command prints besides the check: proposals, licenses to choose, the dossier, the summary for a gate."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from checker.errors import ExitCode
from tests.release.conftest import checks
from tests.release.example import bind

Gate = Callable[..., tuple[int, dict[str, Any]]]


def printed(folder: Path, capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> str:
    assert run(["release", str(folder), "--offline", "--isolated", *arguments]) == ExitCode.PASS
    return capfdbinary.readouterr().out.decode()


def spoil(folder: Path) -> None:
    """Take out the notice, the manifest and two fields of the card."""
    (folder / "NOTICE").unlink()
    (folder / "weights.manifest.json").unlink()
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8").replace("library_name: transformers\n", "")
    card.write_text(text.replace("base_model_relation: finetune\n", ""), encoding="utf-8")


def test_fix_prints_and_changes_nothing(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    spoil(folder)
    before = {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}

    out = printed(folder, capfdbinary, "--fix")

    assert before == {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
    assert "Seed 1B\nCopyright 2025 Acme Research" in out
    assert "from acme/seed-1b, which is licensed under the Apache License 2.0, and was changed." in out
    assert "library_name: transformers" in out
    assert "- [ ] The card has no `library_name`." in out
    assert '"schema": "lic-check/weights/1"' in out


def test_what_fix_writes_mends_what_it_can(folder: Path, gate: Gate, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    spoil(folder)
    broken = checks(gate()[1], "lacking")
    proposals = folder.parent / "proposals"
    printed(folder, capfdbinary, "--fix", "--write-to", str(proposals))
    for name in ("NOTICE", "weights.manifest.json"):
        (proposals / name).rename(folder / name)
    notice = folder / "NOTICE"
    notice.write_text(notice.read_text(encoding="utf-8").replace("YEAR HOLDER", "2026 Acme Robotics"), encoding="utf-8")
    card = folder / "README.md"
    fields = (proposals / "README.front-matter.yaml").read_text(encoding="utf-8").replace("# fill in", "finetune")
    card.write_text(card.read_text(encoding="utf-8").replace("---\n", f"---\n{fields}", 1), encoding="utf-8")

    assert ["RG05", "RG06", "RG07", "RG08", "RG13", "RG20"] == broken
    assert [] == checks(gate()[1], "lacking")


def test_writing_proposals_replaces_no_file(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    spoil(folder)
    (folder / "RELEASE_CHECKLIST.md").write_text("mine", encoding="utf-8")

    printed(folder, capfdbinary, "--fix", "--write-to", str(folder))

    assert "mine" == (folder / "RELEASE_CHECKLIST.md").read_text(encoding="utf-8")
    assert (folder / "NOTICE").is_file()


def test_a_ready_release_needs_no_notice_and_no_fields(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    out = printed(folder, capfdbinary, "--fix")

    assert ["RELEASE_CHECKLIST.md"] == re.findall(r"^==> (\S+):", out, re.MULTILINE)


def test_the_name_that_a_base_license_asks_for_is_on_the_checklist(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    relicense_base(folder, "llama3.1")

    assert "Call the model Llama-ticket-router." in printed(folder, capfdbinary, "--fix")


def relicense_base(folder: Path, license: str) -> None:
    (card,) = (folder.parent / "hub-cache").glob("models--acme--seed-1b/snapshots/*/README.md")
    text = card.read_text(encoding="utf-8")
    card.write_text(text.replace("license: apache-2.0", f"license: {license}"), encoding="utf-8")


def test_the_licenses_to_choose_from_are_those_that_carry_the_terms_of_the_base(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    relicense_base(folder, "llama3.1")

    out = printed(folder, capfdbinary, "--choose-license")

    assert re.match(r"1 of \d+ licenses may be chosen\n  threshold +LicenseRef-llama-3\.1\n", out)
    assert "LicenseRef-llama-3.1 of acme/seed-1b, limit.mau in section 2" in " ".join(out.split())


def test_the_choice_can_be_read_by_programs(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    choice = json.loads(printed(folder, capfdbinary, "--choose-license", "-f", "json"))

    assert "Apache-2.0" in [one["license"] for one in choice["candidates"] if not one["obstacles"]]
    assert {"cond.license_copy", "cond.notice_file"} <= {duty["clause"] for duty in choice["duties"]}


def dossier(folder: Path, *arguments: str) -> str:
    path = folder.parent / "dossier.html"
    run(["release", str(folder), "--offline", "--isolated", "-q", "-o", f"dossier={path}", *arguments])
    return path.read_text(encoding="utf-8")


def test_the_dossier_shows_what_blocks_who_signs_and_where_each_check_comes_from(folder: Path) -> None:
    (folder / "attestations" / "release.json").unlink()
    page = dossier(folder)

    assert "Not ready" in page
    assert 'id="RG30"' in page
    assert "AT04 Decision to release" in page
    assert "safety or legal or owner" in page
    for letter in "OMGCHNSALD":
        assert f'id="source-{letter}"' in page
    assert set(re.findall(r'href="#source-(\w)"', page)) <= set("OMGCHNSALD")


def test_what_stands_in_the_repository_is_escaped_in_the_dossier(folder: Path) -> None:
    card = folder / "README.md"
    text = card.read_text(encoding="utf-8").replace("## Limitations", "## <script>alert(1)</script> Limitations")
    card.write_text(
        text.replace("Tickets in other languages", "[More Information Needed] <img src=x>"), encoding="utf-8"
    )
    page = dossier(folder)

    assert "<script>alert" not in page
    assert "<img" not in page
    assert "Content-Security-Policy" in page


def test_the_dossier_of_a_plain_audit_says_that_nothing_was_checked(folder: Path) -> None:
    path = folder.parent / "dossier.html"
    run([str(folder), "--offline", "--isolated", "-q", "-o", f"dossier={path}"])

    assert "asks for no check of a release" in path.read_text(encoding="utf-8")


def summary(folder: Path, capfdbinary: pytest.CaptureFixture[bytes], *arguments: str) -> dict[str, Any]:
    run(["release", str(folder), "--offline", "--isolated", "-f", "vsa", *arguments])
    found: dict[str, Any] = json.loads(capfdbinary.readouterr().out)
    return found


def test_the_summary_names_the_weights_and_the_verdict(
    folder: Path, gate: Gate, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    digest = gate()[1]["models"][0]["release"]["manifest"]["digest"]
    found = summary(folder, capfdbinary)

    assert "https://in-toto.io/Statement/v1" == found["_type"]
    assert "https://slsa.dev/verification_summary/v1" == found["predicateType"]
    assert [{"name": "weights", "digest": {"sha256": digest.removeprefix("sha256:")}}] == found["subject"]
    assert "PASSED" == found["predicate"]["verificationResult"]
    assert "2026-11-28T00:00:00Z" == found["predicate"]["timeVerified"]


def test_the_summary_of_what_is_not_ready_says_failed(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    (folder / "LICENSE").unlink()
    predicate = summary(folder, capfdbinary)["predicate"]

    assert ("FAILED", []) == (predicate["verificationResult"], predicate["verifiedLevels"])


def test_a_folder_without_weights_has_no_summary(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    for path in (*folder.glob("*.safetensors"), folder / "model.safetensors.index.json"):
        path.unlink()
    run(["release", str(folder), "--offline", "--isolated", "-f", "vsa"])

    assert b"" == capfdbinary.readouterr().out


def test_a_profile_that_is_named_wins_over_the_policy_of_the_environment(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LIC_CHECK_POLICY", "research")
    assert ExitCode.PASS == run(["release", str(folder), "--offline", "--isolated", "--profile", "eu", "-f", "json"])

    assert "release-gate-eu" == json.loads(capfdbinary.readouterr().out)["policy"]["name"]


@pytest.mark.parametrize("option", ["--choose-license", "--fix"])
def test_what_is_proposed_on_half_the_evidence_is_no_success(
    option: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.rmtree(folder.parent / "hub-cache" / "models--acme--seed-1b")

    assert ExitCode.INCOMPLETE == run(["release", str(folder), "--offline", "--isolated", option])
    assert "not everything could be read" in capsys.readouterr().err


def test_what_to_run_next_keeps_to_the_policy_that_was_asked_for(
    folder: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    run(["release", str(folder), "--offline", "--isolated", "--profile", "eu"])

    shown = "".join(capfdbinary.readouterr().out.decode().split())
    assert "".join(f"lic-check release {folder} --offline --isolated --profile eu --fix".split()) in shown


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["--profile", "eu", "--policy", "research"], "both name a policy"),
        (["--policy", "research"], "has no release checks"),
        (["--write-to", "x"], "--write-to goes with --fix"),
        (["--key", "safety"], "names no file"),
        (["--key", "safety=/no/such/key.pem"], "cannot be read"),
    ],
)
def test_what_cannot_be_done_is_a_usage_error(
    arguments: list[str], says: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ExitCode.USAGE == run(["release", str(folder), "--offline", "--isolated", *arguments])
    assert says in capsys.readouterr().err


def test_a_dataset_is_no_release_of_weights(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert ExitCode.USAGE == run(["release", "datasets/acme/tickets", "--offline", "--isolated"])
    assert "the gate is for models" in capsys.readouterr().err


def test_the_readiness_fits_into_eighty_columns(folder: Path, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    bind(folder)
    run(["release", str(folder), "--offline", "--isolated", "-v"])
    lines = capfdbinary.readouterr().out.decode().splitlines()

    assert lines[0].startswith("ready  ")
    assert [] == [line for line in lines if len(line) > 80]

"""The deployer's side: the commit, the weights and the terms that were approved, and waivers that last."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from checker.cli.app import run
from tests.loopback_hub import LoopbackHub, Repository
from tests.release.example import READY, manifest_of

MODEL = "acme/ticket-router"
DIGEST = f"sha256:{'0' * 64}"


@pytest.fixture
def hub(loopback_hub: LoopbackHub, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Repository]:
    """The example on a Hub, without its base model, so that the lineage asks for nothing."""
    files = {path.relative_to(READY).as_posix(): path.read_bytes() for path in READY.rglob("*") if path.is_file()}
    card = files["README.md"].decode()
    for line in ("base_model: acme/seed-1b\n", "base_model_relation: finetune\n", "datasets:\n  - acme/tickets\n"):
        card = card.replace(line, "")
    repository = Repository(MODEL, {**files, "README.md": card.encode()})
    loopback_hub.add(repository)
    for name in ("HF_TOKEN", "HF_HUB_OFFLINE", "LIC_CHECK_POLICY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("HF_ENDPOINT", loopback_hub.endpoint)
    monkeypatch.setenv("HF_HOME", str(tmp_path / "hf"))
    monkeypatch.setenv("LIC_CHECK_CACHE_DIR", str(tmp_path / "store"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1795824000")
    yield repository


def serve(
    policy: str, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes], target: str = MODEL
) -> tuple[str, list[str]]:
    file = tmp_path / "policy.yaml"
    file.write_text(f"version: 1\nextends: builtin:permissive-only\n{policy}", encoding="utf-8")
    run([target, "--policy", str(file), "--isolated", "-f", "json"])
    out = json.loads(capfdbinary.readouterr().out)
    assert [] == out["errors"]
    found: list[dict[str, Any]] = out["models"][0]["findings"]
    return out["verdict"], sorted(f"{f['code']} {f['verdict']}" for f in found if f["code"].startswith("LC07"))


def approved(hub: Repository, **fields: str) -> str:
    lines = {"subject": f"{MODEL}@{hub.refs['main']}", "approver": "platform@acme.example", **fields}
    return "serve:\n  approved:\n    - " + "\n      ".join(f"{key}: {value}" for key, value in lines.items()) + "\n"


def test_what_was_approved_is_served(
    hub: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    license = hashlib.sha256((READY / "LICENSE").read_bytes()).hexdigest()
    policy = approved(
        hub,
        weights=str(manifest_of(READY).digest),
        license="Apache-2.0",
        files=f"[{{path: LICENSE, sha256: {license}}}]",
    )

    assert ("allow", []) == serve(policy, tmp_path, capfdbinary)


def test_the_summary_of_an_approved_model_names_its_commit_and_its_weights(
    hub: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    digest = str(manifest_of(READY).digest)
    file = tmp_path / "policy.yaml"
    file.write_text(f"version: 1\nextends: builtin:permissive-only\n{approved(hub, weights=digest)}", encoding="utf-8")
    run([MODEL, "--policy", str(file), "--isolated", "-f", "vsa"])

    summary = json.loads(capfdbinary.readouterr().out)

    assert "PASSED" == summary["predicate"]["verificationResult"]
    assert [
        {"name": MODEL, "digest": {"gitCommit": hub.refs["main"]}},
        {"name": "weights", "digest": {"sha256": digest.removeprefix("sha256:")}},
    ] == summary["subject"]


@pytest.mark.parametrize(
    ("fields", "finding"),
    [
        ({"weights": DIGEST}, "LC0757 deny"),
        ({"license": "MIT"}, "LC0758 deny"),
        ({"files": f"[{{path: LICENSE, sha256: {DIGEST}}}]"}, "LC0758 deny"),
        ({"files": f"[{{path: USE_POLICY.md, sha256: {DIGEST}}}]"}, "LC0758 deny"),
        ({"subject": f"{MODEL}@{'a' * 40}"}, "LC0751 deny"),
        ({"subject": f"acme/other@{'a' * 40}"}, "LC0751 deny"),
    ],
)
def test_what_has_changed_since_is_not(
    fields: dict[str, str],
    finding: str,
    hub: Repository,
    tmp_path: Path,
    capfdbinary: pytest.CaptureFixture[bytes],
) -> None:
    assert ("deny", [finding]) == serve(approved(hub, **fields), tmp_path, capfdbinary)


def test_a_policy_that_reports_lets_it_pass(
    hub: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    policy = approved(hub, license="MIT") + "  unapproved: report\n"

    assert ("allow", ["LC0758 allow"]) == serve(policy, tmp_path, capfdbinary)


def test_weights_without_a_digest_are_not_known_to_be_those_approved(
    hub: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    hub.commit({path: data for path, data in hub.files.items() if not path.startswith("model")})

    assert ("unknown", ["LC0757 unknown"]) == serve(approved(hub, weights=DIGEST), tmp_path, capfdbinary)


@pytest.mark.parametrize(("expires", "found"), [("2026-12-31", ["LC0759 review"]), ("2027-06-30", [])])
def test_a_waiver_has_to_last_as_long_as_the_service(
    expires: str, found: list[str], hub: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    policy = (
        "serve: {service_days: 90}\nwaive:\n"
        f"  - {{finding: LC0202, subject: {MODEL}@{hub.refs['main']}, evidence: '{DIGEST}', reason: x, "
        f"approver: y, expires: {expires}}}\n"
    )

    assert found == serve(policy, tmp_path, capfdbinary)[1]


def test_a_policy_that_approves_nothing_asks_nothing(
    hub: Repository, tmp_path: Path, capfdbinary: pytest.CaptureFixture[bytes]
) -> None:
    assert ("allow", []) == serve("", tmp_path, capfdbinary)

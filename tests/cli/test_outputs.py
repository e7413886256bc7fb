from __future__ import annotations

import json
from pathlib import Path

import pytest

from checker.cli.app import run
from checker.errors import ExitCode
from tests.conftest import card
from tests.loopback_hub import LoopbackHub, Repository


def test_a_format_that_cannot_show_a_report_costs_no_other(
    hub: LoopbackHub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.add(Repository("acme/model", {"README.md": card("llama3.1")}))

    assert run(["acme/model", "-o", "sarif=r.sarif", "-o", "json=r.json"]) == ExitCode.USAGE

    assert "no file names these models" in capsys.readouterr().err
    assert json.loads(Path("r.json").read_text(encoding="utf-8"))["verdict"] == "deny"
    assert not Path("r.sarif").exists()


def test_a_target_that_was_not_audited_has_its_next_step_in_markdown(hub: LoopbackHub) -> None:
    assert run(["acme/nothing", "-o", "markdown=r.md"]) == ExitCode.INCOMPLETE

    lines = Path("r.md").read_text(encoding="utf-8").splitlines()
    assert "- **Not audited:** `acme/nothing`: model acme/nothing does not exist, or is private" in lines
    assert "  - **What to do:** check the spelling; for a private repository set HF\\_TOKEN" in lines


def test_a_dataset_is_not_taken_for_the_model_of_the_same_name(
    hub: LoopbackHub, capsys: pytest.CaptureFixture[str]
) -> None:
    hub.add(Repository("acme/both", {"README.md": card("mit")}))
    hub.add(Repository("acme/both", {"README.md": card("llama3.1")}, kind="dataset"))

    run(["acme/both", "datasets/acme/both", "-o", "markdown=r.md", "-o", "html=r.html", "-o", "terminal=-"])

    shown = capsys.readouterr().out
    assert "deny   datasets/acme/both  LicenseRef-llama-3.1" in shown
    assert "allow  acme/both           MIT" in shown
    assert "### Denied: datasets/acme/both" in Path("r.md").read_text(encoding="utf-8")
    assert ">datasets/acme/both</h" in Path("r.html").read_text(encoding="utf-8")

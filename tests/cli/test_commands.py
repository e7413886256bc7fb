from __future__ import annotations

from pathlib import Path

import pytest

from checker.cli.app import run
from checker.errors import ExitCode
from tests.conftest import card
from tests.loopback_hub import LoopbackHub, Repository


@pytest.mark.parametrize(("typed", "meant"), [("scn", "scan"), ("explian", "explain"), ("verfy", "verify")])
def test_a_misspelt_command_is_not_taken_for_a_model(
    typed: str, meant: str, hub: LoopbackHub, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run([typed, "."]) == ExitCode.USAGE

    assert capsys.readouterr().err == (
        f"lic-check: there is no command {typed}; did you mean {meant}?\n"
        f"  next: for the model of that name write lic-check audit {typed}\n"
    )


@pytest.mark.parametrize("model", ["gpt2", "distilgpt2", "opus", "blip"])
def test_a_model_with_a_single_name_is_audited(model: str, hub: LoopbackHub) -> None:
    hub.add(Repository(model, {"README.md": card("mit")}))

    assert run([model]) == ExitCode.PASS


def test_a_folder_of_nearly_that_name_is_audited(hub: LoopbackHub) -> None:
    Path("scans").mkdir()
    Path("scans/README.md").write_bytes(card("mit"))

    assert run(["scans", "--offline"]) == ExitCode.PASS

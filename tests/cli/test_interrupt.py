"""Ctrl-C on a command that waits for a Hub."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest

from checker.errors import ExitCode
from tests.loopback_hub import Fault, LoopbackHub
from tests.loopback_hub.protocol import Response

PATIENCE = 60  # seconds until a command that did not end is a failure


@pytest.mark.skipif(os.name == "nt", reason="there is no SIGINT to send")
@pytest.mark.parametrize("targets", [["acme/one"], ["acme/one", "acme/two"]], ids=["one", "several"])
def test_the_first_interrupt_ends_the_command(targets: list[str], loopback_hub: LoopbackHub, tmp_path: Path) -> None:
    asked = Event()

    def stall(response: Response) -> Response:
        asked.set()
        return replace(response, is_stalled=True)

    loopback_hub.faults.append(Fault("", stall))
    environment = os.environ | {
        "HF_ENDPOINT": loopback_hub.endpoint,
        "HF_HOME": str(tmp_path),
        "LIC_CHECK_CACHE_DIR": str(tmp_path / "store"),
    }
    command = [sys.executable, "-m", "checker", *targets, "--isolated"]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as running:
        try:
            assert asked.wait(PATIENCE)
            running.send_signal(signal.SIGINT)
            out, err = running.communicate(timeout=PATIENCE)
        finally:
            running.kill()

    assert running.returncode == ExitCode.INTERRUPTED
    assert out == b""
    assert b"Traceback" not in err

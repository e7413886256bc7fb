"""What a shell gets for the words typed so far."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Sequence

import pytest

from checker.policy.builtin import builtin_names


def completed(words: Sequence[str], shell: str = "bash") -> list[str]:
    """The lines that the script of `shell` reads when the last of `words` is to be completed."""
    asked = {
        "_LIC_CHECK_COMPLETE": f"{shell}_complete",
        "COMP_WORDS": " ".join(("lic-check", *words)),
        "COMP_CWORD": words[-1] if shell == "fish" else str(len(words)),
    }
    command = [sys.executable, "-c", "from checker.__main__ import main; main()"]
    done = subprocess.run(command, env={**os.environ, **asked}, capture_output=True, text=True, check=False)
    assert "" == done.stderr
    return done.stdout.splitlines()


@pytest.mark.parametrize(
    "words",
    [
        ["acme/model", "--policy", "per"],
        ["scan", ".", "-p", "per"],
        ["lock", "--policy", "per"],
        ["policy", "show", "per"],
        ["policy", "test", "per"],
    ],
    ids=" ".join,
)
def test_policies_are_completed_by_name(words: list[str]) -> None:
    assert "plain,permissive-only" == completed(words)[-1]


def test_files_are_completed_where_no_policy_begins_so() -> None:
    assert ["file,./mine"] == completed(["scan", "--policy", "./mine"])
    assert ["file,", *(f"plain,{name}" for name in builtin_names())] == completed(["scan", "--policy", ""])


def test_codes_and_licenses_are_completed_in_any_case() -> None:
    assert "plain,LC0202" in completed(["explain", "lc02"])
    assert ["plain,LicenseRef-llama-3.1"] == completed(["explain", "licenseref-llama-3.1"])


def test_a_shell_that_shows_help_gets_the_title_of_a_finding() -> None:
    (line,) = completed(["explain", "LC0202"], "fish")

    assert line.startswith("plain,LC0202\t")

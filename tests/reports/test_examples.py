"""The reports on the examples that ship, in each format that people and programs read, as the command writes them."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from checker.reports import RENDERERS, read_report

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ("apache-tag-on-llama", "house-license", "permissive")
FORMATS = ("terminal", "json", "markdown", "html")


def audited(example: str, folder: Path, **environment: str) -> dict[str, bytes]:
    """The report on one example in every format, by the command run in a process of its own."""
    files = {name: folder / f"report{RENDERERS[name].suffix}" for name in FORMATS}
    command = [sys.executable, "-m", "checker", example, "--offline", "--isolated", "--exit-zero"]
    for name, file in files.items():
        command += ["-o", f"{name}={file.name}"]
    (folder / example).symlink_to(ROOT / "examples" / example)
    own = {
        "PYTHONPATH": str(ROOT),
        "SOURCE_DATE_EPOCH": "1767225600",
        "HF_HUB_CACHE": str(ROOT / "examples" / "hub-cache"),
        "LIC_CHECK_CACHE_DIR": str(folder / "cache"),
    }
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(("LIC_CHECK_", "HF_"))}
    subprocess.run(command, cwd=folder, env=inherited | own | environment, check=True, capture_output=True)
    return {name: file.read_bytes() for name, file in files.items()}


def without_digests(shown: str, report: bytes) -> str:
    """`shown` with words for what changes with our data and not with the example, and without the long texts."""
    told = read_report(report)
    shown = shown.replace(told.tool.catalog, "CATALOG").replace(told.policy.digest, "POLICY")
    shown = re.sub(r'<ol class="text">.*?</ol>', "TEXT", shown, flags=re.DOTALL)
    return re.sub(r'"text": "(?:[^"\\]|\\.)*"', '"text": "TEXT"', shown)


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_report_on_an_example_looks_as_it_was_approved(
    example: str, golden: Callable[[str, str], None], tmp_path: Path
) -> None:
    written = audited(example, tmp_path)

    for name in FORMATS:
        shown = without_digests(written[name].decode(), written["json"])
        golden(f"reports/examples/{example}{RENDERERS[name].suffix}", shown)


def test_an_audit_gives_the_same_bytes_under_another_hash_seed_time_zone_and_folder(tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other folder"
    one.mkdir()
    other.mkdir()

    first = audited("apache-tag-on-llama", one, PYTHONHASHSEED="1", TZ="Asia/Tokyo", LC_ALL="C")
    second = audited("apache-tag-on-llama", other, PYTHONHASHSEED="2", TZ="America/New_York", LC_ALL="C.UTF-8")

    assert first == second

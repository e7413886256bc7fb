"""A report that cannot be written whole is an error, never a pass and never half a file."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest

from checker.errors import ExitCode
from tests.conftest import TESTS

FULL = Path("/dev/full")
EXAMPLE = TESTS.parent / "examples" / "permissive"

needs_full = pytest.mark.skipif(not FULL.is_char_device(), reason="needs the device /dev/full")


def audit(folder: Path, *options: str, stdout: Path, file_limit: int | None = None) -> tuple[int, str]:
    """The exit code and stderr of an audit that passes, in a process that writes its report to `stdout`."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith("LIC_CHECK_")}
    own = {"PYTHONPATH": str(TESTS.parent), "LIC_CHECK_CACHE_DIR": str(folder / "store")}
    command = [sys.executable, "-m", "checker", str(EXAMPLE), "--offline", "--isolated", *options]
    limit = partial(limit_files, file_limit) if file_limit else None
    with stdout.open("wb") as report:
        ended = subprocess.run(
            command, cwd=folder, env=inherited | own, stdout=report, stderr=subprocess.PIPE, preexec_fn=limit
        )
    return ended.returncode, ended.stderr.decode()


def limit_files(size: int) -> None:
    """No file that this process writes may become larger, as on a disk with that much room."""
    import resource

    resource.setrlimit(resource.RLIMIT_FSIZE, (size, size))


@needs_full
@pytest.mark.parametrize("format", ["terminal", "json", "html"])
def test_a_report_that_stdout_does_not_take_is_an_error(format: str, tmp_path: Path) -> None:
    code, said = audit(tmp_path, "-f", format, stdout=FULL)

    assert ExitCode.USAGE == code
    assert "lic-check: cannot write to stdout: No space left on device\n  next: make room, or use -o\n" == said


@needs_full
def test_a_device_is_not_replaced_by_a_report(tmp_path: Path) -> None:
    code, said = audit(tmp_path, "-o", "json=/dev/full", stdout=tmp_path / "out")

    assert ExitCode.USAGE == code
    assert "/dev/full is not a regular file" in said
    assert FULL.is_char_device()


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on the size of files")
@pytest.mark.parametrize("format", ["json", "html"])
def test_an_earlier_report_stays_whole_where_the_new_one_finds_no_room(format: str, tmp_path: Path) -> None:
    (tmp_path / "report").write_text("of last week", encoding="utf-8")
    code, said = audit(tmp_path, "-o", f"{format}=report", stdout=tmp_path / "out", file_limit=1_024)

    assert ExitCode.USAGE == code
    assert "cannot write report: File too large" in said
    assert "of last week" == (tmp_path / "report").read_text(encoding="utf-8")
    assert {"out", "report"} == {entry.name for entry in tmp_path.iterdir() if entry.is_file()}

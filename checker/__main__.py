"""The entry point: `lic-check` and `python -m checker`. Whatever happens, a crash is never exit 0 or 1."""

from __future__ import annotations

import contextlib
import gc
import os
import sys
from collections.abc import Sequence

from checker.version import __version__

# Nearly all that is made until the report is written stays in use: looking for garbage among it takes time for nothing.
COLLECT_AFTER = 100_000


def main() -> None:
    """
    Run the command line and leave the process with the documented exit code.

    The process ends at once: threads that wait for a Hub are left alone, and nothing is taken apart piece by piece.
    """
    gc.set_threshold(COLLECT_AFTER)
    code = answer(sys.argv[1:])
    for stream in (sys.stdout, sys.stderr):
        with contextlib.suppress(OSError):
            stream.flush()
    os._exit(code)


def answer(arguments: Sequence[str]) -> int:
    """The exit code of one command line."""
    # Answered before click is imported: this is what scripts call to learn the version.
    if list(arguments) == ["--version"]:
        sys.stdout.write(f"lic-check {__version__}\n")
        return 0
    from checker.cli.app import run

    return run(arguments)


if __name__ == "__main__":
    main()

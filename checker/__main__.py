"""The entry point: `lic-check` and `python -m checker`. Whatever happens, a crash is never exit 0 or 1."""

from __future__ import annotations

import sys

from checker.version import __version__


def main() -> None:
    """Run the command line and leave the process with the documented exit code."""
    # Answered before click is imported: this is what scripts call to learn the version.
    if sys.argv[1:] == ["--version"]:
        sys.stdout.write(f"lic-check {__version__}\n")
        return
    from checker.cli.app import run

    sys.exit(run(sys.argv[1:]))


if __name__ == "__main__":
    main()

"""What the terminal can show, and the one way in which a command writes to it."""

from __future__ import annotations

import os
import shutil
import sys
from contextlib import suppress
from pathlib import Path

import click

from checker.errors import UsageProblem

DEFAULT_WIDTH = 80
MAX_WIDTH = 120


def wants_color(choice: str) -> bool:
    """Whether stdout gets colour: the option, then NO_COLOR, FORCE_COLOR and CLICOLOR_FORCE, then the terminal."""
    if choice != "auto":
        return choice == "always"
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR") or os.environ.get("CLICOLOR_FORCE"):
        return True
    return sys.stdout.isatty() and os.environ.get("TERM") != "dumb"


def terminal_width() -> int:
    """The width to wrap at: 80 columns when stdout is not a terminal."""
    if not sys.stdout.isatty():
        return DEFAULT_WIDTH
    return min(shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns, MAX_WIDTH)


def shows_progress(quiet: bool) -> bool:
    """Progress is drawn on a terminal only, never in CI."""
    return sys.stderr.isatty() and not quiet and not os.environ.get("CI") and os.environ.get("TERM") != "dumb"


def write(rendered: str | bytes, path: str = "-") -> None:
    """
    Write a report to `path`, `-` for stdout; a file is replaced at once, never half written.

    A reader that goes away (`| head`) takes nothing from the exit code.
    """
    data = rendered.encode("utf-8", "replace") if isinstance(rendered, str) else rendered
    if path == "-":
        try:
            sys.stdout.buffer.write(data)
            sys.stdout.buffer.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        except OSError as problem:
            # What is still in the buffer would fail once more when the process ends.
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            raise UsageProblem(f"cannot write to stdout: {problem.strerror}", fix="make room, or use -o") from problem
        return
    target = Path(path)
    if target.is_symlink() or (target.exists() and not target.is_file()):
        raise UsageProblem(f"{path} is not a regular file", fix="name a file that may be replaced")
    partial = target.with_name(f".{target.name}.partial")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        partial.write_bytes(data)
        partial.replace(target)
    except OSError as problem:
        with suppress(OSError):
            partial.unlink()
        raise UsageProblem(f"cannot write {path}: {problem.strerror}", fix="name a writable file with -o") from problem


def say(text: str) -> None:
    """Print `text` on stderr; what a stranger wrote in it is no command to a terminal or to a CI runner."""
    from checker.reports.sanitise import guard_runner_commands, sanitise

    click.echo(guard_runner_commands(sanitise(text)), err=True)


class Progress:
    """One line on stderr that says what is being read; it draws nothing unless `shown`."""

    def __init__(self, shown: bool) -> None:
        self.shown = shown

    def say(self, text: str) -> None:
        """Replace the line by `text`."""
        if self.shown:
            room = shutil.get_terminal_size((DEFAULT_WIDTH, 24)).columns - 1
            click.echo(f"\r\x1b[K{text[:room]}", err=True, nl=False)

    def done(self) -> None:
        """Clear the line."""
        if self.shown:
            click.echo("\r\x1b[K", err=True, nl=False)

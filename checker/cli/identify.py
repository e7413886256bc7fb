"""`lic-check identify`: name a license text and show what was changed."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli.config_file import wanted_file
from checker.cli.options import color_option, config_options
from checker.cli.terminal import terminal_width, wants_color, write
from checker.errors import ExitCode, SourceError, SourceErrorKind

if TYPE_CHECKING:
    from checker.identify.reference import Reference

MAX_TEXT_BYTES = 1_000_000


@click.command(
    name="identify",
    help="""Name the license in FILE (`-` for standard input) and show every word that was added or removed.

\b
  lic-check identify LICENSE
  lic-check identify LICENSE --reference ./known-texts
  curl -s https://example.org/terms.txt | lic-check identify -

Your own licenses are known too, when the configuration has a folder of them.

Exit code 0 when every text is a license as published, 3 when one was altered or is not known.
""",
)
@click.argument("file", type=click.Path(allow_dash=True))
@click.option("-f", "--format", "format_", type=click.Choice(["terminal", "json", "html"]), default="terminal")
@click.option(
    "--reference",
    type=click.Path(exists=True, file_okay=False),
    help="A folder of license texts, from which removed words are quoted.",
)
@color_option
@config_options
def command(file: str, format_: str, reference: str | None, color: str, config_file: str | None, isolated: bool) -> int:
    from checker.identify import identify, load_references
    from checker.reports.identification import render_identification

    data = _read(file)
    text = data.decode("utf-8", "replace")
    known = load_references(Path(reference)) if reference else ()
    detections = identify(text, references=(*_own(wanted_file(config_file, isolated=isolated)), *known))
    write(
        render_identification(
            detections, text, file, format_, width=terminal_width(), color=format_ == "terminal" and wants_color(color)
        )
    )
    return ExitCode.PASS if all(d.is_exact for d in detections) else ExitCode.UNDECIDED


def _own(config_file: Path | None) -> Sequence[Reference]:
    """The texts of the user's own licenses. Without a configuration, nothing that reads one is imported."""
    if config_file is None:
        return ()
    from checker.cli.own_licenses import OwnLicenses

    return OwnLicenses.configured(config_file).references


def _read(file: str) -> bytes:
    try:
        if file == "-":
            data = sys.stdin.buffer.read(MAX_TEXT_BYTES + 1)
        else:
            with Path(file).open("rb") as stream:
                data = stream.read(MAX_TEXT_BYTES + 1)
    except OSError as problem:
        raise SourceError(
            SourceErrorKind.UNREADABLE, f"cannot read {file}: {problem.strerror}", fix="name a readable text file"
        ) from problem
    if len(data) > MAX_TEXT_BYTES:
        raise SourceError(
            SourceErrorKind.UNREADABLE,
            f"{file} is larger than 1 MB",
            fix="a license text is smaller: name the right file",
        )
    return data

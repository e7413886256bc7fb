"""`lic-check identify`: name a license text and show what was changed."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from checker.cli.options import color_option
from checker.cli.terminal import terminal_width, wants_color, write
from checker.errors import ExitCode, SourceError, SourceErrorKind

MAX_TEXT_BYTES = 1_000_000


@click.command(
    name="identify",
    help="""Name the license in FILE (`-` for standard input) and show every word that was added or removed.

\b
  lic-check identify LICENSE
  lic-check identify LICENSE --reference ./known-texts
  curl -s https://example.org/terms.txt | lic-check identify -

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
def command(file: str, format_: str, reference: str | None, color: str) -> int:
    from checker.identify import identify, load_references
    from checker.reports.identification import render_identification

    data = _read(file)
    text = data.decode("utf-8", "replace")
    references = load_references(Path(reference)) if reference else ()
    detections = identify(text, references=references)
    write(
        render_identification(
            detections, text, file, format_, width=terminal_width(), color=format_ == "terminal" and wants_color(color)
        )
    )
    return ExitCode.PASS if all(d.is_exact for d in detections) else ExitCode.UNDECIDED


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

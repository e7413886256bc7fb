"""`lic-check diff`: what changed in the license terms."""

from __future__ import annotations

import click

from checker.cli.options import color_option, config_options, offline_option


@click.command(
    name="diff",
    help="""Say what changed in license terms, clause by clause and word for word.

\b
  lic-check diff org/model@v1 org/model      two revisions of one model
  lic-check diff org/model other/model       two models
  lic-check diff org/model                   a model against the base model that it names

Clauses are compared by what they say, so that the same duty in other words is no change. A change is tighter when more
is asked of you, looser when less.

Exit code 0 when the terms are the same, 1 when they differ, 3 when that cannot be told, 4 when evidence is missing.
""",
)
@click.argument("before", metavar="BEFORE")
@click.argument("after", metavar="[AFTER]", required=False)
@click.option("-f", "--format", "format_", type=click.Choice(["terminal", "json"]), default="terminal")
@offline_option
@color_option
@click.option("-v", "--verbose", is_flag=True, help="Every changed line of the texts.")
@config_options
def command(
    before: str,
    after: str | None,
    format_: str,
    offline: bool,
    color: str,
    verbose: bool,
    config_file: str | None,
    isolated: bool,
) -> int:
    from checker.cli.session import Session
    from checker.cli.terminal import terminal_width, wants_color, write
    from checker.errors import ExitCode
    from checker.model.comparison import Outcome
    from checker.reports.comparison import render_comparison

    session = Session.open(None, (), config_file, isolated=isolated, fail_on=(), offline=offline, quiet=False)
    comparison = session.compare(before, after)
    codes = {Outcome.SAME: ExitCode.PASS, Outcome.DIFFERENT: ExitCode.DENIED, Outcome.UNKNOWN: ExitCode.UNDECIDED}
    certain = comparison.complete or comparison.outcome is Outcome.DIFFERENT
    code = codes[comparison.outcome] if certain else ExitCode.INCOMPLETE
    write(
        render_comparison(
            comparison,
            format_,
            exit_code=code,
            width=terminal_width(),
            color=format_ == "terminal" and wants_color(color),
            everything=verbose,
        )
    )
    return code

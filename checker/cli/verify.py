"""`lic-check verify`: whether the Hub still says what it said when the lock was written."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from checker.cli.options import color_option, config_options, lock_file_option, policy_options


@click.command(
    name="verify",
    help="""Compare every locked model with what the Hub says now.

\b
A commit that moved on the same terms is said, and passes. What fails are other terms: another license, changed words in
a license, notice or policy file (shown word for word), another ancestor, another verdict.

Exit code 0 when the terms are as locked, 1 when a model is now denied, 3 when terms moved, 4 when evidence is missing.
""",
)
@lock_file_option
@policy_options
@click.option("-f", "--format", "format_", type=click.Choice(["terminal", "json"]), default="terminal")
@color_option
@click.option("-v", "--verbose", is_flag=True, help="Every model and every changed line.")
@config_options
def command(
    lock_file: str,
    policy: str | None,
    facts: Sequence[str],
    offline: bool,
    format_: str,
    color: str,
    verbose: bool,
    config_file: str | None,
    isolated: bool,
) -> int:
    from checker.cli.drift import drift_code, drifts
    from checker.cli.session import Session
    from checker.cli.terminal import terminal_width, wants_color, write
    from checker.lock import Lock
    from checker.reports.drift import render_drift

    lock = Lock.read(Path(lock_file))
    session = Session.open(policy, facts, config_file, isolated=isolated, fail_on=(), offline=offline, quiet=False)
    report = session.audit_targets([model.target for model in lock.models])
    found = drifts(session, lock, report)
    code = drift_code(found)
    shown_color = format_ == "terminal" and wants_color(color)
    text = render_drift(found, format_, exit_code=code, width=terminal_width(), color=shown_color, everything=verbose)
    write(text)
    return code

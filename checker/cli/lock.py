"""`lic-check lock`: write down at which commit each model was judged, and on what the verdict rests."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from checker.cli.options import config_options, lock_file_option, policy_options, tree_options
from checker.errors import ExitCode


@click.command(
    name="lock",
    help="""Audit the models that the files below PATH name, and write lic-check.lock.

\b
  lic-check lock .                          what this project loads
  lic-check lock --model org/model          a model that no file names
  lic-check verify                          later: did the Hub move?
  lic-check scan . --locked                 in CI: fail unless all is as locked

\b
The lock holds the commit, the license, the digests of license, notice and policy files, the lineage and the verdict of
each model, one line a model: keep it in git, with `lic-check.lock merge=union` in .gitattributes.

Exit code 0 when every model was locked, 4 when evidence is missing.
""",
)
@click.argument("path", required=False, type=click.Path(exists=True))
@click.option("--model", "models", multiple=True, metavar="TARGET", help="A model to lock too; repeat it.")
@lock_file_option
@policy_options
@tree_options
@click.option("-q", "--quiet", is_flag=True, help="Say nothing but errors.")
@config_options
def command(
    path: str | None,
    models: Sequence[str],
    lock_file: str,
    policy: str | None,
    facts: Sequence[str],
    offline: bool,
    exclude: Sequence[str],
    manifest: str | None,
    quiet: bool,
    config_file: str | None,
    isolated: bool,
) -> int:
    from checker.cli.session import Session, say_incomplete
    from checker.cli.source_tree import SourceTree, paired
    from checker.cli.terminal import say, write
    from checker.lock import Lock
    from checker.reports.wording import plural

    session = Session.open(policy, facts, config_file, isolated=isolated, fail_on=(), offline=offline, quiet=quiet)
    targets = [session.target(model) for model in models]
    if path is not None or not targets:
        tree = SourceTree.read(Path(path or "."), exclude, manifest)
        targets = [*tree.by_target, *targets]
    targets = list(dict.fromkeys(targets))
    report = session.audit_targets(targets)
    lock = Lock.of(paired(report, targets), report)
    write(lock.text(), lock_file)
    if not quiet:
        say(f"locked {plural(len(lock.models), 'model')} in {lock_file}")
    say_incomplete(report)
    for failure in report.errors:
        say(f"not locked: {failure.id}: {failure.message}")
    return ExitCode.PASS if report.complete and lock.models else ExitCode.INCOMPLETE

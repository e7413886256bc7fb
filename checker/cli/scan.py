"""`lic-check scan`: the models that a source tree names, audited, each finding on the line that names the model."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from checker.cli.options import lock_file_option, no_ci_option, policy_options, report_options, tree_options
from checker.errors import ExitCode, UsageProblem

if TYPE_CHECKING:
    from checker.cli.source_tree import Audited
    from checker.lock import Lock
    from checker.model.report import AuditReport
    from checker.model.snapshot import Target


@click.command(
    name="scan",
    help="""Find the models that the files below PATH name, and audit each of them once.

\b
Read are Python (by its syntax tree, across files), notebooks, shell scripts, Dockerfiles, YAML, TOML, JSON, Terraform,
JavaScript, TypeScript and more; what .gitignore names is left out. Nothing is run.

\b
Examples
  lic-check scan .                                  audit what this project loads
  lic-check scan . --list                           only say what was found, without network
  lic-check scan . -o sarif=models.sarif            findings on the lines that name the models
  lic-check scan . --write-manifest                 write models.yaml, with owners to fill in
  lic-check scan . --write-baseline known.json      accept today's findings …
  lic-check scan . --baseline known.json            … and fail on new ones only

\b
A comment `lic-check: ignore[LC0401] reason` on the line that names a model accepts that finding there; a line that
loads a model without telling which is reported, and declared in models.yaml with `at: [FILE]`.
""",
)
@click.argument("path", default=".", type=click.Path(exists=True))
@policy_options
@tree_options
@click.option("--write-manifest", is_flag=True, help="Write what was found to the manifest, and audit nothing.")
@click.option("--strict-refs", is_flag=True, help="Fail on a model that is not told or not declared in the manifest.")
@click.option("--list", "only_list", is_flag=True, help="Print the references, and audit nothing.")
@click.option("--baseline", type=click.Path(dir_okay=False), help="Findings that are known and do not fail the run.")
@click.option("--write-baseline", type=click.Path(dir_okay=False), help="Write today's findings to FILE; exit 0.")
@click.option("--locked", is_flag=True, help="Fail unless every model is as the lock has it, commit included.")
@lock_file_option
@no_ci_option
@click.option("--show-suppressed", is_flag=True, help="Name every finding that the exit code passes over.")
@report_options
def command(
    path: str,
    policy: str | None,
    facts: Sequence[str],
    offline: bool,
    exclude: Sequence[str],
    manifest: str | None,
    write_manifest: bool,
    strict_refs: bool,
    only_list: bool,
    baseline: str | None,
    write_baseline: str | None,
    locked: bool,
    lock_file: str,
    no_ci: bool,
    show_suppressed: bool,
    format_: str | None,
    outputs: Sequence[str],
    fail_on: Sequence[str],
    exit_zero: bool,
    color: str,
    template_dir: str | None,
    quiet: bool,
    verbose: int,
    config_file: str | None,
    isolated: bool,
) -> int:
    from checker.cli.ci import announce
    from checker.cli.session import Session, parse_outputs
    from checker.cli.source_tree import SourceTree
    from checker.cli.terminal import say, write
    from checker.gate import Baseline, gated
    from checker.reports.wording import plural

    tree = SourceTree.read(Path(path), exclude, manifest)
    if only_list:
        write(tree.listing())
        if not strict_refs:
            return ExitCode.PASS
        tree.say_untold(strict=True)
        return tree.strict_code()
    if write_manifest:
        return tree.write_manifest()
    known = Baseline.read(Path(baseline)) if baseline else None
    lock = covering_lock(Path(lock_file), list(tree.by_target)) if locked else None
    session = Session.open(policy, facts, config_file, isolated=isolated, fail_on=fail_on, offline=offline, quiet=quiet)
    wanted = parse_outputs(format_ or session.config.format, outputs, session.config.output)
    audited = tree.audit(session)
    report = gated(audited.report, session.policy, known, audited.named)
    session.write(report, wanted, color=color, verbosity=-1 if quiet else verbose, template_dir=template_dir)
    if not no_ci:
        announce(report)
    tree.say_untold(strict=strict_refs)
    moved = say_moved(lock, audited) if lock else ExitCode.PASS
    say_suppressed(report, everything=show_suppressed)
    if write_baseline:
        write(Baseline.of(report).text(), write_baseline)
        say(f"wrote {write_baseline}")
        return ExitCode.PASS if report.complete else ExitCode.INCOMPLETE
    if known and (gone := known.gone(report)):
        say(f"{plural(len(gone), 'finding')} of {baseline} gone: write it again with --write-baseline")
    code = session.exit_code(report, exit_zero=exit_zero)
    strict = tree.strict_code() if strict_refs else ExitCode.PASS
    return code if code == ExitCode.DENIED else max(code, strict, moved)


def covering_lock(path: Path, targets: Sequence[Target]) -> Lock:
    """The lock in `path`; raises `UsageProblem` when it does not hold every target."""
    from checker.lock import Lock, unlocked

    lock = Lock.read(path)
    if missing := unlocked(lock, targets):
        named = ", ".join(map(str, missing[:5]))
        raise UsageProblem(f"{path} does not hold {named}", fix="run lic-check lock, and read its diff")
    return lock


def say_moved(lock: Lock, audited: Audited) -> int:
    """What is not as locked, on stderr: other terms and other commits alike."""
    from checker.cli.terminal import say
    from checker.lock import drift_of
    from checker.model.drift import Movement
    from checker.reports.drift import render_drift

    drifts = [
        drift_of(locked, model, audited.report) for target, model in audited.pairs if (locked := lock.of_target(target))
    ]
    moved = [drift for drift in drifts if drift.movement in (Movement.TERMS, Movement.UNREAD, Movement.COMMIT)]
    if moved:
        click.echo(render_drift(drifts, "terminal", exit_code=ExitCode.UNDECIDED), err=True, nl=False)
        say("run lic-check verify for the changed words, then lic-check lock")
    return ExitCode.UNDECIDED if moved else ExitCode.PASS


def say_suppressed(report: AuditReport, *, everything: bool) -> None:
    """What the exit code passes over, on stderr: how many findings, or each of them."""
    from checker.cli.terminal import say
    from checker.reports.wording import accepted_by, plural

    found = [
        (model, finding, finding.suppressed)
        for model in report.models
        for finding in model.findings
        if finding.suppressed
    ]
    if found and not everything:
        say(f"the exit code passes over {plural(len(found), 'finding')}: --show-suppressed names them")
    for model, finding, suppressed in found if everything else ():
        say(f"passed over: {model.id}: {finding.code} {finding.message} (by {accepted_by(suppressed)})")

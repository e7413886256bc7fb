"""`lic-check TARGET …`: the default command."""

from __future__ import annotations

from collections.abc import Sequence

import click

from checker.cli.options import no_ci_option, policy_options, report_options


@click.command(
    name="audit",
    help="""Audit models, datasets or local folders: lic-check TARGET …

\b
TARGET is one of
  org/model, org/model@revision      a model on the Hub
  gpt2                               a model with a single name, as in the Hub's first years
  datasets/org/name                  a dataset
  hf://org/model, https://huggingface.co/org/model/tree/main
  ./folder                           a local folder; no network but for its base models

\b
Examples
  lic-check meta-llama/Llama-3.1-8B-Instruct
  lic-check org/model --policy commercial-saas --set org.mau=5M --set org.domicile=DE
  lic-check ./model -o html=report.html -o json=report.json
  HF_ENDPOINT=https://hub.example.org lic-check org/model

The report goes to stdout, everything else to stderr.
""",
)
@click.argument("targets", nargs=-1, required=True, metavar="TARGET…")
@policy_options
@click.option(
    "--what-if",
    "what_if",
    multiple=True,
    metavar="FACT=VALUE",
    help="Say too how the verdict would be with another fact, such as org.mau=900M; the exit code stays.",
)
@click.option(
    "--previous",
    type=click.Path(exists=True, dir_okay=False),
    help="An earlier JSON report: say first what is new, gone or changed since.",
)
@no_ci_option
@report_options
def command(
    targets: Sequence[str],
    policy: str | None,
    facts: Sequence[str],
    offline: bool,
    format_: str | None,
    outputs: Sequence[str],
    what_if: Sequence[str],
    fail_on: Sequence[str],
    exit_zero: bool,
    color: str,
    template_dir: str | None,
    previous: str | None,
    no_ci: bool,
    quiet: bool,
    verbose: int,
    config_file: str | None,
    isolated: bool,
) -> int:
    from checker.cli.ci import announce
    from checker.cli.session import Session, parse_outputs, read_previous

    session = Session.open(policy, facts, config_file, isolated=isolated, fail_on=fail_on, offline=offline, quiet=quiet)
    wanted = parse_outputs(format_ or session.config.format, outputs, session.config.output)
    # Read before the audit: a broken file is said at once.
    earlier = read_previous(previous)
    report = session.audit(targets, what_if)
    session.write(
        report,
        wanted,
        color=color,
        verbosity=-1 if quiet else verbose,
        template_dir=template_dir,
        previous=earlier,
    )
    if not no_ci:
        announce(report)
    return session.exit_code(report, exit_zero=exit_zero)

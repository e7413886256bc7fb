"""`lic-check notice`: the attribution bundle that the duties of the licenses ask for."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from checker.cli.options import config_options, policy_options
from checker.errors import ExitCode


@click.command(
    name="notice",
    help="""Write the attributions and license texts that a product with these models has to ship.

\b
  lic-check notice org/model ./my-model -o THIRD-PARTY-MODELS.txt
  lic-check notice --scan .            the models that the files below a folder name

\b
The texts are those of the repositories, also of the models that a model was made from. A text that none of them holds
is named with the place where it can be had.

Exit code 0 when every text is there, 3 when one has to be added by hand, 4 when evidence is missing.
""",
)
@click.argument("targets", nargs=-1, metavar="TARGET…")
@click.option("--scan", "path", type=click.Path(exists=True), help="Take the models that the files below PATH name.")
@policy_options
@click.option("-o", "--output", default="-", metavar="PATH", help="The file to write; stdout when nothing is said.")
@config_options
def command(
    targets: Sequence[str],
    path: str | None,
    policy: str | None,
    facts: Sequence[str],
    offline: bool,
    output: str,
    config_file: str | None,
    isolated: bool,
) -> int:
    from checker.cli.session import Session, say_incomplete
    from checker.cli.source_tree import SourceTree
    from checker.cli.terminal import say, write
    from checker.errors import UsageProblem
    from checker.model.snapshot import Kind, Target
    from checker.reports import RENDERERS, RenderOptions
    from checker.reports.notice import missing_texts

    session = Session.open(policy, facts, config_file, isolated=isolated, fail_on=(), offline=offline, quiet=False)
    named = [session.target(target) for target in targets]
    if path is not None:
        tree = SourceTree.read(Path(path), (), None)
        tree.say_untold(strict=False)
        named += tree.by_target
    if not named:
        raise UsageProblem("no model is named", fix="name one, or take those of a folder with --scan")
    report = session.audit_targets(list(dict.fromkeys(named)))
    # What passes on from an ancestor is in the ancestor's own files.
    inherited = [
        Target(Kind.MODEL, entry.id, entry.revision)
        for model in report.models
        for entry in model.lineage
        if entry.passes and entry.license
    ]
    if inherited:
        report = session.audit_targets(list(dict.fromkeys([*named, *inherited])))
    write(RENDERERS["notice"].render(report, RenderOptions()), output)
    missing = missing_texts(report)
    say_incomplete(report)
    for id, license in missing:
        say(f"no text of {license} in the repository of {id}: add it by hand")
    if not report.complete or not report.models:
        return ExitCode.INCOMPLETE
    return ExitCode.UNDECIDED if missing else ExitCode.PASS

"""`lic-check release`: the publisher's gate before weights go public."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from click.core import ParameterSource

from checker.cli.options import (
    FORMATS,
    color_option,
    config_options,
    exit_zero_option,
    outputs_option,
    release_policy_options,
    template_dir_option,
)
from checker.cli.terminal import say, terminal_width, write
from checker.errors import ExitCode, UsageProblem
from checker.model.snapshot import Kind

if TYPE_CHECKING:
    from checker.cli.session import Session
    from checker.model.report import ModelAudit

# profile → the policy that it is short for.
PROFILES = {
    "small": "release-gate-small",
    "standard": "release-gate",
    "frontier": "release-gate-frontier",
    "eu": "release-gate-eu",
}


@click.command(
    name="release",
    help="""Check a folder or a repository before its weights go public.

\b
TARGET is a folder to be uploaded, or org/model (a private repository with HF_TOKEN).

\b
Examples
  lic-check release ./my-model
  lic-check release ./my-model --profile eu -o dossier=dossier.html
  lic-check release ./my-model --attestation-template > attestations/release.json
  lic-check release ./my-model --choose-license
  lic-check release ./my-model --fix --write-to ./proposals

\b
Profiles: small · standard (the default) · frontier · eu. A policy of your own with a section `release` can extend
them: extends: builtin:release-gate. Exit code 0 when the release is ready, as for an audit otherwise.
""",
)
@click.argument("target", metavar="TARGET")
@click.option(
    "--profile", type=click.Choice(list(PROFILES)), help="How much is asked; `standard` when nothing is said."
)
@release_policy_options
@click.option(
    "--key",
    "keys",
    multiple=True,
    metavar="ROLE=FILE",
    help="A public key in PEM whose signature counts for a role, such as safety=keys/safety.pem; repeat it.",
)
@click.option("-f", "--format", "format_", type=click.Choice(FORMATS), default="readiness", help="What stdout shows.")
@outputs_option
@click.option("--attestation-template", is_flag=True, help="Print the statements to fill in, bound to the weights.")
@click.option("--choose-license", is_flag=True, help="List the licenses that a derivative of these models may carry.")
@click.option("--fix", is_flag=True, help="Print what would mend the release; nothing is changed.")
@click.option(
    "--write-to", type=click.Path(file_okay=False), help="With --fix: a folder for the proposals; no file is replaced."
)
@exit_zero_option
@color_option
@template_dir_option
@click.option("-q", "--quiet", is_flag=True, help="The verdict only.")
@click.option("-v", "--verbose", count=True, help="Every check.")
@config_options
def command(
    target: str,
    profile: str | None,
    policy: str | None,
    facts: Sequence[str],
    offline: bool,
    keys: Sequence[str],
    format_: str,
    outputs: Sequence[str],
    attestation_template: bool,
    choose_license: bool,
    fix: bool,
    write_to: str | None,
    exit_zero: bool,
    color: str,
    template_dir: str | None,
    quiet: bool,
    verbose: int,
    config_file: str | None,
    isolated: bool,
) -> int:
    from checker.cli.session import Session, parse_outputs

    source = click.get_current_context().get_parameter_source("policy")
    if profile and policy and source is ParameterSource.COMMANDLINE:
        raise UsageProblem("--profile and --policy both name a policy", fix="name one of them")
    if write_to and not fix:
        raise UsageProblem("--write-to goes with --fix", fix="add --fix")
    name = PROFILES[profile] if profile else policy or PROFILES["standard"]
    session = Session.open(name, facts, config_file, isolated=isolated, fail_on=(), offline=offline, quiet=quiet)
    session = _with_keys(session, keys)
    if not session.policy.release.is_on:
        raise UsageProblem(
            f"the policy {name} has no release checks", fix="name a --profile, or extend builtin:release-gate"
        )
    if session.target(target).kind is Kind.DATASET:
        raise UsageProblem(f"{target} is a dataset, and the gate is for models", fix="name a folder, or org/model")
    wanted = parse_outputs(format_, outputs, {})
    report = session.audit([target])
    if not report.models or not (attestation_template or choose_license or fix):
        session.write(report, wanted, color=color, verbosity=-1 if quiet else verbose, template_dir=template_dir)
        return session.exit_code(report, exit_zero=exit_zero)
    if attestation_template:
        write(_template(session, report.models[0]))
    if choose_license:
        write(_choice(session, report.models[0], as_json=format_ == "json", verbosity=verbose))
    if fix:
        _propose(report.models[0], Path(write_to) if write_to else None)
    if report.complete or not (choose_license or fix):
        return ExitCode.PASS
    say("not everything could be read, so there may be more to it: lic-check release TARGET tells what")
    return ExitCode.INCOMPLETE


def _with_keys(session: Session, written: Sequence[str]) -> Session:
    """The session with the keys of the command line beside those of its policy."""
    import msgspec

    from checker.policy.release_rules import SignatureKey

    keys = list(session.policy.release.keys)
    for text in written:
        role, equals, path = text.partition("=")
        if not (role and equals and path):
            raise UsageProblem(f"--key {text!r} names no file", fix="write --key ROLE=FILE")
        try:
            keys.append(SignatureKey(public_key=Path(path).read_text(encoding="utf-8"), roles=(role,)))
        except (OSError, UnicodeDecodeError) as problem:
            raise UsageProblem(f"the key {path} cannot be read: {problem}", fix="name a PEM file") from problem
    rules = msgspec.structs.replace(session.policy.release, keys=tuple(keys))
    return replace(session, policy=msgspec.structs.replace(session.policy, release=rules))


def _template(session: Session, model: ModelAudit) -> str:
    from checker.release.template import attestation_template

    manifest = model.release.manifest if model.release else None
    if manifest is None or manifest.digest is None:
        raise UsageProblem(
            f"the weights of {model.id} have no digest to bind statements to",
            fix="put all weights into the folder, as files that can be read",
        )
    return attestation_template(session.policy.release.attestations, manifest)


def _choice(session: Session, model: ModelAudit, *, as_json: bool, verbosity: int) -> str:
    from checker.model.choice import Inherited
    from checker.reports.choice import write_choice, write_choice_json
    from checker.reports.renderer import RenderOptions
    from checker.rules.choice import choose_license

    ancestors = [
        Inherited(id=e.id, expressions=_expressions(e.license), by_outputs=e.scope == "outputs")
        for e in model.lineage
        if e.scope != "none"
    ]
    datasets = [Inherited(id=dataset.id, expressions=_expressions(dataset.license)) for dataset in model.datasets]
    choice = choose_license(ancestors, datasets, session.own.catalog())
    if as_json:
        return write_choice_json(choice)
    return write_choice(choice, RenderOptions(width=terminal_width(), verbosity=verbosity))


def _expressions(license: str | None) -> tuple[str, ...]:
    """The expressions of which one holds, as a report joins them."""
    return tuple(license.split(" | ")) if license else ()


def _propose(model: ModelAudit, folder: Path | None) -> None:
    """Print each proposal, or write it into `folder`, where nothing is replaced."""
    from checker.reports.sanitise import guard_runner_commands, sanitise

    proposals = model.release.proposals if model.release else ()
    if not proposals:
        say(f"nothing to propose for {model.id}")
    for proposal in proposals:
        text = sanitise(proposal.text)
        if folder is None:
            write(guard_runner_commands(f"==> {proposal.path}: {proposal.why}\n\n{text}\n"))
            continue
        path = folder / proposal.path
        if os.path.lexists(path):
            say(f"kept {path}, which is there already")
        else:
            write(text, str(path))
            say(f"wrote {path}: {proposal.why}")

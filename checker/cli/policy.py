"""`lic-check policy`: write, show and check policies."""

from __future__ import annotations

import os
from pathlib import Path

import click

from checker.cli import complete
from checker.cli.terminal import say, write
from checker.errors import ExitCode, UsageProblem


@click.group(name="policy", help="Write, show and check policies.", no_args_is_help=True)
def command() -> None:
    """See the subcommands."""


@command.command(name="list", help="List the built-in policies, each with what it is for.")
def list_policies() -> None:
    from checker.policy import load_policy
    from checker.policy.builtin import DEFAULT, builtin_names

    for name in builtin_names():
        default = " (the default)" if name == DEFAULT else ""
        click.echo(f"{name}{default}\n    {load_policy(name).purpose}")


@command.command(
    help="""Write a policy to start from: two lines, with every further key in comments.

\b
  lic-check policy init            lic-check-policy.yaml in this folder
  lic-check policy init - | less   look at it first
"""
)
@click.argument("path", default="lic-check-policy.yaml")
def init(path: str) -> None:
    from checker.policy import policy_template

    if path != "-" and Path(path).exists():
        raise UsageProblem(f"{path} exists and is not overwritten", fix="name another file, or remove it first")
    write(policy_template(), path)
    if path != "-":
        say(f"wrote {path}; check it with: lic-check policy lint {path}")


@command.command(
    help="""Show a policy; with --resolved as it is applied, each line with the place it comes from.

\b
  lic-check policy show research
  lic-check policy show lic-check-policy.yaml --resolved
"""
)
@click.argument("name", metavar="NAME|FILE", shell_complete=complete.policies)
@click.option("--resolved", is_flag=True, help="With everything it extends merged in.")
def show(name: str, resolved: bool) -> None:
    from checker.policy import load_policy, resolved_text
    from checker.policy.builtin import builtin_names, builtin_text

    if resolved:
        write(resolved_text(load_policy(name, fetch=_fetch)))
    elif name.removeprefix("builtin:") in builtin_names():
        write(builtin_text(name.removeprefix("builtin:")))
    else:
        load_policy(name, fetch=_fetch)
        write(Path(name).read_text(encoding="utf-8"))


@command.command(
    name="lint",
    help="""Check policy files: every mistake as FILE:LINE:COLUMN with the nearest spelling, all in one run.

What is sound and still worth a look (an id that no license has, a waiver that has expired, a line that allows more
than the policy it extends) is a note. Exit code 0 when all are sound, 2 otherwise.
""",
)
@click.argument("files", nargs=-1, required=True, metavar="FILE…")
def lint_files(files: tuple[str, ...]) -> int:
    from datetime import UTC, datetime

    from checker.errors import PolicyError
    from checker.policy import lint
    from checker.rules import RULES

    today = datetime.now(UTC).date()
    problems: list[str] = []
    for file in files:
        try:
            for note in lint(file, today=today, fetch=_fetch, codes=RULES):
                say(f"note: {note}")
        except PolicyError as problem:
            problems.extend(problem.problems)
    for line in dict.fromkeys(problems):
        say(line)
    if not problems:
        say(f"{len(files)} {'policy is' if len(files) == 1 else 'policies are'} sound")
    return ExitCode.USAGE if problems else ExitCode.PASS


@command.command(
    help="""Run the tests that a policy holds about itself.

\b
  tests:
    - {expr: MIT OR GPL-3.0-only, expect: allow}
    - {model: ./fixtures/llama-tune, expect: deny, because: LC0301}

Models are folders beside the policy, or Hub ids that were read before; no network is asked. Exit code 0 when all
hold, 1 otherwise.
"""
)
@click.argument("name", metavar="NAME|FILE", shell_complete=complete.policies)
def test(name: str) -> int:
    from checker.cli.policy_tests import run_tests
    from checker.policy import load_policy

    policy = load_policy(name, fetch=_fetch)
    if not policy.tests:
        raise UsageProblem(f"{name} holds no tests", fix="add a `tests:` list; lic-check policy test --help shows one")
    failures = run_tests(policy, Path(name).parent)
    for line in failures:
        say(line)
    say(f"{len(policy.tests) - len(failures)} of {len(policy.tests)} tests hold")
    return ExitCode.DENIED if failures else ExitCode.PASS


def _fetch(address: str, digest: str) -> bytes:
    """A remote policy, under the settings of the environment (HF_HUB_OFFLINE, the store)."""
    from checker.sources import SourceSettings, fetch_pinned

    return fetch_pinned(address, digest, SourceSettings.from_environment(os.environ, Path.home()))

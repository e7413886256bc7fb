"""The command group, its default command, and what becomes of an error."""

from __future__ import annotations

import importlib
import os
from collections.abc import Sequence
from typing import Any

import click

from checker.errors import CheckerError, ExitCode, UsageProblem
from checker.version import __version__

DEFAULT_COMMAND = "audit"

# name → (module, one line for --help); a command's module is imported only when the command runs.
COMMANDS = {
    "audit": ("checker.cli.audit", "Audit models, datasets or local folders (the default command)."),
    "identify": ("checker.cli.identify", "Name a license text and show every word that was changed."),
    "explain": ("checker.cli.explain", "Say what a license says, clause by clause, or what a finding means."),
    "scan": ("checker.cli.scan", "Find the models that a source tree names, and audit each of them."),
    "lock": ("checker.cli.lock", "Write down at which commit each model was judged, and on what."),
    "verify": ("checker.cli.verify", "Say what moved on the Hub since the lock was written."),
    "notice": ("checker.cli.notice", "Write the attributions and license texts that a product has to ship."),
    "diff": ("checker.cli.diff", "Say what changed in license terms, clause by clause and word for word."),
    "release": ("checker.cli.release", "Check a model before its weights go public."),
    "policy": ("checker.cli.policy", "Write, show and check policies."),
    "schema": ("checker.cli.schema", "Print the JSON Schema of the policy file, of the manifest or of the report."),
    "completion": ("checker.cli.completion", "Print the completion script of your shell."),
}

HELP = """\
May we use this model, on what terms, and how do you know?

\b
  lic-check org/model              audit a model on the Hugging Face Hub
  lic-check org/model@a1b2c3d      … at one commit
  lic-check ./my-model             audit a folder, without network
  lic-check scan .                 audit the models that the sources in this folder name
  lic-check explain LicenseRef-llama-3.1

A first run needs no configuration: it audits under the policy `permissive-only` and prints the clause that decided.
All options of an audit: lic-check audit --help

\b
Exit codes: 0 pass · 1 denied · 2 usage or policy error · 3 review or unknown that the policy does not accept
            4 evidence incomplete, or nothing to check · 70 a bug · 130 interrupted
"""


class LazyGroup(click.Group):
    """A group that imports a command when it is called and takes anything else as targets to audit."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        return command

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        own = {option for param in self.get_params(ctx) for option in param.opts}
        if "--version" in args and set(args) & {"-v", "--verbose"}:
            # Whose data the program was made with, as their licenses ask.
            click.echo(f"lic-check {__version__}\n\n{_notice()}", nl=False)
            ctx.exit()
        if args and args[0] not in COMMANDS and args[0] not in own:
            if not ctx.resilient_parsing:
                _refuse_misspelt(args[0])
            args = [DEFAULT_COMMAND, *args]
        return super().parse_args(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, line) in COMMANDS.items()])


def _refuse_misspelt(word: str) -> None:
    """Raise `UsageProblem` for what is nearly the name of a command, and would be taken for a model's."""
    from difflib import get_close_matches
    from pathlib import Path

    if not word.isalpha() or Path(word).exists():
        return
    if near := get_close_matches(word, COMMANDS, n=1, cutoff=0.75):
        raise UsageProblem(
            f"there is no command {word}; did you mean {near[0]}?",
            fix=f"for the model of that name write lic-check {DEFAULT_COMMAND} {word}",
        )


def _notice() -> str:
    from checker.resources import bundled_text

    return bundled_text("NOTICE")


def _print_version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"lic-check {__version__}")
        ctx.exit()


@click.group(
    cls=LazyGroup,
    help=HELP,
    no_args_is_help=True,
    subcommand_metavar="TARGET… | COMMAND …",
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.option(
    "--version",
    is_flag=True,
    expose_value=False,
    is_eager=True,
    callback=_print_version,
    help="The version; with -v, whose data it has.",
)
def app() -> None:
    """See HELP."""


def run(arguments: Sequence[str]) -> int:
    """Run one command line; the exit code is the result, every error is one message on stderr."""
    try:
        # The command as typed is the context's object: a report says with it how to repeat the audit.
        typed = tuple(arguments)
        result: Any = app.main(args=list(typed), prog_name="lic-check", standalone_mode=False, obj=typed)
    except CheckerError as problem:
        return _fail(str(problem), problem.fix, problem.exit_code)
    except click.ClickException as problem:
        return _refuse(problem)
    except (click.exceptions.Abort, KeyboardInterrupt):
        return ExitCode.INTERRUPTED
    except Exception as problem:
        return _crash(problem)
    return int(result) if isinstance(result, int) else ExitCode.PASS


def _refuse(problem: click.ClickException) -> int:
    from io import StringIO

    from checker.cli.terminal import say

    shown = StringIO()
    problem.show(shown)
    say(shown.getvalue().rstrip())
    return ExitCode.USAGE


def _fail(message: str, fix: str, code: ExitCode) -> int:
    from checker.cli.terminal import say

    say(f"lic-check: {message}")
    if fix:
        say(f"  next: {fix}")
    return code


def _crash(problem: Exception) -> int:
    # A traceback may quote what a request carried, so it is shown only on demand and never with a token.
    from checker.cli.terminal import say

    say(f"lic-check: this is a bug in lic-check: {type(problem).__name__}: {problem}")
    if os.environ.get("LIC_CHECK_TRACEBACK"):
        import traceback

        say("".join(traceback.format_exception(problem)))
    else:
        say("  next: run it again with LIC_CHECK_TRACEBACK=1 and report what it prints")
    return ExitCode.BUG

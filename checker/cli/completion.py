"""`lic-check completion`: the script that makes a shell complete commands, options and values."""

from __future__ import annotations

import click

from checker.errors import UsageProblem

SHELLS = ("bash", "zsh", "fish")


@click.command(
    name="completion",
    help="""Print the completion script of SHELL.

\b
  bash   lic-check completion bash >> ~/.bashrc
  zsh    lic-check completion zsh >> ~/.zshrc
  fish   lic-check completion fish > ~/.config/fish/completions/lic-check.fish
""",
)
@click.argument("shell", type=click.Choice(SHELLS))
@click.pass_context
def command(ctx: click.Context, shell: str) -> None:
    from click.shell_completion import get_completion_class

    shell_class = get_completion_class(shell)
    if shell_class is None:
        raise UsageProblem(f"there is no completion for {shell}", fix=f"use one of {', '.join(SHELLS)}")
    script = shell_class(ctx.find_root().command, {}, "lic-check", "_LIC_CHECK_COMPLETE").source()
    click.echo(script)

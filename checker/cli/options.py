"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

import click

Command = TypeVar("Command", bound=Callable[..., Any])

# Named here, and not read from the renderers, so that `--help` loads none of them; a test compares the two.
FORMATS = ("terminal", "json", "markdown", "html", "readiness", "dossier", "vsa")


def policy_options(command: Command) -> Command:
    """`--policy`, `--set` and `--offline`."""
    for option in reversed(
        (
            click.option(
                "-p",
                "--policy",
                metavar="NAME|FILE",
                envvar="LIC_CHECK_POLICY",
                show_envvar=True,
                help="A built-in policy (lic-check policy list) or a file; `permissive-only` when nothing is said.",
            ),
            click.option(
                "--set",
                "facts",
                multiple=True,
                metavar="FACT=VALUE",
                help="A fact of your use, such as use=commercial, org.mau=5M@2025-04-05 or org.domicile=DE.",
            ),
            click.option(
                "--offline",
                is_flag=True,
                envvar="LIC_CHECK_OFFLINE",
                show_envvar=True,
                help="Ask no network: use what was read before and the Hugging Face cache.",
            ),
        )
    ):
        command = option(command)
    return command

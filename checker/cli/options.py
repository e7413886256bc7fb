"""The options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from typing import Any, TypeVar

import click

from checker.cli import complete

Command = TypeVar("Command", bound=Callable[..., Any])

# Named here, and not read from the renderers, so that `--help` loads none of them; a test compares the two.
FORMATS = (
    *("terminal", "json", "markdown", "html", "pdf", "csv", "notice", "sarif", "github", "azure", "gitlab", "junit"),
    *("cyclonedx", "cyclonedx-1.7", "spdx", "spdx-2.3", "readiness", "dossier", "vsa"),
)


def _together(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """One decorator for several options, shown by `--help` in this order."""

    def decorate(command: Command) -> Command:
        return reduce(lambda decorated, option: option(decorated), reversed(options), command)

    return decorate


lock_file_option = click.option(
    "--lock-file", default="lic-check.lock", show_default=True, type=click.Path(dir_okay=False), help="The lock."
)

no_ci_option = click.option(
    "--no-ci", is_flag=True, envvar="LIC_CHECK_NO_CI", show_envvar=True, help="Write nothing for a CI service."
)

offline_option = click.option(
    "--offline",
    is_flag=True,
    envvar="LIC_CHECK_OFFLINE",
    show_envvar=True,
    help="Ask no network: use what was read before and the Hugging Face cache.",
)

outputs_option = click.option(
    "-o",
    "--output",
    "outputs",
    multiple=True,
    metavar="FORMAT=PATH",
    help="Write a report to a file too; repeat it for several formats. `-` is stdout.",
)

exit_zero_option = click.option(
    "--exit-zero", is_flag=True, help="Exit 0 whatever the verdict; missing evidence still exits 4."
)

color_option = click.option(
    "--color",
    type=click.Choice(["auto", "always", "never"]),
    default="auto",
    envvar="LIC_CHECK_COLOR",
    show_envvar=True,
    help="Colour on the terminal; NO_COLOR and FORCE_COLOR are honoured.",
)

template_dir_option = click.option(
    "--template-dir",
    type=click.Path(exists=True, file_okay=False),
    help="A folder of templates that replace ours of the same name.",
)

# Which configuration is read.
config_options = _together(
    click.option("--config", "config_file", type=click.Path(dir_okay=False), help="The configuration file to use."),
    click.option("--isolated", is_flag=True, help="Look for no configuration file."),
)

# What is judged, and by what.


def _policy_options(otherwise: str) -> Callable[[Command], Command]:
    """Policy, facts and the network; `otherwise` is the policy when none is named."""
    return _together(
        click.option(
            "-p",
            "--policy",
            metavar="NAME|FILE",
            envvar="LIC_CHECK_POLICY",
            show_envvar=True,
            shell_complete=complete.policies,
            help=f"A built-in policy (lic-check policy list) or a file; {otherwise} when nothing is said.",
        ),
        click.option(
            "--set",
            "facts",
            multiple=True,
            metavar="FACT=VALUE",
            help="A fact of your use, such as use=commercial, org.mau=5M@2025-04-05 or org.domicile=DE.",
        ),
        offline_option,
    )


policy_options = _policy_options("`permissive-only`")
release_policy_options = _policy_options("that of the profile")

# Which files of a source tree are read.
tree_options = _together(
    click.option("--exclude", multiple=True, metavar="PATTERN", help="Leave out files, in the language of .gitignore."),
    click.option(
        "--manifest",
        type=click.Path(exists=True, dir_okay=False),
        help="The manifest; `models.yaml` in PATH when there is one.",
    ),
)

# What is written, how it looks, what fails the run, and which configuration is read.
report_options = _together(
    click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(FORMATS),
        envvar="LIC_CHECK_FORMAT",
        show_envvar=True,
        help="What stdout shows; `terminal` when nothing is said.",
    ),
    outputs_option,
    click.option(
        "--fail-on",
        multiple=True,
        type=click.Choice(["deny", "unknown", "review"]),
        help="Verdicts that fail the run, in place of the policy's.",
    ),
    exit_zero_option,
    color_option,
    template_dir_option,
    click.option("-q", "--quiet", is_flag=True, help="Verdicts only."),
    click.option("-v", "--verbose", count=True, help="Every finding, duty and piece of evidence."),
    config_options,
)

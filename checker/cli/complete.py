"""The values that a shell completes; what they are read from is imported when the shell asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from click.shell_completion import CompletionItem


def policies(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The built-in policies that begin with `incomplete`; where none does, the shell completes files."""
    from click.shell_completion import CompletionItem

    from checker.policy.builtin import builtin_names

    # First, since the script of bash forgets what stands before it.
    files = CompletionItem(incomplete, type="file")
    return [files, *(CompletionItem(name) for name in builtin_names() if name.startswith(incomplete))]


def codes_and_licenses(ctx: click.Context, param: click.Parameter, incomplete: str) -> list[CompletionItem]:
    """The codes of findings, each with its title, and the ids of licenses that begin with `incomplete`, in any case."""
    from click.shell_completion import CompletionItem

    from checker.catalog.index import load_index
    from checker.rules import RULES

    codes = [CompletionItem(code, help=rule.title) for code, rule in sorted(RULES.items())]
    licenses = [CompletionItem(name) for name in sorted(load_index().licenses)]
    return [item for item in (*codes, *licenses) if item.value.lower().startswith(incomplete.lower())]

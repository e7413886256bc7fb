"""How the runners of GitHub Actions and Azure Pipelines find commands in a log."""

from __future__ import annotations

import re
from typing import NamedTuple


class CommandLine(NamedTuple):
    """One command as a runner understands it."""

    name: str
    values: dict[str, str]
    message: str


def github_commands(log: str) -> list[CommandLine]:
    """
    The commands in a log, by the rules of the runner: a line that begins with `::` after blanks, or that has `##[`
    anywhere in it.
    """
    found = []
    for line in re.split(r"\r\n|\n|\r", log):
        text = line.lstrip()
        if text.startswith("::") and "::" in text[2:]:
            head, _, message = text[2:].partition("::")
            name, _, rest = head.partition(" ")
            values = dict(part.partition("=")[::2] for part in rest.split(",") if part)
            unescaped = {k: unescape(v, {"%3A": ":", "%2C": ","}) for k, v in values.items()}
            found.append(CommandLine(name, unescaped, unescape(message, {})))
        elif re.search(r"##\[[^\]]+\]", line):
            found.append(CommandLine("##", {}, line))
    return found


def azure_commands(log: str) -> list[CommandLine]:
    """The logging commands in a log: `##vso[area.name values]message`, anywhere in a line."""
    found = []
    for line in re.split(r"\r\n|\n|\r", log):
        for match in re.finditer(r"##vso\[([^\] ]+) ?([^\]]*)\](.*)", line):
            values = dict(part.partition("=")[::2] for part in match[2].split(";") if part)
            found.append(CommandLine(match[1], values, match[3]))
        if re.search(r"##\[[^\]]+\]", line):
            found.append(CommandLine("##", {}, line))
    return found


def unescape(text: str, more: dict[str, str]) -> str:
    for escape, character in {**more, "%0D": "\r", "%0A": "\n", "%25": "%"}.items():
        text = text.replace(escape, character)
    return text

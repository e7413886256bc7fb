"""`lic-check explain`: what a license says, or what a finding means."""

from __future__ import annotations

import json
import re

import click

from checker.cli import complete
from checker.cli.config_file import wanted_file
from checker.cli.options import config_options
from checker.cli.terminal import terminal_width, write
from checker.errors import UsageProblem

_CODE = re.compile(r"LC\d{4}\Z", re.IGNORECASE)


@click.command(
    name="explain",
    help="""Say what a license says, clause by clause with its section, or what a finding means and how to fix it.

\b
  lic-check explain LicenseRef-llama-3.1
  lic-check explain llama3.1             a license id of the Hub, or a name
  lic-check explain openrail             what such an id leaves open, and what to do
  lic-check explain Apache-2.0 --format json
  lic-check explain LC0202               a finding

Your own licenses are known too, when the configuration has a folder of them.
""",
)
@click.argument("subject", metavar="ID|CODE", shell_complete=complete.codes_and_licenses)
@click.option("-f", "--format", "format_", type=click.Choice(["terminal", "json"]), default="terminal")
@config_options
def command(subject: str, format_: str, config_file: str | None, isolated: bool) -> None:
    if _CODE.match(subject):
        _explain_rule(subject.upper(), format_)
        return
    from checker.catalog import Resolution
    from checker.catalog.explain import explain_word
    from checker.cli.own_licenses import OwnLicenses
    from checker.reports.explanation import write_explanation, write_explanation_json

    explained = explain_word(subject, OwnLicenses.configured(wanted_file(config_file, isolated=isolated)).catalog())
    if isinstance(explained, Resolution):
        near = explained.suggestion
        raise UsageProblem(
            f"{subject!r} names no license we know: {explained.reason}",
            fix=f"did you mean {near}?" if near else "name an SPDX id, a Hub id or a title",
        )
    write(
        write_explanation_json(explained) if format_ == "json" else write_explanation(explained, width=terminal_width())
    )


def _explain_rule(code: str, format_: str) -> None:
    from checker.reports.explanation import rule_data, write_rule
    from checker.rules import RULES

    rule = RULES.get(code)
    if rule is None:
        raise UsageProblem(f"{code} is not the code of a finding", fix=f"the codes are {', '.join(sorted(RULES))}")
    write(
        json.dumps(rule_data(rule), indent=2) + "\n" if format_ == "json" else write_rule(rule, width=terminal_width())
    )

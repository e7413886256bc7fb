"""`lic-check schema`: the JSON Schemas that editors and other programs read."""

from __future__ import annotations

import json

import click


@click.command(
    name="schema",
    help="""Print the JSON Schema of a file that lic-check reads or writes.

\b
  policy   a policy file, for your editor
  report   what `--format json` prints
  manifest models.yaml, for your editor
""",
)
@click.argument("name", type=click.Choice(["policy", "report", "manifest"]))
def command(name: str) -> None:
    if name == "policy":
        from checker.policy import policy_schema as schema
    elif name == "manifest":
        from checker.cli.manifest import manifest_schema as schema
    else:
        from checker.reports import report_schema as schema
    click.echo(json.dumps(schema(), indent=2, sort_keys=True))

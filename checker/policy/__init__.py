"""
What an organisation accepts: policies in YAML, checked, merged and ready to be applied.

`schema` the file as types · `document` one file with every mistake · `parents`, `extends` what it builds on ·
`loosening`, `merge` how files add up · `selectors`, `listing` lines on licenses · `clause_rules` lines on clauses ·
`context` facts of a use · `waivers` accepted problems and settled unknowns · `builtin` the policies that ship with the
program.
"""

from checker.policy.json_schema import policy_schema
from checker.policy.lint import lint
from checker.policy.load import load_policy
from checker.policy.schema import Policy
from checker.policy.template import policy_template
from checker.policy.written import resolved_text

__all__ = ["Policy", "lint", "load_policy", "policy_schema", "policy_template", "resolved_text"]

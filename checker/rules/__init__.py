"""The checks, one small function each, by subject; importing this package registers them all."""

from checker.rules import clauses, evidence, formats, hygiene, license, lineage, obligations, proof
from checker.rules.registry import RULES, Observation, Rule

__all__ = [
    "RULES",
    "Observation",
    "Rule",
    "clauses",
    "evidence",
    "formats",
    "hygiene",
    "license",
    "lineage",
    "obligations",
    "proof",
]

"""The checks, one small function each, by subject; importing this package registers them all."""

from checker.rules import (
    bases,
    clauses,
    data,
    evidence,
    formats,
    hygiene,
    license,
    lineage,
    links,
    obligations,
    proof,
    release,
    relicensing,
)
from checker.rules.registry import RULES, Observation, Rule

__all__ = [
    "RULES",
    "Observation",
    "Rule",
    "bases",
    "clauses",
    "data",
    "evidence",
    "formats",
    "hygiene",
    "license",
    "lineage",
    "links",
    "obligations",
    "proof",
    "release",
    "relicensing",
]

"""
Rules times policy: `assessment` gives the findings, the duties and the verdict, `parts` what the report shows beside.
"""

from checker.assess.assessment import assess, clarified
from checker.assess.parts import captured_texts, reported_terms

__all__ = ["assess", "captured_texts", "clarified", "reported_terms"]

"""
LC07xx: the checks of a release, one rule for each, by subject; they look only where a policy has a section `release`.

`checks` what a check is · `license` RG01 to RG05 · `lineage` RG06 to RG10 · `weights` RG11 to RG13, RG27, RG28 ·
`card` RG14 to RG19 · `use` RG20 to RG22, RG29 · `openness` RG23 to RG26 · `people` RG30 and overrides · `serving` SG01
to SG09.
"""

from checker.rules.release import card, license, lineage, openness, people, serving, use, weights
from checker.rules.release.checks import CHECKS, ReleaseCheck, reason_inapplicable

__all__ = [
    "CHECKS",
    "ReleaseCheck",
    "card",
    "license",
    "lineage",
    "openness",
    "people",
    "reason_inapplicable",
    "serving",
    "use",
    "weights",
]

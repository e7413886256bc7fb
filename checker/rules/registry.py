"""
What a rule is, and the table of all rules.

A rule is a function from a case to what it observes. Its docstring is its documentation: the first line is the title,
`Why:` gives the reason and `Fix:` the usual way out; `lic-check explain CODE`, the docs and the SARIF rule text are
made from it. Codes never change meaning: LC01xx evidence · LC02xx expression and identification · LC03xx lineage ·
LC04xx clause · LC05xx obligation · LC06xx data · LC07xx release · LC08xx format · LC09xx policy hygiene.
"""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import msgspec

from checker.model.evidence import Citation
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case

_CODE = re.compile(r"LC0[1-9]\d\d\Z")


class Observation(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a rule saw in one case.

    `cause` names what it is about (a file, an ancestor, a clause), so that the fingerprint stays the same while the
    wording changes. `fix` overrides the rule's own when the case allows a more precise one. `ancestor` is the id of the
    model of the lineage that it is about, None when it is about the model itself.
    """

    verdict: Verdict
    severity: Severity
    message: str
    cause: str
    fix: str = ""
    citations: tuple[Citation, ...] = ()
    settles: tuple[str, ...] = ()
    ancestor: str | None = None


Check = Callable[[Case], Iterable[Observation]]


@dataclass(frozen=True, slots=True)
class Rule:
    """One check with its documentation."""

    code: str
    name: str
    title: str
    why: str
    fix: str
    check: Check


# A path, an id or a field, which is not spelled with a capital.
_NAME = re.compile(r"[/._]\w")

RULES: dict[str, Rule] = {}


def rule(code: str) -> Callable[[Check], Check]:
    """Register the decorated function under `code`; a code used twice or a docstring without its parts is a bug."""

    def register(check: Check) -> Check:
        if not _CODE.match(code) or code in RULES:
            raise ValueError(f"rule code {code} is malformed or used twice")
        title, why, fix = _parts(inspect.getdoc(check) or "")
        name = check.__name__.replace("_", "-")
        RULES[code] = Rule(code=code, name=name, title=title, why=why, fix=fix, check=check)
        return check

    return register


def _parts(doc: str) -> tuple[str, str, str]:
    found = re.fullmatch(r"(?P<title>.+?)\.\n\nWhy: (?P<why>.+?)\nFix: (?P<fix>.+)", doc, re.DOTALL)
    if found is None:
        raise ValueError(f"a rule's docstring needs a title, `Why:` and `Fix:`, not {doc!r}")
    title, why, fix = (" ".join(part.split()) for part in found.groups())
    return title, why, fix


def sentence(text: str) -> str:
    """`text` as a sentence of its own: a capital in front, unless a name stands there, and one full stop at the end."""
    first = text.partition(" ")[0]
    capital = text[:1] if _NAME.search(first) else text[:1].upper()
    return f"{capital}{text[1:].rstrip('.')}."

"""
Which duties can be seen to be met in the repository.

A probe answers with the places that show a duty met, with nothing when they would have to be there and are not, and
with None when the repository cannot tell: the duty may be kept elsewhere, or not everything could be read.
"""

from __future__ import annotations

import re

from checker.catalog.clauses import Clause
from checker.catalog.clauses.duties import CondCopyleft, CondPassThrough
from checker.catalog.clauses.notices import (
    CondDisplay,
    CondLicenseCopy,
    CondNamePrefix,
    CondNoticeFile,
    CondPublicStatement,
    CondTrainedWith,
)
from checker.catalog.coverage import is_covered
from checker.catalog.families import USE_RESTRICTIONS
from checker.catalog.terms import LicenseTerms
from checker.model.evidence import Citation, Evidence, Role
from checker.model.snapshot import State
from checker.rules.case import Case

Proof = tuple[Citation, ...] | None

# Places that lie in the repository, and those that a card is too, though not the only one.
INSIDE = frozenset({"model-card", "repository"})
CARD_IS_ONE = INSIDE | {"documentation", "about-page", "website"}
# What a license forbids its users to do, by kinds of clause.
_RESTRICTIONS = tuple(kind for kind in USE_RESTRICTIONS if kind.startswith("limit."))
_BLANK = re.compile(r"\[[^\]]*\]")


def probe(clause: Clause, terms: LicenseTerms, case: Case) -> Proof:
    """Where the repository shows that `clause`, one of `terms`, is kept."""
    match clause.params:
        case CondLicenseCopy() as copy:
            return _copies(copy, terms, case)
        case CondNoticeFile(text=str(text)):
            return _notices_with(text, case.evidence)
        case CondNamePrefix() as prefix:
            return _named(prefix, case.evidence)
        case CondDisplay() as display:
            return _shown((display.phrase,), display.places, case.evidence)
        case CondTrainedWith() as statement:
            return _shown(statement.phrases, statement.places, case.evidence)
        case CondPublicStatement(template=str(template)) as statement:
            return _shown((template,), statement.places, case.evidence)
        case CondPassThrough() as duty:
            return _passed_through(duty, terms, case)
        case CondCopyleft() as duty:
            return _same_license(duty, terms, case)
    return None


def _copies(duty: CondLicenseCopy, terms: LicenseTerms, case: Case) -> Proof:
    """A file that holds the license's own text; where its address is enough, a card that gives it."""
    found = tuple(
        Citation(file=found.file, line=found.detection.lines[0], sha256=found.sha256)
        for found in case.subject.conclusion.detected
        if found.detection.is_exact
        and any(terms.id == name.partition(" WITH ")[0] for name in found.detection.candidates)
    )
    if not found and duty.form == "copy-or-link":
        found = tuple(citation for url in terms.urls for citation in _lines_with(url, case.evidence))[:1]
    return found or _unless_unread(case.evidence, Role.LICENSE, card=duty.form == "copy-or-link")


def _notices_with(text: str, evidence: Evidence) -> Proof:
    wanted = folded(text)
    found = tuple(
        Citation(file=notice.path, sha256=notice.sha256)
        for notice in evidence.texts
        if notice.role is Role.NOTICE and notice.text and wanted in folded(notice.text)
    )
    return found or _unless_unread(evidence, Role.NOTICE)


def _named(duty: CondNamePrefix, evidence: Evidence) -> Proof:
    """Spaces and hyphens do not matter: `Llama 3` begins the name `llama-3-8b`."""
    words, wanted = folded(evidence.id.rpartition("/")[2]).split(), folded(duty.prefix).replace(" ", "")
    starts = words[:1] if duty.position == "start" else words
    shown = any("".join(words[position:]).startswith(wanted) for position, _ in enumerate(starts))
    return (Citation(field="id", quote=evidence.id),) if shown else ()


def _shown(phrases: tuple[str, ...], places: tuple[str, ...], evidence: Evidence) -> Proof:
    """The phrase in the card; that it is not there proves nothing where another place would do."""
    if places and not CARD_IS_ONE & set(places):
        return None
    found = tuple(citation for phrase in phrases for citation in _lines_with(phrase, evidence))[:1]
    if found or not (places and set(places) <= INSIDE):
        return found or None
    return _unless_unread(evidence, card=True)


def _passed_through(duty: CondPassThrough, terms: LicenseTerms, case: Case) -> Proof:
    """
    Whether the model's own license binds its recipients to what `terms` restrict.

    Only the license that is concluded binds anybody: a copy of the agreement beside an MIT tag, or a sentence in the
    card, tells of the restrictions and imposes none.
    """
    own = [judged.terms for judged in case.license.binding if judged.terms]
    if len(own) < len(case.license.binding) or not own or case.license.contested:
        return None
    if any(held.id == terms.id for held in own):
        return _by_license(case)
    restrictions = terms.of_kind(*_RESTRICTIONS)
    if duty.what == "license" or not restrictions:
        return ()
    return _by_license(case) if all(is_covered(clause, own) for clause in restrictions) else ()


def _same_license(duty: CondCopyleft, terms: LicenseTerms, case: Case) -> Proof:
    own = {str(judged.license) for judged in case.license.binding}
    if not own or case.license.contested:
        return None
    if not own & {terms.id, *duty.same_license}:
        return ()
    # That the license is the same can be seen; that the source is offered cannot.
    return None if duty.source else _by_license(case)


def _by_license(case: Case) -> tuple[Citation, ...]:
    """Where the model's own license is stated; the license itself where a person settled it."""
    return case.stated_at or tuple(Citation(document=str(judged.license)) for judged in case.license.binding)


def _lines_with(phrase: str, evidence: Evidence) -> tuple[Citation, ...]:
    """The first line of the card that has the phrase, be it broken over two lines; `[…]` in it stands for anything."""
    card = evidence.card
    parts = [part for part in map(folded, _BLANK.split(phrase)) if part]
    if card is None or not parts:
        return ()
    lines = card.body.splitlines()
    for offset, line in enumerate(lines):
        if all(part in folded(" ".join(lines[offset : offset + 2])) for part in parts) and folded(line):
            return (Citation(file=card.path, line=card.body_line + offset, quote=phrase, sha256=card.sha256),)
    return ()


def _unless_unread(evidence: Evidence, *roles: Role, card: bool = False) -> Proof:
    """That nothing was found counts only where everything was read that could hold it."""
    unread = not evidence.listing_complete or any(text.role in roles and text.text is None for text in evidence.texts)
    card_unread = card and evidence.card is not None and evidence.card.state is State.INACCESSIBLE
    return None if unread or card_unread else ()


def folded(text: str) -> str:
    """Words alone: case, quotes, punctuation and line breaks never decide whether a notice is there."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())

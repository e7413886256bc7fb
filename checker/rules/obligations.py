"""What must be done: the duties of every binding license, and LC05xx, those that a policy wants to see met."""

from __future__ import annotations

from collections.abc import Iterator

from checker.catalog.clauses import Clause, Effect
from checker.catalog.clauses.duties import CondDisplay, CondLicenseCopy, CondNamePrefix, CondNoticeFile
from checker.catalog.conditions import Truth
from checker.model.evidence import Citation, Evidence, Role
from checker.model.lineage import Ancestor
from checker.model.report import Obligation, Status
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.judgement import LicenseJudgement
from checker.rules.inheritance import passed_clauses
from checker.rules.registry import Observation, rule


def obligations(case: Case) -> tuple[Obligation, ...]:
    """
    The duties of the model's license and of its ancestors', each once, the triggered ones first.

    A duty whose trigger waits for a fact has `when`, the condition in words. `met` and `unmet` are said only of what
    can be seen in the repository; the rest is `unverified`.
    """
    found: dict[tuple[str, str, str, str], Obligation] = {}
    for judged in case.license.binding:
        for obligation in _of_license(judged, case, inherited=None):
            found.setdefault(_key(obligation), obligation)
    for ancestor, judgement in case.ancestors:
        for judged in judgement.binding if judgement else ():
            for obligation in _of_license(judged, case, inherited=ancestor):
                found.setdefault(_key(obligation), obligation)
    return tuple(sorted(found.values(), key=lambda o: (o.status == "not-triggered", o.when is not None)))


def _key(obligation: Obligation) -> tuple[str, str, str, str]:
    return obligation.clause, obligation.license, obligation.section, obligation.duty


def _of_license(judged: LicenseJudgement, case: Case, inherited: Ancestor | None) -> Iterator[Obligation]:
    if judged.terms is None:
        return
    for clause in judged.terms.clauses:
        standing = clause.effect is Effect.FORBIDS and clause.params.standing
        if clause.effect is not Effect.DUTY and not standing:
            continue
        if inherited and not (passes_whole(inherited, judged, case) or _on_outputs(clause)):
            continue
        trigger = judged.terms.trigger(clause)
        truth = case.judge.answer(clause, judged.terms).truth
        met = _probe(clause, str(judged.license), case)
        yield Obligation(
            clause=clause.kind,
            license=str(judged.license),
            section=clause.place,
            duty=clause.duty,
            status=_status(truth, met, inherited),
            when=None if truth is not Truth.UNKNOWN or standing else str(trigger),
            inherited_from=inherited.id if inherited else None,
            evidence=met or (),
        )


def _status(truth: Truth, met: tuple[Citation, ...] | None, inherited: Ancestor | None) -> Status:
    if truth is Truth.FALSE:
        return "not-triggered"
    if met:
        return "met"
    # The author of a license owes nothing to himself: what his own repository lacks is for you to add.
    return "unmet" if met is not None and inherited else "unverified"


def _on_outputs(clause: Clause) -> bool:
    return any(f"{clause.kind}.".startswith(f"{kind}.") for kind in OUTPUT_TERMS)


def _probe(clause: Clause, license: str, case: Case) -> tuple[Citation, ...] | None:
    """Where the repository shows the duty met; empty when it could and does not; None when it cannot show it."""
    match clause.params:
        case CondLicenseCopy():
            return tuple(
                Citation(file=found.file, line=found.detection.lines[0], sha256=found.sha256)
                for found in case.subject.conclusion.detected
                if found.detection.is_exact and license in (found.detection.expression, *found.detection.candidates)
            )
        case CondNoticeFile(text=str(text)):
            return _notices_with(text, case.evidence)
        case CondNamePrefix(prefix=prefix, position=position):
            name = case.evidence.id.rpartition("/")[2].lower()
            shown = name.startswith(prefix.lower()) if position == "start" else prefix.lower() in name
            return (Citation(field="id", quote=case.evidence.id),) if shown else ()
        case CondDisplay(phrase=phrase, places=places) if "model-card" in places or "repository" in places:
            return _card_lines_with(phrase, case.evidence)
    return None


def _notices_with(text: str, evidence: Evidence) -> tuple[Citation, ...]:
    wanted = _folded(text)
    return tuple(
        Citation(file=notice.path, sha256=notice.sha256)
        for notice in evidence.texts
        if notice.role is Role.NOTICE and notice.text and wanted in _folded(notice.text)
    )


def _card_lines_with(phrase: str, evidence: Evidence) -> tuple[Citation, ...]:
    card = evidence.card
    if card is None:
        return ()
    wanted = _folded(phrase)
    return tuple(
        Citation(file=card.path, line=card.body_line + offset, quote=phrase, sha256=card.sha256)
        for offset, line in enumerate(card.body.splitlines())
        if wanted in _folded(line)
    )[:1]


def _folded(text: str) -> str:
    """Words alone: case, quotes, punctuation and line breaks never decide whether a notice is there."""
    return " ".join("".join(c if c.isalnum() else " " for c in text.lower()).split())


@rule("LC0501")
def duty_not_evidenced(case: Case) -> Iterator[Observation]:
    """
    A duty that the policy wants to see met is not met.

    Why: the license ends for those who do not keep its conditions.
    Fix: do what the duty says, and put the proof where it can be seen.
    """
    required = case.policy.obligations
    for obligation in case.obligations:
        if obligation.clause in required.require_evidence and obligation.status in ("unmet", "unverified"):
            # What the licensor's own repository lacks is for you to add to yours, where it can be seen.
            if obligation.when is not None or obligation.inherited_from is None:
                continue
            yield Observation(
                verdict=Verdict(required.unmet),
                severity=Severity.HIGH,
                message=f"{obligation.license}, {obligation.section}, is not seen to be kept: {obligation.duty}",
                cause=f"{obligation.license} {obligation.clause} {obligation.section}",
                citations=(Citation(document=obligation.license, section=obligation.section),),
            )

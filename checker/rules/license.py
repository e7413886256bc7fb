"""LC02xx: what the license is, and how well it is shown."""

from __future__ import annotations

from collections.abc import Iterator

from checker.conclude import NOT_KNOWN, is_license_text
from checker.model.detection import Detection, Method
from checker.model.evidence import Citation, Role, WitnessKind
from checker.model.verdict import Severity, Verdict
from checker.rules.case import Case
from checker.rules.registry import Observation, rule, sentence
from checker.spdx import NOASSERTION

MAX_QUOTED_CHANGES = 3


@rule("LC0201")
def license_text_missing(case: Case) -> Iterator[Observation]:
    """
    A license is declared and its text is not in the repository.

    Why: nearly all licenses ask that their text travels with the work, and a tag alone cannot be compared with it.
    Fix: add the text as a file named LICENSE, or ask the author to.
    """
    conclusion = case.subject.conclusion
    if not conclusion.concluded or conclusion.settled or any(is_license_text(found) for found in case.license_texts):
        return
    required = case.policy.evidence.license_text == "require"
    what = "A license" if conclusion.concluded == NOT_KNOWN else _concluded(case)
    yield Observation(
        verdict=Verdict.DENY if required else Verdict.ALLOW,
        severity=Severity.HIGH if required else Severity.LOW,
        message=f"{what} is declared, but the repository does not hold its text.",
        cause="license-text",
        citations=case.stated_at,
    )


@rule("LC0202")
def witnesses_disagree(case: Case) -> Iterator[Observation]:
    """
    Two witnesses name different licenses.

    Why: only one of them is right, and the weights may stand under the stricter one.
    Fix: ask the author which license holds and have the other corrected, or record a clarification pinned to the files.
    """
    caps = {"judge": Verdict.ALLOW, "review": Verdict.REVIEW, "deny": Verdict.DENY}
    cap = Verdict.worst([caps[case.policy.evidence.conflict], case.license.verdict])
    for disagreement in case.subject.conclusion.disagreements:
        yield Observation(
            verdict=cap,
            severity=Severity.HIGH,
            message=sentence(disagreement.message),
            cause=f"{disagreement.one.said} / {disagreement.other.said}",
            citations=(disagreement.one.citation, disagreement.other.citation),
        )


@rule("LC0203")
def no_license(case: Case) -> Iterator[Observation]:
    """
    No license is stated anywhere.

    Why: without a license nobody but the author may use, change or share the work.
    Fix: ask the author to state one, or choose another model.
    """
    if not case.subject.conclusion.found_none:
        return
    listing = case.judge.unlicensed()
    yield Observation(
        verdict=listing.verdict,
        severity=Severity.HIGH,
        message=f"No license is stated in the card, in a license file or by the Hub; {listing.because}.",
        cause="no-license",
    )


@rule("LC0204")
def license_not_resolved(case: Case) -> Iterator[Observation]:
    """
    A license is stated in words that name none we know.

    Why: `other`, a misspelling or a private name says nothing about what is allowed.
    Fix: read the license it means and record a clarification pinned to its text, or ask the author for the exact id.
    """
    conclusion = case.subject.conclusion
    if conclusion.settled:
        return
    stated = [w for w in conclusion.witnesses if w.kind not in (WitnessKind.CARD_BODY, WitnessKind.TEXT)]
    unresolved = [w for w in stated if w.alternatives in ((), NOT_KNOWN)]
    undecided = not conclusion.found_none and (not conclusion.concluded or any(w.alternatives for w in unresolved))
    # What the Hub derives from the card repeats its words, and is heard only where the card itself was not.
    by_author = [w for w in unresolved if w.kind is WitnessKind.CARD] or (unresolved if undecided else [])
    for witness in by_author[:1]:
        yield Observation(
            verdict=Verdict(case.policy.unknown) if undecided else Verdict.ALLOW,
            severity=Severity.MEDIUM if undecided else Severity.LOW,
            message=sentence(f"the license is given as {witness.said!r}: {witness.reason or 'that names no license'}"),
            cause=witness.said,
            citations=(witness.citation,),
        )
    if undecided and not unresolved:
        yield Observation(
            verdict=Verdict(case.policy.unknown),
            severity=Severity.MEDIUM,
            message="The license could not be found out: not everything that may state it could be read.",
            cause="unread",
        )


@rule("LC0205")
def license_text_altered(case: Case) -> Iterator[Observation]:
    """
    A license text was altered.

    Why: a license with words added, removed or changed is another license, whatever its title says.
    Fix: read the changed words; to accept them allow the exact `LicenseRef-modified-…`, or record a clarification.
    """
    for found in case.license_texts:
        detection = found.detection
        if not _is_altered(detection):
            continue
        origin = " or ".join(detection.candidates) or "a known license"
        yield Observation(
            verdict=Verdict.REVIEW,
            severity=Severity.HIGH,
            message=f"{found.file} is {origin}, {detection.method}: {_changes(detection)}.",
            cause=detection.expression,
            citations=tuple(
                Citation(file=found.file, line=change.line, quote=f"{change.kind}: {change.text}", sha256=found.sha256)
                for change in detection.deviations[:MAX_QUOTED_CHANGES]
            ),
        )


@rule("LC0206")
def license_text_unknown(case: Case) -> Iterator[Observation]:
    """
    A license file holds a text that we do not know.

    Why: a text that nobody has read may forbid anything, so no tag can outvote it.
    Fix: read it; then record a clarification pinned to its digest, or add it to your own licenses.
    """
    for found in case.license_texts:
        detection = found.detection
        if detection.expression != str(NOASSERTION):
            continue
        near = f"; it {_nearness(detection)}" if detection.candidates else ""
        yield Observation(
            verdict=Verdict(case.policy.unknown),
            severity=Severity.HIGH,
            message=f"{found.file} is not the text of a license we know{near}.",
            cause=f"{found.file} {found.sha256}",
            citations=(Citation(file=found.file, line=detection.lines[0], sha256=found.sha256),),
        )


@rule("LC0207")
def license_list_without_operator(case: Case) -> Iterator[Observation]:
    """
    The card lists several licenses and does not say whether all of them hold.

    Why: the Hub gives a list no meaning; we take all of them to hold at once, which is the stricter reading.
    Fix: ask the author which license covers what.
    """
    for declaration in case.evidence.declarations:
        if declaration.witness is WitnessKind.CARD and len(declaration.values) > 1:
            yield Observation(
                verdict=Verdict.ALLOW,
                severity=Severity.MEDIUM,
                message=f"The card lists {', '.join(declaration.values)} without saying whether all of them hold.",
                cause=", ".join(declaration.values),
                citations=(declaration.citation,),
            )


@rule("LC0208")
def license_ambiguous(case: Case) -> Iterator[Observation]:
    """
    A license is named without its version or variant.

    Why: the versions of one family differ in what they allow, so every one of them has to pass.
    Fix: ask the author for the exact id, or add the license text.
    """
    concluded = case.subject.conclusion.concluded
    if len(concluded) > 1 and not case.subject.conclusion.disagreements:
        yield Observation(
            verdict=Verdict.ALLOW,
            severity=Severity.LOW,
            message=sentence(f"the license may be any of {', '.join(concluded)}"),
            cause=" | ".join(concluded),
            citations=case.stated_at,
        )


@rule("LC0210")
def card_body_names_another_license(case: Case) -> Iterator[Observation]:
    """
    The text of the card names a license that the declaration does not.

    Why: the prose often tells what the tag leaves out, such as the license of the model it was made from.
    Fix: read the passage and find out what the other license covers.
    """
    declared = {str(judged.license) for judged in case.license.binding}
    for witness in case.subject.conclusion.witnesses:
        if witness.kind is not WitnessKind.CARD_BODY or declared & set(witness.alternatives):
            continue
        verdict = Verdict.worst(case.judge.expression(expression).verdict for expression in witness.alternatives)
        harmless = verdict is Verdict.ALLOW
        yield Observation(
            verdict=Verdict.ALLOW if harmless else Verdict.REVIEW,
            severity=Severity.INFO if harmless else Severity.MEDIUM,
            message=sentence(f"{witness.said}, while the license is {_concluded(case)}"),
            cause=" | ".join(witness.alternatives),
            citations=(witness.citation,),
        )


@rule("LC0211")
def part_under_another_license(case: Case) -> Iterator[Observation]:
    """
    A folder of the repository has a license of its own.

    Why: that part stands under its own terms, which the model's license does not change.
    Fix: find out whether you use that part, and judge its license for it.
    """
    declared = {str(judged.license) for judged in case.license.binding}
    for found in case.subject.conclusion.detected:
        expression = found.detection.expression
        if found.role is not Role.LICENSE or found.governs_model or expression in declared:
            continue
        verdict = case.judge.expression(expression).verdict
        harmless = verdict is Verdict.ALLOW
        yield Observation(
            verdict=Verdict.ALLOW if harmless else Verdict.REVIEW,
            severity=Severity.INFO if harmless else Severity.MEDIUM,
            message=f"{found.file} puts its folder under {_named(found.detection)}.",
            cause=f"{found.file} {expression}",
            citations=(Citation(file=found.file, line=found.detection.lines[0], sha256=found.sha256),),
        )


def _is_altered(detection: Detection) -> bool:
    return detection.expression.startswith("LicenseRef-modified-")


def _concluded(case: Case) -> str:
    return " or ".join(case.subject.conclusion.concluded) or "not known"


def _named(detection: Detection) -> str:
    if detection.expression != str(NOASSERTION):
        return detection.expression
    return f"a text that {_nearness(detection)}" if detection.candidates else "a text that we do not know"


def _nearness(detection: Detection) -> str:
    share = f"{detection.score:.0%}"
    names = " or ".join(detection.candidates)
    return f"contains {names}" if detection.method is Method.CONTAINS else f"shares {share} of its words with {names}"


def _changes(detection: Detection) -> str:
    shown = [
        f"{change.kind} {change.text!r} (line {change.line})" for change in detection.deviations[:MAX_QUOTED_CHANGES]
    ]
    more = len(detection.deviations) - len(shown)
    return (
        "; ".join([*shown, *([f"and {more} more changes"] if more > 0 else [])]) or "the changed words are not quoted"
    )

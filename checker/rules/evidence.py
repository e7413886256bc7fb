"""LC01xx: what is wrong with the evidence itself."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model.evidence import Problem
from checker.model.verdict import Verdict
from checker.rules.case import Case
from checker.rules.registry import Observation, rule


def _report(case: Case, code: str, verdict: Verdict = Verdict.ALLOW) -> Iterator[Observation]:
    for problem in case.evidence.problems:
        if problem.code == code:
            yield _observed(problem, verdict)


def _observed(problem: Problem, verdict: Verdict) -> Observation:
    place = next((c.file or c.field for c in problem.citations if c.file or c.field), "")
    return Observation(
        verdict=verdict,
        severity=problem.severity,
        message=problem.message,
        fix=problem.fix,
        cause=place or problem.message,
        citations=problem.citations,
    )


def _of_unread_card(case: Case) -> Verdict:
    """
    `review` when a witness beside the card names a license, such as the Hub's own reading of it.

    The card may name another, or a base model that no other witness names; `allow` once a person settled it.
    """
    if case.subject.conclusion.settled:
        return Verdict.ALLOW
    return Verdict.REVIEW if case.stated_at else Verdict.UNKNOWN


@rule("LC0101")
def front_matter_unparsable(case: Case) -> Iterator[Observation]:
    """
    The front matter does not parse.

    Why: whatever it declares about the license or the base model is unknown, which is not the same as absent.
    Fix: mend the YAML between the two lines of three dashes at the top of the README.
    """
    yield from _report(case, "LC0101", _of_unread_card(case))


@rule("LC0102")
def duplicate_key(case: Case) -> Iterator[Observation]:
    """
    A key stands twice in the front matter.

    Why: YAML readers differ on which of the two holds, so the declaration has two meanings.
    Fix: keep one; write several values as a list.
    """
    for problem in case.evidence.problems:
        if problem.code == "LC0102":
            decisive = any(c.field in ("license", "base_model") for c in problem.citations)
            yield _observed(problem, Verdict.UNKNOWN if decisive else Verdict.ALLOW)


@rule("LC0103")
def license_file_unreadable(case: Case) -> Iterator[Observation]:
    """
    A license-like file cannot be read as text.

    Why: a license that nobody has read may say anything, whatever the tag says.
    Fix: put the text into the file as plain UTF-8, or read it and record a clarification.
    """
    unread = {text.path for text in case.evidence.texts if text.problem and text.role == "license"}
    for problem in case.evidence.problems:
        if problem.code == "LC0103":
            decisive = not case.subject.conclusion.settled and any(c.file in unread for c in problem.citations)
            yield _observed(problem, Verdict.UNKNOWN if decisive else Verdict.ALLOW)


@rule("LC0104")
def front_matter_not_recognised(case: Case) -> Iterator[Observation]:
    """
    Something like front matter that the Hub does not read.

    Why: its author meant to declare something, and no program sees it.
    Fix: start the README with a line of exactly three dashes and end the metadata with another.
    """
    yield from _report(case, "LC0104", _of_unread_card(case))


@rule("LC0105")
def field_of_wrong_type(case: Case) -> Iterator[Observation]:
    """
    A metadata field has the wrong type.

    Why: a map where a word belongs says nothing that can be relied on.
    Fix: write the field as the Hub's model card guide shows it.
    """
    yield from _report(case, "LC0105")


@rule("LC0106")
def misspelled_key(case: Case) -> Iterator[Observation]:
    """
    A misspelled metadata key.

    Why: a key in another spelling declares nothing, so the license that its author meant is not stated.
    Fix: rename the key.
    """
    yield from _report(case, "LC0106")


@rule("LC0107")
def reading_limit_reached(case: Case) -> Iterator[Observation]:
    """
    A reading limit was reached.

    Why: what lies beyond the limit was not read and may change the answer.
    Fix: look at the rest by hand, or make it smaller.
    """
    yield from _report(case, "LC0107", Verdict.UNKNOWN)


@rule("LC0108")
def not_utf8(case: Case) -> Iterator[Observation]:
    """
    A text is not UTF-8.

    Why: some of its characters may have been read wrongly.
    Fix: save it as UTF-8.
    """
    yield from _report(case, "LC0108")


@rule("LC0109")
def config_unparsable(case: Case) -> Iterator[Observation]:
    """
    A configuration file does not parse.

    Why: a base model that it names is unknown, and the terms of a base model pass on.
    Fix: mend the file.
    """
    yield from _report(case, "LC0109", Verdict.UNKNOWN)


@rule("LC0110")
def header_unparsable(case: Case) -> Iterator[Observation]:
    """
    The header of a weight file does not parse.

    Why: license and base model in the header are witnesses that could not be heard.
    Fix: check that the file is complete and is what its name says.
    """
    yield from _report(case, "LC0110")


@rule("LC0111")
def file_inaccessible(case: Case) -> Iterator[Observation]:
    """
    A listed file could not be had.

    Why: it may say anything; not having read it is not the same as it not being there.
    Fix: get access to it, or try again when the Hub can be reached.
    """
    yield from _report(case, "LC0111", Verdict.UNKNOWN)


@rule("LC0112")
def unknown_relation(case: Case) -> Iterator[Observation]:
    """
    An unknown relation to the base model.

    Why: which terms pass on depends on how the model was made; an unknown word is treated as a fine-tune.
    Fix: write `base_model_relation` as adapter, finetune, merge or quantized.
    """
    yield from _report(case, "LC0112")

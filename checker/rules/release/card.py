"""LC0714 to LC0719: what the card says."""

from __future__ import annotations

from collections.abc import Iterator

from checker.model.evidence import Citation
from checker.model.release import CardText, Mention, ReleaseRecord, Topic
from checker.policy.release_rules import CheckLevel
from checker.rules.case import Case
from checker.rules.release.checks import Inapplicable, Lack, release_check

MAX_LEFTOVERS = 5

# What the paper on model cards asks a card to have (Mitchell et al., arXiv:1810.03993, section 4).
SECTIONS = (
    Topic.DETAILS,
    Topic.INTENDED_USE,
    Topic.LIMITATIONS,
    Topic.EVALUATION,
    Topic.TRAINING_DATA,
    Topic.RISKS,
)
NAMES = {
    Topic.DETAILS: "what the model is",
    Topic.INTENDED_USE: "its intended use",
    Topic.LIMITATIONS: "its limitations",
    Topic.TRAINING_DATA: "the training data",
    Topic.EVALUATION: "its evaluation",
    Topic.RESULTS: "figures of an evaluation",
    Topic.RISKS: "risks and ethics",
    Topic.OUT_OF_SCOPE_USE: "uses that are out of scope",
    Topic.COMPUTE: "the compute and energy of the training",
    Topic.USAGE: "how to run it",
    Topic.CONTACT: "a way to reach its makers",
    Topic.DEVELOPER: "who made it",
    Topic.VERSION: "its version",
    Topic.RELEASE_DATE: "its release date",
    Topic.REPORTING: "how to report problems of safety or security",
    Topic.REMOTE_CODE: "the code that loading runs",
    Topic.ARCHITECTURE: "its architecture",
    Topic.TECHNICAL_REPORT: "a technical report",
    Topic.COPYRIGHT_POLICY: "the copyright policy",
    Topic.TRAINING_SUMMARY: "the summary of the training content",
}
# What a section on a topic should say.
ADVICE = {
    Topic.DETAILS: "Say what kind of model it is, its architecture and size, and what it was made from.",
    Topic.INTENDED_USE: "Say for which uses and which users it was made, in which languages and domains.",
    Topic.LIMITATIONS: "Say where it fails or was not tried: inputs, languages, groups of people.",
    Topic.EVALUATION: "Say on which data, with which metrics and settings it was measured.",
    Topic.TRAINING_DATA: "Say on which data it was trained, where they came from, how they were chosen and filtered.",
    Topic.RISKS: "Say what harm it may do and to whom, and what was done about it.",
    Topic.OUT_OF_SCOPE_USE: "Say what it must not be used for.",
    Topic.USAGE: "Show the code or the command that runs it.",
}


@release_check("LC0714", "card_sections")
def card_section_missing(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The card does not speak of something that a card has to speak of.

    Why: RG14 (C H). Who decides whether to use a model has the card and nothing else.
    Fix: add a section; lic-check release --fix writes a checklist of what each should say.
    """
    required = case.policy.release.sections
    for topic in dict.fromkeys((*SECTIONS, *required)):
        level = CheckLevel.DENY if topic in required else CheckLevel.REPORT
        yield from missing(record.card, topic, at_most=level)


@release_check("LC0715", "leftovers")
def card_not_filled_in(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    Text of a template was left in the card, or a heading has nothing under it.

    Why: RG15 (C H). A section that says nothing is worse than none: it looks as if somebody had thought of it.
    Fix: write the section, or take its heading out.
    """
    found = record.card.leftovers if record.card else ()
    for leftover in found[:MAX_LEFTOVERS]:
        what = "has nothing under it" if leftover.empty_heading else "was left from a template"
        more = len(found) - MAX_LEFTOVERS
        tail = f", and {more} more places" if more > 0 and leftover is found[MAX_LEFTOVERS - 1] else ""
        yield Lack(
            message=f"“{leftover.quote}” on line {leftover.line} of {leftover.file} {what}{tail}.",
            cause=f"{leftover.file} {leftover.quote}",
            citations=(Citation(file=leftover.file, line=leftover.line, quote=leftover.quote),),
        )


@release_check("LC0716", "identity")
def model_not_identified(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    Name, version, release date, developer or contact of the model is not stated.

    Why: RG16 (G C). A model that nobody answers for and that cannot be told from its next version cannot be relied on.
    Fix: state each of them in the card, such as `- **Released:** 2027-03-31`.
    """
    for topic in (Topic.VERSION, Topic.RELEASE_DATE, Topic.DEVELOPER, Topic.CONTACT):
        yield from missing(record.card, topic)


@release_check("LC0717", "results")
def evaluation_without_figures(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The card has no figures of an evaluation.

    Why: RG17 (C M). Words on quality cannot be compared with another model, or with the next version.
    Fix: give dataset, metric and value, in a table or as `model-index` in the front matter.
    """
    yield from missing(record.card, Topic.RESULTS)


@release_check("LC0718", "risks")
def risks_not_stated(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The card does not say what the model must not be used for, or what its risks are.

    Why: RG18 (C N). Who misuses a model unwarned will say so, and those who are harmed will too.
    Fix: state the uses that are out of scope, and each risk that you know with what was done about it.
    """
    for topic in (Topic.OUT_OF_SCOPE_USE, Topic.RISKS):
        yield from missing(record.card, topic)


@release_check("LC0719", "compute")
def compute_not_disclosed(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The card neither states the compute and energy of the training nor says that they are not disclosed.

    Why: RG19 (G H). The duties on models of systemic risk start at an amount of compute, so that it will be asked for.
    Fix: state hardware, hours and emissions; or write that they are not disclosed.
    """
    yield from missing(record.card, Topic.COMPUTE)


def missing(card: CardText | None, topic: Topic, *, at_most: CheckLevel = CheckLevel.DENY) -> Iterator[Lack]:
    """What the card lacks on one topic: nothing when it speaks of it."""
    if card is not None and card.on(topic):
        return
    stub = card.stub_of(topic) if card else None
    message = (
        f"The card does not say {NAMES[topic]}" if topic in _SAID else f"The card does not speak of {NAMES[topic]}"
    )
    if card is None:
        message = f"There is no card to speak of {NAMES[topic]}"
    if stub:
        message = f"“{stub.label}” on line {stub.line} of {stub.file} says nothing"
    yield Lack(message=f"{message}.", cause=topic, fix=ADVICE.get(topic, ""), citations=_at(stub), at_most=at_most)


_SAID = (Topic.DETAILS, Topic.USAGE, Topic.DEVELOPER, Topic.REPORTING)


def _at(mention: Mention | None) -> tuple[Citation, ...]:
    return (Citation(file=mention.file, line=mention.line, quote=mention.label),) if mention else ()

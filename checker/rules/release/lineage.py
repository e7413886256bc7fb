"""LC0706 to LC0710: what a release carries of the models and the data that it was made from."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from checker.catalog.clauses.notices import CondDisplay, CondNoticeFile
from checker.catalog.families import Family
from checker.catalog.versions import are_versions
from checker.model.evidence import Citation, Relation, Role
from checker.model.lineage import Ancestor, Subject
from checker.model.release import AttestationState, ReleaseRecord, Topic
from checker.model.report import Obligation
from checker.model.snapshot import State
from checker.model.verdict import Verdict
from checker.policy.release_rules import CheckLevel
from checker.policy.schema import DataUse
from checker.rules.bases import base_model_undeclared, base_models_disagree
from checker.rules.case import Case, SubjectJudgement
from checker.rules.data import judged_datasets
from checker.rules.inheritance import passed_clauses
from checker.rules.lineage import relation_unstated
from checker.rules.probes import CARD_IS_ONE, folded
from checker.rules.registry import Observation
from checker.rules.release.checks import Inapplicable, Lack, release_check
from checker.rules.release.people import judged_attestations
from checker.rules.relicensing import terms_dropped

_CHANGE = re.compile(
    r"\b(?:fine ?tun(?:e|ed|ing)|modif\w+|changed|adapted|derived|quanti[sz]ed|converted|merged|distilled"
    r"|continued|trained|built)\b"
)
# Words for the outputs of one model as the training data of another.
_DISTILLED = re.compile(
    r"\b(?:knowledge distillation|(?:distilled|distillation|to distill)\b(?: \w+){0,8}? from"
    r"|trained on (?:the )?(?:outputs?|answers|responses|generations) (?:of|from))\b"
)


@release_check("LC0706", "notices")
def notices_dropped(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The notices of a base model were not kept.

    Why: RG06 (L D). The license of the base model lets its notices be added to, and never be left out.
    Fix: copy them into your own NOTICE; lic-check release --fix writes the text.
    """
    asking = [
        (ancestor, text.path, text.text)
        for ancestor, judgement in case.ancestors
        if isinstance(ancestor.found, Subject) and judgement and _asks_for_notices(ancestor, judgement, case)
        for text in ancestor.found.evidence.texts
        if text.role is Role.NOTICE and text.text and "/" not in text.path
    ]
    if not asking:
        yield Inapplicable("no base model comes with notices that have to be kept")
    kept = " ".join(folded(text.text) for text in case.evidence.texts if text.role is Role.NOTICE and text.text)
    for ancestor, path, text in asking:
        left_out = [line for line in text.splitlines() if folded(line) and folded(line) not in kept]
        if left_out:
            yield Lack(
                message=f"The notices in {path} of {ancestor.id} are not kept: {left_out[0].strip()!r}"
                f"{f' and {len(left_out) - 1} more lines' if len(left_out) > 1 else ''}.",
                cause=ancestor.id,
            )


def _asks_for_notices(ancestor: Ancestor, judgement: SubjectJudgement, case: Case) -> bool:
    return any(
        isinstance(clause.params, CondNoticeFile)
        for judged in judgement.binding
        for clause in passed_clauses(ancestor, judged, case)
    )


@release_check("LC0707", "base_model")
def base_model_not_told(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    What the model was made from is not told, or told in two ways.

    Why: RG07 (H L). The terms of the base model go with the weights, and nobody can keep terms of which he is not told.
    Fix: name every base model in `base_model`, and how it was used in `base_model_relation`.
    """
    own = [seen for seen in base_model_undeclared(case) if seen.ancestor is None]
    yield from _as_lacks((*base_models_disagree(case), *own, *relation_unstated(case)))
    method = case.evidence.facts["quantization"]
    formats = case.evidence.facts["weight_formats"].value
    is_quantized = method.state is State.KNOWN or (isinstance(formats, tuple) and formats == ("gguf",))
    parents = [ancestor for ancestor, _ in case.ancestors if ancestor.depth == 1]
    for ancestor in parents:
        if is_quantized and ancestor.relation in (Relation.FINETUNE, Relation.ADAPTER):
            yield Lack(
                message=f"The weights are quantized, and {ancestor.id} is named as a base by {ancestor.relation}.",
                cause=f"{ancestor.id} quantized",
                citations=tuple(claim.citation for claim in ancestor.claims[:1]),
            )
    if not any(ancestor.relation is Relation.DISTILL for ancestor in parents):
        yield from _untold_teacher(case)


def _untold_teacher(case: Case) -> Iterator[Lack]:
    """A note on the first line that speaks of distillation: whether it is about this model, only a reader can tell."""
    if (card := case.evidence.card) is None:
        return
    for number, line in enumerate(card.body.splitlines(), start=card.body_line):
        if not line.lstrip().startswith("|") and _DISTILLED.search(folded(line)):
            yield Lack(
                message=f"Line {number} of {card.path} speaks of training on the outputs of another model.",
                cause="distill",
                fix="If this model was made so, keep what the license of the other says about outputs; "
                "lic-check explain LICENSE shows it.",
                citations=(Citation(file=card.path, line=number, sha256=card.sha256),),
                at_most=CheckLevel.REPORT,
            )
            return


def _as_lacks(observations: Sequence[Observation]) -> Iterator[Lack]:
    for seen in observations:
        yield Lack(message=seen.message, cause=seen.cause, citations=seen.citations)


@release_check("LC0708", "duties")
def inherited_duty_unmet(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    A duty that a base model's license lays on its derivatives is not met.

    Why: RG08 (L). Notices, names, phrases and copies of the agreement are conditions: without them there is no license.
    Fix: do what the duty says in the repository itself, where everybody who takes the model can see it.
    """
    own = {str(judged.license) for judged in case.license.binding}
    others = set(_other_versions(own, case))
    inherited = [
        duty
        for duty in case.obligations
        # That the text of the model's own license is there is a check of its own.
        if not (duty.clause == "cond.license_copy" and duty.license in own)
        if duty.inherited_from and duty.status != "not-triggered"
        if (duty.inherited_from, duty.license) not in others
    ]
    if not inherited:
        yield Inapplicable("no base model's license asks for anything")
    pending = [duty for duty in inherited if duty.when is None]
    for duty, licenses in _by_license([duty for duty in pending if _is_unkept(duty, case)]):
        yield Lack(
            message=f"{licenses}, {duty.section}, of {duty.inherited_from} is not kept: {duty.duty}",
            cause=f"{duty.inherited_from} {duty.clause} {duty.section}",
            citations=duty.evidence,
        )
    shown = [] if _is_shown_elsewhere(case, record) else [duty for duty in pending if _is_for_the_card(duty, case)]
    for duty, licenses in _by_license(shown):
        yield Lack(
            message=f"{licenses}, {duty.section}, of {duty.inherited_from} is not seen to be kept: {duty.duty}",
            cause=f"{duty.inherited_from} {duty.clause} {duty.section}",
            fix="Write the phrase into the card; if it is shown elsewhere, have that stated as AT16.",
            unknown=True,
        )


def _other_versions(own: set[str], case: Case) -> Iterator[tuple[str, str]]:
    """(ancestor, license) of the versions that the ancestor's id leaves open, other than the model's own."""
    for ancestor, judgement in case.ancestors:
        versions = {reading.expression for reading in judgement.readings} if judgement else set()
        if own <= versions and are_versions(versions, case.judge.catalog):
            yield from ((ancestor.id, license) for license in versions - own)


def _by_license(duties: Iterable[Obligation]) -> Iterator[tuple[Obligation, str]]:
    """Each duty once, with the licenses that ask for it: it may be open which version of a license holds."""
    alike: dict[tuple[str | None, str, str], list[Obligation]] = {}
    for duty in duties:
        alike.setdefault((duty.inherited_from, duty.section, duty.duty), []).append(duty)
    for same in alike.values():
        yield same[0], " or ".join(duty.license for duty in same)


def _is_unkept(duty: Obligation, case: Case) -> bool:
    changes_untold = duty.clause == "cond.state_changes" and not tells_changes(duty.inherited_from or "", case)
    return duty.status == "unmet" or changes_untold


def _is_for_the_card(duty: Obligation, case: Case) -> bool:
    """Whether a phrase that may be shown in the card is not there; elsewhere nobody has looked."""
    clauses = (
        clause
        for ancestor, judgement in case.ancestors
        for judged in (judgement.binding if judgement else ())
        if ancestor.id == duty.inherited_from and str(judged.license) == duty.license
        for clause in passed_clauses(ancestor, judged, case)
    )
    return duty.status == "unverified" and any(
        clause.place == duty.section
        and isinstance(clause.params, CondDisplay)
        and bool(CARD_IS_ONE & {*clause.params.places})
        for clause in clauses
    )


def _is_shown_elsewhere(case: Case, record: ReleaseRecord) -> bool:
    """Whether somebody states that the duties to display outside the repository are met."""
    return any(
        one.item == "AT16" and one.state in (AttestationState.HELD, AttestationState.UNSIGNED)
        for one in judged_attestations(case, record)
    )


def tells_changes(ancestor: str, case: Case) -> bool:
    """Whether a line of the card or of a notice names the base model, or its name, beside a word for a change."""
    names = {folded(ancestor), folded(ancestor.rpartition("/")[2])}
    texts = [text.text for text in case.evidence.texts if text.role is Role.NOTICE and text.text]
    if case.evidence.card:
        texts.append(case.evidence.card.body)
    lines = (folded(line) for text in texts for line in text.splitlines())
    return any(_CHANGE.search(line) and any(name in line for name in names) for line in lines)


@release_check("LC0709", "inherited_terms")
def license_weaker_than_ancestors(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The license gives away more than the license of a base model allows.

    Why: RG09 (L). Nobody can grant what he was not granted; the tag would lead everybody astray who relies on it.
    Fix: choose a license that carries the terms; lic-check release --choose-license lists those that do.
    """
    if not case.ancestors:
        yield Inapplicable("the model was made from no other")
    for ancestor, judgement in case.ancestors:
        if judgement is None or not judgement.readings:
            yield Lack(
                message=f"The license of {ancestor.id} is not known, so nothing shows that its terms are carried.",
                cause=ancestor.id,
                unknown=True,
            )
    yield from _as_lacks([seen for seen in terms_dropped(case) if seen.verdict is not Verdict.ALLOW])


@release_check("LC0710", "datasets")
def datasets_not_told(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The training data is not named, or its license is not known or narrower than the model's.

    Why: RG10 (G M C). Who builds on the model asks what it was trained on, and whether those who made the data agreed.
    Fix: name the datasets in `datasets`; say in the card why data under a narrower license may stand behind this one.
    """
    judged = judged_datasets(case)
    if not judged:
        said = record.card.on(Topic.TRAINING_DATA) if record.card else None
        told = f", though {said.file} speaks of the data on line {said.line}" if said else ""
        yield Lack(message=f"The card names no `datasets`{told}.", cause="datasets")
    for dataset in judged:
        if dataset.use is DataUse.UNSPECIFIED:
            yield Lack(
                message=f"The license of the dataset {dataset.id} is not known: {dataset.because.rstrip('.')}.",
                cause=dataset.id,
                citations=(dataset.dataset.claim.citation,),
            )
        elif dataset.use is not DataUse.COMMERCIAL and not _forbids_commercial_use(case):
            yield Lack(
                message=f"The dataset {dataset.id} is under {dataset.license} ({dataset.use}), and the model's license "
                "allows commercial use.",
                cause=dataset.id,
                citations=(dataset.dataset.claim.citation,),
            )


def _forbids_commercial_use(case: Case) -> bool:
    narrow = {Family.NONCOMMERCIAL, Family.RESEARCH_ONLY, Family.NON_PRODUCTION}
    return any(narrow & set(judged.families) for judged in case.license.binding)

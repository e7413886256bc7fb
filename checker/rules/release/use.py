"""LC0720 to LC0722 and LC0729: how the model is run, under which rules, and whom to tell of problems."""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.catalog.clauses.limits import LimitTerritory
from checker.catalog.territories import countries
from checker.model.evidence import Citation, Role, TextFile
from checker.model.release import DocumentKind, ReleaseRecord, Topic
from checker.model.snapshot import Kind, State
from checker.rules.case import Case
from checker.rules.proof import documents_not_held
from checker.rules.release.card import missing
from checker.rules.release.checks import Inapplicable, Lack, release_check

_TEXT_TASKS = (
    *("text-generation", "text2text-generation", "text-classification", "token-classification", "translation"),
    *("summarization", "question-answering", "fill-mask", "zero-shot-classification", "feature-extraction"),
    *("sentence-similarity", "text-ranking", "image-text-to-text"),
)
# Names of policies that are about something else than the use of the model.
_OTHER_POLICY = re.compile(r"copyright|privacy|security|data|contribut|release|cookie", re.IGNORECASE)


@release_check("LC0720", "usability")
def model_not_usable_as_published(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The Hub or a user lacks something to find and run the model.

    Why: RG20 (H). Without library, task and a command to start with, a model is downloaded, tried and left.
    Fix: add the field, the file or the snippet.
    """
    facts = case.evidence.facts
    for field in ("library_name", "pipeline_tag"):
        if facts[field].state is not State.KNOWN:
            yield Lack(message=f"The card has no `{field}`.", cause=field)
    is_text = facts["pipeline_tag"].value in _TEXT_TASKS
    card = case.evidence.card
    if is_text and not (card and card.fields.get("language")):
        yield Lack(message="The card has no `language`, and the model handles text.", cause="language")
    yield from missing(record.card, Topic.USAGE)
    self_contained = facts["weight_formats"].value == ("gguf",)
    if not self_contained and record.manifest.files:
        if record.loading.config is None:
            yield Lack(message="There is no configuration to load the weights with.", cause="config")
        if is_text and record.loading.tokenizer is None:
            yield Lack(message="There is no tokenizer, and the model handles text.", cause="tokenizer")


@release_check("LC0721", "use_policy")
def use_policy_inconsistent(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    A use policy is missing, or stands beside a license that knows none.

    Why: RG21 (L). A policy that the license incorporates binds as it stood on the day; one beside it binds nobody.
    Fix: put the policy's text into the repository; choose a license that incorporates it, or say that it is advice.
    """
    incorporates = any(judged.terms and judged.terms.incorporates for judged in case.license.binding)
    policies = [text for text in case.evidence.texts if text.role is Role.POLICY and _is_on_use(text)]
    if not incorporates and not policies:
        yield Inapplicable("neither the license nor the repository has a use policy")
    # Of a license it may be open which version holds, and each has a policy of the same title.
    for document in {document.title: document for _, document in documents_not_held(case)}.values():
        yield Lack(
            message=f"The license incorporates {document.title}, and the repository does not hold it.",
            cause=document.id,
            citations=(Citation(document=document.id, url=document.url),),
        )
    if not incorporates:
        license = " and ".join(str(judged.license) for judged in case.license.binding) or "no known license"
        for policy in policies:
            yield Lack(
                message=f"{policy.path} looks like a use policy, and {license} incorporates none.",
                cause=policy.path,
                citations=(Citation(file=policy.path, sha256=policy.sha256),),
            )


def _is_on_use(text: TextFile) -> bool:
    return not _OTHER_POLICY.search(text.path.rpartition("/")[2])


@release_check("LC0722", "reporting")
def reporting_channel_missing(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    Nobody is told how to report problems of safety or security.

    Why: RG22 (S N). What users find and cannot tell you, they tell the world.
    Fix: add SECURITY.md with an address, or a section of the card on reporting.
    """
    documents = [document for document in record.documents if document.kind is DocumentKind.SECURITY]
    if not any(document.contacts for document in documents):
        if documents:
            yield Lack(message=f"{documents[0].file} gives no address to report to.", cause=documents[0].file)
        else:
            yield from missing(record.card, Topic.REPORTING)


@release_check("LC0729", "gating")
def gate_inconsistent(case: Case, record: ReleaseRecord) -> Iterator[Lack | Inapplicable]:
    """
    The gate of the repository does not fit the license or the policy.

    Why: RG29 (H L). A gate that asks for more than the license does adds terms that nobody can find later.
    Fix: open the gate, or choose a license whose terms it repeats.
    """
    facts = case.evidence.facts
    shut_out = facts["eu_disallowed"]
    if shut_out.value is True and not _excludes_the_union(case):
        yield Lack(
            message="The gate shuts out people in the European Union, and no license here does.",
            cause="eu_disallowed",
            citations=shut_out.citations,
        )
    wanted, gated = case.policy.release.access, facts["gated"]
    if wanted == "any":
        return
    if case.evidence.kind is Kind.LOCAL:
        if wanted == "gated" and facts["gate_prompt"].state is not State.KNOWN:
            yield Lack(message="The policy asks for a gate, and the card has no `extra_gated_prompt`.", cause="gate")
    elif gated.state is not State.KNOWN:
        yield Lack(message="Whether the repository is gated is not known.", cause="gate", unknown=True)
    elif bool(gated.value) is not (wanted == "gated"):
        is_gated = "gated" if gated.value else "open"
        yield Lack(message=f"The repository is {is_gated}, and the policy asks for {wanted}.", cause="gate")


def _excludes_the_union(case: Case) -> bool:
    judged = [*case.license.binding, *(j for _, theirs in case.ancestors if theirs for j in theirs.binding)]
    return any(
        isinstance(clause.params, LimitTerritory) and countries(("EU",)) <= countries(clause.params.excluded)
        for license in judged
        if license.terms
        for clause in license.terms.clauses
    )

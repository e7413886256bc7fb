"""
LC06xx: the datasets that a model was trained on, and for what their licenses let them be used.

The classes are those of the Data Provenance Initiative: commercial, non-commercial, academic, unspecified. They follow
from the clauses of the license. A dataset that nobody could look up is unspecified, and that is said.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from checker.catalog import Catalog
from checker.catalog.families import Family
from checker.model.lineage import Subject, TrainingDataset, Unreached
from checker.model.snapshot import State
from checker.model.verdict import Severity, Verdict
from checker.policy.schema import DataRules, DataUse
from checker.rules.case import Case, judge_subject
from checker.rules.registry import Observation, rule
from checker.spdx import License, SpdxExpression

# What a license of the family forbids to do with data; the first that fits holds. Of the others, all is allowed.
_NARROWER = (
    (Family.UNCLASSIFIED, DataUse.UNSPECIFIED),
    (Family.NO_LICENSE, DataUse.UNSPECIFIED),
    (Family.AMBIGUOUS, DataUse.UNSPECIFIED),
    (Family.RESEARCH_ONLY, DataUse.ACADEMIC),
    (Family.NONCOMMERCIAL, DataUse.NON_COMMERCIAL),
    (Family.NON_PRODUCTION, DataUse.NON_COMMERCIAL),
)
_ORDER = (DataUse.UNSPECIFIED, DataUse.ACADEMIC, DataUse.NON_COMMERCIAL, DataUse.COMMERCIAL)


@dataclass(frozen=True, slots=True)
class DatasetJudgement:
    """
    One dataset, judged: its class, the policy's verdict on that, and why.

    `license` is None where none is known; `generated` has the words that suggest that a model made it.
    """

    dataset: TrainingDataset
    license: str | None
    use: DataUse
    verdict: Verdict
    because: str
    generated: str | None = None

    @property
    def id(self) -> str:
        """As the model names it."""
        return self.dataset.claim.id


def data_use(license_id: str, catalog: Catalog) -> DataUse:
    """For what a dataset under the license may be used."""
    families = set(catalog.families(license_id))
    return next((use for family, use in _NARROWER if family in families), DataUse.COMMERCIAL)


def judged_datasets(case: Case) -> tuple[DatasetJudgement, ...]:
    """Every dataset that the model names."""
    return tuple(_judged(dataset, case) for dataset in case.lineage.datasets)


def not_looked_up(case: Case) -> tuple[str, ...]:
    """The datasets whose licenses nobody asked for, each with the reason."""
    unread = [d.claim.id for d in case.lineage.datasets if d.found is None]
    lines = [
        f"the license of the dataset {dataset.claim.id}: not looked up, {dataset.found.message}"
        for dataset in case.lineage.datasets
        if isinstance(dataset.found, Unreached)
    ]
    return (*lines, *([f"the licenses of {len(unread)} more datasets, {unread[0]} the first"] if unread else []))


def _judged(dataset: TrainingDataset, case: Case) -> DatasetJudgement:
    found = dataset.found
    if not isinstance(found, Subject):
        why = f"it was not looked up: {found.message}" if found else "it was not looked up: the model names too many"
        return DatasetJudgement(
            dataset=dataset,
            license=None,
            use=DataUse.UNSPECIFIED,
            verdict=_verdict(DataUse.UNSPECIFIED, case.policy.data),
            because=why,
        )
    # Where it is open which of several licenses holds, none of them may be worse.
    uses = {use for expression in found.conclusion.concluded for use in _uses(expression, case)}
    use = min(uses or [DataUse.UNSPECIFIED], key=lambda use: _weight(use, case.policy.data))
    generated = found.evidence.facts["model_generated"]
    return DatasetJudgement(
        dataset=dataset,
        license=" | ".join(found.conclusion.concluded) or None,
        use=use,
        verdict=_verdict(use, case.policy.data),
        because=found.conclusion.because,
        generated=str(generated.value) if generated.state is State.KNOWN else None,
    )


def _uses(expression: str, case: Case) -> frozenset[DataUse]:
    """The classes that hold together: of an OR those of the best branch."""
    rules = case.policy.data

    def leaf(license: License) -> frozenset[DataUse]:
        return frozenset([data_use(license.id, case.judge.catalog)])

    def best(branches: list[frozenset[DataUse]]) -> frozenset[DataUse]:
        return max(branches, key=lambda uses: min(_weight(use, rules) for use in uses))

    return SpdxExpression.parse(expression).evaluate(leaf, best, lambda branches: frozenset().union(*branches))


def _weight(use: DataUse, rules: DataRules) -> tuple[int, int]:
    """The policy's verdict on the class first, then how narrow it is."""
    return _verdict(use, rules).rank, _ORDER.index(use)


def _verdict(use: DataUse, rules: DataRules) -> Verdict:
    if use in rules.allow:
        return Verdict.ALLOW
    return (rules.unspecified if use is DataUse.UNSPECIFIED else rules.otherwise).verdict


@rule("LC0601")
def dataset_use_not_accepted(case: Case) -> Iterator[Observation]:
    """
    A training dataset may be used for less than the policy asks.

    Why: what the license of the data forbids may reach the model that was trained on it.
    Fix: ask the author whether he had the data under other terms, or choose a model that was trained on other data.
    """
    for judged in judged_datasets(case):
        if judged.use in case.policy.data.allow or judged.use is DataUse.UNSPECIFIED:
            continue
        yield Observation(
            verdict=judged.verdict,
            severity=Severity.MEDIUM if judged.verdict is Verdict.ALLOW else Severity.HIGH,
            message=f"The dataset {judged.id} is under {judged.license} ({judged.use}), and the policy lets "
            f"{', '.join(case.policy.data.allow) or 'no class'} pass.",
            cause=judged.id,
            citations=(judged.dataset.claim.citation,),
        )


@rule("LC0602")
def dataset_license_unspecified(case: Case) -> Iterator[Observation]:
    """
    The license of a training dataset is not known.

    Why: data without a license may be used by nobody but its owner, and a license that nobody looked up is none.
    Fix: look at the dataset's page; with network, run the audit without --offline.
    """
    for judged in judged_datasets(case):
        if judged.use is DataUse.UNSPECIFIED and DataUse.UNSPECIFIED not in case.policy.data.allow:
            yield Observation(
                verdict=judged.verdict,
                severity=Severity.LOW if judged.verdict is Verdict.ALLOW else Severity.HIGH,
                message=f"The license of the dataset {judged.id} is not known: {judged.because.rstrip('.')}.",
                cause=judged.id,
                citations=(judged.dataset.claim.citation,),
            )


@rule("LC0603")
def dataset_model_generated(case: Case) -> Iterator[Observation]:
    """
    A training dataset seems to have been made by another model.

    Why: the terms of that model may say what its outputs may train, whatever license the dataset carries.
    Fix: find out which model made it, and read its terms on outputs.
    """
    for judged in judged_datasets(case):
        if judged.generated:
            verdict = case.policy.data.model_generated.verdict
            yield Observation(
                verdict=verdict,
                severity=Severity.LOW if verdict is Verdict.ALLOW else Severity.MEDIUM,
                message=f"The dataset {judged.id} seems to have been made by a model: {judged.generated}.",
                cause=judged.id,
                citations=(judged.dataset.claim.citation,),
            )


@rule("LC0604")
def dataset_license_not_accepted(case: Case) -> Iterator[Observation]:
    """
    The policy judges datasets like base models, and does not accept the license of one.

    Why: under this policy a model stands under the terms of the data that it was trained on.
    Fix: choose a model that was trained on other data, or have datasets judged by their class.
    """
    if case.policy.lineage.relations.dataset != "all" or case.policy.lineage.require != "same":
        return
    for dataset in case.lineage.datasets:
        judgement = judge_subject(dataset.found, case.judge) if isinstance(dataset.found, Subject) else None
        known = judgement is not None and bool(judgement.readings)
        verdict = judgement.verdict if judgement and known else Verdict(case.policy.lineage.unresolved)
        if verdict is not Verdict.ALLOW:
            license = " or ".join(reading.expression for reading in judgement.readings) if judgement else ""
            yield Observation(
                verdict=verdict,
                severity=Severity.HIGH,
                message=f"{case.evidence.id} was trained on {dataset.claim.id}, "
                f"{f'which is under {license}' if license else 'whose license is not known'}.",
                cause=dataset.claim.id,
                citations=(dataset.claim.citation,),
            )

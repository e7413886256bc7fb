"""
The pipeline: the only place that joins the stages.

    target → snapshot → evidence → detections → conclusion → lineage → assessment → report

An error of a source makes one entry incomplete; it never ends the run and never hides another model.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from typing import Any

import msgspec

from checker.assess import assess, captured_texts, reported_terms
from checker.catalog import Catalog
from checker.conclude import conclude
from checker.errors import ExitCode, SourceError, SourceErrorKind, TargetError
from checker.evidence import collect
from checker.identify import find_references, identify, index_digest
from checker.identify.reference import Reference
from checker.lineage import walk
from checker.model.conclusion import FileDetection
from checker.model.evidence import BaseClaim, DatasetClaim, Evidence, Role
from checker.model.lineage import Lineage, Subject, TrainingDataset, Unreached
from checker.model.release import ReleaseRecord
from checker.model.report import AuditFailure, AuditReport, ModelAudit, PolicyInfo, ToolInfo, WhatIf
from checker.model.snapshot import Kind, Target
from checker.model.verdict import Verdict
from checker.parallel import in_parallel
from checker.policy.context import Context, written_form
from checker.policy.schema import Enforcement, Policy
from checker.sources import Sources
from checker.sources.once import Once
from checker.sources.targets import DEFAULT_BRANCH
from checker.spdx import SpdxExpression
from checker.version import __version__

# A model and its ancestors wait for the network most of the time; more threads make the Hub's client slower.
THREADS = 8
MAX_DATASETS = 32
INTERNAL = "internal"

Say = Callable[[str], None]


class Auditor:
    """
    Audits models under one policy and one set of facts, on the day `today`; `say` is told what is being read.

    With `what_if`, each model is judged once more with those facts laid over the others. `references` are license
    texts of the user's own. `uses` are facts that hold for one target alone.
    """

    def __init__(
        self,
        sources: Sources,
        policy: Policy,
        context: Context,
        catalog: Catalog,
        *,
        today: date,
        say: Say,
        what_if: Context | None = None,
        references: Sequence[Reference] = (),
        uses: Mapping[Target, Context] | None = None,
    ) -> None:
        self._sources = sources
        self._policy = policy
        self._context = context
        self._catalog = catalog
        self._today = today
        self._say = say
        self._what_if = what_if
        self._references = references
        self._uses = uses or {}
        self._examined: Once[tuple[Target, bool], Subject] = Once()

    def audit(self, targets: Sequence[Target]) -> AuditReport:
        """The report on all targets, in their order."""
        results = in_parallel(self._audit_safely, targets, THREADS)
        failures = tuple(result for result in results if isinstance(result, AuditFailure))
        audited = [result for result in results if not isinstance(result, AuditFailure)]
        models = tuple(model for model, _ in audited)
        texts = {text.sha256: text for _, evidence in audited for text in captured_texts(evidence)}
        verdict = Verdict.worst(model.verdict for model in models) if models else Verdict.UNKNOWN
        if failures and verdict.rank > Verdict.UNKNOWN.rank:
            verdict = Verdict.UNKNOWN
        complete = not failures and all(model.complete for model in models)
        facts = hashlib.sha256(f"{self._catalog.digest()} {index_digest()}".encode()).hexdigest()
        return AuditReport(
            tool=ToolInfo(name="lic-check", version=__version__, catalog=facts[:16]),
            policy=PolicyInfo(
                name=self._policy.name,
                digest=self._policy.digest,
                context=_written(self._context),
                purpose=self._policy.purpose,
            ),
            verdict=verdict,
            complete=complete,
            exit_code=exit_code(models, complete, self._policy),
            models=models,
            errors=failures,
            terms=tuple(reported_terms(_licenses_of(models), self._catalog)),
            texts=tuple(texts[digest] for digest in sorted(texts)),
        )

    def _audit_safely(self, target: Target) -> tuple[ModelAudit, Evidence] | AuditFailure:
        try:
            return self._audit_one(target)
        except SourceError as problem:
            return AuditFailure(id=str(target), kind=problem.kind, message=str(problem), fix=problem.fix)
        except RecursionError as problem:
            # The deepest thing that foreign data can do to us; one such repository must not hide the others.
            return AuditFailure(
                id=str(target),
                kind=INTERNAL,
                message=f"its data is nested too deeply to be read ({type(problem).__name__})",
                fix="look at its configuration files by hand",
            )

    def _audit_one(self, target: Target) -> tuple[ModelAudit, Evidence]:
        subject = self.examine(target)
        lineage = msgspec.structs.replace(walk(subject, self._examine_all), datasets=self._look_up(subject))
        release = self._read_release(target, subject)
        own = self._uses.get(target, Context())
        context = Context({**self._context, **own})
        model = self._assess(subject, lineage, context, release)
        if own:
            model = msgspec.structs.replace(model, use=_written(own))
        if self._what_if:
            other = self._assess(subject, lineage, Context({**context, **self._what_if}), release)
            what_if = WhatIf(facts=_written(self._what_if), verdict=other.verdict, because=other.decided_by.because)
            model = msgspec.structs.replace(model, what_if=what_if)
        return model, subject.evidence

    def _read_release(self, target: Target, subject: Subject) -> ReleaseRecord | None:
        """What a release rests on, read only where the policy asks for it: the weights are hashed."""
        approvals = self._policy.serve.approvals_of(subject.evidence.id)
        if not self._policy.release.is_on and not any(approval.weights for approval in approvals):
            return None
        # Not at the top: most audits judge no release, and need not wait for its readers.
        from checker.release import collect_release

        return collect_release(self._sources.open(target), subject.evidence, self._policy.release, self._say)

    def _assess(
        self, subject: Subject, lineage: Lineage, context: Context, release: ReleaseRecord | None
    ) -> ModelAudit:
        return assess(
            subject, lineage, self._policy, context, catalog=self._catalog, today=self._today, release=release
        )

    def examine(self, target: Target, *, ancestor: bool = False) -> Subject:
        """
        What `target` is and what its license is concluded to be, found out once; raises `SourceError`.

        Of an `ancestor` less is read: what its license is, and what it was made from itself.
        """
        return self._examined.get((target, ancestor), partial(self._examine, target, ancestor))

    def _examine(self, target: Target, ancestor: bool) -> Subject:
        self._say(f"reading {target}")
        release = self._policy.release.is_on and not ancestor
        read = collect(self._sources.open(target), ancestor=ancestor, release=release)
        evidence = msgspec.structs.replace(read, bases=tuple(map(self._by_id, read.bases)))
        return Subject(
            evidence=evidence, conclusion=conclude(evidence, detect(evidence, self._references), self._catalog)
        )

    def _by_id(self, claim: BaseClaim) -> BaseClaim:
        """The claim with the id that an address of the configured Hub names; readers know those of huggingface.co."""
        if "://" not in claim.id:
            return claim
        try:
            named = self._sources.target(claim.id)
        except TargetError:
            return claim
        if named.kind is not Kind.MODEL:
            return claim
        revision = None if named.revision == DEFAULT_BRANCH else named.revision
        return msgspec.structs.replace(claim, id=named.id, revision=claim.revision or revision)

    def _examine_all(self, claims: Sequence[BaseClaim]) -> list[Subject | Unreached]:
        return in_parallel(self._examine_claim, claims, THREADS)

    def _examine_claim(self, claim: BaseClaim) -> Subject | Unreached:
        try:
            named = self._sources.target(claim.id)
        except TargetError as problem:
            return _no_repository(claim, str(problem))
        if named.kind is not Kind.MODEL or named.id != claim.id.partition("@")[0]:
            return _no_repository(claim, f"{claim.id!r} is not the id of a model")
        return self._reach(Target(named.kind, named.id, claim.revision or named.revision))

    def _look_up(self, subject: Subject) -> tuple[TrainingDataset, ...]:
        """What the repositories of the datasets say that `subject` names, each asked for once."""
        claims = list({claim.id.lower(): claim for claim in reversed(subject.evidence.datasets)}.values())[::-1]
        read = in_parallel(self._reach_dataset, claims[:MAX_DATASETS], THREADS)
        unread = [None] * len(claims[MAX_DATASETS:])
        return tuple(TrainingDataset(claim=c, found=f) for c, f in zip(claims, [*read, *unread], strict=True))

    def _reach_dataset(self, claim: DatasetClaim) -> Subject | Unreached:
        return self._reach(Target(Kind.DATASET, claim.id))

    def _reach(self, target: Target) -> Subject | Unreached:
        try:
            return self.examine(target, ancestor=True)
        except SourceError as problem:
            return Unreached(id=target.id, kind=problem.kind, message=str(problem), fix=problem.fix)


def _no_repository(claim: BaseClaim, why: str) -> Unreached:
    """A base that can be looked up nowhere: a folder of the author's, another site, or no name at all."""
    is_folder = claim.id.startswith(("/", ".", "~")) or "\\" in claim.id or claim.id.count("/") > 1
    message = f"{claim.id!r} is a folder on its author's machine" if is_folder and "://" not in claim.id else why
    fix = "Ask the author for the id of the base model on the Hub."
    return Unreached(id=claim.id, kind=SourceErrorKind.INVALID_ID, message=message, fix=fix)


def _written(context: Context) -> dict[str, Any]:
    return {name: written_form(value) for name, value in sorted(context.items())}


def detect(evidence: Evidence, references: Sequence[Reference] = ()) -> list[FileDetection]:
    """
    Every license text in the license files, each known use policy, and each license that the prose of the card names.

    `references` are licenses of the user's own, which are told apart like those of the index.
    """
    found = [
        FileDetection(file=text.path, sha256=text.sha256, detection=detection, role=text.role)
        for text in evidence.texts
        if text.role in (Role.LICENSE, Role.POLICY) and text.text is not None
        for detection in identify(text.text, references=references)
        if text.role is Role.LICENSE or detection.is_exact
    ]
    card = evidence.card
    if card is not None and card.body and evidence.kind is not Kind.DATASET:
        for detection in find_references(card.body):
            first, last = detection.lines
            moved = (first + card.body_line - 1, last + card.body_line - 1)
            placed = msgspec.structs.replace(detection, lines=moved)
            found.append(FileDetection(file=card.path, sha256=card.sha256, detection=placed, role=None))
    return found


def _licenses_of(models: Sequence[ModelAudit]) -> set[str]:
    """The ids of every license that a model or one of its ancestors is under."""
    readings = {reading for model in models for reading in (model.license.concluded, *model.license.alternatives)}
    readings |= {part for model in models for entry in model.lineage for part in (entry.license or "NONE").split(" | ")}
    return {license.id for reading in readings for license in SpdxExpression.parse(reading).licenses}


def exit_code(models: Sequence[ModelAudit], complete: bool, policy: Policy) -> int:
    """A certain deny wins over missing evidence, missing evidence over what is undecided; see `ExitCode`."""
    named: set[Any] = set(policy.fail_on)
    verdicts = {model.verdict for model in models}
    if Verdict.DENY in verdicts & named:
        return ExitCode.DENIED
    if not complete or not models:
        return ExitCode.INCOMPLETE
    return ExitCode.UNDECIDED if verdicts & named else ExitCode.PASS


def enforced(code: int, policy: Policy) -> int:
    """What the process returns: a policy that only watches stops no pipeline, but missing evidence still does."""
    watched = policy.enforcement is not Enforcement.ENFORCE and code in (ExitCode.DENIED, ExitCode.UNDECIDED)
    return ExitCode.PASS if watched else code

"""Everything a rule may look at: one model, its ancestors, and what the policy says of their licenses."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from checker.model.conclusion import FileDetection
from checker.model.evidence import Citation, Evidence, WitnessKind
from checker.model.lineage import Ancestor, Lineage, Subject
from checker.model.release import ReleaseRecord
from checker.model.report import Obligation
from checker.model.verdict import Verdict
from checker.policy.schema import Policy
from checker.policy.waivers import HygieneProblem
from checker.rules.judgement import ExpressionJudgement, Judge, LicenseJudgement


@dataclass(frozen=True)
class SubjectJudgement:
    """The judged readings of a subject's license; more than one when it is uncertain which holds."""

    readings: tuple[ExpressionJudgement, ...]
    contested: bool

    @property
    def verdict(self) -> Verdict:
        """
        The verdict on the license alone.

        Contested readings that are not all allowed are `review` at best: a person has to settle who is right.
        """
        together = Verdict.one_of(reading.verdict for reading in self.readings)
        return (
            Verdict.worst([together, Verdict.REVIEW]) if self.contested and together is not Verdict.ALLOW else together
        )

    @property
    def binding(self) -> tuple[LicenseJudgement, ...]:
        """The licenses whose terms bind, over all readings, each once."""
        found = {judged.license: judged for reading in self.readings for judged in reading.binding}
        return tuple(found.values())


@dataclass(frozen=True)
class Case:
    """
    One model as the rules see it, on the day `today`.

    `obligations` and `hygiene` (what is wrong with waivers and clarifications) are found by the rules before them.
    `release` is there where the policy has something to say about publishing or serving the model.
    """

    subject: Subject
    lineage: Lineage
    policy: Policy
    judge: Judge
    today: date
    obligations: tuple[Obligation, ...] = ()
    hygiene: tuple[HygieneProblem, ...] = ()
    release: ReleaseRecord | None = None

    @property
    def evidence(self) -> Evidence:
        """What was read about the model itself."""
        return self.subject.evidence

    @cached_property
    def license(self) -> SubjectJudgement:
        """The model's own license, judged; before a release by the lists alone, since it binds others and not you."""
        judge = self.judge.as_licensor() if self.policy.release.is_on else self.judge
        return judge_subject(self.subject, judge)

    @cached_property
    def ancestors(self) -> tuple[tuple[Ancestor, SubjectJudgement | None], ...]:
        """Each ancestor with its license judged; None for one that could not be read."""
        return tuple(
            (ancestor, judge_subject(ancestor.found, self.judge) if isinstance(ancestor.found, Subject) else None)
            for ancestor in self.lineage.ancestors
        )

    def softened(self, verdict: Verdict) -> Verdict:
        """A license's own verdict, no worse than that of all readings together: one reading alone decides nothing."""
        return Verdict.best([verdict, self.license.verdict])

    @property
    def stated_at(self) -> tuple[Citation, ...]:
        """Where the license is stated, by every witness but the prose of the card."""
        stating = (w for w in self.subject.conclusion.witnesses if w.alternatives)
        return tuple(dict.fromkeys(w.citation for w in stating if w.kind is not WitnessKind.CARD_BODY))

    @property
    def license_texts(self) -> Sequence[FileDetection]:
        """What was found in the license files that speak for the whole repository; none once a person settled it."""
        if self.subject.conclusion.settled:
            return ()
        return [found for found in self.subject.conclusion.detected if found.governs_model]


def judge_subject(subject: Subject, judge: Judge) -> SubjectJudgement:
    """The policy's word on every reading of a subject's license."""
    conclusion = subject.conclusion
    return SubjectJudgement(
        readings=tuple(judge.expression(expression) for expression in conclusion.concluded),
        contested=bool(conclusion.disagreements),
    )

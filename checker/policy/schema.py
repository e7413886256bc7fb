"""
The policy file, schema version 1, as types: one class a section, with defaults.

The docstrings go into the JSON Schema; docs/policies.md explains the same at length.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from typing import Annotated, Literal

import msgspec

from checker.model.verdict import Verdict
from checker.policy.clause_rules import ClauseRule, DutyKind
from checker.policy.context import Context
from checker.policy.loosening import ListPath, Override
from checker.policy.mistakes import Mistakes
from checker.policy.parents import Extends
from checker.policy.release_rules import ReleaseRules, ServeRules
from checker.policy.selectors import ExactSelector, Expression, Selector
from checker.policy.waivers import Clarification, Days, Waiver


class Section(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Base of the sections: frozen, keys by name, no other keys."""


class Outcome(StrEnum):
    """What becomes of a subject when something is found: `report` shows the finding and leaves the verdict alone."""

    REPORT = "report"
    REVIEW = "review"
    UNKNOWN = "unknown"
    DENY = "deny"

    @property
    def verdict(self) -> Verdict:
        """The best verdict that is left; `allow` for `report`."""
        return Verdict.ALLOW if self is Outcome.REPORT else Verdict(self.value)


class Enforcement(StrEnum):
    """`enforce` sets the exit code; `warn` exits 0 and says which code it would be; `audit` exits 0."""

    ENFORCE = "enforce"
    WARN = "warn"
    AUDIT = "audit"


class WeightFormat(StrEnum):
    """How weights are stored, as far as it matters for safety."""

    SAFETENSORS = "safetensors"
    GGUF = "gguf"
    ONNX = "onnx"
    PICKLE = "pickle"
    KERAS = "keras"
    TENSORFLOW = "tensorflow"
    OTHER = "other"


class DataUse(StrEnum):
    """For what a training dataset may be used, in the classes of the Data Provenance Initiative."""

    COMMERCIAL = "use:commercial"
    NON_COMMERCIAL = "use:non-commercial"
    ACADEMIC = "use:academic"
    UNSPECIFIED = "use:unspecified"


NotAllowed = Annotated[
    Literal["unknown", "review", "deny"],
    msgspec.Meta(description="unknown | review | deny, since what is not known is never permission"),
]


class LicenseLists(Section, frozen=True):
    """
    Which licenses pass. A license on no list is denied.

    A license on several lists has the strictest of them: `deny`, then `review`, then `allow`. To those that `exempt`
    names, the lines of `deny` and `review` on families and other properties do not apply.
    """

    allow: tuple[Selector, ...] = ()
    review: tuple[Selector, ...] = ()
    deny: tuple[Selector, ...] = ()
    exempt: tuple[ExactSelector, ...] = ()


class WrittenLists(LicenseLists, frozen=True):
    """The license lists of one file, where a line that a stricter list cancels is a mistake."""

    def __post_init__(self) -> None:
        cancelled = [
            (f"{name}[{position}]", f"never applies, since {selector} stands under {stricter} too")
            for name, stricter in (("allow", "deny"), ("allow", "review"), ("review", "deny"))
            for position, selector in enumerate(getattr(self, name))
            if selector in getattr(self, stricter)
        ]
        if cancelled:
            raise Mistakes(*cancelled)


class RelationRules(Section, frozen=True):
    """
    Which terms pass from an ancestor, where it is a question.

    `distill`: a model trained on another's outputs takes its terms on outputs, or all of them. `dataset`: a dataset's
    license is judged under `data`, or like that of an ancestor.
    """

    distill: Literal["outputs-only", "all"] = "outputs-only"
    dataset: Literal["data-policy", "all"] = "data-policy"


class LineageRules(Section, frozen=True):
    """
    What is asked of the models that this one was made from.

    `require`: `same` judges each ancestor like the model itself, `report` shows them without deciding. `depth`: `all`,
    or how many steps up are judged; what lies beyond is `unresolved`. `unresolved`: the verdict when an ancestor
    cannot be read or has no license that is known.
    """

    require: Literal["same", "report"] = "same"
    depth: Literal["all"] | Annotated[int, msgspec.Meta(ge=1, description="a number of steps from 1")] = "all"
    unresolved: NotAllowed = "unknown"
    relations: RelationRules = RelationRules()


class EvidenceRules(Section, frozen=True):
    """
    How well a license must be shown.

    `license_text`: `require` denies a license whose text is not in the repository, `report` only says so.
    `min_confidence`: the share of a license text that must be found before the text counts as that license, 0 to 1.
    `conflict`: when witnesses disagree, `judge` allows only what every one of them would be allowed for; `review` and
    `deny` are the best that can come of it.
    `aup_pinned`: a document that the license incorporates must be in the repository. `revision_pinned`: the subject
    must be at a known commit. `verified_within_days`: the catalog's facts must have been checked that recently.
    """

    license_text: Literal["report", "require"] = "report"
    min_confidence: Annotated[float, msgspec.Meta(ge=0, le=1, description="a number from 0 to 1")] = 0.9
    conflict: Literal["judge", "review", "deny"] = "judge"
    aup_pinned: bool = False
    revision_pinned: bool = False
    verified_within_days: Days | None = None


class ObligationRules(Section, frozen=True):
    """
    Which duties must be seen to be met.

    `require_evidence`: kinds of duty; one that is triggered and not seen to be met leads to `unmet`. All other duties
    are listed and do not change the verdict.
    """

    require_evidence: tuple[DutyKind, ...] = ()
    unmet: Literal["review", "deny"] = "review"


class DataRules(Section, frozen=True):
    """
    What is asked of the training datasets that a model names.

    `allow`: the classes that pass in silence. `otherwise`: a dataset of another class. `unspecified`: a dataset
    without a license that is known. `model_generated`: a dataset that another model made.
    """

    allow: tuple[DataUse, ...] = (DataUse.COMMERCIAL,)
    otherwise: Outcome = Outcome.REPORT
    unspecified: Outcome = Outcome.REPORT
    model_generated: Outcome = Outcome.REPORT


class FormatRules(Section, frozen=True):
    """Which weight formats are denied or reviewed, and what becomes of a model that needs code of its repository."""

    deny: tuple[WeightFormat, ...] = ()
    review: tuple[WeightFormat, ...] = ()
    remote_code: Outcome = Outcome.REPORT


class PolicyTest(Section, frozen=True, kw_only=True):
    """
    One expectation of a policy about itself: a verdict for an expression or for a model.

    `context` is laid over the policy's own. `because` must be among the reasons of the verdict.
    """

    expect: Verdict
    expr: Expression | None = None
    model: str | None = None
    context: Context = msgspec.field(default_factory=Context)
    because: str | None = None

    def __post_init__(self) -> None:
        if (self.expr is None) is (self.model is None):
            raise Mistakes(("", "allowed: either expr or model, and exactly one of them"))


class Rules(Section, frozen=True):
    """Everything a policy decides, with the default of each setting."""

    name: str = ""
    purpose: str = ""
    context: Context = msgspec.field(default_factory=Context)
    licenses: LicenseLists = LicenseLists()
    clauses: tuple[ClauseRule, ...] = ()
    lineage: LineageRules = LineageRules()
    evidence: EvidenceRules = EvidenceRules()
    obligations: ObligationRules = ObligationRules()
    data: DataRules = DataRules()
    formats: FormatRules = FormatRules()
    release: ReleaseRules = ReleaseRules()
    serve: ServeRules = ServeRules()
    clarify: tuple[Clarification, ...] = ()
    waive: tuple[Waiver, ...] = ()
    max_waiver_days: Days = 365
    unknown: NotAllowed = "unknown"
    enforcement: Enforcement = Enforcement.ENFORCE
    fail_on: Annotated[
        tuple[Literal["deny", "unknown", "review"], ...],
        msgspec.Meta(min_length=1, description="a list of deny, unknown and review, at least one"),
    ] = ("deny", "unknown")


class PolicyFile(Rules, frozen=True, kw_only=True):
    """One policy file as it is written; `checker.policy.merge` makes a `Policy` of it and of those it extends."""

    version: Literal[1]
    extends: Extends = msgspec.field(default_factory=Extends)
    replace: tuple[ListPath, ...] = ()
    allow_override: tuple[Override, ...] = ()
    licenses: WrittenLists = WrittenLists()
    tests: tuple[PolicyTest, ...] = ()


class Origin(msgspec.Struct, frozen=True):
    """Where a setting was made: the policy, and line and column of its file, from 1."""

    policy: str
    line: int
    column: int

    def __str__(self) -> str:
        return f"{self.policy}:{self.line}"


class Policy(Rules, frozen=True, kw_only=True):
    """
    A policy that is ready to be applied: all it extends is merged in.

    `digest` is `sha256:…` of its rules, the same however they were spread over files. `origins` gives the place of
    each line by its path, such as `licenses.allow[0]`; a default has none. `widened` are the paths of lines that allow
    what the policy it extends would not. `tests` are those of the file itself.
    """

    digest: str
    origins: Mapping[str, Origin]
    widened: tuple[str, ...] = ()
    tests: tuple[PolicyTest, ...] = ()

"""The sections `release` and `serve` of a policy: the publisher's gate, and what a deployer has approved."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date, timedelta
from enum import StrEnum
from typing import Annotated, ClassVar, Literal

import msgspec

from checker.model.release import Topic
from checker.model.verdict import Verdict
from checker.policy.mistakes import ListedWord
from checker.policy.pins import Digest, PinnedSubject
from checker.policy.selectors import Expression
from checker.policy.waivers import Days, NonEmpty, PinnedFile, Reason


class CheckLevel(StrEnum):
    """What becomes of a release that fails a check: `skip` does not ask, `report` says so and lets it pass."""

    SKIP = "skip"
    REPORT = "report"
    REVIEW = "review"
    DENY = "deny"

    @property
    def verdict(self) -> Verdict:
        """The best verdict that is left."""
        return Verdict(self.value) if self in (CheckLevel.REVIEW, CheckLevel.DENY) else Verdict.ALLOW


class ReleaseChecks(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    The checks of a repository before its weights are published, each with its level.

    docs/release.md says what each of them looks at, and where it comes from.
    """

    license_file: CheckLevel = CheckLevel.SKIP
    license_tag: CheckLevel = CheckLevel.SKIP
    witnesses: CheckLevel = CheckLevel.SKIP
    license_text: CheckLevel = CheckLevel.SKIP
    copyright_line: CheckLevel = CheckLevel.SKIP
    notices: CheckLevel = CheckLevel.SKIP
    base_model: CheckLevel = CheckLevel.SKIP
    duties: CheckLevel = CheckLevel.SKIP
    inherited_terms: CheckLevel = CheckLevel.SKIP
    datasets: CheckLevel = CheckLevel.SKIP
    weight_formats: CheckLevel = CheckLevel.SKIP
    remote_code: CheckLevel = CheckLevel.SKIP
    weight_manifest: CheckLevel = CheckLevel.SKIP
    card_sections: CheckLevel = CheckLevel.SKIP
    leftovers: CheckLevel = CheckLevel.SKIP
    identity: CheckLevel = CheckLevel.SKIP
    results: CheckLevel = CheckLevel.SKIP
    risks: CheckLevel = CheckLevel.SKIP
    compute: CheckLevel = CheckLevel.SKIP
    usability: CheckLevel = CheckLevel.SKIP
    use_policy: CheckLevel = CheckLevel.SKIP
    reporting: CheckLevel = CheckLevel.SKIP
    openness: CheckLevel = CheckLevel.SKIP
    training_summary: CheckLevel = CheckLevel.SKIP
    copyright_policy: CheckLevel = CheckLevel.SKIP
    public_access: CheckLevel = CheckLevel.SKIP
    revision: CheckLevel = CheckLevel.SKIP
    bill_of_materials: CheckLevel = CheckLevel.SKIP
    gating: CheckLevel = CheckLevel.SKIP
    attestations: CheckLevel = CheckLevel.SKIP


CHECKS = ReleaseChecks.__struct_fields__
MOF_CLASSES = ("none", "class-iii", "class-ii", "class-i")


class CheckName(ListedWord):
    """The name of a release check."""

    __slots__ = ()

    allowed: ClassVar[str] = f"the name of a release check: {', '.join(CHECKS)}"
    words: ClassVar[Collection[str]] = CHECKS


class CheckOverride(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Another level for one check, until a date; `expires` is the last day on which it holds."""

    check: CheckName
    level: CheckLevel
    reason: NonEmpty | Reason
    approver: NonEmpty
    expires: date

    def holds(self, today: date, max_days: int) -> bool:
        """Whether it has neither expired nor reaches more than `max_days` beyond the day."""
        return today <= self.expires <= today + timedelta(max_days)


class SignatureKey(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A public key in PEM, and the roles whose statements it may sign."""

    public_key: NonEmpty
    roles: Annotated[tuple[NonEmpty, ...], msgspec.Meta(min_length=1, description="a list of at least one role")]


Item = Annotated[str, msgspec.Meta(pattern=r"^AT(0[1-9]|1[0-7])$", description="an attestation, AT01 to AT17")]


class ReleaseRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    What is asked of a model before its weights are published.

    `checks`: the level of each. `sections`: what the card has to speak of. `attestations`: statements that must be
    held. `unsigned`: what becomes of a statement or a manifest without a verified signature. `keys`: whose signature
    counts, for which roles. `openness`: the class of the Model Openness Framework to reach. `access`: whether the
    repository should be `open` or `gated`. `overrides`: other levels for single checks, until a date.
    """

    checks: ReleaseChecks = ReleaseChecks()
    sections: tuple[Topic, ...] = ()
    attestations: tuple[Item, ...] = ()
    unsigned: Literal["report", "review", "deny"] = "deny"
    keys: tuple[SignatureKey, ...] = ()
    openness: Literal["none", "class-iii", "class-ii", "class-i"] = "none"
    access: Literal["any", "open", "gated"] = "any"
    overrides: tuple[CheckOverride, ...] = ()

    @property
    def is_on(self) -> bool:
        """Whether any check is asked for, so that the policy judges a release."""
        return any(getattr(self.checks, name) is not CheckLevel.SKIP for name in CHECKS)

    def override_of(self, check: str, today: date, max_days: int) -> CheckOverride | None:
        """The override of `check` that holds on the day, of several the one that holds longest."""
        holding = (
            override for override in self.overrides if override.check == check and override.holds(today, max_days)
        )
        return max(holding, key=lambda override: override.expires, default=None)

    def level_of(self, check: str, today: date, max_days: int) -> CheckLevel:
        """The level of `check` on the day."""
        override = self.override_of(check, today, max_days)
        level: CheckLevel = override.level if override else getattr(self.checks, check)
        return level


class Approval(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What was approved to be served: a model at a commit, with what must not have changed since.

    `weights` is the digest of the weight manifest, `license` the license that was read, `files` the license and policy
    texts with their digests.
    """

    subject: PinnedSubject
    weights: Digest | None = None
    license: Expression | None = None
    files: tuple[PinnedFile, ...] = ()
    approver: NonEmpty

    def __str__(self) -> str:
        return f"{self.subject} by {self.approver}"


class ServeRules(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """
    What is asked of a model before it is served.

    `approved`: what was approved. `unapproved`: what becomes of a model at another state, or of one that is not
    among them. `service_days`: for how many days from the audit it is to be served, which every waiver has to reach.
    """

    approved: tuple[Approval, ...] = ()
    unapproved: Literal["report", "review", "deny"] = "deny"
    service_days: Days | None = None

    def approvals_of(self, id: str) -> tuple[Approval, ...]:
        """What was approved of the model `id`, at any commit."""
        return tuple(approval for approval in self.approved if approval.subject.names(id))


def strictness() -> Iterable[tuple[str, tuple[str, ...]]]:
    """Each setting of both sections that may be looser or stricter, with its words, strictest first."""
    levels = tuple(level.value for level in reversed(CheckLevel))
    yield from ((f"release.checks.{name}", levels) for name in CHECKS)
    yield "release.unsigned", ("deny", "review", "report")
    yield "release.openness", tuple(reversed(MOF_CLASSES))
    yield "release.access", ("gated", "open", "any")
    yield "serve.unapproved", ("deny", "review", "report")

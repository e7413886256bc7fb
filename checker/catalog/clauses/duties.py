"""The conditions of a license on what you do: with whom, under which terms, by which leave."""

from __future__ import annotations

from typing import ClassVar, Literal

from checker.catalog.clauses.base import Duty, Setting, SharingDuty, Subject, Threshold, either
from checker.catalog.conditions import Condition, all_of, any_of
from checker.catalog.triggers import COMMERCIAL, HOSTED, MODIFIED


class CondCopyleft(Duty, frozen=True, kw_only=True, tag="cond.copyleft"):
    """
    What you pass on stays under the same terms.

    `scope`: the changed `file`, a `library` and its changes, every `derivative`, or `outputs` · `source`: the source,
    or what corresponds to it, has to be given · `network`: serving it over a network is enough · `same_license`: the
    ids that satisfy it besides the license itself.
    """

    subject: ClassVar[Subject] = Subject.DERIVATIVE
    scope: Literal["file", "library", "derivative", "outputs"]
    source: bool
    network: bool = False
    same_license: tuple[str, ...] = ()

    @property
    def duty(self) -> str:
        what = {
            "file": "changed files",
            "library": "changes to it",
            "derivative": "derivatives",
            "outputs": "derivatives and outputs",
        }[self.scope]
        others = f" (or {either(self.same_license)})" if self.same_license else ""
        return f"License {what} under the same terms{others}{' and give their source' if self.source else ''}."

    def trigger(self, setting: Setting, /) -> Condition:
        shared = any_of(setting.passed_on, HOSTED) if self.network else setting.passed_on
        return all_of(MODIFIED, shared)


class CondPassThrough(SharingDuty, frozen=True, kw_only=True, tag="cond.pass_through"):
    """
    Recipients are bound too.

    `what`: the use `restrictions`, or the whole `license` · `enforceable`: as an enforceable provision of a legal
    agreement · `similar_allowed`: restrictions that are similar or stricter satisfy it.
    """

    what: Literal["restrictions", "license"] = "restrictions"
    enforceable: bool
    similar_allowed: bool = False

    @property
    def duty(self) -> str:
        what = "the whole license" if self.what == "license" else "the use restrictions"
        same = " or similar ones" if self.similar_allowed else ""
        how = "in an enforceable agreement" if self.enforceable else "by notice"
        return f"Bind your recipients to {what}{same}, {how}."


class CondAup(Duty, frozen=True, kw_only=True, tag="cond.aup"):
    """
    A use policy must be obeyed.

    `document`: the id of the incorporated document · `updatable`: the licensor may change it and the new text binds ·
    `scope`: what it governs. The policy's own items are further clauses with that `document`.
    """

    document: str
    updatable: bool
    scope: tuple[Literal["weights", "derivative", "output", "service"], ...] = ("weights",)

    @property
    def duty(self) -> str:
        return f"Follow the use policy {self.document}{', as it stands at any time' if self.updatable else ''}."


class CondRegister(Duty, frozen=True, kw_only=True, tag="cond.register"):
    """
    You register with, or write to, the licensor before commercial use.

    `where`: the address · `threshold`: the size from which it is needed, when small users are free.
    """

    where: str
    threshold: Threshold | None = None

    @property
    def duty(self) -> str:
        above = f" above {self.threshold}" if self.threshold else ""
        return f"Register before commercial use{above}: {self.where}."

    def trigger(self, _: Setting, /) -> Condition:
        return all_of(COMMERCIAL, self.threshold.condition) if self.threshold else COMMERCIAL


class CondGuardrails(Duty, frozen=True, kw_only=True, tag="cond.guardrails"):
    """
    Safeguards stand between the model and the world.

    `demand`: those that come with it must not be bypassed (`keep`), or every output passes a filter of contents or a
    review (`filter-or-review`) · `equivalent_allowed` when equal ones may stand in for those that come with it.
    """

    applies: ClassVar[Condition] = MODIFIED
    subject: ClassVar[Subject] = Subject.DERIVATIVE
    demand: Literal["keep", "filter-or-review"] = "keep"
    equivalent_allowed: bool

    @property
    def duty(self) -> str:
        if self.demand == "filter-or-review":
            return "Filter the contents that it makes, or review every output before others get it."
        return f"Keep the safety guardrails{' or put equal ones in their place' if self.equivalent_allowed else ''}."


class CondLatestVersion(Duty, frozen=True, kw_only=True, tag="cond.latest_version"):
    """The newest version has to be used; `effort`: as far as is `reasonable`, or as a `must`."""

    effort: Literal["reasonable", "must"] = "reasonable"

    @property
    def duty(self) -> str:
        return "Use the latest version" + (" as far as is reasonable." if self.effort == "reasonable" else ".")


class CondReport(Duty, frozen=True, kw_only=True, tag="cond.report"):
    """Something is reported or handed to the licensor: `what`, in a few words of our own."""

    what: str

    @property
    def duty(self) -> str:
        return f"Report to the licensor: {self.what}."

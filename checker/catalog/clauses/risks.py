"""The risks of a license: they forbid nothing by themselves; a policy says how much they matter."""

from __future__ import annotations

from typing import Literal

from checker.catalog.clauses.base import Effect, Params


class Risk(Params, frozen=True, kw_only=True):
    """Base of the risks."""

    @property
    def effect(self) -> Effect:
        return Effect.RISK


class RiskTermination(Risk, frozen=True, kw_only=True, tag="risk.termination"):
    """
    The license can end.

    `cause`: `breach` when the licensor terminates for it, `automatic` when breach ends it by itself, `notice` when the
    licensor may end it without breach · `delete`: everything has to be deleted then · `cure_days`: days to mend a
    breach, when given.
    """

    cause: Literal["breach", "automatic", "notice"]
    delete: bool = False
    cure_days: int | None = None

    @property
    def duty(self) -> str:
        how = {
            "breach": "The licensor may end the license on a breach",
            "automatic": "A breach ends the license by itself",
            "notice": "The licensor may end the license at any time",
        }[self.cause]
        cure = f" not mended within {self.cure_days} days" if self.cure_days else ""
        return f"{how}{cure}{'; you must then delete everything' if self.delete else ''}."


class RiskUnilateralChange(Risk, frozen=True, kw_only=True, tag="risk.unilateral_change"):
    """The licensor may change terms; `scope`: `policy`, `agreement` or `both` · `how`: by `posting`, by `notice`."""

    scope: Literal["policy", "agreement", "both"]
    how: Literal["posting", "notice", "unstated"] = "unstated"

    @property
    def duty(self) -> str:
        what = "the agreement and its policy" if self.scope == "both" else f"the {self.scope}"
        return f"The licensor may change {what}{'' if self.how == 'unstated' else f' by {self.how}'}."


class RiskRemoteRestriction(Risk, frozen=True, kw_only=True, tag="risk.remote_restriction"):
    """The licensor reserves the right to restrict use, remotely or otherwise; `update_duty`: updates must be taken."""

    update_duty: bool

    @property
    def duty(self) -> str:
        return f"The licensor may restrict use remotely{'; you must take updates' if self.update_duty else ''}."


class RiskLitigation(Risk, frozen=True, kw_only=True, tag="risk.litigation"):
    """Suing ends a license; `over` what, and what it `ends`: the `patent-license`, or the whole `license`."""

    over: Literal["patent", "copyright", "patent-or-copyright", "any-ip"]
    ends: Literal["patent-license", "license"]

    @property
    def duty(self) -> str:
        over = {
            "patent": "patents",
            "copyright": "copyright",
            "patent-or-copyright": "patents or copyright",
            "any-ip": "any intellectual property",
        }[self.over]
        return f"Suing over {over} ends {'the patent license' if self.ends == 'patent-license' else 'the license'}."


class RiskIndemnity(Risk, frozen=True, kw_only=True, tag="risk.indemnity"):
    """You answer to the licensor for third parties' claims; `broad` when it covers any use, not only your breach."""

    broad: bool

    @property
    def duty(self) -> str:
        return f"You indemnify the licensor against claims from {'any use of yours' if self.broad else 'your breach'}."


class RiskGoverningLaw(Risk, frozen=True, kw_only=True, tag="risk.governing_law"):
    """The `law` that governs, by ISO 3166 code (`US-CA`, `CN`, `HK`), and the `forum` in a few words."""

    law: str
    forum: str | None = None

    @property
    def duty(self) -> str:
        return f"Governed by the law of {self.law}{f'; forum: {self.forum}' if self.forum else ''}."


class RiskTrademark(Risk, frozen=True, kw_only=True, tag="risk.trademark"):
    """Names and marks are not licensed, apart from a display that the license demands; also "no endorsement"."""

    @property
    def duty(self) -> str:
        return "Names and marks of the licensor are not licensed."


class RiskFeedback(Risk, frozen=True, kw_only=True, tag="risk.feedback"):
    """Rights go back to the licensor; `of`: in your `feedback`, or in your `derivative` works."""

    of: Literal["feedback", "derivative"]

    @property
    def duty(self) -> str:
        return f"The licensor gets rights in your {'feedback' if self.of == 'feedback' else 'derivatives'}."


class RiskIncorporatedDoc(Risk, frozen=True, kw_only=True, tag="risk.incorporated_doc"):
    """A text outside the license binds (`document`: its id in `incorporates`); use policies are `cond.aup` instead."""

    document: str

    @property
    def duty(self) -> str:
        return f"The text {self.document} binds as well."

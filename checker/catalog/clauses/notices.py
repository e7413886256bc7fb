"""The conditions of a license on what others are told: copies, notices, names, statements, warnings."""

from __future__ import annotations

from typing import ClassVar, Literal

from checker.catalog.clauses.base import Duty, Setting, SharingDuty, Subject, Threshold, either, quoted, quoted_opening
from checker.catalog.conditions import Condition, all_of, any_of
from checker.catalog.triggers import MODIFIED, OFFERED, PUBLISHED, TRAINED

DisplayPlace = Literal[
    "website",
    "user-interface",
    "blog-post",
    "about-page",
    "documentation",
    "model-card",
    "repository",
    "product",
    "advertising",
    "publication",
]


class CondLicenseCopy(SharingDuty, frozen=True, kw_only=True, tag="cond.license_copy"):
    """
    Recipients get the license.

    `form`: a `copy`, or a `copy-or-link` (an address is enough) · `with_policy` when the incorporated policy has to go
    along.
    """

    subject: ClassVar[Subject] = Subject.DOCS
    form: Literal["copy", "copy-or-link"] = "copy"
    with_policy: bool = False

    @property
    def duty(self) -> str:
        what = "a copy of the license" + (" or its address" if self.form == "copy-or-link" else "")
        return f"Give every recipient {what}{' and its use policy' if self.with_policy else ''}."


class CondNoticeFile(SharingDuty, frozen=True, kw_only=True, tag="cond.notice_file"):
    """
    A notice travels with every copy, in a text file when the license names one (`filename`).

    `text`: the exact notice line; None where the licensor's own notices, if there are any, have to be kept.
    `opening`: True when `text` has only the first words of a longer notice (at most 25 words are quoted here).
    """

    subject: ClassVar[Subject] = Subject.DOCS
    text: str | None = None
    filename: str | None = None
    opening: bool = False

    @property
    def quote(self) -> str | None:
        return self.text

    @property
    def duty(self) -> str:
        if self.text is None:
            where = f"in the {self.filename} file" if self.filename else "that come with it"
            return f"Keep the notices {where}, if there are any."
        where = f"in a text file named {quoted(self.filename)}" if self.filename else "with every copy"
        return f"Put {quoted_opening(self.text) if self.opening else quoted(self.text)} {where}."


class CondCopyright(SharingDuty, frozen=True, kw_only=True, tag="cond.copyright"):
    """
    Notices are kept or given.

    `items`: what has to be there; `copyright` alone for "retain the copyright notice", more for attribution in the
    manner of Creative Commons.
    """

    subject: ClassVar[Subject] = Subject.DOCS
    items: tuple[
        Literal["copyright", "patent", "trademark", "attribution", "creator", "title", "source-link", "disclaimer"], ...
    ] = ("copyright",)

    @property
    def duty(self) -> str:
        return f"Keep the notices in place: {', '.join(self.items)}."


class CondStateChanges(Duty, frozen=True, kw_only=True, tag="cond.state_changes"):
    """Changes are marked: in each changed file (`per_file`) or once for all; `prominent` when the text says so."""

    subject: ClassVar[Subject] = Subject.DERIVATIVE
    per_file: bool
    prominent: bool = False

    @property
    def duty(self) -> str:
        where = "in every changed file" if self.per_file else "with the derivative"
        return f"Say {where}{', prominently,' if self.prominent else ''} that you changed it."

    def trigger(self, setting: Setting, /) -> Condition:
        return all_of(MODIFIED, setting.passed_on)


class CondDisplay(Duty, frozen=True, kw_only=True, tag="cond.display"):
    """
    A phrase is shown.

    `phrase`: the exact words · `opening`: True when these are only the first words of a longer phrase · `places`:
    where; one of them is enough, all when `everywhere` · `prominent` when the text says so · `threshold`: the size
    above which the duty starts, when there is one.
    Triggered when the model or a product with it is distributed or hosted, and the threshold is passed.
    """

    subject: ClassVar[Subject] = Subject.SERVICE
    phrase: str
    opening: bool = False
    places: tuple[DisplayPlace, ...]
    everywhere: bool = False
    prominent: bool = False
    threshold: Threshold | None = None

    @property
    def quote(self) -> str:
        return self.phrase

    @property
    def duty(self) -> str:
        one_of = "each" if self.everywhere else "at least one"
        where = f"the {self.places[0]}" if len(self.places) == 1 else f"{one_of} of: {', '.join(self.places)}"
        above = f" above {self.threshold}" if self.threshold else ""
        phrase = quoted_opening(self.phrase) if self.opening else quoted(self.phrase)
        return f"Display {phrase}{' prominently' if self.prominent else ''} on {where}{above}."

    def trigger(self, _: Setting, /) -> Condition:
        return all_of(OFFERED, self.threshold.condition) if self.threshold else OFFERED


class CondNamePrefix(Duty, frozen=True, kw_only=True, tag="cond.name_prefix"):
    """
    A model made with this one carries a prefix in its name.

    `prefix`: the exact word · `position`: at the `start` of the name or `anywhere` in it · `applies_to`: a
    `derivative` of the weights, a model `trained-on-outputs`, or both.
    """

    subject: ClassVar[Subject] = Subject.DERIVATIVE
    prefix: str
    position: Literal["start", "anywhere"] = "start"
    applies_to: tuple[Literal["derivative", "trained-on-outputs"], ...]

    @property
    def quote(self) -> str:
        return self.prefix

    @property
    def duty(self) -> str:
        words = {"derivative": "derived from it", "trained-on-outputs": "trained on its outputs"}
        model = f"the name of a model {either(tuple(words[applied] for applied in self.applies_to))}"
        if self.position == "start":
            return f"Begin {model} with {quoted(self.prefix)}."
        return f"Include {quoted(self.prefix)} in {model}."

    def trigger(self, setting: Setting, /) -> Condition:
        made = {"derivative": MODIFIED, "trained-on-outputs": TRAINED}
        return all_of(any_of(*(made[applied] for applied in self.applies_to)), setting.passed_on)


class CondTrainedWith(Duty, frozen=True, kw_only=True, tag="cond.trained_with"):
    """
    A model trained on the materials or their outputs says so.

    `phrases`: the exact words, one of which is enough · `places`: where, one being enough · `prominent` when the text
    says so.
    """

    subject: ClassVar[Subject] = Subject.DERIVATIVE
    phrases: tuple[str, ...]
    places: tuple[DisplayPlace, ...]
    prominent: bool = False

    @property
    def quote(self) -> str:
        return self.phrases[0]

    @property
    def duty(self) -> str:
        how = " prominently" if self.prominent else ""
        return (
            f"Say {either(tuple(map(quoted, self.phrases)))}{how} on the {either(self.places)} of a model made with it."
        )

    def trigger(self, setting: Setting, /) -> Condition:
        return all_of(any_of(TRAINED, MODIFIED), setting.passed_on)


class CondPublicStatement(Duty, frozen=True, kw_only=True, tag="cond.public_statement"):
    """
    A statement is published, in one of `places` when they are named.

    `template` has its words, with `[…]` where yours go; None when they are free, and `what` says in our own what has to
    be told.
    """

    applies: ClassVar[Condition] = any_of(OFFERED, PUBLISHED)
    subject: ClassVar[Subject] = Subject.DOCS
    template: str | None = None
    what: str = "that it is used"
    places: tuple[DisplayPlace, ...] = ()

    @property
    def quote(self) -> str | None:
        return self.template

    @property
    def duty(self) -> str:
        where = f" on the {either(self.places)}" if self.places else ""
        words = f": {quoted(self.template)}" if self.template else f" {self.what}"
        return f"State publicly{where}{words}."


class CondCite(Duty, frozen=True, kw_only=True, tag="cond.cite"):
    """Publications on work done with the model acknowledge it; `text` has the words when they are given."""

    applies: ClassVar[Condition] = PUBLISHED
    subject: ClassVar[Subject] = Subject.DOCS
    text: str | None = None

    @property
    def quote(self) -> str | None:
        return self.text

    @property
    def duty(self) -> str:
        return "Acknowledge it in publications" + (f": {quoted(self.text)}." if self.text else ".")


class CondKeepDocs(SharingDuty, frozen=True, kw_only=True, tag="cond.keep_docs"):
    """The `documents` that explain the model travel with it; `extend` when yours must be as good for your changes."""

    subject: ClassVar[Subject] = Subject.DOCS
    documents: tuple[Literal["model-card", "explanatory-docs"], ...] = ("model-card",)
    extend: bool = False

    @property
    def duty(self) -> str:
        return f"Keep the {' and '.join(self.documents)}{', and describe your changes in it' if self.extend else ''}."


class CondOutputLabel(Duty, frozen=True, kw_only=True, tag="cond.output_label"):
    """
    Readers of outputs, or users of a product, are told that a machine made them.

    `as_law_requires`: only as far as the law asks for it anyway.
    """

    applies: ClassVar[Condition] = any_of(PUBLISHED, OFFERED)
    subject: ClassVar[Subject] = Subject.OUTPUT
    as_law_requires: bool = False

    @property
    def duty(self) -> str:
        extent = ", as far as the law requires" if self.as_law_requires else ""
        return f"Tell readers that the output is machine-generated{extent}."


class CondDiscloseRisks(SharingDuty, frozen=True, kw_only=True, tag="cond.disclose_risks"):
    """End users are told the known dangers of the system."""

    subject: ClassVar[Subject] = Subject.SERVICE

    @property
    def duty(self) -> str:
        return "Tell end users the known dangers of your system."

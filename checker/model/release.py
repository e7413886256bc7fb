"""What a release rests on: what the card says by subject, the digests of the weights, attestations, components."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

import msgspec


class Topic(StrEnum):
    """What a reader looks for in a model card, whatever its heading is called."""

    DETAILS = "details"
    INTENDED_USE = "intended-use"
    LIMITATIONS = "limitations"
    TRAINING_DATA = "training-data"
    EVALUATION = "evaluation"
    RESULTS = "results"
    RISKS = "risks"
    OUT_OF_SCOPE_USE = "out-of-scope-use"
    COMPUTE = "compute"
    USAGE = "usage"
    CONTACT = "contact"
    DEVELOPER = "developer"
    VERSION = "version"
    RELEASE_DATE = "release-date"
    REPORTING = "reporting"
    REMOTE_CODE = "remote-code"
    ARCHITECTURE = "architecture"
    TECHNICAL_REPORT = "technical-report"
    COPYRIGHT_POLICY = "copyright-policy"
    TRAINING_SUMMARY = "training-summary"


class Mention(msgspec.Struct, frozen=True, kw_only=True):
    """
    Where a text speaks of a topic: under a label of its own, or in a sentence.

    `line` counts from 1. `label` is the heading or lead-in, None for a sentence. `filled` is False for a label with
    nothing under it, or nothing but what a template left there.
    """

    file: str
    line: int
    quote: str
    label: str | None = None
    filled: bool = True


class Leftover(msgspec.Struct, frozen=True, kw_only=True):
    """What nobody filled in: text of a template, or a heading with nothing under it."""

    file: str
    line: int
    quote: str
    empty_heading: bool = False


class CardText(msgspec.Struct, frozen=True, kw_only=True):
    """
    What one text says, by topic, and what nobody filled in.

    Of each topic that it speaks of, `mentions` has the places: filled ones first. `Topic.RESULTS` are figures.
    """

    file: str
    mentions: Mapping[Topic, tuple[Mention, ...]]
    leftovers: tuple[Leftover, ...] = ()

    def on(self, topic: Topic) -> Mention | None:
        """The first place that says something on `topic`."""
        return next((mention for mention in self.mentions.get(topic, ()) if mention.filled), None)

    def stub_of(self, topic: Topic) -> Mention | None:
        """A label on `topic` with nothing under it, where nothing is said elsewhere."""
        found = self.mentions.get(topic, ())
        return None if self.on(topic) else next(iter(found), None)

"""
The context facts: what a user says about a use, so that clauses can be asked about it.

Facts are keyed by dotted names. A value is a word (`use`), a flag (`modified`), a number (`org.employees`), a set of
words (`fields`), a place or a set of places (ISO 3166 codes and the groups of `territories`), or a measured number.
A fact that is not in the mapping is missing; nothing is assumed for it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from enum import StrEnum

import msgspec


class Measured(msgspec.Struct, frozen=True):
    """A number that changes over time. Without `as_of` its author says that it held at every date that matters."""

    value: int
    as_of: date | None = None


FactValue = str | bool | int | tuple[str, ...] | Measured | tuple[Measured, ...]
Facts = Mapping[str, FactValue]


class FactType(StrEnum):
    """The shape of a fact's value: `str`, `bool`, `int`, `tuple[str, …]`, or one or more `Measured`."""

    WORD = "word"
    FLAG = "flag"
    NUMBER = "number"
    MEASURED = "measured number"
    WORDS = "words"
    PLACE = "place"
    PLACES = "places"


class Fact(msgspec.Struct, frozen=True, kw_only=True):
    """One fact that can be stated: its type, what it means, and its words when they form a closed set."""

    type: FactType
    meaning: str
    words: tuple[str, ...] = ()


class UseCode(StrEnum):
    """What a use restriction is about; one list for every responsible-AI attachment and acceptable-use policy."""

    LAW_BREACH = "law-breach"
    MINORS_HARM = "minors-harm"
    DISINFORMATION = "disinformation"
    PII_HARM = "pii-harm"
    UNDISCLOSED_AI = "undisclosed-ai"
    DEFAMATION_HARASSMENT = "defamation-harassment"
    IMPERSONATION = "impersonation"
    AUTOMATED_DECISION_RIGHTS = "automated-decision-rights"
    DISCRIMINATION = "discrimination"
    EXPLOIT_VULNERABILITY = "exploit-vulnerability"
    MEDICAL_ADVICE = "medical-advice"
    LAW_ENFORCEMENT_PREDICT = "law-enforcement-predict"
    IMMIGRATION_ASYLUM = "immigration-asylum"
    BIOMETRIC_SURVEILLANCE = "biometric-surveillance"
    SOCIAL_SCORING = "social-scoring"
    MILITARY = "military"
    WEAPONS_CBRN = "weapons-cbrn"
    NUCLEAR = "nuclear"
    ESPIONAGE = "espionage"
    PUBLIC_ORDER = "public-order"
    CRITICAL_INFRASTRUCTURE = "critical-infrastructure"
    MALWARE_CYBER = "malware-cyber"
    ILLEGAL_GOODS = "illegal-goods"
    SELF_HARM = "self-harm"
    SEXUAL_CONTENT = "sexual-content"
    UNLICENSED_PRACTICE = "unlicensed-practice"
    FRAUD_SPAM = "fraud-spam"
    SAFETY_BYPASS = "safety-bypass"
    IP_INFRINGEMENT = "ip-infringement"
    HUMAN_TRAFFICKING = "human-trafficking"
    POLITICAL_CAMPAIGN = "political-campaign"


USES = ("commercial", "internal", "research", "personal", "evaluation")
MODES = ("local", "internal-service", "hosted", "embedded", "distributed")
TRAINING = ("none", "own-model", "competing")

FACTS: Mapping[str, Fact] = {
    "use": Fact(type=FactType.WORD, words=USES, meaning="what the model is used for"),
    "mode": Fact(type=FactType.WORD, words=MODES, meaning="how others meet the model"),
    "modified": Fact(
        type=FactType.FLAG, meaning="the weights were changed: fine-tuned, merged, quantized, converted with loss"
    ),
    "distributed": Fact(type=FactType.FLAG, meaning="copies of the weights, changed or not, leave the organisation"),
    "train_on_outputs": Fact(
        type=FactType.WORD,
        words=TRAINING,
        meaning="outputs train another model: none, one that does not compete with the licensor's, or one that does",
    ),
    "outputs_published": Fact(type=FactType.FLAG, meaning="outputs are published or shown to others"),
    "fields": Fact(
        type=FactType.WORDS, meaning=f"fields of use; a license speaks of these: {', '.join(sorted(UseCode))}"
    ),
    "reverse_engineered": Fact(type=FactType.FLAG, meaning="weights or training data are extracted or decompiled"),
    "org.domicile": Fact(type=FactType.PLACE, meaning="where the organisation has its principal place of business"),
    "org.government": Fact(type=FactType.FLAG, meaning="the organisation is a government body or acts for one"),
    "org.competitor": Fact(
        type=FactType.FLAG,
        meaning="the organisation is a competitor, a cloud vendor or another business that the clause names",
    ),
    "org.revenue_usd_year": Fact(type=FactType.NUMBER, meaning="revenue of the last year, US dollars, with affiliates"),
    "org.revenue_usd_month": Fact(type=FactType.NUMBER, meaning="highest revenue of a month, US dollars"),
    "org.employees": Fact(type=FactType.NUMBER, meaning="people employed, with affiliates"),
    "org.mau": Fact(
        type=FactType.MEASURED,
        meaning="monthly active users of all products and services, with affiliates, and the date of the count",
    ),
    "territories.operate": Fact(type=FactType.PLACES, meaning="where the model runs or is worked on"),
    "territories.serve": Fact(type=FactType.PLACES, meaning="where the end users and the readers of outputs are"),
    "model.multimodal": Fact(
        type=FactType.FLAG, meaning="the model takes or gives more than text; read from the model"
    ),
    "readings.internal_is_commercial": Fact(
        type=FactType.FLAG,
        meaning="your reading where a license leaves it open: a business's internal use counts as commercial",
    ),
}

"""
Base models that the prose of a card suggests: addresses of models beside words of descent, or in a row of a table that
names the model itself. Nobody states a base model this way, so each is a hint.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from checker.evidence.base_names import HUB_HOSTS
from checker.evidence.card_fields import claim_bases
from checker.evidence.files import quote
from checker.evidence.front_matter import split_lines
from checker.model.evidence import BaseClaim, Card, Citation, Relation

MAX_LINES = 5_000
MAX_LINE = 2_000
MAX_HINTS = 8

_ADDRESS = re.compile(rf"https?://(?:{'|'.join(map(re.escape, HUB_HOSTS))})/[\w.-]+/[\w.-]+", re.ASCII)
_DESCENT = re.compile(
    r"\b(?:base model|parent model|original model|source model|fine-?tun(?:e|ed|ing)|derived from|based on|merged? of"
    r"|quanti[sz](?:ed|ation)|converted from|adapter (?:for|of|on)|trained (?:from|on top of))\b",
    re.IGNORECASE,
)


def find_hints(card: Card, id: str) -> tuple[BaseClaim, ...]:
    """The models that the prose suggests, each once: those beside `id` itself, else those of any descent."""
    name = re.compile(rf"(?<![\w.-]){re.escape(id.rpartition('/')[2])}(?![\w-])", re.IGNORECASE)
    beside: dict[str, BaseClaim] = {}
    descent: dict[str, BaseClaim] = {}
    for number, line in enumerate(split_lines(card.body)[:MAX_LINES], start=card.body_line):
        shown = line[:MAX_LINE]
        # An address of the model itself is not its name beside another.
        names_itself = name.search(_ADDRESS.sub("", shown)) is not None
        if not (_DESCENT.search(shown) or (names_itself and shown.lstrip().startswith("|"))):
            continue
        for claim in _named_on(shown, Citation(file=card.path, line=number, quote=quote(shown), sha256=card.sha256)):
            if claim.is_hub_id and claim.id.lower() != id.lower():
                (beside if names_itself else descent).setdefault(claim.id.lower(), claim)
    return tuple((beside or descent).values())[:MAX_HINTS]


def _named_on(line: str, citation: Citation) -> Iterator[BaseClaim]:
    for found in _ADDRESS.finditer(line):
        yield from claim_bases(found[0].rstrip("."), Relation.UNSTATED, citation, hint=True)

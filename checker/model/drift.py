"""What moved since a model was locked."""

from __future__ import annotations

from enum import StrEnum

import msgspec

from checker.model.comparison import TextPair
from checker.model.verdict import Verdict


class Movement(StrEnum):
    """
    How much moved: nothing, the commit alone, what the license rests on, or the model cannot be had any more.

    `inputs` is a change on this side: another policy, other facts, another version of the catalog. `unread` is a commit
    that moved while not all that the model says now could be read, so that other terms may stand there.
    """

    NONE = "none"
    INPUTS = "inputs"
    COMMIT = "commit"
    UNREAD = "unread"
    TERMS = "terms"
    GONE = "gone"


class Drift(msgspec.Struct, frozen=True, kw_only=True):
    """
    One locked model; `verdict` is that of now, None when it is gone.

    `facts` say in sentences what moved, `texts` are the license-like files whose words did.
    """

    id: str
    movement: Movement
    locked: str | None
    now: str | None
    verdict: Verdict | None = None
    facts: tuple[str, ...] = ()
    texts: tuple[TextPair, ...] = ()

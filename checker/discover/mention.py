"""What a reader of one kind of file finds, before it is known whether it names a model of the Hub."""

from __future__ import annotations

from dataclasses import dataclass

from checker.model.reference import Place


@dataclass(frozen=True, slots=True)
class Mention:
    """
    A text that may name a model, or, where `text` is None, a place that loads one without telling which.

    `is_certain`: a model is loaded here whatever the text says, so that a text that names none is reported. `why` says
    how the text was come to, empty when it stands where it is used, or why there is none.
    """

    text: str | None
    place: Place
    how: str
    is_certain: bool = False
    revision: str | None = None
    why: str = ""
    used_at: tuple[Place, ...] = ()

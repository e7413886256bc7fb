"""What is known of a value before the program runs: the texts it can be, and why it may be others."""

from __future__ import annotations

import ast
from dataclasses import dataclass, field

from checker.discover.python.module import Function
from checker.model.reference import Place

MAX_SHOWN = 60


@dataclass(frozen=True, slots=True)
class Wording:
    """A phrase, or one with a gap for an expression; it is put into words only when it is shown."""

    form: str
    expr: ast.expr | None = None

    def __str__(self) -> str:
        return self.form.format(shown(self.expr)) if self.expr is not None else self.form


@dataclass(frozen=True, slots=True)
class Text:
    """One value. `place` is the literal that it is, None for one that was put together; `via` says over what."""

    text: str
    place: Place | None
    via: Wording | None = None


@dataclass(slots=True)
class Folded:
    """
    The values that are known, the first reason why others are not, and the parameters that callers fill in.

    `is_loaded` marks the result of another call that loads, which is reported where it stands.
    """

    values: list[Text] = field(default_factory=list)
    unknown: Wording | None = None
    parameters: list[tuple[Function, str]] = field(default_factory=list)
    is_loaded: bool = False

    def add(self, other: Folded, via: Wording | None = None) -> None:
        """Take over what `other` has, come to over `via`."""
        self.values += [text if text.via else Text(text.text, text.place, via) for text in other.values]
        self.unknown = self.unknown or other.unknown
        self.parameters += [one for one in other.parameters if one not in self.parameters]
        self.is_loaded = self.is_loaded or other.is_loaded

    @classmethod
    def not_known(cls, expr: ast.expr, form: str = "`{}` is known at run time") -> Folded:
        """Nothing is known, because of `expr`."""
        return cls(unknown=Wording(form, expr))


def shown(expr: ast.expr) -> str:
    """An expression as it is written, shortened."""
    try:
        text = " ".join(ast.unparse(expr).split())
    except (ValueError, RecursionError):
        return "…"
    return text if len(text) <= MAX_SHOWN else f"{text[:MAX_SHOWN]}…"

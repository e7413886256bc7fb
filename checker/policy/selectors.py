"""What a line of `allow`, `review` or `deny` stands for: an id, an expression, or all licenses with a property."""

from __future__ import annotations

from collections.abc import Callable, Collection
from enum import StrEnum
from typing import Any, ClassVar

from checker import spdx
from checker.catalog.clauses import KINDS
from checker.catalog.families import Family
from checker.catalog.terms import LicenseTerms
from checker.errors import ExpressionError
from checker.policy.mistakes import Mistakes, Word, misfit, nearest_spelling, quote

# The categories of license-expression's index, which ScanCode's editors assign.
CATEGORIES = (
    "permissive",
    "public-domain",
    "copyleft",
    "copyleft-limited",
    "source-available",
    "free-restricted",
    "proprietary-free",
    "unstated-license",
)


class SelectorKind(StrEnum):
    """What a selector asks about a license."""

    LICENSE = "license"
    FAMILY = "family"
    CATEGORY = "category"
    CLAUSE = "clause"
    ORG = "org"


class Selector(Word):
    """
    One line of a license list, in its one spelling.

    `Apache-2.0`, also written `id:Apache-2.0`, is that license alone; `A WITH E` is that pair and not A; `A OR B` is
    either. `family:` and `clause:` ask the catalog's facts, `category:` ScanCode's editors, `org:` who publishes the
    model.
    """

    __slots__ = ()

    allowed: ClassVar[str] = "an SPDX id or expression, id:…, family:…, category:…, clause:… or org:…"
    json_schema: ClassVar[dict[str, Any]] = {"type": "string", "description": allowed}

    @property
    def kind(self) -> SelectorKind:
        """What is asked."""
        prefix, colon, _ = self.partition(":")
        return SelectorKind(prefix) if colon and prefix in _PROPERTIES else SelectorKind.LICENSE

    @property
    def value(self) -> str:
        """The text after the prefix, or all of it for a license."""
        return str(self) if self.is_exact else self.partition(":")[2]

    @property
    def is_exact(self) -> bool:
        """True when it names licenses one by one, so that it holds for a license whose terms nobody recorded."""
        return self.kind is SelectorKind.LICENSE

    @property
    def licenses(self) -> tuple[spdx.License, ...]:
        """The licenses that an exact selector names; none for the others."""
        return spdx.parse(self).licenses if self.is_exact else ()

    @classmethod
    def checked(cls, written: str) -> str:
        prefix, colon, value = written.partition(":")
        if colon and prefix in _PROPERTIES:
            return f"{prefix}:{_PROPERTIES[prefix](value.strip())}"
        if colon and prefix == "id":
            return _single(value.strip())
        if colon and prefix.isalpha() and prefix != "DocumentRef":
            raise misfit(prefix, cls.allowed, near=("id", *_PROPERTIES))
        return _listed(written)

    def matches(
        self,
        license: spdx.License,
        terms: LicenseTerms | None,
        families: Collection[str],
        org: str | None,
    ) -> bool | None:
        """
        Whether the license is one of those selected; None when the facts that would tell are not known.

        `families` are those of the license, none when nothing is known about it; `org` publishes the model.
        """
        match self.kind:
            case SelectorKind.LICENSE:
                return license in self.licenses
            case SelectorKind.FAMILY:
                unknown = terms is None and set(families) <= {Family.UNCLASSIFIED}
                return self.value in families or (None if unknown else False)
            case SelectorKind.CLAUSE:
                return None if terms is None else bool(terms.of_kind(self.value))
            case SelectorKind.CATEGORY:
                category = spdx.category(license.id)
                if category is None:
                    return None if terms is None else False
                return category.lower().replace(" ", "-") == self.value
            case SelectorKind.ORG:
                return None if org is None else org.lower() == self.value.lower()


class ExactSelector(Selector):
    """A selector that names one license."""

    __slots__ = ()

    allowed: ClassVar[str] = "the id of one license, or id:…"

    @classmethod
    def checked(cls, written: str) -> str:
        selector = Selector(super().checked(written))
        if len(selector.licenses) != 1:
            raise misfit(written, cls.allowed)
        return selector


class Expression(Word):
    """A license expression in its one spelling; `NOASSERTION` and `NONE` are not accepted."""

    __slots__ = ()

    allowed: ClassVar[str] = "an SPDX license expression"
    json_schema: ClassVar[dict[str, Any]] = {"type": "string", "description": allowed}

    @classmethod
    def checked(cls, written: str) -> str:
        return str(_parsed(written))


def _listed(written: str) -> str:
    """A license, or several joined by OR, in the spelling of the SPDX list."""
    for kind, words in (("family", tuple(Family)), ("category", CATEGORIES), ("clause", tuple(KINDS))):
        if written in words:
            raise Mistakes(("", f'found {quote(written)}, which is a {kind}; did you mean "{kind}:{written}"?'))
    expression = _parsed(written)
    if " AND " in str(expression):
        allowed = "each license on a line of its own, since AND is judged part by part"
        raise Mistakes(("", f"found {quote(written)}, allowed: {allowed}"))
    return str(expression)


def _single(written: str) -> str:
    expression = _parsed(written)
    if len(expression.licenses) > 1:
        raise Mistakes(("", f"found {quote(written)}, allowed: one id after id:; an expression stands without id:"))
    return str(expression)


def _parsed(written: str) -> spdx.SpdxExpression:
    try:
        expression = spdx.parse(written)
    except ExpressionError as problem:
        raise Mistakes(("", f"{problem}{_meant(written)}")) from None
    if not expression.is_assertion:
        raise Mistakes(("", f"found {expression}, allowed: a license; what is not known is settled under clarify"))
    return expression


def _meant(written: str) -> str:
    """The license or family that comes nearest to `written`, as a question; nothing for an expression."""
    from checker.catalog import catalog

    resolved = catalog().resolve(written)
    if resolved.is_certain:
        return f'; did you mean "{resolved.alternatives[0]}"?'
    near = nearest_spelling(written, [*spdx.spdx_ids(), *catalog().ids(), *Family]) or resolved.suggestion
    if near is None or " " in written:
        return ""
    return f'; did you mean "{f"family:{near}" if near in set(Family) else near}"?'


def _one_of(words: Collection[str], what: str) -> Callable[[str], str]:
    def check(value: str) -> str:
        if value not in words:
            raise misfit(value, what, near=words)
        return value

    return check


def _org(value: str) -> str:
    if not value or "/" in value or " " in value:
        raise misfit(value, "the name of an organisation or user on the Hub, such as org:allenai")
    return value


_PROPERTIES: dict[str, Callable[[str], str]] = {
    SelectorKind.FAMILY: _one_of(tuple(Family), f"a family: {', '.join(Family)}"),
    SelectorKind.CATEGORY: _one_of(CATEGORIES, f"a category: {', '.join(CATEGORIES)}"),
    SelectorKind.CLAUSE: _one_of(tuple(KINDS), "a clause kind, such as limit.mau or cond.notice_file"),
    SelectorKind.ORG: _org,
}

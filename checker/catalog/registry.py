"""
The catalog at run time: what a word, a name or an address stands for, and what a license says.

Lookups are exact after folding. What is not found stays unresolved, with the nearest known spelling as a suggestion
for people, never as an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import cache

import msgspec

from checker import spdx
from checker.catalog.families import Family, category_family
from checker.catalog.folding import fold_name, fold_url
from checker.catalog.index import Index, load_index
from checker.catalog.terms import LicenseTerms, parse_terms
from checker.errors import ExpressionError
from checker.resources import packaged

MAX_SUGGESTED_LENGTH = 200
# Sites whose pages are named by the license's id.
ID_PAGES = re.compile(r"(?:spdx\.org|opensource\.org|choosealicense\.com)/licenses/([^/]+?)(?:\.html)?\Z")


class Resolution(msgspec.Struct, frozen=True, kw_only=True):
    """
    What a spelling stands for.

    `alternatives` are SPDX expressions of which one holds: one when it is certain, several for a family or a name that
    leaves the version open, none when it is unresolved. `reason` says why it is not one, or what to beware of;
    `suggestion` is the nearest known spelling.
    """

    alternatives: tuple[str, ...] = ()
    reason: str = ""
    suggestion: str | None = None

    @property
    def is_certain(self) -> bool:
        """Exactly one expression."""
        return len(self.alternatives) == 1


class Catalog:
    """
    The license facts of an index; reads a license's own file when it is asked for.

    `own` are the licenses of a user that the index holds too (see `own`): their clauses are not in a file of ours.
    """

    def __init__(self, index: Index, own: Iterable[LicenseTerms] = ()) -> None:
        self.index = index
        self._terms: dict[str, LicenseTerms | None] = {terms.id: terms for terms in own}

    def ids(self) -> tuple[str, ...]:
        """The ids of all licenses whose clauses are known, sorted."""
        return tuple(sorted(self.index.licenses))

    def hub_ids(self) -> tuple[str, ...]:
        """Every license id of the Hub, retired ones included, sorted."""
        return tuple(sorted(self.index.hub))

    def hub_ids_of(self, license_id: str) -> tuple[str, ...]:
        """The Hub ids that stand for the license, or may, sorted."""
        return tuple(sorted(hub_id for hub_id, row in self.index.hub.items() if license_id in row.alternatives))

    def digest(self) -> str:
        """SHA-256 of all license facts."""
        return self.index.digest

    def terms(self, license_id: str) -> LicenseTerms | None:
        """What the license says, or None when its clauses are not known."""
        if not self.has_clauses(license_id):
            return None
        if license_id not in self._terms:
            file = packaged("catalog", "data", f"{license_id}.yaml")
            self._terms[license_id] = parse_terms(file.read_text(encoding="utf-8"), file.name)
        return self._terms[license_id]

    def title(self, license_id: str) -> str:
        """The license's title, or the id where no other name is known."""
        entry = self.index.licenses.get(license_id)
        return entry.title if entry else license_id

    def families(self, license_id: str) -> tuple[Family, ...]:
        """
        The families of a license, its own first.

        Without clauses, ScanCode's category stands in for a license of the SPDX list (`has_clauses` tells the two
        apart); any other id is `unclassified`.
        """
        entry = self.index.licenses.get(license_id)
        if entry:
            return tuple(map(Family, entry.families))
        return (Family.UNCLASSIFIED,) if spdx.LICENSE_REF.match(license_id) else (category_family(license_id),)

    def has_clauses(self, license_id: str) -> bool:
        """True when the catalog holds the clauses of the license."""
        return license_id in self.index.licenses

    def resolve_hub_id(self, word: str) -> Resolution:
        """What a value of the Hub's `license:` field stands for, in any case."""
        found = self.index.hub.get(word.strip().lower())
        if found is None:
            return self._unresolved(word, "not a license id of the Hub", self.index.hub)
        return Resolution(alternatives=found.alternatives, reason=found.reason)

    def resolve_name(self, text: str) -> Resolution:
        """What a `license_name`, a title or another spelling stands for; ids of the Hub and of SPDX are names too."""
        reason = "no license is known by this name"
        return self._named(text) or self._unresolved(fold_name(text), reason, self.index.names)

    def _named(self, text: str) -> Resolution | None:
        as_hub_id = self.index.hub.get(text.strip().lower())
        if as_hub_id and as_hub_id.alternatives:
            return Resolution(alternatives=as_hub_id.alternatives, reason=as_hub_id.reason)
        folded = fold_name(text)
        ids = self.index.names.get(folded)
        if ids is None and not spdx.LICENSE_REF.match(text) and spdx.is_known_id(text.strip()):
            return self._resolve_expression(text)
        if ids is None:
            return None
        return Resolution(alternatives=ids, reason="the name does not say which version" if len(ids) > 1 else "")

    def resolve_url(self, url: str) -> Resolution:
        """What the address of a license text stands for."""
        folded = fold_url(url)
        ids = self.index.urls.get(folded)
        if ids is None:
            page = ID_PAGES.match(folded)
            return self.resolve(page[1]) if page else Resolution(reason="no license text is known at this address")
        return Resolution(alternatives=ids, reason="the address does not say which version" if len(ids) > 1 else "")

    def resolve(self, word: str) -> Resolution:
        """What `word` stands for, be it a Hub id, an SPDX expression, a license's id, name or address."""
        if word.strip().lower() in self.index.hub:
            return self.resolve_hub_id(word)
        if "://" in word:
            return self.resolve_url(word)
        if named := self._named(word):
            return named
        as_expression = self._resolve_expression(word)
        return as_expression if as_expression.alternatives else self.resolve_name(word)

    def _resolve_expression(self, text: str) -> Resolution:
        try:
            expression = spdx.parse(text)
        except ExpressionError as problem:
            return Resolution(reason=str(problem))
        if not expression.is_assertion:
            return Resolution(reason=f"{expression} names no license")
        strangers = [atom.id for atom in expression.licenses if self._is_stranger(atom.id)]
        reason = f"the terms of {', '.join(strangers)} are not known here" if strangers else ""
        return Resolution(alternatives=(str(expression),), reason=reason)

    def _is_stranger(self, license_id: str) -> bool:
        return bool(spdx.LICENSE_REF.match(license_id)) and not self.has_clauses(license_id)

    def _unresolved(self, word: str, reason: str, known: Iterable[str]) -> Resolution:
        from difflib import get_close_matches

        if len(word) > MAX_SUGGESTED_LENGTH:
            return Resolution(reason=reason)
        near = get_close_matches(word.lower(), list(known), n=1, cutoff=0.75)
        if not near:
            return Resolution(reason=reason)
        ids = self.index.names.get(near[0])
        return Resolution(reason=reason, suggestion=ids[0] if ids else near[0])


@cache
def catalog() -> Catalog:
    """The catalog that ships with the program."""
    return Catalog(load_index())

"""
What one license says: `LicenseTerms`, read from one YAML file.

A mistake in a file is reported with its line and column and the nearest known spelling, all mistakes at once.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from checker.catalog.clauses import (
    KINDS,
    MAX_QUOTED_WORDS,
    Clause,
    Params,
    Setting,
    params_data,
    read_params,
)
from checker.catalog.clauses.duties import CondAup
from checker.catalog.clauses.grants import GrantHost, GrantUse
from checker.catalog.clauses.risks import RiskIncorporatedDoc
from checker.catalog.conditions import Condition
from checker.catalog.triggers import condition_data, parse_condition
from checker.errors import DataError, DocumentError
from checker.resources import YamlDocument, parse_yaml
from checker.spdx import LICENSE_REF

CLAUSE_KEYS = ("kind", "section", "document", "params", "when", "provided")


class IncorporatedDocument(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A document that the license makes part of itself: a use policy, guidelines. `texts` names its known copies."""

    id: str
    title: str
    url: str | None = None
    texts: tuple[str, ...] = ()


class Gap(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something in a `section` that no clause holds, for want of a word in the vocabulary: `says`, in our own words."""

    section: str
    says: str


class LicenseTerms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    One license: how it is called, where its text is known from, and its clauses.

    `id`: its SPDX id, else a `LicenseRef-` · `date`: the version's (release) date · `hub_ids`: ids of the Hub that
    mean it · `names`: other spellings, as in `license_name` · `urls`: addresses of its text · `scancode`: its key in
    ScanCode's database · `texts`: names of known copies · `verified_on`: the day the clauses were last compared with
    the text · `traps`: what is easily mistaken about it, one sentence each · `readings`: how the clauses take it where
    the text is open or contradicts itself, one sentence each · `gaps`: what it says besides.
    """

    id: str
    title: str
    licensor: str
    version: str | None = None
    date: datetime.date | None = None
    hub_ids: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    urls: tuple[str, ...] = ()
    scancode: str | None = None
    texts: tuple[str, ...] = ()
    verified_on: datetime.date
    incorporates: tuple[IncorporatedDocument, ...] = ()
    traps: tuple[str, ...] = ()
    readings: tuple[str, ...] = ()
    gaps: tuple[Gap, ...] = ()
    clauses: tuple[Clause, ...]

    @property
    def spdx(self) -> str | None:
        """The id on the SPDX list, or None."""
        return None if LICENSE_REF.match(self.id) else self.id

    @property
    def spellings(self) -> tuple[str, ...]:
        """What it may be called: its id, with and without `LicenseRef-`, its title and its other names."""
        return (self.id, self.id.removeprefix("LicenseRef-"), self.title, *self.names)

    @property
    def setting(self) -> Setting:
        """What the triggers of its clauses need to know."""
        hosts = (clause.params for clause in self.clauses if isinstance(clause.params, GrantHost))
        return Setting(self.date, any(host.counts_as_distribution for host in hosts))

    @property
    def purposes(self) -> frozenset[str]:
        """The purposes for which use is granted."""
        return frozenset(
            purpose for c in self.clauses if isinstance(c.params, GrantUse) for purpose in c.params.purposes
        )

    def trigger(self, clause: Clause) -> Condition:
        """When `clause`, one of its own, applies."""
        return clause.trigger(self.setting)

    def of_kind(self, *kinds: str) -> tuple[Clause, ...]:
        """Its clauses of these kinds; a kind may be a whole group, such as `limit`."""
        return tuple(
            clause for clause in self.clauses if any(f"{clause.kind}.".startswith(f"{kind}.") for kind in kinds)
        )


def parse_terms(text: str, name: str) -> LicenseTerms:
    """
    The license that the YAML file `name` describes.

    Raises `DataError` with one `file:line:column: …` line for each mistake.
    """
    try:
        document = parse_yaml(text)
    except DocumentError as problem:
        raise DataError(f"{name}:{problem.line}:{problem.column}: {problem}") from problem
    reader = _Reader(document)
    terms = reader.read()
    if terms is None or reader.problems:
        lines = (f"{name}:{line}:{column}: {message}" for (line, column), message in sorted(reader.problems))
        raise DataError("\n".join(lines))
    return terms


def terms_data(terms: LicenseTerms) -> dict[str, Any]:
    """The plain data that `parse_terms` reads back as the same license."""
    data = {field: value for field, value in msgspec.structs.asdict(terms).items() if value not in (None, ())}
    data["incorporates"] = msgspec.to_builtins(terms.incorporates)
    data["clauses"] = [_clause_data(clause) for clause in terms.clauses]
    plain: dict[str, Any] = msgspec.to_builtins(data)
    return plain


def _clause_data(clause: Clause) -> dict[str, Any]:
    data: dict[str, Any] = {"kind": clause.kind, "section": clause.section, "params": params_data(clause.params)}
    data |= {"document": clause.document} if clause.document else {}
    data |= {"when": condition_data(clause.when)} if clause.when else {}
    return data | ({"provided": condition_data(clause.provided)} if clause.provided else {})


class _Reader:
    """One pass over a parsed file, collecting problems with their places."""

    def __init__(self, document: YamlDocument) -> None:
        self.document = document
        self.problems: list[tuple[tuple[int, int], str]] = [
            ((line, column), f"duplicate key {path!r}") for path, line, column in document.duplicates
        ]

    def read(self) -> LicenseTerms | None:
        data = self.document.data
        if not isinstance(data, dict):
            self.report("", "a license file is a mapping")
            return None
        listed = data.get("clauses")
        clauses = [
            self.clause(item, f"clauses[{i}]") for i, item in enumerate(listed if isinstance(listed, list) else ())
        ]
        if not clauses:
            self.report("clauses", "a license has at least one clause")
        terms = self.convert({**data, "clauses": ()})
        if terms is None or None in clauses:
            return None
        terms = msgspec.structs.replace(terms, clauses=tuple(filter(None, clauses)))
        self.check(terms)
        return terms

    def clause(self, data: Any, path: str) -> Clause | None:
        if not isinstance(data, dict):
            self.report(path, "a clause is a mapping with kind, section and params")
            return None
        for key in data.keys() - set(CLAUSE_KEYS):
            self.report(f"{path}.{key}", f"unknown key {key!r}{_nearest(key, CLAUSE_KEYS)}; parameters go under params")
        kind, section, params = str(data.get("kind")), data.get("section"), data.get("params") or {}
        if not isinstance(section, str) or not section.strip():
            self.report(path, "a clause needs the section it stands in")
        if kind not in KINDS:
            self.report(f"{path}.kind", f"unknown kind {kind!r}{_nearest(kind, KINDS)}")
            return None
        if not isinstance(params, dict):
            self.report(f"{path}.params", "params is a mapping")
            return None
        document = data.get("document")
        if document is not None and not isinstance(document, str):
            self.report(f"{path}.document", "document is the id of an incorporated document")
            return None
        typed = self.params(kind, params, f"{path}.params")
        conditions = {
            key: self.condition(data[key], f"{path}.{key}") for key in ("when", "provided") if data.get(key) is not None
        }
        if typed is None or not isinstance(section, str):
            return None
        return Clause(params=typed, section=section, document=document, **conditions)

    def params(self, kind: str, data: Mapping[str, Any], path: str) -> Params | None:
        fields = KINDS[kind].__struct_fields__
        unknown = sorted(data.keys() - set(fields))
        for key in unknown:
            has = f"{kind} has {', '.join(fields)}" if fields else f"{kind} has no parameters"
            self.report(f"{path}.{key}", f"unknown parameter {key!r}{_nearest(key, fields)}; {has}")
        if unknown:
            return None
        try:
            return read_params(kind, data)
        except msgspec.ValidationError as problem:
            self.report_validation(problem, path)
            return None

    def condition(self, data: Any, path: str) -> Condition | None:
        try:
            return parse_condition(data)
        except ValueError as problem:
            self.report(path, str(problem))
            return None

    def convert(self, data: Mapping[str, Any]) -> LicenseTerms | None:
        fields = LicenseTerms.__struct_fields__
        unknown = sorted(data.keys() - set(fields))
        for key in unknown:
            self.report(key, f"unknown key {key!r}{_nearest(key, fields)}")
        try:
            return msgspec.convert({k: v for k, v in data.items() if k not in unknown}, LicenseTerms, strict=False)
        except msgspec.ValidationError as problem:
            self.report_validation(problem, "")
            return None

    def check(self, terms: LicenseTerms) -> None:
        documents = {document.id for document in terms.incorporates}
        for i, clause in enumerate(terms.clauses):
            path = f"clauses[{i}]"
            named = clause.params.document if isinstance(clause.params, (CondAup, RiskIncorporatedDoc)) else None
            for document, place in ((clause.document, f"{path}.document"), (named, f"{path}.params.document")):
                if document is not None and document not in documents:
                    self.report(place, f"{document!r} is not among the documents that the license incorporates")
            if clause.quote and len(clause.quote.split()) > MAX_QUOTED_WORDS:
                self.report(f"{path}.params", f"quote at most {MAX_QUOTED_WORDS} words")
            try:
                terms.trigger(clause)
            except ValueError as problem:
                self.report(path, str(problem))

    def report(self, path: str, message: str) -> None:
        """Note a problem at `path`, or at the nearest place above it that the file has."""
        here = path
        while here and here not in self.document.places:
            here = re.sub(r"(\.[^.\[\]]+|\[\d+\]|^[^.\[\]]+)\Z", "", here)
        self.problems.append((self.document.places.get(here, (1, 1)), message))

    def report_validation(self, problem: msgspec.ValidationError, path: str) -> None:
        message, _, inner = str(problem).partition(" - at `$")
        place = f"{path}{inner.rstrip('`')}".lstrip(".")
        self.report(place, message)


def _nearest(word: str, known: Iterable[str]) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word, list(known), n=1)
    return f"; did you mean {near[0]!r}?" if near else ""

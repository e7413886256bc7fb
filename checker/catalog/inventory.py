"""
Writes the lists of `docs/catalog.md`: `python -m checker.catalog.inventory [--check | --without-clauses]`.

The page is written by hand down to `MARK`; what follows comes from the license files. `--check` writes nothing and
fails when it is stale. `--without-clauses` prints the licenses of the installed SPDX list that are judged by their
category alone.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

from checker import spdx
from checker.catalog.clauses.limits import LimitMau
from checker.catalog.compile import license_files
from checker.catalog.families import CATEGORY_FAMILIES, Family, category_family, families
from checker.catalog.index import load_index
from checker.catalog.terms import IncorporatedDocument, LicenseTerms, parse_terms
from checker.catalog.territories import load_world
from checker.catalog.vocabulary import table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "catalog.md"
COMMAND = "python -m checker.catalog.inventory"
MARK = f"<!-- What follows is written by `{COMMAND}`; do not edit. -->\n"


def render_lists() -> str:
    """The part of the page that comes from the license files."""
    licenses = [parse_terms(file.read_text(encoding="utf-8"), file.name) for file in license_files()]
    return "\n".join(_lines(licenses)) + "\n"


def without_clauses() -> Iterator[str]:
    """One `id: family (category)` line for each license of the SPDX list that the catalog does not hold."""
    for license_id in spdx.spdx_ids():
        if license_id not in load_index().licenses:
            yield f"{license_id}: {category_family(license_id)} ({spdx.category(license_id) or 'no category'})"


def _lines(licenses: list[LicenseTerms]) -> Iterator[str]:
    yield ""
    yield "## Counts"
    yield ""
    own = Counter(families(terms)[0] for terms in licenses)
    clauses = sum(len(terms.clauses) for terms in licenses)
    texts = {slug for terms in licenses for slug in terms.texts}
    yield f"{len(licenses)} licenses, {clauses:,} clauses, read from {len(texts)} texts, else from ScanCode's copies."
    yield ""
    yield from table(("family", "licenses"), ((f"`{family}`", str(own[family])) for family in Family if own[family]))
    yield "## Licenses"
    yield ""
    yield "The first family is the license's own. “texts” counts the copies that were compared word for word."
    yield ""
    columns = ("license", "title", "families", "compared on", "texts", "incorporated documents")
    yield from table(columns, map(_row, licenses))
    yield "## How open questions of the texts are read"
    yield ""
    yield from _items((terms.id, reading) for terms in licenses for reading in terms.readings)
    yield "## What no clause holds"
    yield ""
    yield from _items((terms.id, f"{gap.says} [{gap.section}]") for terms in licenses for gap in terms.gaps)
    yield "## Documents that bind and whose text we do not have"
    yield ""
    yield from _items((document.title, ", ".join(ids)) for document, ids in _unknown_documents(licenses).items())
    yield "## Users counted at a release whose date the text does not give"
    yield ""
    yield from _items((terms.id, terms.title) for terms in licenses if not terms.date and _counts_at_release(terms))
    yield "## Ids of the Hub that name no license known here"
    yield ""
    yield from _items((name, row.reason) for name, row in sorted(load_index().hub.items()) if not row.alternatives)
    yield "## Licenses without clauses"
    yield ""
    yield "Any other license of the SPDX list has the family of the category that ScanCode gives it, and every report"
    yield "says that no clause of it was asked. `lic-check explain ID` tells which it is for one license,"
    yield f"`{COMMAND} --without-clauses` for all of them."
    yield ""
    yield from table(("category", "family"), ((name, f"`{family}`") for name, family in CATEGORY_FAMILIES.items()))
    yield f"Of any other category it is `{Family.UNCLASSIFIED}`, so that only a line of a policy that names it decides."
    yield ""
    yield "## Rates of exchange"
    yield ""
    rates = sorted(load_world().rates.items())
    yield from table(
        ("currency", "fewest a dollar", "most"), ((name, f"{r.low:g}", f"{r.high:g}") for name, r in rates)
    )


def _row(terms: LicenseTerms) -> Iterable[str]:
    return (
        f"`{terms.id}`",
        terms.title,
        ", ".join(families(terms)),
        str(terms.verified_on),
        str(len(terms.texts) or "ScanCode's copy"),
        "; ".join(document.title for document in terms.incorporates),
    )


def _items(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    yield from (f"- `{name}`: {text}" for name, text in pairs)
    yield ""


def _unknown_documents(licenses: list[LicenseTerms]) -> dict[IncorporatedDocument, list[str]]:
    """The documents without a copy that are no license of the catalog, each with those that incorporate it."""
    known = {terms.id for terms in licenses}
    unknown: dict[str, IncorporatedDocument] = {}
    binding: dict[str, list[str]] = {}
    for terms in licenses:
        for document in terms.incorporates:
            if not document.texts and document.id not in known:
                unknown.setdefault(document.id, document)
                binding.setdefault(document.id, []).append(f"`{terms.id}`")
    return {unknown[document_id]: ids for document_id, ids in sorted(binding.items())}


def _counts_at_release(terms: LicenseTerms) -> bool:
    return any(isinstance(c.params, LimitMau) and c.params.as_of == "release" for c in terms.clauses)


def main(arguments: list[str]) -> int:
    """Write the lists, or with `--check` compare them; the exit code."""
    if "--without-clauses" in arguments:
        sys.stdout.writelines(f"{line}\n" for line in without_clauses())
        return 0
    written = PAGE.read_text(encoding="utf-8")
    prose, mark, _ = written.partition(MARK)
    fresh = prose + MARK + render_lists()
    if "--check" in arguments:
        stale = not mark or written != fresh
        sys.stderr.write(f"{PAGE.name} is stale; run {COMMAND}\n" if stale else "")
        return int(stale)
    PAGE.write_text(fresh, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

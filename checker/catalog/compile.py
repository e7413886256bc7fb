"""
Compiles the catalog's YAML files into `data/index.json`: `python -m checker.catalog.compile [--check]`.

The result depends on the files alone. `--check` writes nothing and fails when the committed index is stale.
"""

from __future__ import annotations

import hashlib
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

import msgspec

from checker.catalog.families import families
from checker.catalog.folding import fold_name, fold_url
from checker.catalog.index import INDEX_FILE, Entry, HubId, Index
from checker.catalog.soundness import problems
from checker.catalog.tables import FOLDER, hub_table, spdx_names
from checker.catalog.terms import LicenseTerms, parse_terms
from checker.errors import DataError
from checker.resources import packaged
from checker.spdx import spdx_ids

COMMAND = "python -m checker.catalog.compile"


def license_files() -> tuple[Path, ...]:
    """The YAML files of the catalog, one a license, sorted by name."""
    return tuple(sorted(packaged("catalog", "data").glob("*.yaml")))


def compile_index() -> Index:
    """The index of the files as they are now; raises `DataError` with every mistake in them."""
    found: list[str] = []
    licenses: list[LicenseTerms] = []
    for file in license_files():
        try:
            terms = parse_terms(file.read_text(encoding="utf-8"), file.name)
        except DataError as problem:
            found.append(str(problem))
            continue
        found += problems(terms, file.name)
        licenses.append(terms)
    if found:
        raise DataError("\n".join(found))
    return Index(
        digest=_digest(),
        licenses={terms.id: Entry(terms.title, families(terms)) for terms in licenses},
        hub={hub_id: _hub_id(hub_id, row or {}, licenses) for hub_id, row in hub_table().items()},
        names=_grouped((fold_name(name), terms_id) for terms_id, name in _names(licenses)),
        urls=_grouped((fold_url(url), terms.id) for terms in licenses for url in terms.urls),
    )


def render_index(index: Index) -> bytes:
    """The bytes of `data/index.json`."""
    return msgspec.json.format(msgspec.json.encode(index, order="sorted"), indent=1) + b"\n"


def _hub_id(hub_id: str, row: Mapping[str, Any], licenses: Iterable[LicenseTerms]) -> HubId:
    if row:
        return msgspec.convert(row, HubId)
    claims = [terms.id for terms in licenses if hub_id in terms.hub_ids]
    if not claims:
        return HubId(reason="an id of the Hub for a license whose terms are not known here")
    return HubId().claimed_by(*claims)


def _names(licenses: Iterable[LicenseTerms]) -> Iterable[tuple[str, str]]:
    """Every (id, spelling)."""
    for spdx_id, spellings in spdx_names().items():
        if spdx_id not in spdx_ids():
            raise DataError(f"spdx_names.yaml: {spdx_id!r} is not on the SPDX list")
        yield from ((spdx_id, spelling) for spelling in spellings)
    for terms in licenses:
        key = (terms.scancode, f"LicenseRef-scancode-{terms.scancode}") if terms.scancode else ()
        yield from ((terms.id, spelling) for spelling in (*terms.spellings, *key))


def _grouped(pairs: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    groups: defaultdict[str, set[str]] = defaultdict(set)
    for key, value in pairs:
        groups[key].add(value)
    return {key: tuple(sorted(values)) for key, values in groups.items() if key}


def _digest() -> str:
    """Of every file that the facts are made of, so that a report can say which facts it used."""
    digest = hashlib.sha256()
    tables = sorted(FOLDER.iterdir(), key=lambda file: file.name)
    for file in (*license_files(), *tables, packaged("catalog", "data", "world.json")):
        digest.update(f"{file.name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\n".encode())
    return digest.hexdigest()


def main(arguments: list[str]) -> int:
    """Write the index, or with `--check` compare it; the exit code."""
    try:
        fresh = render_index(compile_index())
    except DataError as problem:
        sys.stderr.write(f"{problem}\n")
        return 1
    index = packaged("catalog", "data", INDEX_FILE)
    if "--check" in arguments:
        stale = not index.is_file() or index.read_bytes() != fresh
        sys.stderr.write(f"{INDEX_FILE} is stale; run {COMMAND}\n" if stale else "")
        return int(stale)
    with open(str(index), "wb") as file:  # noqa: PTH123
        file.write(fresh)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

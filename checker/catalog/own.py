"""A user's own licenses beside those that ship with the program: one index of both, and no name with two meanings."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence

import msgspec

from checker.catalog.families import families
from checker.catalog.folding import fold_name, fold_url
from checker.catalog.index import Entry, HubId, Index
from checker.catalog.registry import Catalog, Resolution
from checker.catalog.terms import LicenseTerms, terms_data


def catalog_with(own: Sequence[LicenseTerms], shipped: Catalog) -> Catalog:
    """`shipped` with the licenses `own`; one of the same id stands in its place."""
    return Catalog(_joined(shipped.index, own), own)


def conflicts(own: LicenseTerms, shipped: Catalog) -> Iterator[str]:
    """
    The names, Hub ids and addresses of `own` that mean something else already, each with what it means.

    A name that leaves the version open may be shared by one version more. One that means a single license, or that
    the Hub gives to no license at all, may not: everything that bears it would be judged by `own`.
    """
    resolved = [(word, shipped.resolve(word)) for word in dict.fromkeys((*own.spellings, *own.hub_ids))]
    resolved += [(address, shipped.resolve_url(address)) for address in own.urls]
    for word, found in resolved:
        meant = _single_meaning(word, found, shipped)
        if meant and own.id not in found.alternatives:
            yield f"“{word}” is {meant}"


def _single_meaning(word: str, found: Resolution, shipped: Catalog) -> str:
    if found.is_certain:
        return found.alternatives[0]
    hub_id = shipped.index.hub.get(word.strip().lower())
    return hub_id.reason if hub_id and hub_id.kind != "license" and not hub_id.alternatives else ""


def _joined(shipped: Index, own: Sequence[LicenseTerms]) -> Index:
    facts = msgspec.json.encode(sorted((terms_data(terms) for terms in own), key=lambda data: str(data["id"])))
    return Index(
        digest=hashlib.sha256(shipped.digest.encode() + facts).hexdigest(),
        licenses={**shipped.licenses, **{terms.id: Entry(terms.title, families(terms)) for terms in own}},
        hub=_hub(shipped, own),
        names=_shared(shipped.names, ((fold_name(name), terms.id) for terms in own for name in terms.spellings)),
        urls=_shared(shipped.urls, ((fold_url(url), terms.id) for terms in own for url in terms.urls)),
    )


def _hub(shipped: Index, own: Iterable[LicenseTerms]) -> dict[str, HubId]:
    hub = dict(shipped.hub)
    for terms in own:
        spelled = {name.lower() for name in terms.spellings} & shipped.hub.keys()
        for hub_id in sorted(spelled.union(map(str.lower, terms.hub_ids))):
            hub[hub_id] = hub.get(hub_id, HubId()).claimed_by(terms.id)
    return hub


def _shared(shipped: Mapping[str, tuple[str, ...]], own: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    names = dict(shipped)
    for name, license_id in own:
        names[name] = tuple(sorted({*names.get(name, ()), license_id}))
    return names

"""Ids of the Hub that leave open which version of a license is meant, though there is none that says more."""

from __future__ import annotations

from collections.abc import Collection

from checker.catalog.registry import Catalog


def leaves_version_open(hub_id: str, catalog: Catalog) -> bool:
    """
    Whether `hub_id` may mean several licenses and the Hub has no id that says more, as with `gemma` and `gpl-3.0`.

    `gpl` and `bsd` are families: for their licenses the Hub has ids of their own.
    """
    meant = set(catalog.resolve_hub_id(hub_id).alternatives)
    others = {id for license in meant for id in catalog.hub_ids_of(license)}
    return len(meant) > 1 and not any(set(catalog.resolve_hub_id(id).alternatives) < meant for id in others)


def are_versions(licenses: Collection[str], catalog: Catalog) -> bool:
    """Whether these are all the licenses that one such id may mean."""
    ids = {id for license in licenses for id in catalog.hub_ids_of(license)}
    return any(
        leaves_version_open(id, catalog) and set(catalog.resolve_hub_id(id).alternatives) == set(licenses) for id in ids
    )

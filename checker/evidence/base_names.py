"""Names of models as people write them, turned into Hub ids where they are one."""

from __future__ import annotations

import re
from urllib.parse import unquote, urlsplit

HUB_HOSTS = ("huggingface.co", "www.huggingface.co", "hf.co")

_CACHE_FOLDER = re.compile(r"models--([A-Za-z0-9][\w.-]*?)--([A-Za-z0-9][\w.-]*)", re.ASCII)
_MODELSCOPE_FOLDER = re.compile(r"/(?:hub/models|modelscope/models|modelscope/hub)/([\w.-]+)/([\w.-]+)/?\Z", re.ASCII)
# Pages of the Hub that are no model.
_OTHER_PAGES = ("datasets", "spaces", "collections", "papers", "docs", "blog", "api")


def parse_name(name: str) -> tuple[str, str | None]:
    """
    The id of a model, and the revision when a Hub address names one.

    A Hub address becomes `org/name`; anything else (a local path, another site, a bare name) stays as written.
    """
    written = name.strip()
    parts = _hub_path(written)
    if parts is None:
        return written.removeprefix("hf://").rstrip("/") or written, None
    if len(parts) < 2 or parts[0] in _OTHER_PAGES:
        return written, None
    revision = parts[3] if len(parts) > 3 and parts[2] in ("tree", "blob", "resolve", "raw") else None
    return "/".join(parts[:2]), None if revision == "main" else revision


def parse_dataset_name(name: str) -> str:
    """The id of a dataset; what is no Hub address of one stays as written."""
    written = name.strip()
    parts = _hub_path(written)
    return "/".join(parts[1:3]) if parts and len(parts) > 1 and parts[0] == "datasets" else written


def _hub_path(written: str) -> list[str] | None:
    """The parts of the path of a Hub address, None for any other text."""
    try:
        address = urlsplit(f"https://{written}" if written.startswith(HUB_HOSTS) else written)
    except ValueError:
        return None
    if address.scheme not in ("http", "https") or address.hostname not in HUB_HOSTS:
        return None
    return [unquote(part) for part in address.path.split("/") if part]


def find_hub_id(path: str) -> str | None:
    """The model that a path into a download cache reveals, as in `…/models--org--name/snapshots/…`."""
    found = _CACHE_FOLDER.search(path) or _MODELSCOPE_FOLDER.search(path)
    return "/".join(found.groups()) if found else None

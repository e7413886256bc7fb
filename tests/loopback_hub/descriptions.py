"""How the API describes a repository and its files."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.loopback_hub.repositories import CREATED, Repository, StoredFile

_HIGHEST_FIRST = ("unsafe", "suspicious", "caution")


def describe(
    repo: Repository, commit: str, *, card: bool = True, blobs: bool = False, security: bool = False
) -> dict[str, Any]:
    """The object that the API gives for a repository without `expand`."""
    described: dict[str, Any] = {"_id": repo.hub_id, "id": repo.id}
    left_out = {"baseModels", "childrenModelCount", "securityRepoStatus"} | (set() if card else {"cardData"})
    described |= {name: value for name, value in _fields(repo, commit).items() if name not in left_out}
    if repo.kind == "model":
        described["modelId"] = repo.id
    if blobs:
        described["siblings"] = [_sibling(file) for file in repo.stored(commit)]
    if security:
        described["securityRepoStatus"] = _security(repo)
    return described


def expand(repo: Repository, commit: str, asked: Iterable[str]) -> dict[str, Any]:
    """The object that the API gives with `expand`: exactly the two ids and what was asked for."""
    fields = _fields(repo, commit)
    return {"_id": repo.hub_id, "id": repo.id} | {name: fields[name] for name in asked if name in fields}


def tree_item(file: StoredFile) -> dict[str, Any]:
    """A file as the tree and paths-info endpoints list it."""
    item = {"type": "file", "oid": file.oid, "size": len(file.content), "path": file.path}
    if file.is_lfs:
        item["lfs"] = {"oid": file.sha256, "size": len(file.content), "pointerSize": len(file.pointer)}
    return item


EXPANDABLE = frozenset(
    {"author", "baseModels", "cardData", "childrenModelCount", "config", "createdAt", "disabled", "downloads", "gated"}
    | {"gguf", "inference", "lastModified", "library_name", "likes", "pipeline_tag", "private", "safetensors", "sha"}
    | {"siblings", "spaces", "tags", "trendingScore", "usedStorage", "downloadsAllTime", "evalResults", "xetEnabled"}
)


def _fields(repo: Repository, commit: str) -> dict[str, Any]:
    card = repo.card_data(commit)
    fields: dict[str, Any] = {
        "author": repo.id.partition("/")[0],
        "private": repo.private,
        "gated": repo.gated,
        "disabled": repo.disabled,
        "sha": commit,
        "createdAt": CREATED,
        "lastModified": CREATED,
        "tags": repo.all_tags(commit),
        "cardData": card,
        "siblings": [{"rfilename": file.path} for file in repo.stored(commit)],
        "downloads": 0,
        "likes": 0,
        "usedStorage": sum(len(file.content) for file in repo.stored(commit)),
    }
    if repo.kind == "model":
        fields["config"] = repo.config(commit)
        fields["spaces"] = []
        fields["childrenModelCount"] = {}
        fields |= {name: card[name] for name in ("library_name", "pipeline_tag") if name in card}
        if base := repo.base_models(commit):
            relation, ids = base
            fields["baseModels"] = {"relation": relation, "models": [{"_id": "0" * 24, "id": id_} for id_ in ids]}
    return fields


def _sibling(file: StoredFile) -> dict[str, Any]:
    sibling: dict[str, Any] = {"rfilename": file.path, "size": len(file.content), "blobId": file.oid}
    if file.is_lfs:
        sibling["lfs"] = {"sha256": file.sha256, "size": len(file.content), "pointerSize": len(file.pointer)}
    return sibling


def _security(repo: Repository) -> dict[str, Any]:
    if repo.issues is None:
        return {"scansDone": False, "filesWithIssues": []}
    ordered = sorted(repo.issues.items(), key=lambda issue: (_HIGHEST_FIRST.index(issue[1]), issue[0]))
    return {"scansDone": True, "filesWithIssues": [{"path": path, "level": level} for path, level in ordered]}

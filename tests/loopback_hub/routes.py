"""Which answer each request gets: the Hub's endpoints, its access rules and its error headers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, unquote, urlencode

from tests.loopback_hub.descriptions import EXPANDABLE, describe, expand, tree_item
from tests.loopback_hub.protocol import Request, Response, error, json_response, redirect
from tests.loopback_hub.repositories import Repository, StoredFile

# Readable without access to a gated repository.
LICENSE_FILE = re.compile(r"license", re.IGNORECASE)

_ACTIONS = ("revision", "tree", "paths-info", "refs", "scan", "resolve")
_RANGE = re.compile(r"bytes=(\d+)-(\d*)\Z")


@dataclass(slots=True)
class Site:
    """
    What the Hub holds. `users` gives the name behind each token, `moved` the new id of a renamed repository.

    `moved_keeps_query` is whether the redirect of a renamed repository repeats the query.
    """

    repositories: list[Repository]
    users: dict[str, str] = field(default_factory=dict)
    moved: dict[str, str] = field(default_factory=dict)
    moved_keeps_query: bool = True
    endpoint: str = ""
    storage: str = ""
    page_size: int = 1000

    def find(self, kind: str, repo_id: str) -> Repository | None:
        """The repository of this kind and id, in any case."""
        wanted = (kind, repo_id.lower())
        return next((repo for repo in self.repositories if (repo.kind, repo.id.lower()) == wanted), None)


def respond(site: Site, request: Request) -> Response:
    """The answer of the site itself."""
    segments = request.path.strip("/").split("/")
    if segments[:2] == ["api", "whoami-v2"]:
        return _whoami(site, request)
    if segments[:2] == ["api", "agent-harnesses"]:
        return json_response({"standardEnvVars": [], "harnesses": {}})
    if segments[:2] == ["api", "resolve-cache"]:
        return _resolve_cache(site, request, segments[2], segments[3:])
    if segments[0] == "api" and len(segments) > 1 and segments[1] in ("models", "datasets"):
        kind = segments[1].removesuffix("s")
        return _api(site, request, kind, segments[2:]) if segments[2:] else _listing(site, request, kind)
    kind, segments = ("dataset", segments[1:]) if segments[0] == "datasets" else ("model", segments)
    repo_id, action, rest = _split(segments)
    if action == "resolve" and len(rest) > 1:
        return _resolve(site, request, kind, repo_id, rest)
    return error(404, "Not Found")


def respond_from_storage(site: Site, request: Request) -> Response:
    """The answer of the storage behind the site, `/cdn/<sha256>`; it asks for no token."""
    digest = request.path.rpartition("/")[2]
    for repo in site.repositories:
        for commit in repo.commits:
            for file in repo.stored(commit):
                if file.is_lfs and file.sha256 == digest:
                    return _content(request, file, {"ETag": f'"{file.sha256}"'})
    return Response(403, {"Content-Type": "application/xml"}, b"<Error><Code>AccessDenied</Code></Error>")


def _split(segments: list[str]) -> tuple[str, str | None, list[str]]:
    """Repository id, action and the rest of a path; a legacy name is a single segment."""
    length = 1 if len(segments) == 1 or segments[1] in _ACTIONS else 2
    rest = segments[length:]
    return "/".join(segments[:length]), rest[0] if rest else None, rest[1:]


def _api(site: Site, request: Request, kind: str, segments: list[str]) -> Response:
    repo_id, action, rest = _split(segments)
    repo = _visible(site, request, kind, repo_id)
    if isinstance(repo, Response):
        return repo
    if action == "refs":
        branches = [{"name": name, "ref": f"refs/heads/{name}", "targetCommit": sha} for name, sha in repo.refs.items()]
        return json_response({"branches": branches, "tags": [], "converts": []})
    commit = repo.find_commit(unquote(rest[0]) if rest else "main")
    if commit is None:
        return error(404, f"Invalid rev id: {unquote(rest[0])}", "RevisionNotFound")
    if action in (None, "revision"):
        return _information(request, repo, commit)
    if action == "scan":
        return json_response(describe(repo, commit, security=True)["securityRepoStatus"])
    if action == "tree":
        return _tree(site, request, repo, commit, unquote("/".join(rest[1:])))
    if action == "paths-info":
        wanted = request.form.get("paths", [])
        return json_response([tree_item(file) for file in repo.stored(commit) if file.path in wanted])
    return error(404, "Not Found")


def _visible(site: Site, request: Request, kind: str, repo_id: str) -> Repository | Response:
    """The repository when this caller may know of it, else the answer that does not tell."""
    if request.token is not None and request.token not in site.users:
        return error(401, "Invalid credentials in Authorization header")
    new_id = site.moved.get(repo_id)
    repo = site.find(kind, new_id or repo_id)
    if repo is None or (repo.private and request.token != repo.owner_token):
        if request.token is None:
            return error(401, "Invalid username or password.")
        return error(404, "Repository not found", "RepoNotFound")
    if repo.id == repo_id:
        return repo
    target = request.target if site.moved_keeps_query else request.path
    return redirect(307, target.replace(f"/{repo_id}", f"/{repo.id}", 1))


def _information(request: Request, repo: Repository, commit: str) -> Response:
    asked = request.query.get("expand", []) + request.query.get("expand[]", [])
    unknown = [name for name in asked if name not in EXPANDABLE]
    if unknown:
        return error(400, f"Invalid value for expand: {unknown[0]}")
    if asked:
        return json_response(expand(repo, commit, asked))
    return json_response(describe(repo, commit, blobs=request.flag("blobs"), security=request.flag("securityStatus")))


def _listing(site: Site, request: Request, kind: str) -> Response:
    query = request.query
    author = query.get("author", [""])[0]
    wanted = set(query.get("filter", []))
    asked = query.get("expand", []) + query.get("expand[]", [])
    found = [
        repo
        for repo in sorted(site.repositories, key=lambda repo: repo.id)
        if repo.kind == kind
        and not repo.private
        and (not author or repo.id.startswith(f"{author}/"))
        and wanted <= set(repo.all_tags(repo.head))
    ]
    size = min(int(query.get("limit", [str(site.page_size)])[0]), site.page_size)
    items = [
        expand(repo, repo.head, asked)
        if asked
        else describe(repo, repo.head, card=request.flag("full") or request.flag("cardData"))
        for repo in found
    ]
    return _page(site, request, items, size)


def _tree(site: Site, request: Request, repo: Repository, commit: str, folder: str) -> Response:
    prefix = f"{folder}/" if folder else ""
    files = [file for file in repo.stored(commit) if file.path.startswith(prefix)]
    if folder and not files:
        return error(404, f"{folder} does not exist on this revision", "EntryNotFound")
    folders = sorted({parent for file in files for parent in _parents(file.path, prefix)})
    items: list[dict[str, Any]] = [{"type": "directory", "oid": "0" * 40, "size": 0, "path": path} for path in folders]
    items += [tree_item(file) for file in files]
    if not request.flag("recursive"):
        items = [item for item in items if "/" not in item["path"].removeprefix(prefix)]
    return _page(site, request, items, 50 if request.flag("expand") else site.page_size)


def _parents(path: str, prefix: str) -> Iterable[str]:
    parts = path.removeprefix(prefix).split("/")[:-1]
    return (prefix + "/".join(parts[: count + 1]) for count in range(len(parts)))


def _page(site: Site, request: Request, items: list[dict[str, Any]], size: int) -> Response:
    start = int(request.query.get("cursor", ["0"])[0])
    headers = {}
    if start + size < len(items):
        query = urlencode({**request.query, "cursor": start + size}, doseq=True)
        headers["Link"] = f'<{site.endpoint}{request.path}?{query}>; rel="next"'
    return json_response(items[start : start + size], headers)


def _resolve(site: Site, request: Request, kind: str, repo_id: str, rest: list[str]) -> Response:
    known = site.find(kind, repo_id)
    path = unquote("/".join(rest[1:]))
    # The gate answers before the token is looked at: with a worthless token, too, the answer is that of the gate.
    if known and not known.private and known.gated and not LICENSE_FILE.search(path):
        if request.token not in site.users:
            return error(401, f"Access to {kind} {known.id} is restricted. You must have access to it.", "GatedRepo")
        if request.token not in known.granted:
            return error(403, f"Access to {kind} {known.id} is restricted and you are not in the list.", "GatedRepo")
    repo = _visible(site, request, kind, repo_id)
    if isinstance(repo, Response):
        return repo
    if repo.disabled:
        return error(403, "Access to this resource is disabled.")
    commit = repo.find_commit(unquote(rest[0]))
    if commit is None:
        return error(404, f"Invalid rev id: {unquote(rest[0])}", "RevisionNotFound")
    at_commit = {"X-Repo-Commit": commit}
    file = next((file for file in repo.stored(commit) if file.path == path), None)
    if file is None:
        return error(404, "Entry not found", "EntryNotFound", **at_commit)
    linked = {"X-Linked-Size": str(len(file.content)), "X-Linked-ETag": f'"{file.etag}"', **at_commit}
    if file.is_lfs:
        return redirect(302, f"{site.storage}/cdn/{file.sha256}?signature=once", linked)
    return redirect(307, f"/api/resolve-cache/{kind}s/{repo.id}/{commit}/{quote(path)}", linked)


def _resolve_cache(site: Site, request: Request, plural: str, segments: list[str]) -> Response:
    for length in (1, 2):
        repo = site.find(plural.removesuffix("s"), "/".join(segments[:length]))
        if repo and segments[length] in repo.commits:
            path = unquote("/".join(segments[length + 1 :]))
            file = next((file for file in repo.stored(segments[length]) if file.path == path), None)
            if file:
                return _content(request, file, {"ETag": f'"{file.oid}"', "X-Repo-Commit": segments[length]})
    return error(404, "Entry not found", "EntryNotFound")


def _content(request: Request, file: StoredFile, headers: dict[str, str]) -> Response:
    is_text = not file.is_lfs
    headers = {"Content-Type": "text/plain; charset=utf-8" if is_text else "application/octet-stream", **headers}
    asked = _RANGE.match(request.headers.get("range", ""))
    if not asked:
        return Response(200, headers, file.content)
    first, size = int(asked[1]), len(file.content)
    last = min(int(asked[2] or size - 1), size - 1)
    if first > last:
        return Response(416, {**headers, "Content-Range": f"bytes */{size}"})
    return Response(206, {**headers, "Content-Range": f"bytes {first}-{last}/{size}"}, file.content[first : last + 1])


def _whoami(site: Site, request: Request) -> Response:
    if request.token not in site.users:
        return error(401, "Invalid username or password.")
    return json_response({"type": "user", "name": site.users[request.token], "orgs": []})

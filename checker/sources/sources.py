"""Which source answers for a target, under which settings."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from threading import Lock
from typing import TYPE_CHECKING, Any

from checker.errors import SourceError, SourceErrorKind
from checker.model.snapshot import FileEntry, Kind, Snapshot, Target
from checker.sources.once import Once
from checker.sources.settings import SourceSettings
from checker.sources.targets import is_commit, is_repo_id, is_revision, named, parse_hub_target, shown

if TYPE_CHECKING:
    from checker.sources.hub import HubConnection


class Sources:
    """
    Opens targets under one set of settings, on any number of threads.

    All share one connection with its pacing, and a target that is asked for twice is opened once.
    """

    def __init__(self, settings: SourceSettings) -> None:
        from checker.sources.cache import HubCache
        from checker.sources.store import EvidenceStore

        self._settings = settings
        self._store = EvidenceStore(settings.store_dir, settings.endpoint) if settings.store_dir else None
        self._cache = HubCache(settings.hub_cache_dir) if settings.hub_cache_dir else None
        self._opened: Once[Target, Snapshot] = Once()
        self._hub: HubConnection | None = None
        self._hub_lock = Lock()

    @property
    def requests(self) -> int:
        """How many HTTP requests were made so far, redirects and retries included."""
        return self._hub.requests if self._hub else 0

    def target(self, text: str) -> Target:
        """The repository that `text` names on the Hub of these settings; raises `TargetError`."""
        return parse_hub_target(text, endpoint=self._settings.endpoint)

    def open(self, target: Target) -> Snapshot:
        """The snapshot that `target` names; raises `SourceError` with the reason and the next step."""
        return self._opened.get(target, partial(self._open, target))

    def _open(self, target: Target) -> Snapshot:
        if target.kind is Kind.LOCAL:
            from checker.sources.local import LocalSnapshot

            return LocalSnapshot(target)
        # A target may come from a card, whose author could write anything.
        if not is_repo_id(target.id) or not (target.revision is None or is_revision(target.revision)):
            raise SourceError(
                SourceErrorKind.INVALID_ID,
                f"{shown(str(target))} cannot be the id of a Hub repository",
                fix="write org/model or org/model@revision",
            )
        if self._settings.offline:
            return self._open_offline(target)
        # A commit never changes, so what was stored of it needs no asking.
        if is_commit(target.revision) and (stored := self._find_stored(target)):
            return stored
        from checker.sources.api import fetch_info

        info = fetch_info(self._connect(), target)
        if self._store:
            self._store.keep_info(target.kind, target.id, target.revision, info)
        return self._repository(target, info)

    def _open_offline(self, target: Target) -> Snapshot:
        found = self._find_stored(target) or (self._cache and self._cache.find(target))
        if not found:
            raise SourceError(
                SourceErrorKind.OFFLINE,
                f"{named(target)} was not read before, and --offline forbids to ask the Hub",
                fix="run it once without --offline, or audit a local folder",
            )
        return found

    def _find_stored(self, target: Target) -> Snapshot | None:
        info = self._store.find_info(target.kind, target.id, target.revision) if self._store else None
        return None if info is None else self._repository(target, info)

    def _repository(self, target: Target, info: Mapping[str, Any]) -> Snapshot:
        from checker.sources.repository import FindFile, RepositorySnapshot

        places: list[FindFile] = []
        if self._store:
            places.append(self._store.find_file)
        if self._cache:
            # The library files a download under the name that was asked for, be it an old one.
            for name in dict.fromkeys((target.id, info["id"])):
                places.append(partial(self._cache.find_file, target.kind, name))
        if not self._settings.offline:
            places.append(partial(self._fetch_file, target.kind, info["id"], info["sha"]))
        return RepositorySnapshot(target, info, places)

    def _fetch_file(self, kind: Kind, repo_id: str, commit: str, entry: FileEntry, *, limit: int) -> bytes:
        from checker.sources.api import fetch_file

        content = fetch_file(self._connect(), kind, repo_id, commit, entry, limit=limit)
        if self._store:
            self._store.keep_file(entry, content, limit=limit)
        return content

    def _connect(self) -> HubConnection:
        from checker.sources.hub import HubConnection

        with self._hub_lock:
            if self._hub is None:
                self._hub = HubConnection(self._settings)
            return self._hub

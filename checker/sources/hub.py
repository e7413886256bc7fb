"""
Requests to a Hub: the only user of huggingface_hub, and of the network.

That library gives the session and the headers. Its typed calls are not used: they fail on cards that are merely odd,
never time out, and its downloads hand out a cached file when the Hub refuses.
"""

from __future__ import annotations

import os
import re
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from types import ModuleType
from urllib.parse import urljoin, urlsplit

from checker.errors import SourceError, SourceErrorKind
from checker.sources.pacing import RETRY_PAUSES, Pacer, Patience, Quota, rate_limited
from checker.sources.refusals import refusal
from checker.sources.settings import SourceSettings
from checker.version import __version__

MAX_HOPS = 5
# For one body: a server that sends a byte a second never exceeds the timeout of a single step.
MAX_BODY_SECONDS = 300.0

_TRANSIENT = frozenset({408, 500, 502, 503, 504})
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_UNPRINTABLE = re.compile(r"[^\x20-\x7e]+")


@dataclass(frozen=True, slots=True)
class Reply:
    """
    One answer. `headers` has lower-case names; `body` ends after the bytes that were asked for.

    `commit` is the X-Repo-Commit of this answer or of a redirect that led to it.
    """

    status: int
    headers: Mapping[str, str]
    body: bytes
    commit: str | None

    @property
    def is_web_page(self) -> bool:
        """True for HTML, which the API never sends and a captive portal does."""
        return self.headers.get("content-type", "").lower().startswith("text/html")


class HubConnection:
    """Requests to the Hub of `settings`, on any number of threads. `requests` counts them, redirects included."""

    def __init__(self, settings: SourceSettings) -> None:
        self.endpoint = settings.endpoint
        self.host = urlsplit(settings.endpoint).netloc.rpartition("@")[2]
        self.requests = 0
        self._settings = settings
        self._pacer = Pacer(settings)
        self._lock = threading.Lock()
        self._library = _load_library()
        self._headers: Mapping[str, str] = self._library.build_hf_headers(
            token=settings.token or False, library_name="lic-check", library_version=__version__
        )

    def get(
        self, url: str, what: str, *, limit: int, is_repository: bool, headers: Mapping[str, str] | None = None
    ) -> Reply:
        """
        The answer 200 or 206 to a GET, after redirects and retries; any other outcome is a `SourceError`.

        `what` names the thing for people; `is_repository` tells a request about a repository from one for a file.
        At most `limit` bytes of the body are read.
        """
        patience = Patience(self._settings)
        pauses = iter(RETRY_PAUSES)
        while True:
            try:
                reply = self._follow(url, what, limit, headers or {}, patience)
                if reply.status in (200, 206):
                    return reply
                if reply.status == 429:
                    # The next attempt is held back until the window is over, or gives up.
                    continue
                error = refusal(
                    what, reply.status, reply.headers, had_token=self._has_token, is_repository=is_repository
                )
                is_transient = reply.status in _TRANSIENT
            except _LostConnection as lost:
                error = SourceError(
                    SourceErrorKind.NETWORK,
                    f"{what}: {self.host} {lost}",
                    fix="check the connection and HF_ENDPOINT, or use --offline for what was read before",
                )
                is_transient = True
            pause = next(pauses, None) if is_transient else None
            if pause is None:
                raise error from None
            patience.wait(pause, "another attempt", error)

    @property
    def _has_token(self) -> bool:
        return self._settings.token is not None

    def _follow(self, url: str, what: str, limit: int, headers: Mapping[str, str], patience: Patience) -> Reply:
        commit: str | None = None
        for _ in range(MAX_HOPS):
            self._hold_back(url, what, patience)
            reply = self._exchange(url, limit, headers)
            commit = commit or reply.commit
            location = reply.headers.get("location")
            if reply.status not in _REDIRECTS or not location:
                return Reply(reply.status, reply.headers, reply.body, commit)
            try:
                url = _redirected(url, location)
            except ValueError:
                raise _LostConnection("redirects to what is no address") from None
        raise _LostConnection("redirects without end")

    def _hold_back(self, url: str, what: str, patience: Patience) -> None:
        while (seconds := self._pacer.take(self._resource(url))) > 0:
            patience.wait(seconds, "rate limit", rate_limited(what, seconds, had_token=self._has_token))

    def _exchange(self, url: str, limit: int, headers: Mapping[str, str]) -> Reply:
        httpx = self._library.httpx
        with self._lock:
            self.requests += 1
        # The token is for the Hub alone; a redirect to its storage carries its own signature.
        left_out = () if self._is_hub(url) else ("authorization",)
        sent = {name: value for name, value in self._headers.items() if name.lower() not in left_out}
        started = self._settings.monotonic()
        body = bytearray()
        try:
            session = self._library.get_session()
            with session.stream(
                "GET", url, headers=sent | dict(headers), timeout=self._settings.timeout, follow_redirects=False
            ) as response:
                for chunk in response.iter_bytes():
                    body += chunk
                    if self._settings.monotonic() - started > MAX_BODY_SECONDS:
                        raise _LostConnection("sends too slowly")
                    if len(body) > limit:
                        break
        except httpx.TimeoutException:
            raise _LostConnection(f"did not answer within {self._settings.timeout:g} s") from None
        except httpx.ConnectError as problem:
            raise _LostConnection(f"cannot be reached ({self._printable(str(problem))})") from None
        except (httpx.HTTPError, httpx.InvalidURL, OSError):
            raise _LostConnection("broke off before the answer was complete") from None
        reply = Reply(
            response.status_code,
            {name.lower(): self._printable(value) for name, value in response.headers.items()},
            bytes(body[:limit]),
            response.headers.get("x-repo-commit"),
        )
        self._note_quota(url, reply)
        return reply

    def _note_quota(self, url: str, reply: Reply) -> None:
        announced = self._library.parse_ratelimit_headers(reply.headers)
        if announced:
            self._pacer.note(Quota(announced.resource_type, announced.remaining, announced.reset_in_seconds))
        if reply.status == 429:
            retry_after = reply.headers.get("retry-after", "")
            default = float(retry_after) if retry_after.isdecimal() else RETRY_PAUSES[-1]
            self._pacer.note(Quota(self._resource(url), 0, announced.reset_in_seconds if announced else default))

    def _resource(self, url: str) -> str:
        """The quota that `url` counts against, by its name in the Hub's RateLimit headers."""
        if not self._is_hub(url):
            return "storage"
        return "resolvers" if re.search(r"/resolve(-cache)?/", url) else "api"

    def _is_hub(self, url: str) -> bool:
        return _origin(url) == _origin(self.endpoint)

    def _printable(self, text: str) -> str:
        """`text` from outside made fit to show: no control characters, and never the token."""
        if self._settings.token:
            text = text.replace(self._settings.token, "[token]")
        return _UNPRINTABLE.sub(" ", text)


class _LostConnection(Exception):
    """An exchange that gave no complete answer; the text continues a sentence about the host."""


def _load_library() -> ModuleType:
    # Read by huggingface_hub when it is imported. Telemetry would add a request and write into HF_HOME.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    from huggingface_hub import utils

    return utils


def _redirected(url: str, location: str) -> str:
    target = urljoin(url, location)
    is_moved_repository = _origin(target) == _origin(url) and not urlsplit(target).query
    query = urlsplit(url).query if is_moved_repository else ""
    return f"{target}?{query}" if query else target


def _origin(url: str) -> tuple[str, str | None, int | None]:
    parts = urlsplit(url)
    return parts.scheme, parts.hostname, parts.port or {"http": 80, "https": 443}.get(parts.scheme)

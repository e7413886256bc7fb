"""When the next request may go out: quotas that the Hub announces, and pauses before a retry."""

from __future__ import annotations

import threading
from dataclasses import dataclass

from checker.errors import SourceError, SourceErrorKind
from checker.sources.settings import SourceSettings

# Seconds before the second and the third attempt at a request that failed on the way.
RETRY_PAUSES = (0.5, 2.0)
# The Hub announces whole seconds.
ROUNDING = 1.0


@dataclass(frozen=True, slots=True)
class Quota:
    """What a response said about a rate limit: requests left in the window, and seconds until a new one starts."""

    resource: str
    remaining: int
    reset_in: float


class Pacer:
    """Holds requests back, on all threads together, so that an announced quota is not overdrawn."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        self._lock = threading.Lock()
        self._remaining: dict[str, int] = {}
        self._resets_at: dict[str, float] = {}

    def note(self, quota: Quota) -> None:
        """Take over what a response announced."""
        resource, remaining = quota.resource, quota.remaining
        resets_at = self._settings.monotonic() + quota.reset_in + ROUNDING
        with self._lock:
            if resource in self._remaining and resets_at <= self._resets_at[resource] + ROUNDING:
                # The same window: requests under way are counted here and not yet in an answer that was slow to come.
                remaining = min(remaining, self._remaining[resource])
            self._remaining[resource] = remaining
            self._resets_at[resource] = resets_at

    def take(self, resource: str) -> float:
        """Take one request off the quota and return 0, or return the seconds to wait before asking again."""
        with self._lock:
            if resource not in self._remaining:
                return 0.0
            wait = self._resets_at[resource] - self._settings.monotonic()
            if wait <= 0:
                # A new window, of which nothing is known until the next response.
                del self._remaining[resource]
                return 0.0
            if self._remaining[resource] <= 0:
                return wait
            self._remaining[resource] -= 1
            return 0.0


class Patience:
    """The waiting that one request may still do."""

    def __init__(self, settings: SourceSettings) -> None:
        self._settings = settings
        self._left = settings.max_wait

    def wait(self, seconds: float, reason: str, otherwise: SourceError) -> None:
        """Wait, telling `on_wait`; raises `otherwise` when that is longer than the request may still wait."""
        if seconds > self._left:
            raise otherwise
        self._left -= seconds
        self._settings.on_wait(seconds, reason)
        self._settings.sleep(seconds)


def rate_limited(what: str, seconds: float, *, had_token: bool) -> SourceError:
    """The error of a request that a rate limit holds back for longer than the user waits."""
    sign_in = "" if had_token else ", or set HF_TOKEN: an account has a higher limit"
    return SourceError(
        SourceErrorKind.RATE_LIMIT,
        f"{what} is held back by the Hub's rate limit for {seconds:.0f} s",
        fix=f"run it again then{sign_in}",
    )

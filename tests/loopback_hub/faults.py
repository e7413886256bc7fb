"""Things that go wrong between a client and the Hub."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace

from tests.loopback_hub.protocol import Response

Change = Callable[[Response], Response]


@dataclass(slots=True)
class Fault:
    """
    Changes the answer to each request whose path matches: after the first `skip` of them, and for `times` of them.

    `method` None matches all methods. Both origins are covered: a path on the storage origin starts with `/cdn/`.
    """

    path: str
    change: Change
    method: str | None = None
    skip: int = 0
    times: int | None = None
    seen: int = field(init=False, default=0)

    def matches(self, method: str, path: str) -> bool:
        """Whether this request is to be changed; counts it."""
        if self.method not in (None, method) or not re.search(self.path, path):
            return False
        self.seen += 1
        return self.seen > self.skip and (self.times is None or self.seen <= self.skip + self.times)


def answer(status: int, headers: Mapping[str, str] | None = None, body: bytes = b"") -> Change:
    """Another answer altogether."""
    return lambda _: Response(status, dict(headers or {}), body)


def portal(status: int = 200) -> Change:
    """The web page of a captive portal or a proxy."""
    return answer(status, {"Content-Type": "text/html; charset=utf-8"}, b"<!DOCTYPE html><title>Sign in</title>")


def dropped() -> Change:
    """No answer: the connection is closed."""
    return lambda response: replace(response, sent=0)


def truncated(sent: int) -> Change:
    """The right headers and the first bytes of the body, then the connection is closed."""
    return lambda response: replace(response, sent=sent)


def stalled() -> Change:
    """Nothing at all until the Hub is shut down."""
    return lambda response: replace(response, is_stalled=True)


def corrupted() -> Change:
    """The right headers, with one bit of the body flipped."""
    return lambda response: replace(response, body=bytes([response.body[0] ^ 1]) + response.body[1:])


def rewritten(body: bytes) -> Change:
    """Another body of another length under the same headers."""
    return lambda response: replace(response, body=body)


def without_headers(*names: str) -> Change:
    """The answer without these headers."""
    left_out = {name.lower() for name in names}
    return lambda response: replace(
        response, headers={name: value for name, value in response.headers.items() if name.lower() not in left_out}
    )

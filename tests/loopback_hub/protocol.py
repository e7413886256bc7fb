"""Requests and answers of the Hub as plain values, and its rate limit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `headers` has lower-case names, `target` is the path with its query."""

    method: str
    target: str
    headers: Mapping[str, str]
    body: bytes = b""

    @property
    def path(self) -> str:
        """The path, still percent-encoded: an encoded slash is part of a segment."""
        return urlsplit(self.target).path

    @property
    def query(self) -> dict[str, list[str]]:
        return parse_qs(urlsplit(self.target).query)

    @property
    def form(self) -> dict[str, list[str]]:
        return parse_qs(self.body.decode())

    @property
    def token(self) -> str | None:
        return self.headers.get("authorization", "").removeprefix("Bearer ") or None

    def flag(self, name: str) -> bool:
        """Whether a query parameter is switched on."""
        return self.query.get(name, [""])[-1].lower() in ("true", "1")


@dataclass(frozen=True, slots=True)
class Response:
    """
    One answer. `sent` is how many bytes of the body go out before the connection breaks, None for all of them;
    with 0 not even the headers do.
    """

    status: int
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    sent: int | None = None
    is_stalled: bool = False


def json_response(value: Any, headers: Mapping[str, str] | None = None) -> Response:
    """200 with a JSON body."""
    return Response(200, {"Content-Type": "application/json", **(headers or {})}, json.dumps(value).encode())


def error(status: int, message: str, code: str | None = None, **headers: str) -> Response:
    """An error as the Hub sends it: the message in a header and in the body, the code when there is one."""
    sent = {"Content-Type": "application/json", "X-Error-Message": message}
    if code:
        sent["X-Error-Code"] = code
    return Response(status, sent | headers, json.dumps({"error": message}).encode())


def redirect(status: int, location: str, headers: Mapping[str, str] | None = None) -> Response:
    """A redirect with a short body."""
    return Response(status, {"Location": location, **(headers or {})}, b"Redirecting")


@dataclass(slots=True)
class RateLimit:
    """A fixed window for each resource: requests left of `quota`, `reset_in` seconds before `refill` is due."""

    quota: int = 500
    reset_in: int = 55
    window: int = 300
    used: dict[str, int] = field(default_factory=dict)

    def take(self, resource: str) -> bool:
        """Count one request; False when the quota is used up."""
        self.used[resource] = self.used.get(resource, 0) + 1
        return self.used[resource] <= self.quota

    def refill(self) -> None:
        """Start a new window."""
        self.used.clear()

    def headers(self, resource: str) -> dict[str, str]:
        """What every answer says about the window."""
        left = max(0, self.quota - self.used.get(resource, 0))
        return {
            "RateLimit": f'"{resource}";r={left};t={self.reset_in}',
            "RateLimit-Policy": f'"fixed window";"{resource}";q={self.quota};w={self.window}',
        }

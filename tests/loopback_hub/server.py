"""Two HTTP servers on 127.0.0.1, the Hub and its storage, each answering on one thread a connection."""

from __future__ import annotations

import contextlib
import socket
import ssl
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

from tests.loopback_hub.faults import Fault
from tests.loopback_hub.protocol import RateLimit, Request, Response, error
from tests.loopback_hub.repositories import Repository
from tests.loopback_hub.routes import Site, respond, respond_from_storage


@dataclass(frozen=True, slots=True)
class LoggedRequest:
    """One request that reached the Hub, and the status it was answered with; `origin` is `hub` or `cdn`."""

    origin: str
    request: Request
    status: int


class LoopbackHub:
    """
    A running Hub; leave the `with` block to stop it.

    Change `site`, `faults` and `rate_limit` while it runs. `log` has every request in order of arrival. With `tls`
    it is served over HTTPS by that context.
    """

    def __init__(
        self,
        repositories: Iterable[Repository] = (),
        *,
        users: dict[str, str] | None = None,
        moved: dict[str, str] | None = None,
        tls: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        self.site = Site(list(repositories), dict(users or {}), dict(moved or {}))
        self.faults: list[Fault] = []
        self.rate_limit: RateLimit | None = None
        self.log: list[LoggedRequest] = []
        self._lock = threading.Lock()
        self._stopping = threading.Event()
        self._servers = [
            _Server("127.0.0.1", self._answer_hub, tls, port, self._stopping),
            # Another host by name: clients keep the token from it, and some tell hosts apart without the port.
            _Server("localhost", self._answer_storage, tls, 0, self._stopping),
        ]
        self.site.endpoint, self.site.storage = (server.address for server in self._servers)

    @property
    def endpoint(self) -> str:
        """The address of the Hub, as HF_ENDPOINT has it."""
        return self.site.endpoint

    @property
    def paths(self) -> list[str]:
        """The paths with queries that were asked for, of both origins."""
        return [logged.request.target for logged in self.log]

    def add(self, *repositories: Repository) -> None:
        """Put more repositories on the Hub."""
        self.site.repositories.extend(repositories)

    def __enter__(self) -> Self:
        for server in self._servers:
            server.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stopping.set()
        for server in self._servers:
            server.stop()

    def _answer_hub(self, request: Request) -> Response:
        return self._answer("hub", request, lambda: respond(self.site, request))

    def _answer_storage(self, request: Request) -> Response:
        return self._answer("cdn", request, lambda: respond_from_storage(self.site, request))

    def _answer(self, origin: str, request: Request, make: Callable[[], Response]) -> Response:
        with self._lock:
            response = self._limited(origin, request, make)
            for fault in self.faults:
                if fault.matches(request.method, request.target):
                    response = fault.change(response)
            self.log.append(LoggedRequest(origin, request, response.status))
        return response

    def _limited(self, origin: str, request: Request, make: Callable[[], Response]) -> Response:
        limit = self.rate_limit
        if limit is None or origin == "cdn":
            return make()
        resource = "resolvers" if "/resolve" in request.path else "api"
        response = make() if limit.take(resource) else error(429, "We had to rate limit your IP.")
        return Response(response.status, response.headers | limit.headers(resource), response.body)


class _Server(ThreadingHTTPServer):
    """One origin."""

    # A connection that is kept alive is closed by `stop`; its thread then ends and is joined.
    daemon_threads = False

    def __init__(
        self,
        host: str,
        answer: Callable[[Request], Response],
        tls: ssl.SSLContext | None,
        port: int,
        stopping: threading.Event,
    ) -> None:
        self.answer = answer
        self.stopping = stopping
        self._open: set[socket.socket] = set()
        self._thread = threading.Thread(target=self.serve_forever, args=(0.01,), name=f"loopback at {host}")
        super().__init__(("127.0.0.1", port), _Handler)
        self.address = f"{'https' if tls else 'http'}://{host}:{self.server_port}"
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_side=True, do_handshake_on_connect=False)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self.shutdown()
        self._thread.join()
        for connection in tuple(self._open):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        self.server_close()

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are part of the tests; errors of our own show as a failed request."""


class _Handler(BaseHTTPRequestHandler):
    """Reads a request, sends the answer in one piece."""

    protocol_version = "HTTP/1.1"
    # Otherwise headers and body go out as two packets, 40 ms apart.
    disable_nagle_algorithm = True
    wbufsize = 1 << 16
    server: _Server

    def do_GET(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        headers = {name.lower(): value for name, value in self.headers.items()}
        response = self.server.answer(Request(self.command, self.path, headers, self.rfile.read(length)))
        if response.is_stalled:
            self.server.stopping.wait()
        if response.is_stalled or response.sent == 0:
            self.close_connection = True
            return
        self.send_response(response.status)
        for name, value in {"Content-Length": str(len(response.body)), **response.headers}.items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(response.body[: response.sent])
        self.wfile.flush()
        self.close_connection |= response.sent is not None

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_POST(self) -> None:
        self.do_GET()

    def log_message(self, *_: Any) -> None:
        """The log of the Hub is `LoopbackHub.log`."""

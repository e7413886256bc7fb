"""The same over HTTPS, with a certificate authority that exists for this test alone."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from tests.loopback_hub import LoopbackHub, Repository

LICENSE = b"You may do anything with this invention.\n"
WEIGHTS = bytes(range(256))

pytestmark = pytest.mark.skipif(shutil.which("openssl") is None, reason="needs the openssl command")

SCRIPT = """
import sys
from checker.errors import SourceError
from checker.sources import SourceSettings, Sources, parse_target
sources = Sources(SourceSettings(endpoint=sys.argv[1], max_wait=0))
try:
    snapshot = sources.open(parse_target("acme/tiny"))
    snapshot.read("model.safetensors", limit=1000)
    print(snapshot.read("LICENSE", limit=1000).decode(), end="")
    sources.open(parse_target("acme/none"))
except SourceError as problem:
    print(problem.kind, problem)
"""


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the authority's `ca.pem`, and `server.pem` and `server.key` for both hosts of the Hub."""
    folder = tmp_path_factory.mktemp("tls")
    (folder / "server.ext").write_text("subjectAltName=IP:127.0.0.1,DNS:localhost\n", encoding="ascii")
    key = "-newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes"
    for arguments in (
        f"req -x509 {key} -days 2 -subj /CN=Throw-away -keyout ca.key -out ca.pem",
        f"req {key} -subj /CN=127.0.0.1 -keyout server.key -out server.csr",
        "x509 -req -in server.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 2 -extfile server.ext -out server.pem",
    ):
        subprocess.run(["openssl", *arguments.split()], cwd=folder, check=True, capture_output=True)
    return folder


def run(authority: Path, environ: dict[str, str]) -> str:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority / "server.pem", authority / "server.key")
    repo = Repository("acme/tiny", {"LICENSE": LICENSE, "model.safetensors": WEIGHTS})
    with LoopbackHub([repo], tls=context) as hub:
        assert hub.endpoint.startswith("https://")
        done = subprocess.run(
            [sys.executable, "-c", SCRIPT, hub.endpoint],
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, **environ},
        )
    return done.stdout


def test_a_hub_with_a_trusted_certificate_is_read(authority: Path) -> None:
    printed = run(authority, {"SSL_CERT_FILE": str(authority / "ca.pem")})

    assert printed == LICENSE.decode() + "missing-or-private model acme/none does not exist, or is private\n"


def test_a_certificate_that_nobody_vouches_for_is_a_network_error(authority: Path) -> None:
    printed = run(authority, {})

    assert printed.startswith("network model acme/tiny: 127.0.0.1:")
    assert "certificate" in printed.lower()

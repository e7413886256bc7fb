"""
A Hub on 127.0.0.1 for tests, and for trying the command by hand (`python -m tests.loopback_hub`).

It speaks the part of the Hugging Face Hub's HTTP protocol that a license audit meets: repository information, listings,
trees, downloads with both redirects, gating, privacy, renames, rate limits and the error headers. Repositories live in
memory; every request is logged; faults can be put in the way of any of them.

    with LoopbackHub([Repository("acme/tiny", {"README.md": b"---\\nlicense: mit\\n---\\n"})]) as hub:
        ... SourceSettings(endpoint=hub.endpoint) ...
        assert ["/api/models/acme/tiny?blobs=true&securityStatus=true"] == hub.paths
"""

from tests.loopback_hub.faults import Fault
from tests.loopback_hub.protocol import RateLimit
from tests.loopback_hub.repositories import Repository
from tests.loopback_hub.server import LoggedRequest, LoopbackHub

__all__ = ["Fault", "LoggedRequest", "LoopbackHub", "RateLimit", "Repository"]

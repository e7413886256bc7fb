"""Remote policies: fetched over HTTP without a token, kept by their digest, refused with the next step."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest

from checker.errors import SourceError, SourceErrorKind
from checker.sources import SourceSettings, fetch_pinned
from checker.sources.pinned import MAX_PINNED_BYTES
from tests.loopback_hub import LoopbackHub, Repository

POLICY = b"version: 1\nname: org\nlicenses: {allow: [MIT]}\n"
DIGEST = f"sha256:{hashlib.sha256(POLICY).hexdigest()}"


@pytest.fixture
def address(loopback_hub: LoopbackHub) -> str:
    files = {"org.yaml": POLICY, "huge.yaml": b"# " + b"x" * MAX_PINNED_BYTES}
    loopback_hub.add(Repository("acme/policies", files))
    return f"{loopback_hub.endpoint}/acme/policies/resolve/main/org.yaml"


def test_it_is_fetched_once_without_a_token(loopback_hub: LoopbackHub, settings: SourceSettings, address: str) -> None:
    settings = replace(settings, token="hf_secret")

    assert POLICY == fetch_pinned(address, DIGEST, settings)
    asked = len(loopback_hub.log)
    assert POLICY == fetch_pinned(address, DIGEST, replace(settings, offline=True))

    assert 0 < asked == len(loopback_hub.log)
    assert all("authorization" not in logged.request.headers for logged in loopback_hub.log)


def test_what_is_not_the_pinned_content_is_given_and_not_kept(settings: SourceSettings, address: str) -> None:
    other = "sha256:" + "0f" * 32

    assert POLICY == fetch_pinned(address, other, settings)
    with pytest.raises(SourceError, match="not read before") as caught:
        fetch_pinned(address, other, replace(settings, offline=True))

    assert SourceErrorKind.OFFLINE == caught.value.kind


@pytest.mark.parametrize(
    ("found", "asked", "expected"),
    [
        ("org.yaml", "none.yaml", "is not given out by 127.0.0.1"),
        ("org.yaml", "huge.yaml", "more than 1,000,000 bytes"),
        ("http:", "file:", "is no web address"),
    ],
)
def test_refusals(settings: SourceSettings, address: str, found: str, asked: str, expected: str) -> None:
    with pytest.raises(SourceError, match=expected):
        fetch_pinned(address.replace(found, asked), DIGEST, settings)

"""Every step of reading a repository, made to fail in every way: an error of the right kind, never a wrong answer."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from checker.errors import SourceError, SourceErrorKind
from checker.sources import Sources, SourceSettings, parse_target
from tests.loopback_hub import Fault, LoopbackHub, Repository
from tests.loopback_hub.faults import (
    Change,
    answer,
    corrupted,
    dropped,
    portal,
    rewritten,
    stalled,
    truncated,
    without_headers,
)
from tests.sources.conftest import FakeClock

LICENSE = b"You may do anything with this invention.\n" * 20
WEIGHTS = bytes(range(256)) * 40
NETWORK, UNREADABLE, RATE_LIMIT = SourceErrorKind.NETWORK, SourceErrorKind.UNREADABLE, SourceErrorKind.RATE_LIMIT


@dataclass(frozen=True)
class Step:
    """One request on the way to an answer: the path it has, and the call that leads to it."""

    path: str
    read: Callable[[Sources], object]


def _open(sources: Sources) -> object:
    return sources.open(parse_target("acme/tiny"))


def _read(path: str, limit: int) -> Callable[[Sources], object]:
    return lambda sources: sources.open(parse_target("acme/tiny")).read(path, limit=limit)


STEPS = {
    "information": Step("^/api/models/", _open),
    "text": Step("/resolve/.*/LICENSE", _read("LICENSE", 10_000)),
    "text on its second hop": Step("/resolve-cache/.*/LICENSE", _read("LICENSE", 10_000)),
    "weights": Step("/resolve/.*safetensors", _read("model.safetensors", 100_000)),
    "weights from the storage": Step("^/cdn/", _read("model.safetensors", 100_000)),
    "head of weights from the storage": Step("^/cdn/", _read("model.safetensors", 64)),
}

# What goes wrong at any step, and the kind of error that tells it.
FAULTS: dict[str, tuple[Change, SourceErrorKind]] = {
    "dropped": (dropped(), NETWORK),
    "stalled": (stalled(), NETWORK),
    "internal error": (answer(500), NETWORK),
    "bad gateway": (portal(502), NETWORK),
    "unavailable": (answer(503, {"Retry-After": "1"}), NETWORK),
    "gateway timeout": (answer(504), NETWORK),
    "network authentication required": (portal(511), NETWORK),
    "proxy authentication required": (answer(407), NETWORK),
    "rate limit for an hour": (answer(429, {"Retry-After": "3600"}), RATE_LIMIT),
    "endless redirect": (answer(307, {"Location": "?again"}), NETWORK),
    "redirect to nowhere": (answer(302, {"Location": "http://127.0.0.1:1/"}), NETWORK),
    "redirect to a file": (answer(302, {"Location": "file:///etc/hostname"}), NETWORK),
    "redirect to no address": (answer(302, {"Location": "http://[/"}), NETWORK),
    "blocked": (answer(451, {"X-Error-Message": "Not available in your country"}), UNREADABLE),
    "forbidden": (answer(403), UNREADABLE),
    "no content": (answer(204), UNREADABLE),
    "empty": (answer(200), UNREADABLE),
}


@pytest.fixture
def sources(loopback_hub: LoopbackHub, settings: SourceSettings) -> Sources:
    loopback_hub.add(Repository("acme/tiny", {"LICENSE": LICENSE, "model.safetensors": WEIGHTS}))
    return Sources(replace(settings, timeout=0.05))


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize(("change", "kind"), FAULTS.values(), ids=FAULTS)
def test_a_failing_step_is_an_error(
    loopback_hub: LoopbackHub, sources: Sources, step: Step, change: Change, kind: SourceErrorKind
) -> None:
    loopback_hub.faults.append(Fault(step.path, change))

    with pytest.raises(SourceError) as caught:
        step.read(sources)

    assert caught.value.kind == kind
    assert "acme/tiny" in str(caught.value)
    assert caught.value.fix


@pytest.mark.parametrize("step", STEPS.values(), ids=STEPS)
@pytest.mark.parametrize("change", [dropped(), answer(503), truncated(3)], ids=["dropped", "unavailable", "truncated"])
def test_a_step_that_fails_once_is_tried_again(
    loopback_hub: LoopbackHub, sources: Sources, clock: FakeClock, step: Step, change: Change
) -> None:
    loopback_hub.faults.append(Fault(step.path, change, times=1))

    assert step.read(sources)
    assert clock.slept == [0.5] or not clock.slept


BAD_BODIES = {
    "one bit flipped": (corrupted(), UNREADABLE),
    "shorter, with its own length": (rewritten(LICENSE[:100]), UNREADABLE),
    "longer": (rewritten(WEIGHTS + LICENSE), UNREADABLE),
    "nothing": (rewritten(b""), UNREADABLE),
    "a web page": (portal(), NETWORK),
    "broken off": (truncated(100), NETWORK),
}


@pytest.mark.parametrize("name", ["text on its second hop", "weights from the storage"])
@pytest.mark.parametrize(("change", "kind"), BAD_BODIES.values(), ids=BAD_BODIES)
def test_a_file_that_does_not_match_its_listing_is_refused(
    loopback_hub: LoopbackHub, sources: Sources, name: str, change: Change, kind: SourceErrorKind
) -> None:
    loopback_hub.faults.append(Fault(STEPS[name].path, change))

    with pytest.raises(SourceError) as caught:
        STEPS[name].read(sources)

    assert caught.value.kind is kind


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        (rewritten(bytes(63)), UNREADABLE),
        (without_headers("content-range"), UNREADABLE),
        (answer(200, body=WEIGHTS[:64]), UNREADABLE),
        (portal(), NETWORK),
    ],
    ids=["short", "no range told", "another file", "a web page"],
)
def test_the_head_of_a_file_must_have_the_length_and_place_that_were_asked_for(
    loopback_hub: LoopbackHub, sources: Sources, change: Change, kind: SourceErrorKind
) -> None:
    loopback_hub.faults.append(Fault("^/cdn/", change))

    with pytest.raises(SourceError) as caught:
        STEPS["head of weights from the storage"].read(sources)

    assert caught.value.kind is kind


def test_a_server_without_ranges_is_read_as_far_as_needed(loopback_hub: LoopbackHub, sources: Sources) -> None:
    loopback_hub.faults.append(Fault("^/cdn/", answer(200, {"Content-Type": "binary/octet-stream"}, WEIGHTS)))

    assert STEPS["head of weights from the storage"].read(sources) == WEIGHTS[:64]


BAD_INFORMATION = {
    "a web page": (portal(), NETWORK),
    "no JSON": (rewritten(b"<xml/>"), UNREADABLE),
    "a list": (rewritten(b"[]"), UNREADABLE),
    "no commit": (rewritten(b'{"id": "acme/tiny", "siblings": []}'), UNREADABLE),
    "a commit that is none": (rewritten(b'{"id": "acme/tiny", "sha": "main"}'), UNREADABLE),
    "an id that is none": (rewritten(b'{"id": "../../etc", "sha": "%s"}' % (b"a" * 40)), UNREADABLE),
    "nested without end": (rewritten(b'{"a":' * 100_000), UNREADABLE),
    "cut off": (truncated(40), NETWORK),
    "cut off with its own length": (rewritten(b'{"id": "acme/tiny", "sha'), UNREADABLE),
    "not decodable": (answer(200, {"Content-Encoding": "gzip"}, b"not gzip at all"), NETWORK),
}


@pytest.mark.parametrize(("change", "kind"), BAD_INFORMATION.values(), ids=BAD_INFORMATION)
def test_information_that_does_not_describe_a_repository_is_refused(
    loopback_hub: LoopbackHub, sources: Sources, change: Change, kind: SourceErrorKind
) -> None:
    loopback_hub.faults.append(Fault("^/api/models/", change))

    with pytest.raises(SourceError) as caught:
        _open(sources)

    assert caught.value.kind is kind


def test_the_answer_for_another_commit_is_refused(loopback_hub: LoopbackHub, sources: Sources) -> None:
    repo = loopback_hub.site.repositories[0]
    asked = repo.head
    repo.commit({"LICENSE": b"changed"})
    other = repo.head.encode()
    loopback_hub.faults.append(Fault("^/api/models/", rewritten(b'{"id": "acme/tiny", "sha": "%s"}' % other)))

    with pytest.raises(SourceError) as caught:
        sources.open(parse_target(f"acme/tiny@{asked}"))

    assert caught.value.kind is UNREADABLE


@pytest.mark.parametrize(
    "siblings",
    [b"null", b'[{"rfilename": "../LICENSE"}]', b'[{"rfilename": 5}]', b'["LICENSE"]', b'[{"rfilename": "a//b"}]'],
)
def test_a_listing_with_entries_that_are_no_files_is_not_complete(
    loopback_hub: LoopbackHub, sources: Sources, siblings: bytes
) -> None:
    body = b'{"id": "acme/tiny", "sha": "%s", "siblings": %s}' % (b"a" * 40, siblings)
    loopback_hub.faults.append(Fault("^/api/models/", rewritten(body)))

    snapshot = sources.open(parse_target("acme/tiny"))

    assert (snapshot.files, snapshot.listing_complete) == ((), False)


def test_without_a_digest_in_the_listing_the_commit_must_be_told(loopback_hub: LoopbackHub, sources: Sources) -> None:
    commit = loopback_hub.site.repositories[0].head.encode()
    body = b'{"id": "acme/tiny", "sha": "%s", "siblings": [{"rfilename": "LICENSE"}]}' % commit
    loopback_hub.faults.append(Fault("^/api/models/", rewritten(body)))
    snapshot = sources.open(parse_target("acme/tiny"))

    assert snapshot.read("LICENSE", limit=10_000) == LICENSE
    loopback_hub.faults.append(Fault("/resolve", without_headers("x-repo-commit")))
    with pytest.raises(SourceError) as caught:
        snapshot.read("LICENSE", limit=20_000)
    assert caught.value.kind is UNREADABLE


@pytest.mark.parametrize("size", [len(LICENSE) - 1, len(LICENSE) + 1])
def test_without_a_digest_in_the_listing_the_size_must_be_right(
    loopback_hub: LoopbackHub, sources: Sources, size: int
) -> None:
    commit = loopback_hub.site.repositories[0].head.encode()
    listed = b'[{"rfilename": "LICENSE", "size": %d}]' % size
    body = b'{"id": "acme/tiny", "sha": "%s", "siblings": %s}' % (commit, listed)
    loopback_hub.faults.append(Fault("^/api/models/", rewritten(body)))

    with pytest.raises(SourceError) as caught:
        sources.open(parse_target("acme/tiny")).read("LICENSE", limit=size)

    assert caught.value.kind is UNREADABLE


def test_a_server_that_trickles_is_left(loopback_hub: LoopbackHub, settings: SourceSettings, clock: FakeClock) -> None:
    loopback_hub.add(Repository("acme/tiny", {"LICENSE": LICENSE}))

    def an_hour_later() -> float:
        clock.now += 3600
        return clock.now

    with pytest.raises(SourceError) as caught:
        Sources(replace(settings, monotonic=an_hour_later)).open(parse_target("acme/tiny"))

    assert "too slowly" in str(caught.value)


def test_an_unreachable_hub_is_named_without_the_secrets_of_its_address(settings: SourceSettings) -> None:
    unreachable = replace(settings, endpoint="http://user:sesame@127.0.0.1:1", token="hf_canary")

    with pytest.raises(SourceError) as caught:
        Sources(unreachable).open(parse_target("acme/tiny"))

    assert caught.value.kind is NETWORK
    assert "127.0.0.1:1" in str(caught.value)
    assert not re.search("sesame|hf_canary", f"{caught.value}{caught.value.fix}{caught.value!r}")

"""Rate limits and retries: the wait is announced, bounded, and shared; nobody sleeps here."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from checker.errors import SourceError, SourceErrorKind
from checker.sources import Sources, SourceSettings, parse_target
from checker.sources.pacing import Pacer, Quota
from tests.loopback_hub import Fault, LoopbackHub, RateLimit, Repository
from tests.loopback_hub.faults import answer
from tests.sources.conftest import FakeClock


@pytest.fixture
def limited(loopback_hub: LoopbackHub) -> RateLimit:
    """A quota of two requests, used up by nobody yet, on a Hub with nine models."""
    loopback_hub.add(*(Repository(f"acme/m{n}", {"LICENSE": b"%d" % n}) for n in range(9)))
    loopback_hub.rate_limit = RateLimit(quota=2, reset_in=40)
    return loopback_hub.rate_limit


def refilling(settings: SourceSettings, limit: RateLimit) -> SourceSettings:
    """Settings under which a sleep brings the next window."""

    def sleep(seconds: float) -> None:
        settings.sleep(seconds)
        limit.refill()

    return replace(settings, sleep=sleep)


def test_a_used_up_quota_is_waited_for_before_it_is_overdrawn(
    loopback_hub: LoopbackHub, limited: RateLimit, settings: SourceSettings, clock: FakeClock
) -> None:
    sources = Sources(refilling(settings, limited))

    for n in range(5):
        sources.open(parse_target(f"acme/m{n}"))

    assert clock.waits == [(41.0, "rate limit"), (41.0, "rate limit")]
    assert [logged.status for logged in loopback_hub.log] == [200] * 5


def test_a_quota_that_one_thread_used_up_holds_all_threads_back(
    loopback_hub: LoopbackHub, limited: RateLimit, settings: SourceSettings
) -> None:
    limited.quota = 1
    sources = Sources(replace(settings, max_wait=0))
    sources.open(parse_target("acme/m0"))

    def held_back(name: str) -> bool:
        with pytest.raises(SourceError) as caught:
            sources.open(parse_target(name))
        return caught.value.kind is SourceErrorKind.RATE_LIMIT

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(held_back, [f"acme/m{n}" for n in range(1, 9)]))
    assert len(loopback_hub.log) == 1


def test_requests_under_way_count_against_the_quota(settings: SourceSettings) -> None:
    pacer = Pacer(settings)
    pacer.note(Quota("api", remaining=2, reset_in=40))

    assert (pacer.take("api"), pacer.take("api")) == (0, 0)
    pacer.note(Quota("api", remaining=1, reset_in=40))
    assert pacer.take("api") == 41


def test_a_refused_request_is_repeated_in_the_next_window(
    loopback_hub: LoopbackHub, limited: RateLimit, settings: SourceSettings, clock: FakeClock
) -> None:
    limited.used["api"] = 2

    Sources(refilling(settings, limited)).open(parse_target("acme/m0"))

    assert [logged.status for logged in loopback_hub.log] == [429, 200]
    assert clock.slept == [41.0]


@pytest.mark.parametrize(
    ("headers", "seconds"), [({"Retry-After": "7"}, 8.0), ({}, 3.0), ({"Retry-After": "soon"}, 3.0)]
)
def test_without_a_quota_in_the_answer_retry_after_tells_the_wait(
    loopback_hub: LoopbackHub, settings: SourceSettings, clock: FakeClock, headers: dict[str, str], seconds: float
) -> None:
    loopback_hub.add(Repository("acme/m0", {}))
    loopback_hub.faults.append(Fault("/api/", answer(429, headers), times=1))

    Sources(settings).open(parse_target("acme/m0"))

    assert clock.slept == [seconds]


@pytest.mark.parametrize("token", [None, "hf_member"])
def test_a_wait_longer_than_allowed_is_an_error_at_once(
    loopback_hub: LoopbackHub, limited: RateLimit, settings: SourceSettings, clock: FakeClock, token: str | None
) -> None:
    loopback_hub.site.users["hf_member"] = "mia"
    limited.used["api"] = 2

    with pytest.raises(SourceError) as caught:
        Sources(replace(settings, max_wait=30, token=token)).open(parse_target("acme/m0"))

    assert caught.value.kind is SourceErrorKind.RATE_LIMIT
    assert "41 s" in str(caught.value)
    assert ("HF_TOKEN" in caught.value.fix) == (token is None)
    assert clock.slept == []


def test_a_hub_that_never_stops_refusing_is_left_when_the_patience_ends(
    loopback_hub: LoopbackHub, settings: SourceSettings, clock: FakeClock
) -> None:
    loopback_hub.add(Repository("acme/m0", {}))
    loopback_hub.faults.append(Fault("/api/", answer(429, {"Retry-After": "19"})))

    with pytest.raises(SourceError) as caught:
        Sources(settings).open(parse_target("acme/m0"))

    assert caught.value.kind is SourceErrorKind.RATE_LIMIT
    assert clock.slept == [20.0, 20.0, 20.0]


def test_a_failing_request_is_tried_three_times_and_no_more(
    loopback_hub: LoopbackHub, settings: SourceSettings, clock: FakeClock
) -> None:
    loopback_hub.faults.append(Fault("/api/", answer(503)))
    sources = Sources(settings)

    with pytest.raises(SourceError):
        sources.open(parse_target("acme/m0"))

    assert sources.requests == 3
    assert clock.waits == [(0.5, "another attempt"), (2.0, "another attempt")]


def test_without_patience_there_is_no_second_attempt(
    loopback_hub: LoopbackHub, settings: SourceSettings, clock: FakeClock
) -> None:
    loopback_hub.faults.append(Fault("/api/", answer(503)))
    sources = Sources(replace(settings, max_wait=0))

    with pytest.raises(SourceError) as caught:
        sources.open(parse_target("acme/m0"))

    assert caught.value.kind is SourceErrorKind.NETWORK
    assert (sources.requests, clock.slept) == (1, [])


def test_a_refusal_is_final(loopback_hub: LoopbackHub, settings: SourceSettings, clock: FakeClock) -> None:
    sources = Sources(settings)

    for _ in range(2):
        with pytest.raises(SourceError):
            sources.open(parse_target("acme/none"))

    assert len(loopback_hub.log) == 1
    assert clock.slept == []


def test_downloads_have_a_quota_of_their_own(
    loopback_hub: LoopbackHub, limited: RateLimit, settings: SourceSettings, clock: FakeClock
) -> None:
    snapshot = Sources(settings).open(parse_target("acme/m0"))
    limited.used["api"] = 2

    assert snapshot.read("LICENSE", limit=10) == b"0"
    assert clock.slept == []

"""What the tests of the sources share: settings that point at the loopback Hub and never really wait."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from checker.sources import SourceSettings
from tests.loopback_hub import LoopbackHub

# huggingface_hub reads these when it is imported; some tests use its own calls to fill a cache.
os.environ.update(HF_HUB_DISABLE_TELEMETRY="1", HF_HUB_DISABLE_XET="1", HF_HUB_DISABLE_PROGRESS_BARS="1")


@dataclass
class FakeClock:
    """A clock that moves only when somebody sleeps."""

    now: float = 1000.0
    slept: list[float] = field(default_factory=list)
    waits: list[tuple[float, str]] = field(default_factory=list)

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds

    def on_wait(self, seconds: float, reason: str) -> None:
        self.waits.append((seconds, reason))


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def settings(loopback_hub: LoopbackHub, tmp_path: Path, clock: FakeClock) -> SourceSettings:
    """Online, anonymous, with an empty store and an empty Hugging Face cache."""
    return SourceSettings(
        endpoint=loopback_hub.endpoint,
        store_dir=tmp_path / "store",
        hub_cache_dir=tmp_path / "hf",
        timeout=5,
        sleep=clock.sleep,
        monotonic=clock.monotonic,
        on_wait=clock.on_wait,
    )


@pytest.fixture(scope="session", autouse=True)
def closed_session() -> Iterator[None]:
    """huggingface_hub keeps its connections open until the process ends."""
    yield
    from huggingface_hub import close_session

    close_session()

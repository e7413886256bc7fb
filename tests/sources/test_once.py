"""Computed once for each key, whoever asks and whatever comes of it."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from checker.sources.once import Once


def test_threads_that_ask_meanwhile_wait_for_the_first() -> None:
    once: Once[str, int] = Once()
    everybody = threading.Barrier(8, timeout=10)
    made: list[int] = []

    def make() -> int:
        made.append(1)
        return len(made)

    def ask(_: int) -> int:
        everybody.wait()
        return once.get("key", make)

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(ask, range(8)))

    assert (answers, made) == ([1] * 8, [1])


def test_an_error_is_remembered_like_a_value() -> None:
    once: Once[str, int] = Once()
    attempts: list[int] = []

    def fail() -> int:
        attempts.append(1)
        raise KeyboardInterrupt

    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            once.get("key", fail)

    assert attempts == [1]
    assert once.get("other", lambda: 5) == 5

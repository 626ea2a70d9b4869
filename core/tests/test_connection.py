"""The connection that a context makes."""

from __future__ import annotations

import time
from threading import Thread
from types import SimpleNamespace
from typing import Any

from clerk_cli.connection import _observer


def test_observers_are_told_of_one_request_at_a_time() -> None:
    inside: list[int] = []
    most: list[int] = []

    def observe(exchange: Any, settings: Any) -> None:
        inside.append(exchange.attempt)
        time.sleep(0.02)
        most.append(len(inside))
        inside.remove(exchange.attempt)

    plugins = SimpleNamespace(has_observers=True, observe=observe)
    context: Any = SimpleNamespace(plugins=plugins, settings=None)
    told = _observer(context)
    assert told is not None
    threads = [Thread(target=told, args=("GET", "/v1/x", 200, 0.1, n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert most == [1, 1, 1, 1]

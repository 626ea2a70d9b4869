"""The connection that a context makes."""

from __future__ import annotations

import time
from threading import Thread
from types import SimpleNamespace
from typing import Any

from clerk_cli.connection import _observer


def test_an_observer_gets_one_request_at_a_time() -> None:
    running: list[int] = []
    concurrency: list[int] = []

    def observe(exchange: Any, settings: Any) -> None:
        running.append(exchange.attempt)
        time.sleep(0.02)
        concurrency.append(len(running))
        running.remove(exchange.attempt)

    plugins = SimpleNamespace(has_observers=True, observe=observe)
    context: Any = SimpleNamespace(plugins=plugins, settings=None)
    report = _observer(context)
    assert report is not None
    threads = [Thread(target=report, args=("GET", "/v1/x", 200, 0.1, n)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert concurrency == [1, 1, 1, 1]

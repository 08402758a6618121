from __future__ import annotations

import asyncio
import subprocess
import sys
import threading
import time
from collections.abc import Callable

import pytest

from tui.engine import Engine


@pytest.fixture
def engine() -> Engine:
    return Engine()


async def test_a_call_gives_its_value_from_another_thread(engine: Engine) -> None:
    assert await engine(threading.get_ident) != threading.get_ident()


async def test_calls_run_in_order_on_one_thread(engine: Engine) -> None:
    seen: list[int] = []
    threads = await asyncio.gather(*(engine(lambda n=n: (seen.append(n), threading.get_ident())[1]) for n in range(20)))
    assert seen == list(range(20))
    assert len(set(threads)) == 1


async def test_an_error_reaches_the_waiter_and_the_engine_lives_on(engine: Engine) -> None:
    with pytest.raises(ValueError, match="no number"):
        await engine(_refuse)
    assert await engine(len, "abc") == 3


async def test_a_call_cancelled_before_its_turn_never_runs(engine: Engine) -> None:
    gate = threading.Event()
    ran: list[str] = []
    first = asyncio.create_task(engine(gate.wait, 10))
    stale = asyncio.create_task(engine(ran.append, "stale"))
    await asyncio.sleep(0)
    stale.cancel()
    with pytest.raises(asyncio.CancelledError):
        await stale
    gate.set()
    await first
    await engine(ran.append, "fresh")
    assert ran == ["fresh"]


async def test_cancelling_tells_a_stoppable_call_that_runs(engine: Engine) -> None:
    begun, ended = threading.Event(), threading.Event()

    def work(cancelled: Callable[[], bool]) -> None:
        begun.set()
        deadline = time.monotonic() + 10
        while not cancelled() and time.monotonic() < deadline:
            threading.Event().wait(0.001)
        if cancelled():
            ended.set()

    task = asyncio.create_task(engine.stoppable(work))
    await asyncio.to_thread(begun.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await asyncio.to_thread(ended.wait, 10)


def test_leaving_does_not_wait_for_a_call_that_runs() -> None:
    program = """
import asyncio, sys, threading
from tui.engine import Engine, leave

async def main():
    begun = threading.Event()
    task = asyncio.create_task(Engine()(lambda: (begun.set(), threading.Event().wait(60))))
    await asyncio.to_thread(begun.wait, 10)
    print("last words")
    leave(3)

asyncio.run(main())
"""
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (3, "last words\n", "")


def _refuse() -> None:
    raise ValueError("no number")

"""A daemon thread for what is slow, so that the screen never waits and quitting never does."""

from __future__ import annotations

import asyncio
import os
import sys
import threading
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from queue import SimpleQueue
from typing import Any, NoReturn, ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")


class Engine:
    """Runs calls one after another on its own thread: `value = await engine(fn, *args)`.

    A call whose waiter is cancelled before its turn never runs; one already running ends unseen.
    The thread is a daemon: end the program with `leave`, which does not wait for it.
    """

    def __init__(self) -> None:
        self._calls: SimpleQueue[tuple[Future[Any], Callable[[], Any]]] = SimpleQueue()
        threading.Thread(target=self._work, name="engine", daemon=True).start()

    async def __call__(self, fn: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
        """What `fn(*args, **kwargs)` returns or raises."""
        waiting: Future[T] = Future()
        self._calls.put((waiting, partial(fn, *args, **kwargs)))
        return await asyncio.wrap_future(waiting)

    async def stoppable(self, fn: Callable[..., T], *args: object, **kwargs: object) -> T:
        """What `fn(*args, cancelled=…)` returns; `cancelled()` turns true when the waiter is cancelled."""
        stop = threading.Event()
        try:
            return await self(fn, *args, cancelled=stop.is_set, **kwargs)
        except asyncio.CancelledError:
            stop.set()
            raise

    def _work(self) -> None:
        while True:
            self._run(*self._calls.get())

    def _run(self, waiting: Future[Any], call: Callable[[], Any]) -> None:
        if not waiting.set_running_or_notify_cancel():
            return
        try:
            value = call()
        except BaseException as error:  # noqa: BLE001 whatever it is, it belongs to the waiter; the thread lives on
            waiting.set_exception(error)
        else:
            waiting.set_result(value)


def leave(code: int) -> NoReturn:
    """Ends the process at once with `code`, whatever native code a daemon thread is still running."""
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except (OSError, ValueError):  # closed, or nobody reads it any more
            continue
    os._exit(code)

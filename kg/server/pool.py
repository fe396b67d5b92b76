"""Workers: processes that run what strangers ask, a task each at a time, and are killed when it takes too long.

Oxigraph cannot stop a query, so the process that runs it is what is stopped. A pool has a fixed number of places. A
task waits for a place, up to a limit of tasks and of time; places and queue are shared evenly between clients
(`kg.server.places`). While tasks wait, at most half of the places go on with tasks that have been running for long; of
those beyond that the newest of who asks most are killed: so places keep falling free, and quick tasks get their turn.
"""

from __future__ import annotations

import asyncio
import os
import signal
from asyncio.subprocess import PIPE, Process
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from kg.server.errors import RequestError
from kg.server.frames import LENGTHS, Reply, Task, encode_task
from kg.server.limits import Limits
from kg.server.places import Places, QueueFullError
from kg.server.worker import command_line, out_of_memory

__all__ = ["Pool"]

#: How long a worker may take to start: it imports a dozen modules, on a machine that may be busy.
_START_S: Final = 60.0
_BUFFER_BYTES: Final = 1 << 20
#: glibc gives every thread its own heap; a few are enough, and what they hold counts as memory in use.
_ENVIRONMENT: Final = {"MALLOC_ARENA_MAX": "2"}


class _Worker:
    """A worker process."""

    def __init__(self, process: Process) -> None:
        if process.stdin is None or process.stdout is None:
            raise ValueError("a worker needs two pipes")
        self.process = process
        self._tasks = process.stdin
        self._replies = process.stdout
        self._is_killed = False

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None

    async def ask(self, task: Task) -> Reply:
        self._tasks.write(encode_task(task))
        await self._tasks.drain()
        return await self.receive()

    async def receive(self) -> Reply:
        head, body = LENGTHS.unpack(await self._replies.readexactly(LENGTHS.size))
        return Reply.decode(await self._replies.readexactly(head), await self._replies.readexactly(body))

    def kill(self) -> None:
        # Once only: asyncio loses the exit code of a process that is killed when it is dead already.
        if self.is_alive and not self._is_killed:
            self._is_killed = True
            self.process.kill()

    async def bury(self) -> None:
        """Wait until the killed process is gone and its pipes are closed; what was in them is lost."""
        await self.process.communicate()


class _Run:
    """A task that a worker is at."""

    def __init__(self, worker: _Worker, client: str, started_at: float) -> None:
        self.worker = worker
        self.client = client
        self.started_at = started_at
        self.is_evicted = False


class Pool:
    """At most ``limits.workers`` workers on the store at `store`, started as they are needed.

    Parameters
    ----------
    niceness : int
        How far workers step back behind other processes.
    """

    def __init__(self, store: Path, limits: Limits, *, niceness: int = 0) -> None:
        self._command = command_line(store, limits, niceness=niceness)
        self._limits = limits
        self._places = Places(limits.workers, limits.waiting)
        self._idle: list[_Worker] = []
        self._runs: list[_Run] = []
        self._is_closed = False
        self._burials: set[asyncio.Task[None]] = set()

    async def start(self) -> None:
        """Start the first worker, so that the first task does not wait for it."""
        self._idle.append(await self._start_worker())

    async def close(self) -> None:
        """Kill all workers, and refuse what still comes."""
        self._is_closed = True
        for run in self._runs:
            run.worker.kill()
        await self._places.drained()
        while self._idle:
            self._dismiss(self._idle.pop())
        await asyncio.gather(*self._burials, return_exceptions=True)

    async def run(self, task: Task, client: str = "", *, timeout_s: float | None = None) -> Reply:
        """The reply to `task`, which `client` asks for. If the caller is cancelled, the worker is killed.

        Parameters
        ----------
        timeout_s : float, optional
            Instead of the limit of time for all.

        Raises
        ------
        RequestError
            Status 429, if too many tasks wait already; 503, if no place fell free, or the time is up; 422, if there was
            not enough memory.
        """
        await self._take_place(client)
        try:
            if self._is_closed:
                raise _busy("it is being stopped")
            while self._idle and not self._idle[-1].is_alive:
                self._dismiss(self._idle.pop())
            worker = self._idle.pop() if self._idle else await self._start_worker()
            if self._is_closed:  # while it was started
                self._dismiss(worker)
                raise _busy("it is being stopped")
            reply = await self._run_on(worker, task, client, timeout_s or self._limits.timeout_s)
            self._idle.append(worker)
            return reply
        finally:
            self._places.release(client)

    async def _take_place(self, client: str) -> None:
        """Wait for a place."""
        limits = self._limits
        # Once this task waits: it is one that room may have to be made for.
        asyncio.get_running_loop().call_soon(self._make_room)
        try:
            async with asyncio.timeout(limits.wait_s):
                await self._places.take(client)
        except TimeoutError:
            raise _busy(f"no worker was free for {limits.wait_s:g} s") from None
        except QueueFullError as error:
            others = "" if error.waiting else ", all from others"
            raise RequestError(
                429,
                f"{error.waiting or limits.waiting} requests are waiting already{others}",
                hint="Try again in a moment.",
                retry_after_s=1,
            ) from None

    async def _run_on(self, worker: _Worker, task: Task, client: str, timeout_s: float) -> Reply:
        loop, limits = asyncio.get_running_loop(), self._limits
        run = _Run(worker, client, loop.time())
        self._runs.append(run)
        turning_slow = loop.call_later(limits.patience_s, self._make_room)
        try:
            try:
                async with asyncio.timeout(timeout_s):
                    return await worker.ask(task)
            except TimeoutError:
                raise _out_of_time(timeout_s) from None
            except (asyncio.IncompleteReadError, ConnectionError):
                raise await self._explain_death(run) from None
        except BaseException:
            self._dismiss(worker)
            raise
        finally:
            turning_slow.cancel()
            self._runs.remove(run)

    def _make_room(self) -> None:
        """While tasks wait, take the places of the slow tasks that are more than may go on.

        Those of who asks most go first, the newest first.
        """
        limits = self._limits
        if not self._places.waiting:
            return
        now = asyncio.get_running_loop().time()
        slow = [run for run in self._runs if now - run.started_at >= limits.patience_s]
        going_on = [run for run in slow if not run.is_evicted]
        too_many = min(len(going_on) - limits.slow, self._places.waiting - (len(slow) - len(going_on)))
        for _ in range(too_many):
            run = max(going_on, key=lambda one: (self._places.asked_by(one.client), one.started_at))
            going_on.remove(run)
            run.is_evicted = True
            run.worker.kill()

    async def _explain_death(self, run: _Run) -> RequestError:
        """Why a worker died before it answered."""
        limits = self._limits
        if self._is_closed:
            return _busy("it is being stopped")
        if run.is_evicted:
            return _busy(f"this took more than {limits.patience_s:g} s, and others were waiting")
        code = await run.worker.process.wait()
        if code in (-signal.SIGABRT, -signal.SIGKILL):  # Rust found no memory, or the system ran short of it
            return RequestError(422, out_of_memory(limits))
        return RequestError(500, f"the worker died of this (exit code {code})")

    async def _start_worker(self) -> _Worker:
        process = await asyncio.create_subprocess_exec(
            *self._command, stdin=PIPE, stdout=PIPE, limit=_BUFFER_BYTES, env=os.environ | _ENVIRONMENT
        )
        worker = _Worker(process)
        try:
            async with asyncio.timeout(_START_S):
                await worker.receive()
        except BaseException as error:
            self._dismiss(worker)
            if isinstance(error, TimeoutError | asyncio.IncompleteReadError):
                raise RequestError(500, "a worker could not be started; the log of the server says why") from None
            raise
        return worker

    def _dismiss(self, worker: _Worker) -> None:
        worker.kill()
        burial = asyncio.get_running_loop().create_task(worker.bury())
        self._burials.add(burial)
        burial.add_done_callback(self._burials.discard)

    def counts(self) -> Mapping[str, Any]:
        """Workers that are idle and running, and tasks that wait."""
        return {"idle": len(self._idle), "running": len(self._runs), "waiting": self._places.waiting}


def _busy(what: str) -> RequestError:
    return RequestError(503, f"the server is busy: {what}", hint="Try again in a moment.", retry_after_s=2)


def _out_of_time(timeout_s: float) -> RequestError:
    return RequestError(
        503,
        f"this took more than the {timeout_s:g} s that a request may run, and was stopped",
        hint="Ask for less, or use kg query, which has no limit.",
        retry_after_s=round(timeout_s) or 1,
    )

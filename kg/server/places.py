"""Places for tasks, shared fairly: who holds fewest is next, and who fills the queue makes room in it for others.

With one client this is a queue like any other. With several no number of requests of one keeps the others out: they
share the places evenly as they fall free (max-min fairness [1]_), and the queue likewise.

References
----------
.. [1] J. Nagle, "On packet switches with infinite storage", IEEE Transactions on Communications 35, 1987.
"""

from __future__ import annotations

import asyncio
from collections import Counter, deque

__all__ = ["Places", "QueueFullError"]


class QueueFullError(Exception):
    """There is no room to wait: for a newcomer, or for one whose client has most waiting when another comes.

    Attributes
    ----------
    waiting : int
        How many requests of the client wait.
    """

    def __init__(self, waiting: int) -> None:
        super().__init__(waiting)
        self.waiting = waiting


class Places:
    """So many places, for which so many may wait.

    Parameters
    ----------
    number, queue : int
        Places, and requests that may wait for one, of all clients together.
    """

    def __init__(self, number: int, queue: int) -> None:
        self._free = number
        self._queue = queue
        self._held: Counter[str] = Counter()
        self._waiting: dict[str, deque[tuple[int, asyncio.Future[None]]]] = {}
        #: Counts what happens: who came when, and who was served when.
        self._turn = 0
        self._served: dict[str, int] = {}
        self._is_idle = asyncio.Event()
        self._is_idle.set()

    @property
    def are_taken(self) -> bool:
        """True if the next one has to wait."""
        return not self._free

    @property
    def waiting(self) -> int:
        """How many wait."""
        return sum(map(len, self._waiting.values()))

    def asked_by(self, client: str) -> int:
        """How many requests of `client` hold a place or wait for one."""
        return self._held[client] + len(self._waiting.get(client, ()))

    async def take(self, client: str) -> None:
        """Wait for a place; whoever gets one gives it back with `release`.

        Raises
        ------
        QueueFullError
            If too many wait, at once or while waiting.
        """
        if self._free:
            self._free -= 1
            self._give(client)
            self._is_idle.clear()
            return
        if self.waiting >= self._queue:
            self._make_room_for(client)
        self._turn += 1
        entry = (self._turn, asyncio.get_running_loop().create_future())
        own = self._waiting.setdefault(client, deque())
        own.append(entry)
        try:
            await entry[1]
        except BaseException:
            if entry in own:
                own.remove(entry)
                self._forget(client)
            elif entry[1].done() and not entry[1].cancelled() and entry[1].exception() is None:
                self.release(client)  # cancelled just after the place was given
            raise

    def release(self, client: str) -> None:
        """Give a place of `client` back: to who holds fewest, of those to who was served the longest ago."""
        self._held[client] -= 1
        self._forget(client)
        while self._waiting:
            following = min(self._waiting, key=self._standing)
            _, future = self._waiting[following].popleft()
            if future.done():  # it was cancelled, and does not know yet
                self._forget(following)
                continue
            self._give(following)
            self._forget(following)
            future.set_result(None)
            return
        self._free += 1
        if not self._held:
            self._is_idle.set()

    async def drained(self) -> None:
        """Wait until all places are free."""
        await self._is_idle.wait()

    def _make_room_for(self, client: str) -> None:
        """Send away the newest request of who has most waiting, if `client` has fewer by more than one."""
        own = len(self._waiting.get(client, ()))
        greediest = max(self._waiting, key=lambda one: (len(self._waiting[one]), one), default=client)
        most = len(self._waiting.get(greediest, ()))
        if most <= own + 1:
            raise QueueFullError(own)
        _, future = self._waiting[greediest].pop()
        if not future.done():
            future.set_exception(QueueFullError(most))

    def _standing(self, client: str) -> tuple[int, int, int]:
        """Sorts clients that wait, the next one first."""
        return self._held[client], self._served.get(client, 0), self._waiting[client][0][0]

    def _give(self, client: str) -> None:
        self._turn += 1
        self._held[client] += 1
        self._served[client] = self._turn

    def _forget(self, client: str) -> None:
        """Keep nothing of a client that neither waits nor holds a place."""
        if not self._waiting.get(client, True):
            del self._waiting[client]
        if not self._held[client]:
            del self._held[client]
            if client not in self._waiting:
                self._served.pop(client, None)

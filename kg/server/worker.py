"""A worker: a process that answers one task after another from a pipe, and that may be killed at any time.

It reads tasks from standard input and writes replies to standard output (`kg.server.frames`), beginning with an empty
one when it is ready. It ends when the pipe does.
"""

from __future__ import annotations

import contextlib
import json
import os
import resource
import signal
import sys
import threading
import time
import traceback
from pathlib import Path
from typing import BinaryIO, Final

from kg.server.errors import RequestError
from kg.server.frames import LENGTHS, Reply, Task, decode_task
from kg.server.limits import Limits
from kg.server.session import Session
from ontology.errors import KgError, QueryError, StoreError, UnknownNameError

__all__ = ["answer_task", "command_line", "main"]

#: Between two looks whether the server is still there.
_WATCH_S: Final = 1.0
_STATUS: Final[dict[type[KgError], int]] = {QueryError: 400, UnknownNameError: 404, StoreError: 503}


def command_line(store: Path, limits: Limits, *, niceness: int) -> list[str]:
    """How to start a worker on `store`: it imports what this process would, whatever the current folder holds."""
    start = "import sys, json; sys.path[:] = json.loads(sys.argv[1]); from kg.server.worker import main; main()"
    values = {name: getattr(limits, name) for name in limits.__slots__}
    configuration = {"store": str(store.absolute()), "limits": values, "niceness": niceness}
    paths = [str(Path(entry).absolute()) if Path(entry).exists() else entry for entry in sys.path]
    return [sys.executable, "-P", "-c", start, json.dumps(paths), json.dumps(configuration)]


def main() -> None:
    """Work until the server closes the pipe."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C goes to the whole group, and the server ends its workers
    configuration = json.loads(sys.argv[2])
    limits = Limits(**configuration["limits"])
    os.nice(configuration["niceness"])
    tasks = sys.stdin.buffer
    replies = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever prints must not get between the frames
    threading.Thread(target=_die_with, args=(os.getppid(),), daemon=True).start()
    session = Session(Path(configuration["store"]), limits)
    with contextlib.suppress(KgError):  # every task will say what is wrong with the store
        session.view()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    most = _allocated_bytes() + limits.memory_bytes
    resource.setrlimit(resource.RLIMIT_DATA, (most, most))
    _write(replies, Reply())
    while (task := _read(tasks)) is not None:
        _write(replies, answer_task(session, task))


def answer_task(session: Session, task: Task) -> Reply:
    """The reply to `task`; whatever goes wrong is one too."""
    from kg.server.tasks import TASKS

    version = ""
    try:
        view = session.view()
        version = view.version
        reply = TASKS[task.kind](view, session.limits, **task.arguments)
    except KgError as error:
        status = error.status if isinstance(error, RequestError) else _status(error)
        return Reply(status, message=error.message, hint=error.hint, version=version)
    except RecursionError:
        return Reply(400, message="the query is nested too deeply to be read", version=version)
    except MemoryError:
        return Reply(422, message=out_of_memory(session.limits), version=version)
    except Exception:
        traceback.print_exc()
        return Reply(500, message="the server failed at this; its log says more", version=version)
    return Reply(reply.status, reply.media_type, reply.body, reply.headers, version)


def out_of_memory(limits: Limits) -> str:
    """What is said of a request that needs more memory than it may have."""
    return f"this needs more than the {limits.memory_bytes >> 20:,} MB of memory that a request may use"


def _status(error: KgError) -> int:
    return next((status for class_, status in _STATUS.items() if isinstance(error, class_)), 500)


def _allocated_bytes() -> int:
    """What counts for ``RLIMIT_DATA`` by now: above all the stacks of the store's threads, more on more cores."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[5])
    except OSError:  # not Linux
        return 0
    return pages * resource.getpagesize()


def _read(stream: BinaryIO) -> Task | None:
    lengths = stream.read(LENGTHS.size)
    if len(lengths) < LENGTHS.size:
        return None
    head, _ = LENGTHS.unpack(lengths)
    return decode_task(stream.read(head))


def _write(stream: BinaryIO, reply: Reply) -> None:
    stream.write(reply.encode())
    stream.flush()


def _die_with(parent: int) -> None:
    """End this process soon after its server, in the middle of a query too (Oxigraph lets other threads run)."""
    while os.getppid() == parent:
        time.sleep(_WATCH_S)
    os._exit(1)

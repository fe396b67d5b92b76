"""Workers: killed when they take too long, when others wait, when nobody waits for the answer any more."""

import asyncio
import contextlib
import os
import signal
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from kg.server.errors import RequestError
from kg.server.frames import Task
from kg.server.limits import Limits
from kg.server.pool import Pool

ASK = Task("query", {"text": "ASK { ?paper a kg:Paper }", "accept": "application/json"})
YES = b'{"head":{},"boolean":true}'


@pytest.fixture
def endless(runaway):
    return Task("query", {"text": runaway, "accept": ""})


@asynccontextmanager
async def pool_on(store, **limits):
    pool = Pool(store, Limits(**limits))
    try:
        yield pool
    finally:
        await pool.close()


def children():
    """Ids of the running children of this process."""
    found = []
    for thread in Path("/proc/self/task").iterdir():
        with contextlib.suppress(OSError):  # the thread has ended meanwhile
            found += map(int, (thread / "children").read_text(encoding="ascii").split())
    return set(found)


async def status_of(coroutine):
    try:
        return (await coroutine).status
    except RequestError as error:
        return error.status


async def until(condition):
    for _ in range(1000):
        if condition():
            return
        await asyncio.sleep(0.02)
    raise AssertionError("it never came true")


def test_a_worker_answers_one_task_after_another(store_path):
    async def run():
        async with pool_on(store_path) as pool:
            replies = [await pool.run(ASK) for _ in range(3)]
            assert [reply.body for reply in replies] == [YES] * 3
            assert pool.counts() == {"idle": 1, "running": 0, "waiting": 0}

    asyncio.run(run())


def test_what_runs_out_of_time_is_killed_and_the_place_is_free_again(store_path, endless):
    async def run():
        before = children()
        async with pool_on(store_path, timeout_s=0.5, workers=1) as pool:
            with pytest.raises(RequestError, match=r"more than the 0\.5 s") as refusal:
                await pool.run(endless)
            assert (refusal.value.status, refusal.value.retry_after_s) == (503, 1)
            await until(lambda: children() == before)
            assert (await pool.run(ASK)).body == YES

    asyncio.run(run())


def test_a_task_may_have_a_limit_of_its_own(store_path, endless):
    async def run():
        async with pool_on(store_path, timeout_s=600) as pool:
            with pytest.raises(RequestError, match=r"more than the 0\.2 s"):
                await pool.run(endless, timeout_s=0.2)

    asyncio.run(run())


def test_a_cancelled_task_is_killed_in_the_middle(store_path, endless):
    async def run():
        before = children()
        async with pool_on(store_path, timeout_s=600) as pool:
            task = asyncio.create_task(pool.run(endless))
            await until(lambda: pool.counts()["running"])
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            await until(lambda: children() == before)
            assert pool.counts()["running"] == 0

    asyncio.run(run())


def test_a_task_beyond_the_waiting_ones_is_sent_away_at_once(store_path, endless):
    async def run():
        async with pool_on(store_path, workers=1, waiting=1, patience_s=600, timeout_s=600, wait_s=600) as pool:
            running = asyncio.create_task(pool.run(endless))
            await until(lambda: pool.counts()["running"])
            waiting = asyncio.create_task(pool.run(ASK))
            await until(lambda: pool.counts()["waiting"])
            with pytest.raises(RequestError, match="1 requests are waiting") as refusal:
                await pool.run(ASK)
            assert (refusal.value.status, refusal.value.retry_after_s) == (429, 1)
            running.cancel()
            assert (await waiting).body == YES

    asyncio.run(run())


def test_a_task_waits_only_so_long(store_path, endless):
    async def run():
        async with pool_on(store_path, workers=1, patience_s=600, timeout_s=600, wait_s=0.2) as pool:
            running = asyncio.create_task(pool.run(endless))
            await until(lambda: pool.counts()["running"])
            with pytest.raises(RequestError, match="no worker was free") as refusal:
                await pool.run(ASK)
            assert refusal.value.status == 503
            assert refusal.value.retry_after_s
            assert pool.counts()["waiting"] == 0
            running.cancel()

    asyncio.run(run())


def test_slow_tasks_make_room_for_waiting_ones_but_half_of_them_go_on(store_path, endless):
    async def run():
        async with pool_on(store_path, workers=2, patience_s=0.3, timeout_s=600, wait_s=600) as pool:
            first = asyncio.create_task(status_of(pool.run(endless)))
            await until(lambda: pool.counts()["running"] == 1)
            second = asyncio.create_task(status_of(pool.run(endless)))
            await until(lambda: pool.counts()["running"] == 2)
            assert (await pool.run(ASK)).body == YES
            assert await second == 503
            assert not first.done()
            first.cancel()

    asyncio.run(run())


def test_slow_tasks_go_on_while_nobody_waits(store_path, endless):
    async def run():
        async with pool_on(store_path, workers=2, patience_s=0.05, timeout_s=1.0) as pool:
            refusals = await asyncio.gather(*(pool.run(endless) for _ in range(2)), return_exceptions=True)
            assert all("1 s that a request may run" in refusal.message for refusal in refusals)

    asyncio.run(run())


def test_a_worker_that_died_while_idle_is_replaced(store_path):
    async def run():
        before = children()
        async with pool_on(store_path) as pool:
            await pool.start()
            (worker,) = children() - before
            os.kill(worker, signal.SIGKILL)
            await until(lambda: worker not in children())
            await asyncio.sleep(0.1)
            assert (await pool.run(ASK)).body == YES

    asyncio.run(run())


def test_a_worker_that_dies_of_a_task_is_reported(store_path, endless):
    async def run():
        before = children()
        async with pool_on(store_path, timeout_s=600) as pool:
            task = asyncio.create_task(pool.run(endless))
            await until(lambda: pool.counts()["running"])
            (worker,) = children() - before
            os.kill(worker, signal.SIGSEGV)
            with pytest.raises(RequestError, match="the worker died of this") as refusal:
                await task
            assert refusal.value.status == 500
            assert (await pool.run(ASK)).body == YES

    asyncio.run(run())


def test_no_process_is_left_when_the_pool_closes(store_path, endless):
    async def run():
        before = children()
        async with pool_on(store_path, timeout_s=600) as pool:
            await pool.start()
            running = asyncio.create_task(status_of(pool.run(endless)))
            await until(lambda: pool.counts()["running"])
            assert children() > before
        assert children() == before
        await running

    asyncio.run(run())


def test_file_descriptors_do_not_grow_with_killed_workers(store_path, endless):
    async def run():
        async with pool_on(store_path, timeout_s=0.1) as pool:
            await status_of(pool.run(endless))
            before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
            for _ in range(3):
                assert await status_of(pool.run(endless)) == 503
            await until(lambda: len(os.listdir("/proc/self/fd")) <= before)  # noqa: PTH208

    asyncio.run(run())


def test_a_mistake_is_a_reply_and_no_reason_to_end_the_worker(store_path):
    async def run():
        async with pool_on(store_path) as pool:
            reply = await pool.run(Task("query", {"text": "SELEC", "accept": ""}))
            assert (reply.status, reply.is_error) == (400, True)
            assert pool.counts()["idle"] == 1

    asyncio.run(run())

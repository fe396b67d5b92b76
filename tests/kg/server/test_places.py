"""Places and the queue for them are shared evenly, however many requests a client sends."""

import asyncio
import contextlib
import random

import pytest

from kg.server.places import Places, QueueFullError


def run(scenario):
    return asyncio.run(scenario())


async def settle():
    for _ in range(5):
        await asyncio.sleep(0)


def take(places, client, served):
    """Take a place in the background; `served` gets the client's name when it has one."""

    async def wait():
        await places.take(client)
        served.append(client)

    return asyncio.create_task(wait())


def test_a_free_place_is_had_at_once():
    async def scenario():
        places = Places(2, 1)
        await places.take("a")
        assert not places.are_taken
        await places.take("a")
        assert (places.are_taken, places.waiting) == (True, 0)

    run(scenario)


def test_one_client_is_served_in_order():
    async def scenario():
        places, served = Places(1, 8), []
        await places.take("a")
        numbered = [asyncio.create_task(_numbered(places, number, served)) for number in range(3)]
        for _ in numbered:
            await settle()
            places.release("a")
        await settle()
        assert served == [0, 1, 2]

    async def _numbered(places, number, served):
        await places.take("a")
        served.append(number)

    run(scenario)


def test_who_holds_fewest_places_is_next():
    async def scenario():
        places, served = Places(2, 8), []
        await places.take("greedy")
        await places.take("greedy")
        waiting = [take(places, name, served) for name in ("greedy", "greedy", "modest", "late")]
        await settle()
        for name in ("greedy", "greedy"):
            places.release(name)
            await settle()
        assert served == ["modest", "late"]
        for name in ("modest", "late"):
            places.release(name)
            await settle()
        assert served == ["modest", "late", "greedy", "greedy"]
        await asyncio.gather(*waiting)

    run(scenario)


def test_a_full_queue_sends_the_newest_of_the_greediest_away_and_not_a_newcomer():
    async def scenario():
        places, served = Places(1, 3), []
        await places.take("greedy")
        first, second, third = (take(places, "greedy", served) for _ in range(3))
        await settle()
        modest = take(places, "modest", served)
        await settle()
        with pytest.raises(QueueFullError) as refusal:
            await third
        assert refusal.value.waiting == 3
        assert not first.done()
        assert not second.done()
        places.release("greedy")
        await settle()
        assert served == ["modest"]
        for task in (first, second, modest):
            task.cancel()

    run(scenario)


def test_the_greediest_itself_finds_the_queue_full():
    async def scenario():
        places, served = Places(1, 2), []
        await places.take("a")
        waiting = [take(places, name, served) for name in ("a", "b")]
        await settle()
        for name, own in (("a", 1), ("b", 1), ("c", 0)):
            with pytest.raises(QueueFullError) as refusal:
                await places.take(name)
            assert refusal.value.waiting == own
        for task in waiting:
            task.cancel()

    run(scenario)


def test_who_no_longer_waits_takes_no_place():
    async def scenario():
        places, served = Places(1, 4), []
        await places.take("a")
        gone, stays = take(places, "b", served), take(places, "c", served)
        await settle()
        gone.cancel()
        await settle()
        assert places.waiting == 1
        places.release("a")
        await stays
        assert served == ["c"]

    run(scenario)


def test_a_place_that_was_given_to_one_that_is_cancelled_goes_on_to_the_next():
    async def scenario():
        places, served = Places(1, 4), []
        await places.take("a")
        gone, stays = take(places, "b", served), take(places, "c", served)
        await settle()
        places.release("a")  # b has it now, and does not know yet
        gone.cancel()
        await stays
        assert served == ["c"]
        places.release("c")
        assert not places.are_taken

    run(scenario)


@pytest.mark.parametrize("seed", range(20))
def test_no_place_is_lost_or_made_whatever_happens(seed):
    async def scenario():
        chance, places, holders = random.Random(seed), Places(3, 5), []

        async def visit(client):
            with contextlib.suppress(QueueFullError):
                await places.take(client)
                holders.append(client)
                most.append(len(holders))
                try:
                    await asyncio.sleep(chance.random() / 500)
                finally:
                    holders.remove(client)
                    places.release(client)

        most = []
        tasks = [asyncio.create_task(visit(chance.choice("abc"))) for _ in range(60)]
        for task in chance.sample(tasks, 20):
            asyncio.get_running_loop().call_later(chance.random() / 100, task.cancel)
        await asyncio.gather(*tasks, return_exceptions=True)
        await asyncio.wait_for(places.drained(), 1)
        assert max(most) == 3
        assert (places.waiting, places.are_taken, holders) == (0, False, [])

    run(scenario)

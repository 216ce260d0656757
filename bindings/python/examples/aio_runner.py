"""A runner for asyncio works off what is due, and hands out what is to be done."""
import asyncio
from datetime import datetime, timezone

import itr
import itr.aio
from quick_start import PACK

ANN = itr.Actor(id="ann", roles=["desk"])


class FakeTime:
    """An hour in a moment; a real host leaves `clock` and `sleep_until` away."""

    def __init__(self, start: datetime) -> None:
        self.now = start

    def clock(self) -> datetime:
        return self.now

    async def sleep_until(self, at: datetime) -> None:
        await asyncio.sleep(0)
        self.now = at


# [runner]
async def main(time: FakeTime) -> list[itr.Effect]:
    done: list[itr.Effect] = []
    finished = asyncio.Event()

    async def do(effect: itr.Effect) -> None:
        done.append(effect)  # send a mail, call another system; if it raises, it is tried again later
        finished.set()

    engine = itr.aio.Engine(itr.Engine(itr.Store.memory()))
    engine.engine.deploy(itr.Pack.load({"hello.yaml": PACK}), itr.Actor.system(), time.now)
    runner = asyncio.create_task(itr.aio.run(engine, do, clock=time.clock, sleep_until=time.sleep_until))
    await engine.execute({"op": "open", "tenant": "acme", "ticket": "T-1", "actor": ANN, "workflow": "question"}, time.now)
    await finished.wait()  # nobody answers, and after an hour the desk is called
    runner.cancel()
    return done
# [/runner]


if __name__ == "__main__":
    for each in asyncio.run(main(FakeTime(datetime(2026, 3, 2, 9, 0, tzinfo=timezone.utc)))):
        print(each.kind, each.payload, each.available_at)

"""The stamps in Redis, for several machines: one question for each hit.

While Redis does not answer, nobody can say what is good, and pages are built for each who asks.
"""

import threading
import time
from collections.abc import Callable, Iterable
from typing import Any, TypeVar

import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from .keys import EVERYTHING, slot_of
from .stamps import StampsAreGone

ANSWERS_WITHIN = 0.25  # seconds
PAUSE = 1.0  # seconds after a failure in which readers ask nothing
T = TypeVar("T")

# Keys: tick, due, all, slots, run. Whoever connects says which start of the server he found:
# one that nobody has met may have lost stamps, so that no page from before is good.
BEGIN = """
if redis.call('GET', KEYS[5]) == ARGV[1] and redis.call('EXISTS', KEYS[1]) == 1 then return 0 end
local now = redis.call('TIME')
local tick = math.max(tonumber(redis.call('GET', KEYS[1]) or 0) + 1, now[1] * 1000000 + now[2])
tick = string.format('%.0f', tick)
redis.call('DEL', KEYS[4])
redis.call('MSET', KEYS[3], tick, KEYS[2], '0', KEYS[5], ARGV[1], KEYS[1], tick)
return 1
"""
STAMP = """
local tick = string.format('%.0f', redis.call('GET', KEYS[1]) + 1)
for i = 2, #ARGV do
  if ARGV[i] == 'all' then redis.call('SET', KEYS[3], tick)
  else redis.call('HSET', KEYS[4], ARGV[i], tick) end
end
if ARGV[1] == '1' then redis.call('SET', KEYS[2], '0') end
redis.call('SET', KEYS[1], tick)
return tick
"""
SET_DUE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
redis.call('SET', KEYS[2], ARGV[2])
return 1
"""


class RedisStamps:
    def __init__(self, address: str, site: str) -> None:
        """site: several may share a Redis."""
        # The braces keep them on one machine of a cluster.
        names = ("tick", "due", "all", "slots", "run")
        self.names = [f"{{irongoo:{site}}}:{name}" for name in names]
        self.lock = threading.Lock()
        self.pause_until = 0.0
        self.news = True  # of edits we may have missed, while there was no connection
        self.redis = redis.Redis.from_url(
            address,
            decode_responses=True,
            socket_timeout=ANSWERS_WITHIN,
            socket_connect_timeout=ANSWERS_WITHIN,
            retry=Retry(NoBackoff(), 1),
            redis_connect_func=self._connected,
        )

    def _connected(self, connection: Any) -> None:
        connection.on_connect()
        connection.send_command("INFO", "server")
        told = connection.read_response()
        lines = dict(line.split(":", 1) for line in str(told).split() if ":" in line)
        connection.send_command("EVAL", BEGIN, len(self.names), *self.names, lines["run_id"])
        connection.read_response()
        self.news = True

    def _ask(self, question: Callable[[], T]) -> T:
        try:
            return question()
        except (redis.RedisError, OSError, KeyError, TypeError, ValueError) as error:
            self.pause_until = time.monotonic() + PAUSE
            raise StampsAreGone(f"Redis: {error}") from error

    def read(self) -> tuple[int, int]:
        if time.monotonic() < self.pause_until:
            raise StampsAreGone("Redis did not answer a moment ago")
        tick, due = self._ask(lambda: self._read(self.names[:2]))
        return tick, due

    def _read(self, names: list[str]) -> list[int]:
        told: Any = self.redis.mget(names)
        return [int(each) for each in told]

    def newest(self, slots: Iterable[int]) -> int:
        def ask() -> int:
            pipe = self.redis.pipeline(transaction=False)
            pipe.get(self.names[2])
            if wanted := [str(slot) for slot in slots]:
                pipe.hmget(self.names[3], wanted)
            all_, *rest = pipe.execute()
            return max(int(all_), *(int(each or 0) for each in (rest[0] if rest else ())), 0)

        return self._ask(ask)

    def stamp(self, keys: Iterable[str], *, rescheduled: bool = False) -> int:
        slots = ["all" if key == EVERYTHING else str(slot_of(key)) for key in keys]
        return int(self._ask(lambda: self._run(STAMP, "1" if rescheduled else "0", *slots)))

    def set_due(self, moment: int, tick: int) -> bool:
        return bool(self._ask(lambda: self._run(SET_DUE, str(tick), str(moment))))

    def _run(self, script: str, *arguments: str) -> Any:
        return self.redis.eval(script, len(self.names), *self.names, *arguments)

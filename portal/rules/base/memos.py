"""Results worth keeping: worked out once for a key, within a measure; those longest unused leave first."""

from collections import OrderedDict
from collections.abc import Callable, Hashable, Sized
from threading import Lock
from typing import Generic, TypeVar

Result = TypeVar("Result", bound=Sized)


class Memo(Generic[Result]):
    """What a process keeps of results that depend on nothing but their key: at most so many characters in all.

    Unlike `functools.lru_cache` it counts what results weigh, and the key may be shorter than what a result is made
    from: a digest, not the text.
    """

    def __init__(self, most: int) -> None:
        self._most, self._weight = most, 0
        self._results: OrderedDict[Hashable, Result] = OrderedDict()
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._results)

    def get(self, key: Hashable, make: Callable[[], Result]) -> Result:
        """The result under `key`; `make` is asked for it where it is not kept, and nothing is kept when it raises."""
        with self._lock:
            result = self._results.get(key)
            if result is not None:
                self._results.move_to_end(key)
                return result
        result = make()
        with self._lock:
            self._put(key, result)
        return result

    def _put(self, key: Hashable, result: Result) -> None:
        if key not in self._results:
            self._results[key] = result
            self._weight += len(result)
        while self._weight > self._most:
            self._weight -= len(self._results.popitem(last=False)[1])

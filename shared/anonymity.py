"""The one place for the rules that keep a small room anonymous.

Who is who within a step, how many must stand behind what is shown, and when a batch may go. Everything that
shows anything asks here. Source for the thresholds: shared reference on small-group disclosure; the smallest
cell is 4 people, the smallest difference between two views is 3.
"""

from __future__ import annotations

import hashlib
import hmac
import random
import secrets
from collections.abc import Hashable, Mapping, Sequence
from typing import Literal, TypeVar

FEWEST = 4  # people; below this a spread or a wall points at someone
BATCH = 3  # people; the least by which two views may differ
TRIES = 12  # random cuts tried before a batch waits for more voices

# How many texts in a hundred a watcher who sees everyone's hands and every screen ties to their writer, by people in
# the room: the worse of `review` and `live` in docs/anonymity.md, measured by tests/test_linker.py.
LINKED = {4: 25, 5: 20, 6: 17, 7: 16, 8: 15, 9: 15, 10: 15, 11: 14, 12: 15, 13: 15, 14: 14, 15: 14}

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)
Readiness = Literal["few", "some", "most"]


def pseudonym(key: bytes, person: str, step: str) -> str:
    """A name for this person in this step alone: 22 characters that nobody without the meeting's key can tie together.

    The key lives as long as the meeting; when it is destroyed, two answers of one person can never be joined again.
    """
    return hmac.new(key, f"{step}\x1f{person}".encode(), hashlib.sha256).hexdigest()[:22]


def batch(waiting: Mapping[K, str], chance) -> list[K]:
    """Which of those that wait may go now, in an order that says nothing. Empty while it is too early.

    `waiting` maps each item to the pseudonym of who wrote it. At least BATCH people must stand behind what goes, and
    as many behind what stays, so that the last batch is never one person's.
    """
    for _ in range(TRIES):
        going: dict[str, K] = {}
        for item in chance.shuffled(list(waiting)):
            if len(going) < BATCH:
                going.setdefault(waiting[item], item)
        staying = {author for item, author in waiting.items() if item not in going.values()}
        if len(going) == BATCH and len(staying) >= BATCH:
            return chance.shuffled(list(going.values()))
    return []


def enough(people: int) -> bool:
    """Whether so many people may stand behind something that is shown."""
    return people >= FEWEST


def readiness(done: int, here: int) -> Readiness:
    """How far the room is, in words. Moves in steps of BATCH people, so that no one person moves it."""
    share = (done // BATCH * BATCH) / max(here, 1)
    return "few" if share < 1 / 3 else "some" if share < 2 / 3 else "most"


def guess(release: str, here: int) -> tuple[Literal["few", "lots", "better"], int]:
    """What a watcher can still guess of who wrote what, as words and "one in ...".

    "few" people make any text point at someone; "lots" is no better than drawing lots among those here; "better" is
    better than that. Above the measured sizes the last figure stands, since a batch is never smaller than BATCH.
    """
    if here < FEWEST:
        return "few", max(here, 1)
    odds = round(100 / LINKED.get(here, LINKED[max(LINKED)]))
    return ("lots", here) if release == "together" or odds >= here else ("better", odds)


class SystemChance:
    """Randomness from the operating system."""

    _random = secrets.SystemRandom()

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self._random.sample(list(items), len(items))

    def token(self) -> str:
        return secrets.token_hex(16)


class SeededChance:
    """Randomness that can be played again: for tests, examples and the gallery. Never for a real meeting."""

    def __init__(self, seed: int = 0):
        self._random = random.Random(seed)

    def shuffled(self, items: Sequence[T]) -> list[T]:
        return self._random.sample(list(items), len(items))

    def token(self) -> str:
        return f"{self._random.getrandbits(64):016x}"

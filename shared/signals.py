"""Quiet signals: a wish that a phone sends to those who lead, and to nobody else, without a name.

What is tapped is taken in only when a coarse clock ticks, together with whatever else has come meanwhile, so that
nobody at the control screen can match a sign with a hand that was on a phone. The ticks stand on the hour whether or
not anyone taps, each moved a little by chance. Pure, like the rest of the core.
"""

from __future__ import annotations

from typing import Any, Literal, get_args

from msgspec.structs import replace

from shared import anonymity
from shared.activity import Chance, Struct

Kind = Literal["slower", "pause", "enough", "talk"]

STEP = "@signals"  # where they stand in the log; no step of a plan can have this name
KINDS: tuple[Kind, ...] = get_args(Kind)
TICK = 5  # minutes between two ticks
WAIT = 2  # minutes that a signal waits at the least, so that the hand has long left the phone
LATE = 2  # ticks come this many minutes late at most, less one

Standing = Literal["waiting", "passed_on"]


class Signal(Struct, frozen=True, tag="signal"):
    key: Kind


class TakeBack(Struct, frozen=True, tag="take_back"):
    key: Kind


Command = Signal | TakeBack


class Signalled(Struct, frozen=True, tag="signalled"):
    key: Kind  # what this person signals anew replaces the old
    due: int  # the minute at which it is taken in; when it was tapped stands nowhere


class Signals(Struct, frozen=True):
    due: dict[tuple[str, Kind], int] = {}  # (pseudonym, what) -> minute at which it is taken in
    noticed: dict[Kind, int] = {}  # what -> everything due until this minute has been seen by whoever leads


def signalled(signals: Signals, who: str, kind: Kind, chance: Chance, now: int) -> list[Signalled]:
    """What follows when someone signals: nothing, if the same wish of theirs still stands."""
    return [] if _stands(signals, who, kind) else [Signalled(kind, _due(signals, chance, now))]


def taken_in(signals: Signals, who: str, kind: Kind, now: int) -> bool:
    """Whether it is too late to take it back: then the control screen would change under someone's hand."""
    return signals.due.get((who, kind), now + 1) <= now


def evolve(signals: Signals, event: Signalled, who: str) -> Signals:
    return replace(signals, due={**signals.due, (who, event.key): event.due})


def notice(signals: Signals, kind: Kind, until: int) -> Signals:
    return replace(signals, noticed={**signals.noticed, kind: max(until, signals.noticed.get(kind, 0))})


def for_those_who_lead(signals: Signals, now: int) -> list[dict[str, Any]]:
    """What has been taken in and not yet been seen: [{"kind", "several", "until"}]. Never how many, never when."""
    shown = []
    for kind in KINDS:
        standing = [due for (who, what), due in signals.due.items() if what == kind and _stands(signals, who, what)]
        here = [due for due in standing if due <= now]
        if here:
            shown.append({"kind": kind, "several": len(here) >= anonymity.BATCH, "until": max(here)})
    return shown


def of(signals: Signals, who: str, now: int) -> dict[Kind, Standing]:
    """How this person's own signals stand. What whoever leads has seen may be signalled again, and is not in it."""
    own: list[Kind] = [kind for kind in KINDS if _stands(signals, who, kind)]
    standing: dict[Kind, Standing] = {k: "passed_on" if taken_in(signals, who, k, now) else "waiting" for k in own}
    return standing


def _stands(signals: Signals, who: str, kind: Kind) -> bool:
    return signals.due.get((who, kind), 0) > signals.noticed.get(kind, 0)


def _due(signals: Signals, chance: Chance, now: int) -> int:
    """The next tick that is far enough away; the same for everyone who signals before it."""
    tick = -(-(now + WAIT) // TICK) * TICK
    agreed = [due for due in signals.due.values() if tick <= due < tick + LATE]
    return agreed[0] if agreed else tick + chance.shuffled(range(LATE))[0]

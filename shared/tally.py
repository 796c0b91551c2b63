"""A tally: everyone chooses in private, and the room sees the sum when enough people stand behind it.

Several activities count choices; this is how, once. Sums are frozen when they are counted, so that one person who
votes late, changes their mind or takes a vote back never moves anything by themselves.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import anonymity
from shared.activity import Audience, Moment, Refused, Struct

Dots = Annotated[list[Annotated[int, Meta(ge=0, le=100)]], Meta(max_length=40)]  # one number per option


class Cast(Struct, frozen=True, tag="cast"):
    dots: Dots


class Voted(Struct, frozen=True, tag="voted"):
    dots: list[int]
    key: Literal["ballot"] = "ballot"  # a new ballot erases the one before


class Counted(Struct, frozen=True, tag="counted"):
    sums: list[int]
    people: list[str]  # pseudonyms whose ballots are in the sums


class Disclosed(Struct, frozen=True, tag="disclosed"):
    pass


Command = Cast
Event = Voted | Counted | Disclosed


class Tally(Struct, frozen=True):
    ballots: dict[str, tuple[int, ...]] = {}
    counted: dict[str, tuple[int, ...]] = {}  # ballots as they were when last counted
    sums: tuple[int, ...] | None = None  # what the facilitators see
    disclosed: tuple[int, ...] | None = None  # what the room sees

    def all_same(self) -> bool:
        """Whether everyone who was counted chose the same: then the sum tells what each of them chose."""
        return len(self.counted) > 1 and len(set(self.counted.values())) == 1

    def uncounted(self) -> list[str]:
        return [who for who, ballot in self.ballots.items() if self.counted.get(who) != ballot]


def decide(tally: Tally, command: Cast, moment: Moment, *, options: int, dots: int, per_option: int) -> list[Event]:
    """The ballot, checked: one number per option, at most `dots` in all and `per_option` on one. Raises Refused."""
    if not moment.answering:
        raise Refused("step_closed")
    if len(command.dots) != options:
        raise Refused("options_changed")
    if sum(command.dots) > dots or any(n > per_option for n in command.dots):
        raise Refused("too_many_dots", n=dots)
    if not any(command.dots):
        raise Refused("no_dots_placed")
    return [Voted(list(command.dots))]


def settle(tally: Tally, moment: Moment) -> list[Event]:
    """Counts what may be counted by itself: everything once answering is closed, batches before that.

    While people answer, BATCH ballots always stay behind, so that the last count never is one person's. Where all have
    chosen the same, nothing is shown by itself: whoever leads is told so, and decides.
    """
    going = tally.uncounted()
    if moment.answering:
        going = [] if moment.release == "together" else moment.chance.shuffled(going)[anonymity.BATCH :]
    if not _may_count(tally, going):
        return []
    count = _count(tally, going)
    lives = moment.release == "live" and not evolve(tally, count, "").all_same()
    return [count, Disclosed()] if lives else [count]


def reveal(tally: Tally, moment: Moment) -> list[Event]:
    """Shows the room what is counted. Raises Refused under FEWEST people; such a question is better taken aloud."""
    if tally.sums is None:
        raise Refused("few_answers", n=anonymity.FEWEST)
    return [Disclosed()]


def evolve(tally: Tally, event: Event, actor: str) -> Tally:
    match event:
        case Voted(dots):
            return replace(tally, ballots={**tally.ballots, actor: tuple(dots)})
        case Counted(sums, people):
            now = {who: tally.ballots[who] for who in people if who in tally.ballots}
            return replace(tally, sums=tuple(sums), counted={**tally.counted, **now})
        case Disclosed():
            return replace(tally, disclosed=tally.sums)


def view(tally: Tally, audience: Audience, me: str | None) -> dict[str, Any]:
    """What this audience may see: {"sums"} or None; facilitators also {"counted"}; participants only {"mine"}."""
    match audience:
        case "projector":
            return {"sums": _listed(tally.disclosed)}
        case "facilitator":
            return {"sums": _listed(tally.disclosed), "counted": _listed(tally.sums)}
        case "participant":
            return {"mine": _listed(tally.ballots.get(me or ""))}


def _may_count(tally: Tally, going: list[str]) -> bool:
    if tally.sums is None:
        return anonymity.enough(len(going))
    return len(going) >= anonymity.BATCH


def _count(tally: Tally, going: list[str]) -> Counted:
    behind = {**{w: b for w, b in tally.counted.items() if w in tally.ballots}, **{w: tally.ballots[w] for w in going}}
    width = max(len(ballot) for ballot in behind.values())
    sums = [sum(ballot[i] for ballot in behind.values() if i < len(ballot)) for i in range(width)]
    return Counted(sums, sorted(behind))


def _listed(sums: tuple[int, ...] | None) -> list[int] | None:
    return None if sums is None else list(sums)

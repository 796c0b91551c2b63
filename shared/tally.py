"""A tally: everyone chooses in private, and the room sees the sum when enough people stand behind it.

Several activities count choices; this is how, once. Sums are frozen when they are counted, so that one person who
votes late, changes their mind or takes a vote back never moves anything by themselves.

A ballot is a row of numbers. It may hold several questions, one after the other; an activity says how many numbers
each takes (`widths`), and every question is then counted by itself: its own four people, its own three by whom the
sum may move, and noughts for whoever skips it. Without `widths` the whole ballot is one question.

What a ballot was is erased when it is changed or taken back, also here. Whoever may have gone back to what they first
chose therefore does not count towards the three, and nobody counts twice between two sums that the room has seen.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate
from typing import Annotated, Any, Literal

from msgspec import Meta
from msgspec.structs import replace

from shared import anonymity
from shared.activity import Actor, Audience, Moment, Refused, Struct

Dots = Annotated[list[Annotated[int, Meta(ge=0, le=100)]], Meta(max_length=40)]  # one number per option
Answer = tuple[int, ...]

BALLOT: Literal["ballot"] = "ballot"  # the key under which each ballot is kept
A_FEW = anonymity.BATCH - 1  # people; so many or fewer are not told apart
MOST = 3  # the highest of the levels
MUCH, SOME = 1.5, 0.5  # times what each option would have if all had the same


class Cast(Struct, frozen=True, tag="cast"):
    dots: Dots


class Voted(Struct, frozen=True, tag="voted"):
    dots: list[int]
    key: Literal["ballot"] = BALLOT  # a new ballot erases the one before
    moved: list[int] = []  # questions where this is certainly something else than what was counted


class Counted(Struct, frozen=True, tag="counted"):
    sums: list[int]
    people: list[str]  # pseudonyms whose ballots are in the sums
    at: int = 0  # where in the ballot the question begins
    width: int = 0  # numbers it takes; 0 is the rest of the ballot
    moved: list[str] = []  # by whom it may differ from the count before
    alike: bool = False  # whether all of them chose the same


class Disclosed(Struct, frozen=True, tag="disclosed"):
    at: list[int] | None = None  # these questions; None is all that is counted


Command = Cast
Event = Voted | Counted | Disclosed


class Count(Struct, frozen=True):
    """One question as it was last counted."""

    sums: Answer | None = None  # what the facilitators see
    disclosed: Answer | None = None  # what the room sees
    people: frozenset[str] = frozenset()  # who is in the sums
    answers: dict[str, Answer] = {}  # theirs as they were counted, where they are not erased
    moved: frozenset[str] = frozenset()  # who has certainly chosen otherwise since
    stirred: frozenset[str] = frozenset()  # who may have moved the sum since the room last saw it
    alike: bool = False


class Tally(Struct, frozen=True):
    ballots: dict[str, Answer] = {}
    counts: dict[int, Count] = {}  # by where in the ballot the question begins

    def count(self, at: int = 0) -> Count:
        return self.counts.get(at, Count())

    @property
    def sums(self) -> Answer | None:
        """What the facilitators see, where the ballot is one question."""
        return self.count().sums

    @property
    def disclosed(self) -> Answer | None:
        """What the room sees, where the ballot is one question."""
        return self.count().disclosed

    def all_same(self, first: int = 0) -> bool:
        """Whether everyone who was counted chose the same: then the sum tells what each of them chose.

        Only what the room has not seen yet is asked about, from this place in the ballot on.
        """
        asked = [count for at, count in self.counts.items() if at >= first]
        return any(count.alike and count.sums != count.disclosed for count in asked)


def decide(
    tally: Tally, command: Cast, actor: Actor, moment: Moment, *, options: int, dots: int, per_option: int
) -> list[Event]:
    """The ballot, checked: one number per option, at most `dots` in all and `per_option` on one. Raises Refused."""
    if not moment.answering:
        raise Refused("step_closed")
    if len(command.dots) != options:
        raise Refused("options_changed")
    if sum(command.dots) > dots or any(n > per_option for n in command.dots):
        raise Refused("too_many_dots", n=dots)
    if not any(command.dots):
        raise Refused("no_dots_placed")
    return [voted(tally, actor, command.dots)]


def voted(tally: Tally, actor: Actor, ballot: Sequence[int]) -> Voted:
    """This person's ballot, already checked, as what has happened."""
    return Voted(list(ballot), moved=[at for at in tally.counts if _certainly_moves(tally, actor.id, ballot, at)])


def settle(tally: Tally, moment: Moment, widths: Sequence[int] = (), first: int = 0) -> list[Event]:
    """Counts what may be counted by itself: everything once answering is closed, batches before that.

    `first` is the first of the questions that are still asked; those before it stay as they were counted.

    Where all have chosen the same, nothing is shown by itself: whoever leads is told so, and decides.
    """
    asked = _questions(widths)[first:]
    counts = [count for at, width in asked if (count := _recount(tally, moment, at, width))]
    lives = [count.at for count in counts if moment.release == "live" and not count.alike]
    return [*counts, *([Disclosed(lives)] if lives else [])]


def reveal(tally: Tally, moment: Moment, first: int = 0) -> list[Event]:
    """Shows the room what is counted, from this place in the ballot on.

    Raises Refused where no question has FEWEST people; such a question is better taken aloud.
    """
    counted = [at for at in tally.counts if at >= first]
    if not counted:
        raise Refused("few_answers", n=anonymity.FEWEST)
    return [Disclosed(counted)]


def evolve(tally: Tally, event: Event, actor: str) -> Tally:
    match event:
        case Voted(dots):
            moved = {at: _with(count.moved, actor, at in event.moved) for at, count in tally.counts.items()}
            counts = {at: replace(count, moved=moved[at]) for at, count in tally.counts.items()}
            return replace(tally, ballots={**tally.ballots, actor: tuple(dots)}, counts=counts)
        case Counted(sums, people, at):
            given = _answers(tally, at, event.width)
            count = Count(
                sums=tuple(sums),
                disclosed=tally.count(at).disclosed,
                people=frozenset(people),
                answers={who: given[who] for who in people if who in given},
                stirred=tally.count(at).stirred | set(event.moved),
                alike=event.alike,
            )
            return replace(tally, counts={**tally.counts, at: count})
        case Disclosed(at):
            seen = {n: count for n, count in tally.counts.items() if at is None or n in at}
            shown = {n: replace(count, disclosed=count.sums, stirred=frozenset()) for n, count in seen.items()}
            return replace(tally, counts={**tally.counts, **shown})


def without(tally: Tally, person: str, key: str) -> Tally:
    """The tally as if what this person said under `key` had never been; other things than a ballot change nothing.

    Sums stay as the room has seen them.
    """
    if key != BALLOT:
        return tally
    counts = {
        at: replace(
            count,
            answers={who: answer for who, answer in count.answers.items() if who != person},
            moved=count.moved - {person},
        )
        for at, count in tally.counts.items()
    }
    return replace(tally, ballots={who: b for who, b in tally.ballots.items() if who != person}, counts=counts)


def view(tally: Tally, audience: Audience, me: str | None, widths: Sequence[int] = ()) -> dict[str, Any]:
    """What this audience may see: {"sums"} or None; facilitators also {"counted"}; participants only {"mine"}.

    With `widths`, each of them is a list with one such entry per question, also None where it was skipped.
    """
    questions = _questions(widths)
    sums = [_listed(tally.count(at).disclosed) for at, _ in questions]
    counted = [_listed(tally.count(at).sums) for at, _ in questions]
    ballot = tally.ballots.get(me or "", ())
    mine = [_listed(part) if any(part := _part(ballot, at, width)) else None for at, width in questions]
    seen: dict[Audience, dict[str, list[Any]]] = {
        "projector": {"sums": sums},
        "facilitator": {"sums": sums, "counted": counted},
        "participant": {"mine": mine},
    }
    return {name: each if widths else each[0] for name, each in seen[audience].items()}


def gentle(sums: Sequence[int] | None) -> list[int] | None:
    """Sums in which nobody stands alone: one and two look the same, and screens call them "a few"."""
    return None if sums is None else [A_FEW if 0 < n < A_FEW else n for n in sums]


def levels(sums: Sequence[int]) -> list[int]:
    """How much each option was given, where figures would say too much: 3 much, 2 some, 1 a little, 0 nothing.

    Measured against what each would have if all had the same.
    """
    even = sum(sums) / max(len(sums), 1)
    return [0 if not n else MOST if n >= MUCH * even else 2 if n >= SOME * even else 1 for n in sums]


def _recount(tally: Tally, moment: Moment, at: int, width: int) -> Counted | None:
    """The question counted anew, or None where it is too early, or would tell of fewer people than it may."""
    last, answers = tally.count(at), _answers(tally, at, width)
    waiting = {who for who, answer in answers.items() if last.answers.get(who) != answer}
    staying = _staying(last, waiting, moment) if moment.answering else set()
    if staying is None:
        return None
    going = waiting - staying
    gone = last.people - answers.keys()
    certain = {who for who in going if who not in last.people or who in last.answers or who in last.moved}
    behind = {who: answer for who, answer in answers.items() if who in going or who in last.answers.keys() - waiting}
    if not anonymity.enough(len(behind)):
        return None
    if last.sums is not None and len((certain | gone) - last.stirred) < anonymity.BATCH:
        return None
    moved = sorted(going | gone) if last.sums is not None else []
    return Counted(_sums(behind.values()), sorted(behind), at, width, moved, _alike(list(behind.values())))


def _staying(last: Count, waiting: set[str], moment: Moment) -> set[str] | None:
    """Who is not counted yet while people answer: BATCH people, so that the last count never is one person's.

    None where nothing may be counted. They are such as were never counted, since others may change back.
    """
    newcomers = sorted(waiting - last.people - last.stirred)
    if moment.release == "together" or len(newcomers) < anonymity.BATCH:
        return None
    return set(moment.chance.shuffled(newcomers)[: anonymity.BATCH])


def _certainly_moves(tally: Tally, who: str, ballot: Sequence[int], at: int) -> bool:
    last = tally.count(at)
    width = len(last.sums or ())
    now = _part(ballot, at, width)
    if who in last.answers:
        return _part(last.answers[who], 0, width) != now
    return who in last.moved and _part(tally.ballots.get(who, ()), at, width) == now


def _questions(widths: Sequence[int]) -> list[tuple[int, int]]:
    """Where each question begins, and how many numbers it takes."""
    return list(zip(accumulate(widths, initial=0), widths, strict=False)) if widths else [(0, 0)]


def _answers(tally: Tally, at: int, width: int) -> dict[str, Answer]:
    """What everyone who did not skip the question answered."""
    parts = {who: _part(ballot, at, width) for who, ballot in tally.ballots.items()}
    return {who: part for who, part in parts.items() if any(part)}


def _part(ballot: Sequence[int], at: int, width: int) -> Answer:
    return tuple(ballot[at : at + width] if width else ballot[at:])


def _sums(answers: Any) -> list[int]:
    width = max(len(answer) for answer in answers)
    return [sum(answer[n] for answer in answers if n < len(answer)) for n in range(width)]


def _alike(answers: list[Answer]) -> bool:
    """Whether the sum tells what each one chose: all gave the same, or all ticked the same option."""
    ticked = all(n <= 1 for answer in answers for n in answer)
    return len(set(answers)) == 1 or (ticked and max(_sums(answers)) == len(answers))


def _with(people: frozenset[str], who: str, is_in: bool) -> frozenset[str]:
    return people | {who} if is_in else people - {who}


def _listed(sums: Answer | None) -> list[int] | None:
    return None if sums is None else list(sums)

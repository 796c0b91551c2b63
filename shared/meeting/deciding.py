"""What follows from a command: facts to write, and words to erase. Pure: no clock, no chance of its own."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import ModuleType
from typing import Any

import msgspec
from msgspec.structs import replace

from shared import pile, signals
from shared.activity import LEAD, ROOM, Actor, Chance, Moment, Refused, Struct
from shared.meeting import carrying, planning
from shared.meeting.asking import (
    AROUND,
    Around,
    Ask,
    Carry,
    Close,
    Compose,
    Cover,
    End,
    FewToday,
    Go,
    Leading,
    LeaveOut,
    LetGo,
    MoreTime,
    Notice,
    Open,
    Pass,
    Reveal,
    Stage,
    Switch,
    TakeBack,
    Turn,
    Undo,
)
from shared.meeting.bundling import bundled
from shared.meeting.facts import (
    Bundled,
    Closed,
    Covered,
    Draft,
    Ended,
    Extended,
    Fact,
    FewSaid,
    Forgotten,
    LeftOut,
    Noticed,
    Opened,
    Outcome,
    Passed,
    StepAdded,
    Switched,
    Turned,
    Undone,
    Went,
    drafted,
)
from shared.meeting.folding import evolve
from shared.meeting.seeing import all_same
from shared.meeting.standing import Meeting, question, releases

COVERED = "covered"  # why nothing is taken in while the screen is covered; it passes by itself, so phones try again


def decide(
    meeting: Meeting, step: str | None, command: Mapping[str, Any], actor: Actor, chance: Chance, now: int
) -> Outcome:
    """What follows from a command. `now` in whole minutes since the epoch.

    Raises Refused for what does not fit the moment, msgspec.ValidationError for what is no command at all.
    """
    if meeting.ended is not None and command.get("type") not in ("undo", "leave_out", "take_back", "notice"):
        raise Refused("meeting_over")
    if step == signals.STEP:
        return _signal(meeting, msgspec.convert(command, signals.Command, strict=False), actor, chance, now)
    if step is None:
        return _lead(meeting, msgspec.convert(command, Leading, strict=False), actor, chance, now)
    if step not in {s.id for s in meeting.plan.steps}:
        raise Refused("no_such_step")
    home = meeting.plan.step(step).home
    if command.get("type") == "more_time":
        return _lengthened(meeting, step, msgspec.convert(command, MoreTime, strict=False), actor)
    if command.get("type") in AROUND:
        return _around(meeting, home, msgspec.convert(command, Around, strict=False), actor, chance, now)
    return _act(meeting, home, command, actor, chance, now)


def _lead(meeting: Meeting, command: Leading, actor: Actor, chance: Chance, now: int) -> Outcome:
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case Go(to, coming_from):
            if coming_from != (meeting.now or ""):
                raise Refused("already_moved")
            if to and to not in {s.id for s in meeting.plan.steps}:
                raise Refused("no_such_step")
            if to in meeting.skipped:
                raise Refused("step_left_out")
            went = [drafted(LEAD, None, Went(to or None, now))]
            return _settled(meeting, went, {meeting.now, to or None}, chance, now)
        case Cover(on):
            return Outcome([drafted(LEAD, None, Covered(on))])
        case FewToday(on):
            return _settled(meeting, [drafted(LEAD, None, FewSaid(on))], {meeting.now}, chance, now)
        case End():
            return _ended(meeting, chance, now)
        case Undo():
            return Outcome([drafted(LEAD, None, Undone())])
        case LeaveOut(line, on):
            return Outcome([drafted(LEAD, None, LeftOut(line, on))])
        case Notice(kind, until):
            return Outcome([drafted(LEAD, None, Noticed(kind, until))])
        case Stage() | Compose() | LetGo() | Carry():
            return carrying.decide(meeting, command)
        case Ask():
            return _asked(meeting, command, chance, now)
        case _:
            return Outcome([drafted(LEAD, None, planning.decide(meeting, command, chance))])


def _asked(meeting: Meeting, command: Ask, chance: Chance, now: int) -> Outcome:
    """Something on the spot: it is on every screen at once, and one undo takes all of it away."""
    added = planning.decide(meeting, command, chance)
    assert isinstance(added, StepAdded)
    drafts = [drafted(LEAD, None, added), drafted(LEAD, None, Went(added.step.id, now))]
    return _settled(meeting, drafts, {meeting.now, added.step.id}, chance, now)


def _ended(meeting: Meeting, chance: Chance, now: int) -> Outcome:
    """From here on the notes change by several people's words at a time. Being nobody's, that stays if it is undone."""
    outcome = _settled(meeting, [drafted(LEAD, None, Ended(now))], {meeting.now}, chance, now)
    bundles = bundled(_after(meeting, outcome.facts), chance)
    tied = [drafted(ROOM, None, Bundled(bundles))] if bundles else []
    return replace(outcome, facts=[*outcome.facts, *tied])


def _signal(meeting: Meeting, command: signals.Command, actor: Actor, chance: Chance, now: int) -> Outcome:
    if actor.leads:
        raise Refused("not_yours")
    if isinstance(command, signals.TakeBack):
        if signals.taken_in(meeting.quiet, actor.id, command.key, now):
            raise Refused("signal_passed_on")
        return Outcome([drafted(ROOM, signals.STEP, Forgotten())], forget=[(signals.STEP, actor.id, command.key)])
    events = signals.signalled(meeting.quiet, actor.id, command.key, chance, now)
    earlier: list[tuple[str | None, str, str]] = [(signals.STEP, actor.id, command.key)] if events else []
    return Outcome([drafted(actor, signals.STEP, event) for event in events], forget=earlier)


def _lengthened(meeting: Meeting, step: str, command: MoreTime, actor: Actor) -> Outcome:
    if not actor.leads:
        raise Refused("not_yours")
    planned = meeting.minutes(step)
    if planned is not None and command.minutes < 0 and planned + command.minutes < 1:
        raise Refused("no_shorter")
    return Outcome([drafted(LEAD, None, Extended(step, command.minutes))])


def _around(meeting: Meeting, step: str, command: Around, actor: Actor, chance: Chance, now: int) -> Outcome:
    if isinstance(command, TakeBack):
        whose = ROOM if actor.leads else actor  # theirs, so that a late copy of it is known; never undone as lead's
        return Outcome([drafted(whose, step, Forgotten())], forget=[(step, actor.id, command.key)])
    if isinstance(command, Pass):
        _check_on_screen(meeting, step)
        if not meeting.stands[step].answering:
            raise Refused("step_closed")
        return Outcome([drafted(actor, step, Passed())])
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case Open():
            return Outcome([drafted(LEAD, step, Opened())])
        case Close():
            return _settled(meeting, [drafted(LEAD, step, Closed())], {step}, chance, now)
        case Switch(release):
            if release not in releases(meeting, meeting.kind(step)):
                raise Refused("always_read_first")
            return _settled(meeting, [drafted(LEAD, step, Switched(release))], {step}, chance, now)
        case Turn(page):
            return Outcome([drafted(LEAD, step, Turned(max(0, page)))])
        case Reveal():
            return _revealed(meeting, step, chance, now)


def _act(meeting: Meeting, step: str, command: Mapping[str, Any], actor: Actor, chance: Chance, now: int) -> Outcome:
    kind, stand = meeting.kind(step), meeting.stands[step]
    state = stand.state
    if not actor.leads:
        _check_on_screen(meeting, step)
    asked = msgspec.convert(command, kind.Command, strict=False)
    if not actor.leads and not stand.answering and not _late(kind, state, asked, actor):
        raise Refused("step_closed")
    events = kind.decide(state, asked, actor, _moment(meeting, step, chance, now))
    drafts = [drafted(actor, step, event) for event in events]
    again = [(step, actor.id, d.key) for d in drafts if d.key]  # writing it anew erases what stood there
    settled = _settled(meeting, drafts, {step}, chance, now)
    return replace(settled, forget=[*again, *settled.forget])


def _late(kind: ModuleType, state: Any, asked: Struct, actor: Actor) -> bool:
    """Whether this may come also when answering is closed, as new words for a note that was given back may."""
    reworded = hasattr(state, "pile") and pile.late(state.pile, asked, actor)
    return reworded or bool(question(kind, "late")(state, asked, actor))


def _check_on_screen(meeting: Meeting, step: str) -> None:
    if meeting.now is None or meeting.plan.step(meeting.now).home != step:
        raise Refused("step_moved_on")
    if meeting.covered:
        raise Refused(COVERED)


def _revealed(meeting: Meeting, step: str, chance: Chance, now: int) -> Outcome:
    """Closes answering where it is open, lets the last ones in, and shows everything, shuffled.

    Where everyone turns out to have chosen the same it only closes: whoever leads is told, and shows it or does not.
    """
    first = [drafted(LEAD, step, Closed())] if meeting.stands[step].answering else []
    outcome = _settled(meeting, first, {step}, chance, now)
    after = _after(meeting, outcome.facts)
    if first and all_same(after, step):
        return outcome
    events = question(meeting.kind(step), "reveal")(after.stands[step].state, _moment(after, step, chance, now))
    return Outcome([*outcome.facts, *(drafted(LEAD, step, event) for event in events)])


def _settled(meeting: Meeting, drafts: list[Draft], steps: Iterable[str | None], chance: Chance, now: int) -> Outcome:
    """`drafts`, and what then follows by itself in these steps. Those facts are nobody's: undo leaves them be.

    What an activity lets go of on the way is to be erased with it.
    """
    after = _after(meeting, drafts)
    followed: list[Draft] = []
    forget: list[tuple[str | None, str, str]] = []
    for step in sorted({after.plan.step(s).home for s in steps if s is not None}):
        kind = after.kind(step)
        events = question(kind, "settle")(after.stands[step].state, _moment(after, step, chance, now))
        new = [drafted(ROOM, step, event) for event in events]
        before = meeting.stands.get(step, after.stands[step])
        states = before.state, _after(after, new).stands[step].state
        forget += [(step, who, key) for who, key in question(kind, "lets_go")(*states)]
        followed += new
    return Outcome([*drafts, *followed], forget=forget)


def _moment(meeting: Meeting, step: str, chance: Chance, now: int) -> Moment:
    stand = meeting.stands[step]
    on_screen = meeting.now is not None and meeting.plan.step(meeting.now).home == step and meeting.ended is None
    earlier = getattr(stand.state.settings, "options_from", "")
    offered = None
    if earlier and earlier in meeting.stands:
        offered = question(meeting.kind(earlier), "offers")(meeting.stands[earlier].state)
    round_before = getattr(stand.state.settings, "compare_with", "")
    before = []
    if round_before and round_before in meeting.stands:
        before = question(meeting.kind(round_before), "spread")(meeting.stands[round_before].state)
    around = {"release": stand.release, "few": meeting.few, "offered": offered, "now": now, "before": before}
    return Moment(chance, answering=stand.answering and on_screen, **around)


def _after(meeting: Meeting, drafts: list[Draft]) -> Meeting:
    for n, draft in enumerate(drafts, start=meeting.seq + 1):
        meeting = evolve(meeting, Fact(n, draft.actor, draft.step, draft.body))
    return meeting

"""What follows from the facts: the meeting as it stands. Never refuses: the past may have holes."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import msgspec
from msgspec.structs import replace

from shared import signals
from shared.activity import LEAD
from shared.meeting import carrying, planning
from shared.meeting.facts import (
    AROUND_EVENTS,
    Bundled,
    Carried,
    Closed,
    Composed,
    Covered,
    Ended,
    Extended,
    Fact,
    FewSaid,
    Led,
    LeftOut,
    Noticed,
    Opened,
    Passed,
    Staged,
    StepAdded,
    StepMoved,
    StepRepeated,
    StepsSkipped,
    Stood,
    Switched,
    Turned,
    Went,
)
from shared.meeting.standing import Meeting, Stand, begin
from shared.plan import Plan

PASSED = Passed().key
Words = tuple[str | None, str, str]  # what someone said: the step, who, and under which key


def evolve(meeting: Meeting, fact: Fact) -> Meeting:
    """The meeting after one more fact. Never refuses: the past may have holes."""
    meeting = replace(meeting, seq=fact.seq)
    if fact.body is None or fact.body.get("type") == "forgotten":
        return meeting
    if fact.step is None:
        return _led(meeting, msgspec.convert(fact.body, Led))
    if fact.step == signals.STEP:
        event = msgspec.convert(fact.body, signals.Signalled)
        return replace(meeting, quiet=signals.evolve(meeting.quiet, event, fact.actor))
    stand = meeting.stands.get(fact.step)
    if stand is None:
        return meeting
    if fact.body["type"] in AROUND_EVENTS:
        stand = _stood(stand, msgspec.convert(fact.body, Stood), fact.actor)
    else:
        kind = meeting.kind(fact.step)
        stand = replace(stand, state=kind.evolve(stand.state, msgspec.convert(fact.body, kind.Event), fact.actor))
    return replace(meeting, stands={**meeting.stands, fact.step: stand})


def _led(meeting: Meeting, event: Led) -> Meeting:
    match event:
        case Went(to, at) if to is None or to in {step.id for step in meeting.plan.steps}:
            began = meeting.began if to is None or to in meeting.began else {**meeting.began, to: at}
            return replace(meeting, now=to, began=began, scene=Staged(""))
        case Covered(on):
            return replace(meeting, covered=on)
        case Extended(step, minutes):
            return replace(meeting, extra={**meeting.extra, step: meeting.extra.get(step, 0) + minutes})
        case FewSaid(on):
            return replace(meeting, few=on)
        case Ended(at):
            return replace(meeting, ended=at)
        case Bundled(bundles):
            return replace(meeting, bundles=(*meeting.bundles, *map(frozenset, bundles)))
        case LeftOut(line, True):
            return replace(meeting, left_out=meeting.left_out | {line}, put_back=meeting.put_back - {line})
        case LeftOut(line, False):
            return replace(meeting, left_out=meeting.left_out - {line}, put_back=meeting.put_back | {line})
        case Noticed(kind, until):
            return replace(meeting, quiet=signals.notice(meeting.quiet, kind, until))
        case Carried() | Composed() | Staged():
            return carrying.evolve(meeting, event)
        case StepAdded() | StepRepeated() | StepMoved() | StepsSkipped():
            return planning.evolve(meeting, event)
        case _:
            return meeting


def _stood(stand: Stand, event: Stood, actor: str) -> Stand:
    match event:
        case Opened():
            return replace(stand, answering=True)
        case Closed():
            return replace(stand, answering=False)
        case Switched(release):
            return replace(stand, release=release)
        case Turned(page):
            return replace(stand, page=page)
        case Passed():
            return replace(stand, passed=stand.passed | {actor})


def fold(plans: Mapping[str, Plan], facts: list[Fact]) -> Meeting:
    """The meeting as it stands after `facts`, leaving out what was undone."""
    return _folded(plans, facts, _undone(facts))


def _folded(plans: Mapping[str, Plan], facts: list[Fact], undone: set[int]) -> Meeting:
    meeting = begin(plans)
    for fact in facts:
        meeting = _undid(meeting, fact) if fact.seq in undone else evolve(meeting, fact)
    return meeting


def _undid(meeting: Meeting, fact: Fact) -> Meeting:
    if fact.body and fact.body["type"] in ("step_added", "step_repeated"):
        added = msgspec.convert(fact.body, StepAdded | StepRepeated)
        return replace(planning.lay_aside(meeting, added), seq=fact.seq)
    return evolve(meeting, replace(fact, body=None))


def carry_on(meeting: Meeting, news: list[Fact], forgotten: Sequence[Words] = ()) -> Meeting | None:
    """The meeting once `forgotten` is erased and `news` has happened, or None if it must be folded anew."""
    if any(fact.body is None or fact.body["type"] == "undone" for fact in news):
        return None
    for words in forgotten:
        if (meeting_without := _without(meeting, *words)) is None:
            return None
        meeting = meeting_without
    for fact in news:
        meeting = evolve(meeting, fact)
    return meeting


def _without(meeting: Meeting, step: str | None, person: str, key: str) -> Meeting | None:
    """The meeting as if this had never been said, where the activity can tell by itself.

    What whoever leads has said is left to a whole fold, since an earlier undo may then have meant something else.
    """
    without = getattr(meeting.kind(step), "without", None) if step and step in meeting.stands else None
    if without is None or step is None or person == LEAD.id:
        return None
    stand = meeting.stands[step]
    state = without(stand.state, person, key)
    passed = stand.passed - {person} if key == PASSED else stand.passed  # having passed is said under a key as well
    after = {**meeting.stands, step: replace(stand, state=state, passed=passed)}
    return None if state is None else replace(meeting, stands=after)


def undid(led: list[Fact]) -> set[str | None]:
    """Where the latest undo took something back, by all that whoever leads has done: steps, or None for the meeting."""
    taken = _undone(led) - _undone(led[:-1])
    return {fact.step for fact in led if fact.seq in taken}


def fold_again(meeting: Meeting, steps: set[str | None], facts: list[Fact], led: list[Fact]) -> Meeting:
    """The meeting with these steps as their facts now leave them. `facts` are theirs, the meeting's own and signals;
    `led` is all that whoever leads has done, which says what is undone.

    A step knows of nothing but its own facts, so all the others stand as they stood.
    """
    again = _folded(meeting.plans, facts, _undone(led))
    stood = {id: stand for id, stand in meeting.stands.items() if id not in steps}
    return replace(again, stands={**again.stands, **stood})


def undoable(facts: list[Fact]) -> Fact | None:
    """What `undo` would take back now: the latest thing that whoever leads has done and that still stands."""
    standing, _ = _hand(facts)
    latest = standing[-1][0] if standing else None
    return next((fact for fact in facts if fact.seq == latest), None)


def _undone(facts: list[Fact]) -> set[int]:
    return _hand(facts)[1]


def _hand(facts: list[Fact]) -> tuple[list[list[int]], set[int]]:
    """The numbers of what whoever leads has done and that still stands, and of what was undone.

    Each `undone` takes back the latest thing that still stands. Words typed in from paper have a key and are taken
    back by it, which erases them.
    """
    standing: list[list[int]] = []
    undone: set[int] = set()
    for fact in facts:
        if fact.actor != LEAD.id or fact.body is None or "key" in fact.body:
            continue
        if fact.body["type"] == "undone":
            undone.update(standing.pop() if standing else [])
        elif standing and fact.cause and fact.cause != fact.seq:
            standing[-1].append(fact.seq)
        else:
            standing.append([fact.seq])
    return standing, undone

"""What a meeting begins with from earlier ones of its course, and what of that the room may see in place of a step.

The lines lie in the meeting's own log, sealed as everything in it, each as a fact that can be erased by itself.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from shared.activity import LEAD, ROOM, Refused, Struct
from shared.meeting.asking import Carry, Compose, LetGo, Stage
from shared.meeting.facts import Carried, Composed, Forgotten, Outcome, Staged, drafted
from shared.meeting.standing import Meeting
from shared.plan import Kind, Plan, Step
from shared.text import BadText, clean_text

LONGEST_MESSAGE = 600  # characters
BEGINS: dict[str, Kind] = {"agreement": "agreement", "question_box": "questions", "parking_lot": "parked"}
FITS = 20  # lines that a step may begin with
ERASED = "–"  # in the place of a line that is removed while the meeting runs


def decide(meeting: Meeting, command: Stage | Compose | LetGo | Carry) -> Outcome:
    match command:
        case Stage(scene, page):
            return Outcome([drafted(LEAD, None, Staged(scene, page))])
        case Compose(text):
            return Outcome([drafted(ROOM, None, Composed(_clean(text)))], forget=[(None, ROOM.id, Composed("").key)])
        case LetGo(key):
            return Outcome([drafted(ROOM, None, Forgotten())], forget=[(None, ROOM.id, key)])
        case Carry(lines):
            if meeting.carried or meeting.began:
                raise Refused("already_begun")
            places: dict[str, int] = {}
            many = {line.kind: sum(other.kind == line.kind for other in lines) for line in lines}
            events: list[Struct] = []
            for line in lines:
                place = places[line.kind] = places.get(line.kind, -1) + 1
                events.append(Carried(line.key, line.kind, line.text, place, many[line.kind]))
            return Outcome([drafted(ROOM, None, event) for event in events])


def evolve(meeting: Meeting, event: Carried | Composed | Staged) -> Meeting:
    match event:
        case Composed(text):
            return replace(meeting, message=text)
        case Staged():
            return replace(meeting, scene=event)
        case Carried():
            return _begun_with(replace(meeting, carried=(*meeting.carried, event)), event.kind)


def _begun_with(meeting: Meeting, kind: Kind) -> Meeting:
    """The steps that are made for this kind begin with what was kept of it, in every language."""
    mine = [line for line in meeting.carried if line.kind == kind]
    at = {line.place: line.text for line in mine}
    lines = [at.get(place, ERASED) for place in range(mine[0].of)][:FITS]
    running = {lang: _in_plan(plan, kind, lines) for lang, plan in meeting.running.items()}
    stands = dict(meeting.stands)
    for step in meeting.plan.steps:
        if _is_made_for(step, kind):
            state: Any = stands[step.id].state
            state = replace(state, settings=replace(state.settings, lines=lines))
            stands[step.id] = replace(stands[step.id], state=state)
    return replace(meeting, running=running, stands=stands)


def _in_plan(plan: Plan, kind: Kind, lines: list[str]) -> Plan:
    return replace(
        plan,
        steps=[
            replace(step, settings={**step.settings, "lines": lines}) if _is_made_for(step, kind) else step
            for step in plan.steps
        ],
    )


def _is_made_for(step: Step, kind: Kind) -> bool:
    return step.home == step.id and BEGINS.get(step.activity) == kind


def _clean(text: str) -> str:
    if not text.strip():
        return ""
    try:
        return clean_text(text, LONGEST_MESSAGE)
    except BadText as bad:
        raise Refused(str(bad), n=LONGEST_MESSAGE) from None

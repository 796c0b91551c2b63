"""Recognition: once the notes are shown and answering is closed, people mark the ones they know too, on their phones.

For activities with a pile, whose settings have `recognise` and whose state has `pile` and `marks`. The room reads
"several of us know this" or "many of us know this", never a figure, and the notes stay where they are.
"""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from shared import marks
from shared.activity import Actor, Audience, Moment, Refused


def decide(state: Any, command: marks.Command, actor: Actor, moment: Moment) -> list[marks.Event]:
    """The events that follow. Raises Refused where nothing is to be recognised, or not yet."""
    if isinstance(command, marks.ShowMarks) and not actor.leads:
        raise Refused("not_yours")
    if not state.settings.recognise or moment.answering:
        raise Refused("nothing_to_do")
    return marks.decide(state.marks, command, actor, [note.id for note in state.pile.shown()])


def settle(state: Any) -> list[marks.Event]:
    return marks.settle(state.marks) if state.settings.recognise else []


def evolve(state: Any, event: marks.Event, actor: str) -> Any:
    return replace(state, marks=marks.evolve(state.marks, event, actor))


def view(state: Any, audience: Audience, me: str | None, seen: dict[str, Any]) -> dict[str, Any]:
    """`seen` (as from shared.pile's view), and what recognition adds to it; nothing where the plan does not ask.

    projector, facilitator   each shown note has "known": 0 nothing to say, 1 several, 2 many
    participant              `others`: the notes the room can see, in its order; `marked`: what this person knows
    """
    if not state.settings.recognise:
        return seen
    seen = {**seen, **marks.view(state.marks, audience, me)}
    if audience == "participant":
        return {**seen, "others": [{"id": note.id, "text": note.text} for note in state.pile.shown()]}
    return {**seen, "shown": [{**note, "known": state.marks.level(note["id"])} for note in seen["shown"]]}

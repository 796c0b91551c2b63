"""What leaves the session notes together, so that no two files differ by one person's words.

Whoever takes something back has it erased at once, also after the meeting, when a file may have been taken home. Were
only that line missing from the next file, the two side by side would show which one it was. So when a meeting ends, all
lines are tied by chance into bundles of at least BATCH people, and a bundle leaves the notes as a whole.
"""

from __future__ import annotations

from typing import Any

from shared.activity import LEAD, Chance
from shared.anonymity import BATCH
from shared.meeting.standing import Meeting, question
from shared.pile import writers

UNKNOWN = ""  # whoever wrote what an activity does not keep in a pile: it may all be one person's


def bundled(meeting: Meeting, chance: Chance) -> list[list[str]]:
    """Fresh bundles of the ids of all lines that are in none yet, each with BATCH writers where there are so many."""
    tied = {id for bundle in meeting.bundles for id in bundle}
    bundles: list[list[str]] = []
    for step in _homes(meeting):
        lines = _lines(meeting, step)
        fresh = chance.shuffled([id for id in sorted(lines) if id not in tied])
        earlier = [sorted(bundle) for bundle in meeting.bundles if bundle & lines.keys()]
        bundles += _tied(fresh, lines, earlier)
    return bundles


def resting(meeting: Meeting) -> frozenset[str]:
    """The lines that are not in the notes any more, since something in their bundle has been taken back."""
    there = {id for step in _homes(meeting) for id in _there(meeting, step)}
    return frozenset(id for bundle in meeting.bundles if bundle - there for id in bundle)


def _tied(fresh: list[str], lines: dict[str, str], earlier: list[list[str]]) -> list[list[str]]:
    bundles: list[list[str]] = []
    left: list[str] = []
    for id in fresh:
        left.append(id)
        if len({lines[each] for each in left}) >= BATCH:
            bundles.append(left)
            left = []
    if left and bundles:
        return [*bundles[:-1], [*bundles[-1], *left]]
    return [*bundles, [*left, *(earlier[-1] if earlier else [])]] if left else bundles


def _lines(meeting: Meeting, step: str) -> dict[str, str]:
    """What of this step stands in the notes and was written by people: its id, and the writer's pseudonym."""
    kind, state = meeting.kind(step), meeting.stands[step].state
    if not hasattr(kind, "voices"):
        return {}  # what the plan says is nobody's
    by = writers(state)
    sections: list[Any] = question(kind, "notes")(state)
    lines = {id: by.get(id, UNKNOWN) for section in sections for id, _ in section.lines}
    return {id: who for id, who in lines.items() if who != LEAD.id}  # typed in from paper: nobody can take it back


def _there(meeting: Meeting, step: str) -> set[str]:
    """Everything of this step that has not been taken back, also what is not shown at the moment."""
    return {*_lines(meeting, step), *writers(meeting.stands[step].state)}


def _homes(meeting: Meeting) -> list[str]:
    return [step.id for step in meeting.plan.steps if step.home == step.id]

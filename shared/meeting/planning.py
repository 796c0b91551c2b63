"""The plan while the meeting runs: steps added, repeated, moved and left out. The plan as it was opened stays as it is.

What is undone of it goes too, except that a step somebody may have answered in is only left out: nothing is lost.
"""

from __future__ import annotations

from itertools import count

import msgspec
from msgspec.structs import replace

from shared.activity import Chance, Refused, Unknown, activity
from shared.meeting.asking import Ask, MoveStep, Planning, Repeat, Skip
from shared.meeting.facts import Replanned, StepAdded, StepMoved, StepRepeated, StepsSkipped
from shared.meeting.standing import Meeting, fresh
from shared.plan import Plan, Step
from shared.text import BadText, clean_text

LONGEST_PROMPT = 120  # characters: what every activity takes, and a projector shows in two lines
MINUTES = 5  # planned for something asked on the spot
MOST_STEPS = 60  # a plan has 40 at most


def decide(meeting: Meeting, command: Planning, chance: Chance) -> Replanned:
    """The change that follows. Raises Refused."""
    match command:
        case Ask(prompt, name):
            _check_room(meeting)
            step = _on_the_spot(name, _prompt(prompt), f"asked-{chance.token()[:12]}")
            return StepAdded(step, meeting.now or "")
        case Repeat(of):
            _check_room(meeting)
            _check_known(meeting, of)
            first = meeting.rounds.get(of, of)
            return StepRepeated(first, f"{first[:27].rstrip('-')}-{chance.token()[:12]}", _next(meeting, first))
        case MoveStep(id, after):
            _check_known(meeting, id, *filter(None, [after]))
            steps = _moved(meeting.plan, id, after).steps
            if id == after or any(_too_early(step, steps[:n]) for n, step in enumerate(steps)):
                raise Refused("step_builds_on")
            return StepMoved(id, after)
        case Skip(id, on):
            _check_known(meeting, id)
            if id == meeting.now:
                raise Refused("step_on_screen")
            return StepsSkipped(_left_out_with(meeting, id) if on else _taken_in_with(meeting, id), on)


def evolve(meeting: Meeting, event: Replanned) -> Meeting:
    """The meeting with its plan changed in every language. What no longer has a place changes nothing."""
    known = {step.id for step in meeting.plan.steps}
    match event:
        case StepAdded(step, after) if step.id not in known:
            running = {lang: _inserted(plan, step, after) for lang, plan in meeting.running.items()}
            return replace(meeting, running=running, stands={**meeting.stands, step.id: fresh(meeting, step)})
        case StepRepeated(of, id, after) if of in known and id not in known:
            number = 2 + sum(first == of for first in meeting.rounds.values())
            running = {lang: _inserted(p, _again(p, of, id, number), after) for lang, p in meeting.running.items()}
            meeting = replace(meeting, running=running, rounds={**meeting.rounds, id: of})
            return replace(meeting, stands={**meeting.stands, id: fresh(meeting, meeting.plan.step(id))})
        case StepMoved(id, after) if id in known and after in known | {""}:
            return replace(meeting, running={lang: _moved(p, id, after) for lang, p in meeting.running.items()})
        case StepsSkipped(ids, True):
            return replace(meeting, skipped=meeting.skipped | set(ids))
        case StepsSkipped(ids, False):
            return replace(meeting, skipped=meeting.skipped - set(ids))
        case _:
            return meeting


def lay_aside(meeting: Meeting, event: StepAdded | StepRepeated) -> Meeting:
    """The meeting where this was done and undone: the step is there, with what was answered in it, but left out."""
    id = event.step.id if isinstance(event, StepAdded) else event.id
    return evolve(evolve(meeting, event), StepsSkipped([id], True))


def _on_the_spot(name: str, prompt: str, id: str) -> Step:
    try:
        kind = activity(name)
        settings = msgspec.to_builtins(kind.on_the_spot(prompt))
        msgspec.convert(settings, kind.Settings)
    except (Unknown, AttributeError):
        raise Refused("not_on_the_spot") from None
    return Step(id, name, prompt, minutes=MINUTES, settings=settings)


def _prompt(prompt: str) -> str:
    try:
        return clean_text(" ".join(prompt.split()), LONGEST_PROMPT)
    except BadText as bad:
        raise Refused(str(bad), n=LONGEST_PROMPT) from None


def _check_room(meeting: Meeting) -> None:
    if len(meeting.plan.steps) >= MOST_STEPS:
        raise Refused("too_many_steps", n=MOST_STEPS)


def _check_known(meeting: Meeting, *ids: str) -> None:
    if not {step.id for step in meeting.plan.steps}.issuperset(ids):
        raise Refused("no_such_step")


def _next(meeting: Meeting, first: str) -> str:
    """The step after which a fresh round stands: the one on screen, or a later one that the round builds on."""
    needed = {meeting.now or first} | _again(meeting.plan, first, first, 0).builds_on
    return [step.id for step in meeting.plan.steps if step.id in needed][-1]


def _left_out_with(meeting: Meeting, id: str) -> list[str]:
    """This step, and if it has not been on screen, those after it that would have nothing to build on."""
    going = [id]
    if not meeting.came_up(id):
        for step in meeting.plan.steps:
            if step.builds_on & set(going) and step.id != meeting.now:
                going.append(step.id)
    return going


def _taken_in_with(meeting: Meeting, id: str) -> list[str]:
    """This step, and those it builds on."""
    coming = [id]
    for step in reversed(meeting.plan.steps):
        if step.id in coming:
            coming += sorted(step.builds_on - set(coming))
    return coming


def _too_early(step: Step, before: list[Step]) -> bool:
    return not step.builds_on <= {earlier.id for earlier in before}


def _again(plan: Plan, of: str, id: str, number: int) -> Step:
    """A fresh round of a step, with notes of its own. Its number says the same in every language."""
    first = plan.step(of)
    settings = plan.step(first.home).settings
    return replace(first, id=id, title=f"{first.title} ({number})", continues=msgspec.UNSET, settings=settings)


def _inserted(plan: Plan, step: Step, after: str) -> Plan:
    """The plan with one more step: first of all, or after another, or last where that other one has gone."""
    at = 0 if not after else next((n for n, other in zip(count(1), plan.steps) if other.id == after), len(plan.steps))
    return replace(plan, steps=[*plan.steps[:at], step, *plan.steps[at:]])


def _moved(plan: Plan, id: str, after: str) -> Plan:
    others = replace(plan, steps=[step for step in plan.steps if step.id != id])
    return _inserted(others, plan.step(id), after)

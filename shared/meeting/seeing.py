"""What one audience may see of a meeting, and whose screens differ after a change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import msgspec
from msgspec.structs import replace

from shared import anonymity
from shared.activity import LEAD, Audience
from shared.meeting.standing import Meeting, question
from shared.plan import Step

Me = Callable[[str], str]  # step -> this person's pseudonym there


def view(meeting: Meeting, audience: Audience, lang: str, me: Me | None = None, here: int = 0) -> dict[str, Any]:
    """What this audience may see now, as plain data.

    phase "lobby", "step" or "ended"; during a step also `step` (Step in `lang`), `activity`, `answering`, `release`,
    `page`, `few` and the activity's own `seen`. Participants get `passed` (their own); facilitators get `readiness`
    ("few", "some" or "most" are done; `here` is how many are present).
    """
    if meeting.ended is not None:
        return {"phase": "ended"}
    if meeting.now is None:
        return {"phase": "lobby"}
    return step_view(meeting, meeting.now, audience, lang, me, here)


def step_view(
    meeting: Meeting, id: str, audience: Audience, lang: str, me: Me | None = None, here: int = 0
) -> dict[str, Any]:
    """What this audience may see of one step, whether or not it is on screen now. See `view`."""
    step = meeting.plan_in(lang).step(id)
    stand = meeting.stands[step.home]
    mine = me(step.home) if me else None
    kind = meeting.kind(id)
    seen = kind.view(_in_language(meeting, stand.state, step, lang), audience, mine)
    shown = {
        "phase": "step",
        "step": step,
        "activity": step.activity,
        "answering": stand.answering,
        "release": stand.release,
        "page": stand.page,
        "few": meeting.few,
        "seen": seen,
    }
    if audience == "participant":
        shown["passed"] = mine in stand.passed
    if audience == "facilitator":
        shown["readiness"] = anonymity.readiness(len(_answered(meeting, id)), here)
    return shown


def collects(meeting: Meeting, id: str) -> bool:
    """Whether anything can come in here that is let out later."""
    kind = meeting.kind(id)
    return hasattr(kind, "voices") and getattr(kind, "collects", lambda _: True)(meeting.stand(id).state)


def voices(meeting: Meeting, id: str) -> frozenset[str]:
    """Who has answered in a step, by pseudonym. What whoever leads typed in from paper is nobody's."""
    named = question(meeting.kind(id), "voices")(meeting.stand(id).state)
    return frozenset(named) - {LEAD.id}


def all_same(meeting: Meeting, id: str) -> bool:
    """Whether everyone whose choice was counted has chosen the same, so that the sum would tell what each one chose."""
    return bool(question(meeting.kind(id), "all_same")(meeting.stand(id).state))


def concerns(before: Meeting, after: Meeting) -> Literal["all", "lead"] | None:
    """Whose screens differ now, by comparing what they may see."""
    if _rests(before, after):
        return "lead" if (before.covered, _beside(before)) != (after.covered, _beside(after)) else None
    own = before.plan.lang
    wall = [view(m, "projector", own) for m in (before, after)]
    phones = [view(m, "participant", own, lambda _: "") for m in (before, after)]
    if phones[0] != phones[1] or wall[0].get("seen") != wall[1].get("seen"):
        return "all"
    lead = [(m.covered, _beside(m), view(m, "facilitator", own)) for m in (before, after)]
    return "lead" if lead[0] != lead[1] or wall[0] != wall[1] or readier(before, after) else None


def _rests(before: Meeting, after: Meeting) -> bool:
    """Whether nothing that is seen of the step on screen has changed: then nothing has to be compared."""
    around = [(m.now, m.ended, m.few, m.running) for m in (before, after)]
    return around[0] == around[1] and (before.now is None or before.stand(before.now) is after.stand(before.now))


def _beside(meeting: Meeting) -> tuple[Any, ...]:
    """What it has to do with a course. That stands on the big screen and with those who lead."""
    return meeting.scene, meeting.carried, meeting.message, meeting.left_out, meeting.put_back


def readier(before: Meeting, after: Meeting) -> bool:
    """Whether one more batch of people is done with the step on screen."""
    return _done(before) != _done(after)


def _done(meeting: Meeting) -> int:
    """How many batches of people are done with the step on screen."""
    if meeting.now is None:
        return 0
    return len(_answered(meeting, meeting.now)) // anonymity.BATCH


def _answered(meeting: Meeting, id: str) -> frozenset[str]:
    return meeting.stand(id).passed | voices(meeting, id)


def minutes_left(meeting: Meeting, id: str, now: int) -> int | None:
    """Whole minutes left of a step, below zero when over; None before it began."""
    planned, began = meeting.minutes(id), meeting.began.get(id)
    return None if began is None or planned is None else began + planned - now


def _in_language(meeting: Meeting, state: Any, step: Step, lang: str) -> Any:
    """The state with the settings' texts in `lang`; numbers and choices are the same in every language."""
    if step is meeting.plan.step(step.id):
        return state
    home = meeting.plan_in(lang).step(step.home)
    return replace(state, settings=msgspec.convert(home.settings, type(state.settings)))

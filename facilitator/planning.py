"""Where the plan is changed while the meeting runs: order, minutes, what is left out, what comes once more."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, request

from facilitator import keys, page
from facilitator.icons import icon_of
from shared import screen
from shared.activity import activities
from shared.house import House
from shared.meeting import Meeting
from shared.plan import Plan


def routes(inside: Blueprint, house: House) -> None:
    @inside.get("/m/<id>/plan")
    def planning(id: str) -> Response:
        return answer(house, id)


def answer(house: House, id: str, said: str = "", status: int = 200) -> Response:
    """The page with the plan as it runs, or what has changed on it."""
    t = page.words_of(house)
    row, meeting = house.log.meeting(id), house.live.meeting(id)
    plan = meeting.plan_in(t.lang)
    inside = {"plan": plan, "steps": rail(plan, meeting), "over": meeting.ended is not None, "said": said}
    where = {"do": f"{keys.PATH}/m/{row.id}/do?plan=1", "back": f"{keys.PATH}/m/{row.id}/"}
    inner = screen.render("facilitator/planning.html", t, **inside, **where)
    here = address(row.id)
    return page.living(inner, "leading", t, status, id=row.id, plan=plan, look=here, ticket=keys.ticket(row))


def rail(plan: Plan, meeting: Meeting) -> list[dict[str, Any]]:
    """Every step as the plan runs, also those that are left out."""
    steps = plan.steps
    before = ["", "", *(step.id for step in steps)]  # two places up is after the step two before
    return [
        {
            "step": step,
            "minutes": meeting.minutes(step.id),
            "now": step.id == meeting.now,
            "done": step.id in meeting.began and step.id != meeting.now,
            "out": step.id in meeting.skipped and step.id != meeting.now,
            "added": meeting.was_added(step.id),
            "icon": icon_of(step),
            "up": before[n] if n else None,
            "down": steps[n + 1].id if n + 1 < len(steps) else None,
        }
        for n, step in enumerate(steps)
    ]


def forms() -> list[str]:
    """The activities that can be used on the spot: first those that people answer."""
    ready = {name: kind for name, kind in activities().items() if hasattr(kind, "on_the_spot")}
    return sorted(ready, key=lambda name: not hasattr(ready[name], "voices"))


def address(id: str) -> str:
    return f"{keys.PATH}/m/{id}/plan"


def came_from() -> bool:
    """Whether this form was sent from the page with the plan."""
    return "plan" in request.args

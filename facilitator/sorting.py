"""Where notes are sorted into themes. The page is the activity's own (its sort.html); this opens the door to it."""

from __future__ import annotations

from flask import Blueprint, Response, request

from facilitator import keys, page
from shared import meeting as core
from shared import screen
from shared.house import House
from shared.log import NotFound


def routes(inside: Blueprint, house: House) -> None:
    @inside.get("/m/<id>/sort/<step>")
    def sort(id: str, step: str) -> Response:
        return answer(house, id, step)


def answer(house: House, id: str, step: str, said: str = "", status: int = 200) -> Response:
    """The page for sorting this step's notes, or what has changed on it. Raises NotFound where nothing is sorted."""
    t = page.words_of(house)
    row, meeting = house.log.meeting(id), house.live.meeting(id)
    if not any(known.id == step and known.activity == "wall" for known in meeting.plan.steps):
        raise NotFound
    view = core.step_view(meeting, step, "facilitator", t.lang)
    plan = meeting.plan_in(t.lang)
    here, leaf = address(row.id, step), page.leaf()
    inner = screen.render(
        "activities/wall/sort.html",
        t,
        **{**view, **view["seen"]},
        do=f"{keys.PATH}/m/{row.id}/do?sort={step}",
        domain=plan.domain,
        back=f"{keys.PATH}/m/{row.id}/",
        said=said,
        leaf=leaf,
    )
    return page.living(
        inner,
        "leading",
        t,
        status,
        id=row.id,
        plan=plan,
        look=f"{here}?leaf={leaf}" if leaf else here,
        ticket=keys.ticket(row),
    )


def address(id: str, step: str) -> str:
    return f"{keys.PATH}/m/{id}/sort/{step}"


def came_from() -> str | None:
    """The step that was being sorted where this form was sent, if it was sent from there."""
    return request.args.get("sort")

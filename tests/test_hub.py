"""Nothing holds everyone up: on green threads all share one, and each page is made in one go (O08).

What counts is the work itself, in processor time, so that a machine that is busy with something else does not count.
"""

import time

import msgspec
import pytest

from facilitator import keys, notes
from samklang import lag
from shared.activity import Actor
from tests.rooms import Room, small_plan

PHONES, EACH = 334, 3  # a thousand notes on one wall; a group of fifteen has 45


@pytest.fixture(scope="module")
def hall(tmp_path_factory):
    """A full hall at a wall where everyone has written, and three devices in it."""
    room = Room({"da": msgspec.structs.replace(small_plan(), notes="texts")}, data=tmp_path_factory.mktemp("hall"))
    room.go("wall")
    for n in range(PHONES):
        for k in range(EACH):
            text = {"type": "add", "key": f"k{k}", "text": f"Noget, der giver mig håb, når det er svært {n}-{k}"}
            room.house.live.do(room.id, "wall", text, Actor(f"p{n}"))
    room.lead("reveal", "wall")
    room.leads, room.shows, room.anna = room.app.test_client(), room.app.test_client(), room.phone()  # type: ignore[attr-defined]
    room.leads.get(f"/lead/key/{keys.make_once(room.house.log)}")  # type: ignore[attr-defined]
    room.shows.get(f"/screen/{room.id}/{room.row.screen_key}")  # type: ignore[attr-defined]
    yield room
    room.close()


def work(act):
    """Seconds of processor time; the best of a few, since the first also fills caches."""
    took = []
    for _ in range(5):
        began = time.thread_time()
        act()
        took.append(time.thread_time() - began)
    return min(took)


def pages(id):
    lead = f"/lead/m/{id}"
    return [
        *(
            "/lead/",
            "/lead/plans/T1",
            f"{lead}/",
            f"{lead}/?tab=shown",
            f"{lead}/sort/wall",
            f"{lead}/end",
            f"{lead}/notes",
        ),
        *(f"{lead}/notes.{format}" for format in notes.FORMATS),
    ]


@pytest.mark.parametrize("n", range(len(pages(""))), ids=pages("M"))
def test_O08_no_page_of_whoever_leads_and_no_export_holds_the_hall_up(hall, n):
    page = pages(hall.id)[n]
    assert hall.leads.get(page).status_code == 200
    assert work(lambda: hall.leads.get(page)) < lag.LONGEST


@pytest.mark.parametrize("page", ["", "mine", "help"])
def test_O08_no_page_of_a_phone_holds_the_hall_up(hall, page):
    assert work(lambda: hall.anna.get(page)) < lag.LONGEST


def test_O08_nor_does_the_projector_a_command_a_restart_or_a_backup(hall, tmp_path):
    copies = iter(range(9))
    live = hall.house.live
    assert work(lambda: hall.shows.get(f"/screen/{hall.id}")) < lag.LONGEST
    assert work(lambda: hall.anna.do("pass", "wall")) < lag.LONGEST
    assert work(lambda: hall.lead("cover", on="true")) < lag.LONGEST
    assert work(lambda: (live._known.clear(), live.meeting(hall.id))) < lag.LONGEST
    assert work(lambda: hall.house.log.copy_to(tmp_path / f"{next(copies)}.db")) < lag.LONGEST


def test_whoever_holds_everyone_up_is_noticed():
    at, said = [0.0], []
    lasts = iter([lag.BEAT, lag.BEAT + 0.02, lag.BEAT + 0.3])
    lag.watch(said.append, lambda: at[0], lambda _: at.__setitem__(0, at[0] + next(lasts)), range(3))
    assert [round(late, 2) for late in said] == [0.3]

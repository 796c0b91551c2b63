"""People send until they are answered, over a network that loses, doubles and delays: nothing is lost or doubled (R02).

SAMKLANG_FAULT_COMMANDS says how many commands are sent: 2,000 here, 10,000 before anything is taken in. A failure
prints its seed.
"""

import os

import pytest

from tests.crowds import PLAN, Crowd
from tests.rooms import Room

COMMANDS = int(os.environ.get("SAMKLANG_FAULT_COMMANDS", "2000"))
SHARES = 4  # so that several workers share them
PEOPLE = 15
AN_EVENING = 500  # commands in one meeting


@pytest.fixture(autouse=True)
def nobody_is_too_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("AT_ONCE", "ROOM_AT_ONCE"):
        monkeypatch.setattr(f"participant.pace.{name}", 1_000_000)


@pytest.mark.parametrize("share", range(SHARES))
def test_r02_nothing_is_lost_or_doubled_however_often_an_answer_is_lost(share):
    room = Room({"da": PLAN})
    for seed in range(share, COMMANDS // AN_EVENING, SHARES):
        crowd = Crowd(room, f"{seed}", PEOPLE).live(AN_EVENING)
        crowd.check()
        assert crowd.delivered > 1.2 * AN_EVENING, "the network was a bad one"
        room.house.live.delete(crowd.row.id)
    room.close()


def test_r02_several_meetings_at_once_on_one_disk_stay_apart(tmp_path):
    room = Room({"da": PLAN}, data=tmp_path)
    crowds = [Crowd(room, f"apart-{n}", 5) for n in range(4)]
    for commands in (10, 25, 40):
        for crowd in crowds:
            crowd.live(commands)
    for crowd in crowds:
        crowd.check()
    room.close()

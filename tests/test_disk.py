"""A disk that says no: full, locked, read-only, damaged, or gone. What was acknowledged stays, what was not has not
happened, and when there is room again everything that was sent arrives (D04-D09).
"""

import os

import pytest
from power import Disk
from test_meeting import PEOPLE, PLAN
from test_power import FILE, on

from shared import door
from shared import meeting as core
from shared.activity import LEAD
from shared.anonymity import SeededChance
from shared.disk import NotNow
from shared.live import Live
from shared.log import Log, NotFound

EVERY = int(os.environ.get("SAMKLANG_FAULTS_EVERY", "1"))  # which writes fail in turn; 1 for all of them


def evening():
    """What everyone does, in order, each under a name of its own: (step, command, actor, once)."""
    yield None, {"type": "go", "to": "notes"}, LEAD, "go"
    for n in range(12):
        person = PEOPLE[n % len(PEOPLE)]
        yield "notes", {"type": "add", "key": f"k{n % 3}", "text": f"seddel {n}"}, person, f"add{n}"
    yield "notes", {"type": "take_back", "key": "k1"}, PEOPLE[1], "back"
    yield "notes", {"type": "add", "key": "k0", "text": "skrevet om"}, PEOPLE[0], "edit"
    yield "notes", {"type": "reveal"}, LEAD, "reveal"
    yield None, {"type": "end"}, LEAD, "end"


def texts(live, meeting):
    pile = live.meeting(meeting).stands["notes"].state.pile
    return {name: note.text for name, note in pile.notes.items()}


class Stubborn:
    """Phones and whoever leads: each sends again, under the same name, until it is told that it is kept."""

    def __init__(self, folder, disk):
        self.folder, self.disk, self.refused = folder, disk, 0
        self.log = self.until_kept(lambda: Log(folder / FILE, **on(disk)))
        self.live = Live(self.log, lambda *_: None, SeededChance(1))
        self.row = door.new_row({"da": PLAN})
        self.until_kept(lambda: self.log.open_meeting(self.row))

    def until_kept(self, act):
        for _ in range(400):
            try:
                return act()
            except NotNow:
                self.refused += 1
                if hasattr(self, "row"):
                    self.nothing_is_half_done()
        raise AssertionError("it never got through")

    def nothing_is_half_done(self):
        """What the server believes is what is on disk, also right after something failed."""
        try:
            known = self.live.meeting(self.row.id)
        except NotFound:
            return
        assert known == core.fold({"da": PLAN}, self.log.read(self.row.id))


def play(folder, fails_at=range(0)):
    folder.mkdir()
    disk = Disk(f"no-{folder.name}", 1, fails_at=fails_at)
    people = Stubborn(folder, disk)
    for what in evening():
        people.until_kept(lambda what=what: people.live.do(people.row.id, *what))
    return people


def found_later(people, folder):
    """What a server that is started on the same files finds."""
    for path, platter in people.disk.files.items():
        (folder / path.rpartition("/")[2]).write_bytes(platter.now)
    log = Log(folder / FILE)
    again = Live(log, lambda *_: None)
    meeting = again.meeting(people.row.id)
    log.close()
    return meeting


@pytest.fixture(scope="module")
def calm(tmp_path_factory):
    return play(tmp_path_factory.mktemp("calm") / "calm")


@pytest.mark.parametrize("share", range(4))
def test_D09_whichever_write_fails_nothing_is_lost_doubled_or_half_done(tmp_path, calm, share):
    """For every n, the n-th write of a whole meeting fails once, and from every tenth on a whole row of them does."""
    writes = range(1 + share * EVERY, calm.disk.operations, 4 * EVERY)
    assert calm.refused == 0 and calm.disk.operations > 100
    for n in writes:
        for length in (1, 25) if n % 10 == 1 else (1,):
            folder = tmp_path / f"{n}-{length}"
            people = play(folder, range(n, n + length))
            assert texts(people.live, people.row.id) == texts(calm.live, calm.row.id), f"write {n}"
            assert not people.log.stuck, f"write {n}: everything was made good"
            known = people.live.meeting(people.row.id)
            people.log.close()
            assert found_later(people, folder) == known, f"write {n}"

"""A disk that says no: full, locked, read-only, damaged, or gone. What was acknowledged stays, what was not has not
happened, and when there is room again everything that was sent arrives (D04-D09).
"""

import errno
import os
import resource
import sqlite3
from contextlib import contextmanager

import pytest

from facilitator import keys
from shared import door
from shared import meeting as core
from shared.activity import LEAD, Actor
from shared.anonymity import SeededChance
from shared.disk import NotNow
from shared.live import KEPT, Live
from shared.log import Log, NotFound
from shared.words import words
from tests.power import Disk
from tests.rooms import Room
from tests.servers import Leading, serving, until
from tests.test_meeting import PEOPLE, PLAN
from tests.test_power import FILE, on

DA, FETCHED = words("da"), {"Accept": "application/json"}
EVERY = int(os.environ.get("SAMKLANG_FAULTS_EVERY", "4"))  # which writes fail in turn; 1 for all of them


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


# --- in a room -------------------------------------------------------------------------------------------------------


@pytest.fixture
def hall(tmp_path):
    """A room whose meeting is kept in files, at a step where people write."""
    room = Room(data=tmp_path)
    room.go("wall")
    yield room
    room.close()


@contextmanager
def no_room():
    """For this process no file grows any more, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def control(room):
    """The control screen and the projector, as pages."""
    leads = room.app.test_client()
    leads.get(f"/lead/key/{keys.make_once(room.house.log)}")
    shows = room.app.test_client()
    shows.get(f"/screen/{room.id}/{room.row.screen_key}")
    return leads, shows


def texts_on(room, step="wall"):
    return sorted(note.text for note in room.meeting.stand(step).state.pile.notes.values())


def test_D06_on_a_full_disk_the_phone_keeps_the_note_and_it_arrives_when_there_is_room(hall):
    anna, bo = hall.phones(2)
    anna.add("wall", "En sang")
    with no_room():
        answer = bo.do("add", "wall", "one", key="k", text="En ven")
        plain = bo.post("do", bo.form("add", "wall", "two", key="k2", text="En tur"))
        page = bo.page()
    assert (answer.status_code, answer.get_json()) == (503, {"refused": DA("refused.not_saved"), "retry": True})
    assert plain.status_code == 503 and DA("refused.not_saved") in plain.text and ">En tur</textarea>" in plain.text
    assert DA("phone.stuck.title") in page, "the page can be read, and says so"
    assert texts_on(hall) == ["En sang"], "what was not saved has not happened"
    assert bo.do("add", "wall", "one", key="k", text="En ven").get_json() == {"kept": True}
    assert DA("phone.stuck.title") not in bo.page()
    assert texts_on(hall) == ["En sang", "En ven"]


def test_D06_control_screen_and_projector_say_so_calmly_and_stop_saying_it(hall):
    leads, shows = control(hall)
    told = []
    hall.house.live.tell = lambda *what: told.append(what)
    with no_room():
        refused = leads.post(
            f"/lead/m/{hall.id}/do", data={"type": "cover", "on": "true", "once": "c"}, headers=FETCHED
        )
        hall.house.live.mend()
        assert (refused.status_code, refused.get_json()["retry"]) == (503, True)
        assert DA("control.stuck.title") in leads.get(f"/lead/m/{hall.id}/").text
        assert DA("projector.stuck") in shows.get(f"/screen/{hall.id}").text
        assert leads.get(f"/lead/m/{hall.id}/notes.md").status_code == 200, "notes can still be taken home"
        assert DA("not_now.title") in leads.post("/lead/meetings", data={"plan": "T1"}).text
    assert told == [(hall.id, "all")]
    hall.house.live.mend()
    assert told == [(hall.id, "all")] * 2
    for page in (leads.get(f"/lead/m/{hall.id}/"), shows.get(f"/screen/{hall.id}"), hall.phone().get()):
        assert 'id="stuck"' not in page.text
    assert not hall.meeting.covered


def test_D06_a_small_disk_that_runs_full_loses_nothing_it_has_acknowledged(hall):
    """The files may grow for a while, and then no more: wherever it happens, also in the middle of a write."""
    phones, kept = hall.phones(8), []
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, before[1]))
    try:
        for n in range(24):
            answer = phones[n % 8].do("add", "wall", f"o{n}", key=f"k{n}", text=f"seddel {n}")
            kept += [f"seddel {n}"] if answer.status_code == 200 else []
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)
    assert 0 < len(kept) < 24
    assert texts_on(hall) == sorted(kept)
    for n in range(24):
        assert phones[n % 8].do("add", "wall", f"o{n}", key=f"k{n}", text=f"seddel {n}").status_code == 200
    found = Live(Log(hall.config.data / FILE), lambda *_: None).meeting(hall.id)
    assert found == hall.meeting and len(texts_on(hall)) == 24


def test_taking_back_is_acknowledged_only_when_the_words_are_gone_from_every_file(hall, monkeypatch):
    """The take-back is kept, and the cut of the write-ahead file fails: not now. Sent again, it only erases."""
    anna = hall.phone()
    key = anna.add("wall", "hemmelighed")
    log = hall.house.log
    held = held_open(hall.config.data / FILE)
    refused = anna.do("take_back", "wall", "back", key=key)
    assert (refused.status_code, refused.get_json()["retry"]) == (503, True)
    assert log.stuck and texts_on(hall) == []
    assert anna.do("take_back", "wall", "back", key=key).status_code == 503, "still not"
    bo = hall.phone()
    assert bo.do("add", "wall", "other", key="b", text="En ven").status_code == 200, "others are not held up by it"
    held.close()
    assert anna.do("take_back", "wall", "back", key=key).get_json() == {"kept": True}
    assert not log.stuck


def held_open(file):
    """Someone who reads the file and does not let go, so that the write-ahead file cannot be cut."""
    reader = sqlite3.connect(file)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM facts").fetchone()
    return reader


def test_an_end_is_never_kept_without_the_minute_at_which_it_is_deleted(hall):
    with no_room(), pytest.raises(NotNow):
        hall.end()
    assert hall.meeting.ended is None and hall.house.log.meeting(hall.id).delete_at is None
    hall.end()
    assert hall.house.log.meeting(hall.id).delete_at == hall.now + KEPT


def test_a_deletion_that_is_cut_short_is_finished_later(hall, monkeypatch):
    hall.phone().add("wall", "noget, der skal slettes")
    monkeypatch.setattr(hall.house.log.keyring, "destroy", raises(OSError(errno.EIO, "")))
    with pytest.raises(NotNow):
        hall.delete()
    monkeypatch.undo()
    assert hall.house.live.delete_due() == 1
    with pytest.raises(NotFound):
        hall.house.live.meeting(hall.id)
    assert not list((hall.config.data / "keys").iterdir())


def raises(wrong):
    def act(*_):
        raise wrong

    return act


def test_D13_when_the_folder_is_taken_away_nothing_more_is_acknowledged(hall, tmp_path):
    """A pulled stick, a removed folder: the open file still takes what is written, and nobody would ever find it."""
    anna = hall.phone()
    anna.add("wall", "En sang")
    (tmp_path / FILE).rename(tmp_path / "elsewhere.db")
    answer = anna.do("add", "wall", "one", key="k", text="En ven")
    assert (answer.status_code, answer.get_json()["retry"]) == (503, True)
    assert texts_on(hall) == ["En sang"] and anna.get().status_code == 200
    (tmp_path / "elsewhere.db").rename(tmp_path / FILE)
    assert anna.do("add", "wall", "one", key="k", text="En ven").status_code == 200


@pytest.mark.parametrize("name", ["Brød & ål", "møte på øya", "håb 🌱 100%", "a;b?c#d"])
def test_D13_the_folder_may_have_any_name(tmp_path, name):
    room = Room(data=tmp_path / name)
    room.go("wall")
    room.phone().add("wall", "En sang")
    room.close()
    again = Log(tmp_path / name / FILE)
    assert len(again.all_meetings()) == 1
    again.close()


def test_D04_what_was_kept_without_being_told_counts_once(hall, monkeypatch):
    """The server stops right after the commit: the phone hears nothing, and sends again to the next one."""
    anna = hall.phone()
    monkeypatch.setattr(hall.house.live, "_tell", raises(SystemExit))
    with pytest.raises(SystemExit):
        anna.do("add", "wall", "one", key="k", text="En sang")
    monkeypatch.undo()
    again = Live(Log(hall.config.data / FILE), lambda *_: None)
    me = Actor(door.pseudonym(hall.row, door.person_of(hall.row, anna.token()) or "", "wall"))
    for _ in range(3):
        again.do(hall.id, "wall", {"type": "add", "key": "k", "text": "En sang"}, me, "one")
    assert len(again.meeting(hall.id).stand("wall").state.pile.notes) == 1
    again.log.close()


@pytest.mark.server
def test_D06_a_server_whose_disk_runs_full_goes_on_and_loses_nothing(tmp_path):
    with serving(tmp_path, "--lang", "en") as server:
        lead = Leading(server)
        lead.open()
        lead.go("bright-spots")
        phone = server.phone("/")
        phone.press(phone.page.forms[0], code=lead.code)
        phone.press(next(form for form in phone.page.forms if form.action.endswith("/join")))
        add = phone.page.form("add")
        assert add
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        phone.press(add, text="a song")
        assert "We cannot save right now" in phone.page.text
        until(lambda: lead.sees("We cannot save right now"), "whoever leads is told")
        resource.prlimit(server.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        until(lambda: not lead.sees("We cannot save right now"), "it goes by itself")
        assert phone.send(add, [(n, "a song" if n == "text" else value) for n, value in add.fields])[0] == "kept"
        assert server.complained == ""
        server.kill()
        server.restart()
        assert "a song" in phone.open(phone.here.rstrip("/") + "/mine").text

"""A backup can be come back to, and tells nothing that was taken back or deleted (D10)."""

import sqlite3
import threading

import pytest

from facilitator import keys
from samklang import backups
from samklang.terminal import Stop
from shared.activity import Actor
from shared.live import Live
from shared.log import Log
from tests.rooms import Room
from tests.servers import Leading, run, serving

FILE = "samklang.db"


@pytest.fixture
def room(tmp_path):
    room = Room(data=tmp_path / "data")
    room.go("wall")
    yield room
    room.close()


def restored(room, copy):
    """The folder after the server has stopped and the copy was put in its place."""
    room.close()
    aside, readable, gone = backups.restore(room.config.data, copy)
    assert aside and (aside / FILE).exists(), "what was there is laid aside, not overwritten"
    return [row.id for row in readable], gone


def meeting_in(data, id):
    log = Log(data / FILE)
    found = Live(log, lambda *_: None).meeting(id)
    log.close()
    return found


def texts(meeting):
    return sorted(note.text for note in meeting.stand("wall").state.pile.notes.values())


def copy_of(room, name="copy.db"):
    room.house.log.copy_to(copy := room.config.data.parent / name)
    return copy


def test_D10_what_comes_back_is_the_meeting_as_it_was_at_a_number(room):
    for phone in room.phones(4):
        phone.add("wall", "En sang")
    then, copy = room.meeting, copy_of(room)
    room.phone().add("wall", "skrevet bagefter")
    assert restored(room, copy) == ([room.id], 0)
    assert meeting_in(room.config.data, room.id) == then


def test_D10_a_copy_made_while_people_write_is_whole(room):
    """Whatever it caught, it is everything up to some number, and nothing after it."""
    phones = room.phones(6)

    def write():
        for n in range(30):
            phones[n % 6].do("add", "wall", f"o{n}", key=f"k{n // 15}", text=f"seddel {n}")

    writing = threading.Thread(target=write)
    writing.start()
    copies = [copy_of(room, f"{n}.db") for n in range(5)]
    writing.join()
    for copy in copies:
        assert backups.is_good(copy)
        with sqlite3.connect(copy) as db:
            rows = db.execute("SELECT seq FROM facts ORDER BY seq").fetchall()
            (seq,) = db.execute("SELECT seq FROM meetings").fetchone()
        db.close()
        assert [n for (n,) in rows] == list(range(1, seq + 1))


def test_D10_what_was_taken_back_since_cannot_be_read_in_it_nor_come_back_with_it(room):
    anna, bo = room.phones(2)
    key = anna.add("wall", "hemmelighed")
    bo.add("wall", "En sang")
    copy = copy_of(room)
    anna.do("take_back", "wall", key=key)
    assert restored(room, copy) == ([room.id], 0)
    assert texts(meeting_in(room.config.data, room.id)) == ["En sang"]


def test_D10_after_coming_back_people_can_go_on_writing_and_taking_back(room):
    anna, bo = room.phones(2)
    anna.add("wall", "En sang")
    copy = copy_of(room)
    for _ in range(2):  # the numbers after the copy have been used, and some of them forgotten
        bo.do("take_back", "wall", key=bo.add("wall", "En tur"))
    room.house.log.copy_to(later := room.config.data.parent / "later.db")
    restored(room, copy)
    log = Log(room.config.data / FILE)
    live = Live(log, lambda *_: None)
    for n in range(6):
        live.do(room.id, "wall", {"type": "add", "key": "k", "text": f"ny {n}"}, Actor(f"p{n}"))
    live.do(room.id, "wall", {"type": "take_back", "key": "k"}, Actor("p3"))
    known = live.meeting(room.id)
    log.close()
    assert meeting_in(room.config.data, room.id) == known
    assert texts(known) == ["En sang", "ny 0", "ny 1", "ny 2", "ny 4", "ny 5"]
    backups.restore(room.config.data, later)  # and to the copy that was made in between
    assert texts(meeting_in(room.config.data, room.id)) == ["En sang"]


def test_D10_a_meeting_deleted_since_is_unreadable_and_is_told_as_such(room):
    room.phone().add("wall", "noget, der skal slettes")
    copy = copy_of(room)
    room.delete()
    assert restored(room, copy) == ([], 1)


def test_a_copy_holds_no_words_no_keys_and_nothing_that_leads(room):
    once = keys.make_once(room.house.log)
    room.phone().add("wall", "hemmelighed")
    key = room.house.log.keyring.key(room.id)
    copy = copy_of(room)
    whole = copy.read_bytes()
    assert b"hemmelighed" not in whole and key not in whole and keys._hash(once).encode() not in whole
    with sqlite3.connect(copy) as db:
        assert db.execute("SELECT count(*) FROM keys").fetchone() == (0,)
    db.close()


def test_what_was_deleted_before_the_copy_left_nothing_in_it(room):
    """Free pages are not copied."""
    other = Room(data=room.config.data.parent / "other")
    other.delete()
    whole = copy_of(other)
    other.close()
    assert b"Et lille" not in whole.read_bytes()


def test_a_file_that_is_no_backup_is_refused_and_nothing_is_touched(room, tmp_path):
    (tmp_path / "letters.db").write_bytes(b"somebody's letters" * 100)
    before = (room.config.data / FILE).read_bytes()
    with pytest.raises(Stop):
        backups.restore(room.config.data, tmp_path / "letters.db")
    with pytest.raises(Stop):
        backups.restore(room.config.data, tmp_path / "nothing.db")
    assert (room.config.data / FILE).read_bytes() == before


def test_a_copy_overwrites_nothing(room, tmp_path):
    (tmp_path / "mine.db").write_bytes(b"mine")
    with pytest.raises(Stop):
        backups.make(room.config.data, tmp_path / "mine.db")
    assert (tmp_path / "mine.db").read_bytes() == b"mine"


@pytest.mark.server
def test_D10_the_running_server_makes_the_copy_and_a_stopped_one_comes_back_from_it(tmp_path):
    with serving(tmp_path, "--lang", "en") as server:
        lead = Leading(server)
        lead.open()
        lead.go("bright-spots")
        made = run("backup", "--data", str(server.data), "--to", str(tmp_path / "stick/copy.db"), "--lang", "en")
        assert made.returncode == 0 and str(tmp_path / "stick/copy.db") in made.stdout
        assert server.complained == ""
        server.stop()
        (server.data / FILE).unlink()
        back = run("restore", "--data", str(server.data), "--from", str(tmp_path / "stick/copy.db"), "--lang", "en")
        assert back.returncode == 0 and lead.id in back.stdout
        kept = run("notes", lead.id, "--data", str(server.data), "--lang", "en")
        assert kept.returncode == 0, kept.stderr

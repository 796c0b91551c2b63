"""The loop: what is acknowledged is on disk, what is sent twice counts once, what is taken back is gone."""

import secrets

import pytest
from cryptography.exceptions import InvalidTag

from shared import door
from shared import meeting as core
from shared.activity import LEAD, Refused
from shared.anonymity import SeededChance
from shared.live import KEPT, Live
from shared.log import SHAPE, ForeignData, Log, NotFound
from shared.seal import KeyGone, seal, unseal
from tests.test_meeting import PEOPLE, PLAN


class Clock:
    minute = 30_000_000

    def __call__(self):
        return self.minute


@pytest.fixture
def file(tmp_path):
    return tmp_path / "samklang.db"


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def told():
    return []


@pytest.fixture
def live(file, clock, told):
    log = Log(file)
    yield Live(log, lambda *what: told.append(what), SeededChance(3), clock)
    log.close()


@pytest.fixture
def meeting(live, told):
    row = door.new_row({"da": PLAN})
    live.log.open_meeting(row)
    live.do(row.id, None, {"type": "go", "to": "notes"}, LEAD)
    told.clear()
    return row.id


def write(live, meeting, n, text="", once=None):
    return live.do(meeting, "notes", {"type": "add", "key": f"k{n}", "text": text or f"seddel {n}"}, PEOPLE[n], once)


def on_disk(file):
    return b"".join(found.read_bytes() for found in file.parent.rglob("*") if found.is_file())


def sealed(live, meeting):
    """What the database holds of everyone's words, as the bytes that lie on the disk."""
    from sqlalchemy import select

    from shared.log import facts

    with live.log.engine.connect() as db:
        return [body for (body,) in db.execute(select(facts.c.body).where(facts.c.meeting == meeting)) if body]


def test_a_note_is_on_disk_before_the_phone_is_told(live, meeting, file):
    seq = write(live, meeting, 0, "da min nabo hilste")
    again = Log(file).read(meeting)[-1]
    assert again.seq == seq and again.body and again.body["text"] == "da min nabo hilste"


def test_no_word_lies_readable_on_the_disk(live, meeting, file):
    write(live, meeting, 0, "da min nabo hilste")
    assert b"nabo" not in on_disk(file)


def test_a_short_and_a_long_answer_and_a_pass_take_equally_much_space(live, meeting):
    write(live, meeting, 0, "ro")
    write(live, meeting, 1, "en seddel, der fylder det hele, helt ud til kanten af den")
    live.do(meeting, "notes", {"type": "pass"}, PEOPLE[2])
    assert len({len(body) for body in sealed(live, meeting)[-3:]}) == 1


def test_without_its_key_a_copy_of_the_database_tells_nothing(live, meeting, file):
    write(live, meeting, 0, "da min nabo hilste")
    live.log.keyring.destroy(meeting)
    with pytest.raises(KeyGone):
        Log(file).read(meeting)


def test_words_moved_to_another_place_in_the_log_do_not_open():
    key = secrets.token_bytes(32)
    with pytest.raises(InvalidTag):
        unseal(key, "a/2", seal(key, "a/1", b"ord"))


def test_a_phone_that_sends_twice_leaves_one_note(live, meeting):
    first = write(live, meeting, 0, once="a")
    assert write(live, meeting, 0, once="a") == first
    assert len(live.meeting(meeting).stands["notes"].state.pile.notes) == 1


def test_two_phones_with_the_same_name_for_a_command_are_two_commands(live, meeting):
    write(live, meeting, 0, once="a")
    write(live, meeting, 1, once="a")
    assert len(live.meeting(meeting).stands["notes"].state.pile.notes) == 2


def test_a_late_retry_does_not_bring_back_what_was_taken_back(live, meeting):
    write(live, meeting, 0, once="a")
    live.do(meeting, "notes", {"type": "take_back", "key": "k0"}, PEOPLE[0], "b")
    write(live, meeting, 0, once="a")
    assert live.meeting(meeting).stands["notes"].state.pile.notes == {}


def test_what_is_taken_back_is_gone_from_every_file(live, meeting, file):
    write(live, meeting, 0, "hemmelighed")
    words = sealed(live, meeting)[-1]
    assert words in on_disk(file)
    live.do(meeting, "notes", {"type": "take_back", "key": "k0"}, PEOPLE[0])
    assert words not in on_disk(file)


def test_the_words_before_an_edit_are_gone_from_every_file(live, meeting, file):
    write(live, meeting, 0, "foerste ord")
    first = sealed(live, meeting)[-1]
    write(live, meeting, 0, "andre ord")
    assert first not in on_disk(file) and sealed(live, meeting)[-1] in on_disk(file)


def test_a_refused_command_leaves_no_trace(live, meeting):
    before = live.log.read(meeting)
    with pytest.raises(Refused):
        live.do(meeting, "dots", {"type": "cast", "dots": ["1"]}, PEOPLE[0])
    assert live.log.read(meeting) == before


def test_numbers_have_no_holes_even_after_forgetting(live, meeting):
    for n in range(4):
        write(live, meeting, n)
    live.do(meeting, "notes", {"type": "take_back", "key": "k1"}, PEOPLE[1])
    facts = live.log.read(meeting)
    assert [f.seq for f in facts] == list(range(1, len(facts) + 1))


def test_a_restarted_server_knows_exactly_what_the_old_one_knew(live, meeting, file):
    for n in range(6):
        write(live, meeting, n)
    live.do(meeting, "notes", {"type": "take_back", "key": "k2"}, PEOPLE[2])
    live.do(meeting, "notes", {"type": "reveal"}, LEAD)
    again = Live(Log(file), lambda *_: None)
    assert again.meeting(meeting) == live.meeting(meeting)


def test_a_note_nobody_may_see_yet_tells_no_screen_to_look(live, meeting, told):
    write(live, meeting, 0)
    write(live, meeting, 1)
    assert told == []


def test_taking_back_tells_no_screen_so_that_nobody_sees_when(live, meeting, told):
    for n in range(5):
        write(live, meeting, n)
    live.do(meeting, "notes", {"type": "reveal"}, LEAD)
    told.clear()
    live.do(meeting, "notes", {"type": "take_back", "key": "k1"}, PEOPLE[1])
    assert told == []


def test_everyone_is_told_to_look_when_the_meeting_moves(live, meeting, told):
    live.do(meeting, None, {"type": "go", "to": "dots", "coming_from": "notes"}, LEAD)
    assert [who for _, who in told] == ["all"]


def test_covering_the_projector_wakes_no_phone(live, meeting, told):
    live.do(meeting, None, {"type": "cover", "on": "true"}, LEAD)
    assert [who for _, who in told] == ["lead"]


def test_a_meeting_is_deleted_a_day_after_its_end_and_not_before(live, meeting, file, clock):
    write(live, meeting, 0, "noget, der skal slettes")
    words, key = sealed(live, meeting), live.log.keyring.key(meeting)
    live.do(meeting, None, {"type": "end"}, LEAD)
    clock.minute += KEPT - 1
    assert live.delete_due() == 0
    clock.minute += 1
    assert live.delete_due() == 1
    with pytest.raises(NotFound):
        live.meeting(meeting)
    left = on_disk(file)
    assert not any(part in left for part in (*words, key, PLAN.title.encode()))


def test_undoing_the_end_takes_the_deletion_off(live, meeting):
    live.do(meeting, None, {"type": "end"}, LEAD)
    live.do(meeting, None, {"type": "undo"}, LEAD)
    assert live.log.meeting(meeting).delete_at is None


def test_the_log_writes_through_to_the_disk_and_overwrites_what_it_deletes(live):
    assert live.log.settings() == {
        "journal_mode": "wal",
        "synchronous": 2,
        "secure_delete": 1,
        "foreign_keys": 1,
        "trusted_schema": 0,
    }


def test_a_database_of_another_program_is_left_alone(tmp_path):
    import sqlite3

    other = tmp_path / "other.db"
    with sqlite3.connect(other) as db:
        db.execute("CREATE TABLE recipes (name)")
    db.close()
    with pytest.raises(ForeignData):
        Log(other)


def test_a_log_of_a_newer_samklang_is_left_alone(file):
    import sqlite3

    Log(file).close()
    with sqlite3.connect(file) as db:
        db.execute(f"PRAGMA user_version={SHAPE + 1}")
    db.close()
    with pytest.raises(ForeignData):
        Log(file)


def test_no_column_can_hold_an_address_a_device_a_name_or_an_exact_time():
    from shared.log import metadata

    columns = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    assert columns == {
        "meetings.id", "meetings.seq", "meetings.plans", "meetings.code", "meetings.secret",
        "meetings.screen_key", "meetings.opened", "meetings.ended", "meetings.delete_at",
        "meetings.shut", "meetings.epoch", "keys.made", "keys.used",
        "facts.meeting", "facts.seq", "facts.cause", "facts.actor", "facts.step", "facts.key", "facts.once",
        "facts.body", "keys.hash", "keys.kind",
        "meetings.course", "courses.id", "courses.delete_at", "courses.body",
        "course_lines.course", "course_lines.number", "course_lines.body",
    }  # fmt: skip


def test_one_persons_pseudonyms_in_two_steps_have_nothing_in_common():
    row = door.new_row({"da": PLAN})
    person = door.person_of(row, door.new_token(row))
    assert person and door.pseudonym(row, person, "notes") != door.pseudonym(row, person, "dots")
    assert door.pseudonym(row, person, "notes") != door.pseudonym(door.new_row({"da": PLAN}), person, "notes")


@pytest.mark.parametrize("typed", ["k7m4tr", "K7M 4TR", " k7m-4tr ", "Ｋ７Ｍ４ＴＲ"])
def test_a_code_is_read_as_it_was_meant(typed):
    assert door.read_code(typed) == "K7M4TR"


@pytest.mark.parametrize("token", [None, "", ".", "a.b", "æøå.æøå", "x" * 5000])
def test_a_made_up_token_is_nobody(token):
    assert door.person_of(door.new_row({"da": PLAN}), token) is None


def test_a_fold_of_the_log_is_the_meeting_that_is_known(live, meeting):
    for n in range(7):
        write(live, meeting, n)
    live.do(meeting, "notes", {"type": "switch", "release": "live"}, LEAD)
    assert live.meeting(meeting) == core.fold({"da": PLAN}, live.log.read(meeting))

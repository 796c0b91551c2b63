"""What an earlier Samklang has kept opens in this one and says the same (D14).

A change of shape is whole, or has not happened (D02).
"""

import shutil
import sqlite3
import sys
import time
import types
from contextlib import suppress
from pathlib import Path

import pytest
from sqlalchemy.exc import SQLAlchemyError

from facilitator import notes
from samklang import backups
from shared import door, log, migrations
from shared.activity import LEAD
from shared.course import Course
from shared.disk import NotNow
from shared.lines import Line
from shared.live import Live
from shared.log import SHAPE, ForeignData, Log
from shared.shelf import Shelf
from tests import test_power
from tests.power import Disk
from tests.test_meeting import PLAN

SHAPES = Path(__file__).parent / "shapes"
FILE = "samklang.db"


@pytest.fixture(autouse=True)
def in_greenwich(monkeypatch):
    """The notes name a day, and where they were made it was that day."""
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def taken_home(data, format):
    kept = Log(data / FILE)
    (row,) = kept.all_meetings()
    found = notes.render(notes.build(Live(kept, lambda *_: None).meeting(row.id), row.opened), format)
    kept.close()
    return found


@pytest.mark.parametrize("format", notes.FORMATS)
@pytest.mark.parametrize("shape", range(1, SHAPE + 1))
def test_D14_a_folder_of_every_earlier_shape_opens_and_gives_the_same_notes(tmp_path, shape, format):
    data = tmp_path / "data"
    shutil.copytree(SHAPES / str(shape), data)
    assert taken_home(data, format) == (SHAPES / f"{shape}/notes.{format}").read_bytes()


@pytest.mark.parametrize("shape", range(1, SHAPE + 1))
def test_D14_a_backup_of_every_earlier_shape_can_be_come_back_to(tmp_path, shape):
    data = tmp_path / "data"
    shutil.copytree(SHAPES / str(shape), data)
    (data / FILE).rename(tmp_path / "copy.db")
    _, readable, gone = backups.restore(data, tmp_path / "copy.db")
    assert len(readable) == 1 and gone == 0
    assert taken_home(data, "json") == (SHAPES / f"{shape}/notes.json").read_bytes()


@pytest.mark.parametrize("shape", range(3, SHAPE + 1))
def test_D14_a_course_of_every_earlier_shape_is_still_the_group_s_own(tmp_path, shape):
    data = tmp_path / "data"
    shutil.copytree(SHAPES / str(shape), data)
    kept = Log(data / FILE)
    (course,) = Shelf(kept).all()
    assert (course.name, course.been, course.coming) == ("Onsdagsgruppen", ["P00"], ["H0"])
    assert {(line.kind, line.text) for line in Shelf(kept).memory(course.id)} == {
        ("agreement", "Vi lytter"),
        ("words", "Ro og natur"),
    }
    kept.close()


@pytest.mark.parametrize("shape", range(1, SHAPE + 1))
def test_D14_a_folder_of_every_earlier_shape_can_begin_a_course(tmp_path, shape):
    data = tmp_path / "data"
    shutil.copytree(SHAPES / str(shape), data)
    kept = Log(data / FILE)
    Shelf(kept).put(Course("forloeb000000009", "En ny", "da", "open", []), 0)
    Shelf(kept).keep("forloeb000000009", [Line("things", "Gåture")])
    kept.close()
    kept = Log(data / FILE)
    assert [line.text for line in Shelf(kept).memory("forloeb000000009")] == ["Gåture"]
    kept.check()
    kept.close()


def test_D14_an_older_samklang_leaves_a_newer_folder_as_it_is(tmp_path, monkeypatch):
    Log(tmp_path / FILE).close()
    monkeypatch.setattr(log, "SHAPE", SHAPE + 1)
    with_change(monkeypatch, "CREATE TABLE more (id)")
    Log(tmp_path / FILE).close()
    monkeypatch.undo()
    before = (tmp_path / FILE).read_bytes()
    with pytest.raises(ForeignData):
        Log(tmp_path / FILE)
    assert (tmp_path / FILE).read_bytes() == before


def with_change(monkeypatch, *statements):
    """The next shape, as a later version will bring it."""
    step = types.ModuleType(f"{migrations.__name__}.shape_{SHAPE + 1}")
    step.change = lambda db: [db.exec_driver_sql(statement) for statement in statements]  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, step.__name__, step)
    monkeypatch.setattr(log, "SHAPE", SHAPE + 1)


CHANGE = (
    "ALTER TABLE meetings ADD COLUMN place TEXT",
    "CREATE TABLE more (id TEXT PRIMARY KEY) WITHOUT ROWID",
    "UPDATE meetings SET place = 'her'",
    "INSERT INTO more SELECT id FROM meetings",
)


def test_D02_a_change_of_shape_that_the_power_cuts_is_whole_or_has_not_happened(tmp_path, monkeypatch):
    found = set()
    with_change(monkeypatch, *CHANGE)
    for cut in range(1, 60):
        before, after = tmp_path / f"before-{cut}", tmp_path / f"after-{cut}"
        before.mkdir()
        after.mkdir()
        disk = Disk(f"upgrade-{cut}", cut)
        monkeypatch.setattr(log, "SHAPE", SHAPE)
        old = Log(before / FILE, **test_power.on(disk))
        row = door.new_row({"da": PLAN})
        old.open_meeting(row)
        Live(old, lambda *_: None).do(row.id, None, {"type": "go", "to": "notes"}, LEAD)
        old.close()
        monkeypatch.setattr(log, "SHAPE", SHAPE + 1)
        disk.cut_after = disk.operations + cut
        with suppress(NotNow, SQLAlchemyError):
            Log(before / FILE, **test_power.on(disk)).close()
        whole = not disk.dead
        disk.survive(after)
        (before / "keys").rename(after / "keys")
        found.add(shape_in(after))
        again = Log(after / FILE)
        assert shape_of(again) == (SHAPE + 1, True, True)
        assert len(again.read(row.id)) == 1
        again.close()
        if whole:
            break
    assert found == {(SHAPE, False, False), (SHAPE + 1, True, True)}


def shape_in(folder):
    """What is there when the power is back, before anything has been done about it."""
    db = sqlite3.connect(folder / FILE)
    found = asked(lambda text: db.execute(text).fetchall())
    db.close()
    return found


def shape_of(opened):
    with opened.engine.connect() as db:
        return asked(lambda text: db.exec_driver_sql(text).fetchall())


def asked(ask):
    columns = {row[1] for row in ask("PRAGMA table_info(meetings)")}
    tables = {row[0] for row in ask("SELECT name FROM sqlite_master")}
    return ask("PRAGMA user_version")[0][0], "place" in columns, "more" in tables

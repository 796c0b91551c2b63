"""Starting on a folder that is not as it should be (D07, D08, D12).

One clear sentence, and nothing is ever overwritten.
"""

import os
import resource
import shutil
import sqlite3
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from samklang import backups, start
from samklang.terminal import Stop
from shared import meeting as core
from shared.config import Config
from shared.disk import Damaged, NotNow
from shared.log import ForeignData, Log
from shared.words import words
from tests.rooms import Room
from tests.servers import ROOT, run, serving

FILE = "samklang.db"
FLIPS = int(os.environ.get("SAMKLANG_FLIPS", "100"))
EN = words("en")
WRITTEN = {f"seddel {n}" for n in range(8)}


def someones_evening(data):
    """A folder with one meeting in it, as a server leaves it."""
    room = Room(data=data)
    room.go("wall")
    for text in sorted(WRITTEN):
        room.phone().add("wall", text)
    room.close()


@pytest.fixture(scope="module")
def evening(tmp_path_factory):
    """A folder to make copies of."""
    data = tmp_path_factory.mktemp("evening") / "data"
    someones_evening(data)
    return data


@pytest.fixture
def data(tmp_path, evening):
    return shutil.copytree(evening, tmp_path / "data")


def tried(data):
    """What the server says when it will not start."""
    answer = run("serve", "--data", str(data), "--host", "127.0.0.1", "--port", "0", "--no-browser", "--lang", "en")
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1 and "Traceback" not in answer.stderr
    return answer.stderr


def start_on(data):
    *_, house = start.put_together(Config(data=data, async_mode="threading"), {}, 1)
    house.log.close()


def refused(data):
    with pytest.raises(Stop) as stopped:
        start_on(data)
    return EN(stopped.value.key, **stopped.value.named)


@pytest.mark.server
def test_D08_a_damaged_log_is_laid_aside_and_the_newest_good_backup_is_named(data):
    copy = backups.make(data, None)
    (copy.parent / "newer.db").write_bytes(b"no backup at all")
    whole = (data / FILE).read_bytes()
    (data / FILE).write_bytes(whole[:5000])
    said = tried(data)
    assert str(copy) in said and "samklang restore" in said
    assert (data / "damaged-1" / FILE).read_bytes() == whole[:5000]
    assert run("restore", "--data", str(data), "--from", str(copy), "--lang", "en").returncode == 0
    with serving(data.parent) as server:
        assert server.complained == ""


@pytest.mark.parametrize(
    "damage",
    [
        lambda whole: b"",
        lambda whole: whole[:100],
        lambda whole: whole[:5000],
        lambda whole: whole[: len(whole) - 3000],
        lambda whole: b"somebody's letters" * 100,
        lambda whole: b"x" + whole[1:],
        lambda whole: whole[:4096] + os.urandom(4096) + whole[8192:],
    ],
    ids=["empty", "cut", "cut later", "cut at the end", "another file", "first byte", "a page of noise"],
)
def test_D08_what_cannot_be_read_is_never_overwritten(data, damage):
    broken = damage((data / FILE).read_bytes())
    (data / FILE).write_bytes(broken)
    assert "laid aside" in refused(data) and (data / "damaged-1" / FILE).read_bytes() == broken
    start_on(data)  # begins anew
    (data / FILE).write_bytes(broken)
    refused(data)
    assert (data / "damaged-2" / FILE).read_bytes() == broken


@pytest.mark.parametrize("kind", ["BLOB", "TEXT"])
def test_D08_a_word_changed_on_the_disk_is_noticed_at_the_start(data, kind):
    with sqlite3.connect(data / FILE) as db:
        db.execute(
            f"UPDATE facts SET body = CAST(substr(body, 1, 40) || x'00' || substr(body, 42) AS {kind}) WHERE seq = 4"
        )
    db.close()
    assert "laid aside" in refused(data)


@settings(max_examples=FLIPS, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(place=st.floats(0, 1, exclude_max=True), bit=st.integers(0, 7))
def test_D08_whichever_bit_is_flipped_no_word_is_ever_read_wrong(evening, tmp_path_factory, place, bit):
    """Either it is noticed, or everything that can be read is what was written."""
    data = shutil.copytree(evening, tmp_path_factory.mktemp("flip") / "data")
    whole = bytearray((data / FILE).read_bytes())
    whole[int(place * len(whole))] ^= 1 << bit
    (data / FILE).write_bytes(whole)
    try:
        log = Log(data / FILE)
    except (Damaged, ForeignData, NotNow):
        assert (data / FILE).read_bytes() == whole, "left as it was found"
        return
    try:
        log.check()
        for row in log.all_meetings():
            meeting = core.fold(row.plans, log.read(row.id))
            notes = meeting.stand("wall").state.pile.notes.values() if "wall" in meeting.stands else ()
            assert {note.text for note in notes} <= WRITTEN
    except (Damaged, NotNow):
        pass
    finally:
        log.close()


def test_D08_a_database_of_another_program_stays_where_it_is(tmp_path):
    with sqlite3.connect(tmp_path / FILE) as db:
        db.execute("CREATE TABLE recipes (name)")
    db.close()
    assert "cannot be read" in refused(tmp_path)
    assert (tmp_path / FILE).exists() and not (tmp_path / "damaged-1").exists()


def test_D07_a_log_that_another_program_holds_is_left_alone(data):
    holder = sqlite3.connect(data / FILE)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN EXCLUSIVE")
    assert "Another program" in tried(data)
    holder.close()
    start_on(data)


AS_SOMEONE_ELSE = """
import os, sys
import warnings; warnings.simplefilter("ignore")
import samklang.cli, samklang.start, samklang.welcome, webbrowser, encodings.idna
if os.geteuid() == 0:
    os.setuid(65534)
sys.argv = ["samklang", *sys.argv[1:]]
sys.exit(samklang.cli.main())
"""


@pytest.mark.parametrize("closed", ["folder", "file"])
def test_D07_what_may_only_be_read_gets_one_clear_sentence(data, closed):
    for place in (data, data / "keys", data.parent):
        place.chmod(0o777)
    for above in data.parents[1:-1]:
        if above.owner() != "root" or above.stat().st_mode & 0o700 == 0o700:
            above.chmod(above.stat().st_mode | 0o055)
    for file in data.rglob("*"):
        file.chmod(0o777 if file.is_dir() else 0o666)
    (data if closed == "folder" else data / FILE).chmod(0o555 if closed == "folder" else 0o444)
    arguments = ["serve", "--data", str(data), "--host", "127.0.0.1", "--port", "0", "--no-browser", "--lang", "en"]
    answer = subprocess.run(
        [sys.executable, "-c", AS_SOMEONE_ELSE, *arguments],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        cwd=ROOT,
    )
    assert answer.returncode == 1
    assert answer.stderr.count("\n") == 1 and "Traceback" not in answer.stderr, answer.stderr


def test_D07_a_folder_that_cannot_be_made_gets_one_clear_sentence():
    assert "/dev/null" in tried("/dev/null/meetings")


def test_D07_a_full_disk_at_the_start_gets_one_clear_sentence(tmp_path):
    def tiny():
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, resource.RLIM_INFINITY))

    arguments = ["serve", "--data", str(tmp_path / "d"), "--port", "0", "--no-browser", "--lang", "en"]
    answer = subprocess.run(
        [sys.executable, "-m", "samklang", *arguments], capture_output=True, encoding="utf-8", timeout=60,
        preexec_fn=tiny, cwd=ROOT,
    )  # fmt: skip
    assert answer.returncode == 1 and answer.stderr.count("\n") == 1, answer.stderr
    assert "Nothing can be saved" in answer.stderr


@pytest.mark.server
def test_D12_a_second_server_and_a_restore_are_refused_while_one_runs(tmp_path):
    with serving(tmp_path) as server:
        assert "already running" in tried(server.data)
        copy = tmp_path / "copy.db"
        assert run("backup", "--data", str(server.data), "--to", str(copy)).returncode == 0
        refused = run("restore", "--data", str(server.data), "--from", str(copy), "--lang", "en")
        assert refused.returncode == 1 and "already running" in refused.stderr


def test_the_doctor_names_the_newest_backup_and_what_was_laid_aside(data):
    looked = run("doctor", "--data", str(data), "--lang", "en").stdout
    assert "There is no backup" in looked and "laid aside" not in looked
    copy = backups.make(data, None)
    (data / FILE).write_bytes(b"")
    refused(data)
    start_on(data)
    looked = run("doctor", "--data", str(data), "--lang", "en").stdout
    assert str(copy) in looked and str(data / "damaged-1") in looked

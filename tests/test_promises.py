"""Each promise we make, kept by a test that carries its number: L to participants, F to facilitators, H to hosts.

Most are kept by many tests elsewhere (docs/cases.md lists them); here each stands in its shortest form, side by side.
"""

from __future__ import annotations

import json
import random
import re
import tomllib
from pathlib import Path

import pytest

import dev
from shared import door, help, meeting, signals
from shared.activity import LEAD
from shared.config import Config
from shared.live import KEPT
from shared.log import Log, NotFound
from shared.screen import STATIC
from shared.words import LANGUAGES, words
from tests import test_linker
from tests.led_rooms import LedRoom
from tests.servers import Leading, serving
from tests.test_canary import TRACES, Wanderer, found

HOME = Path(__file__).parent.parent


@pytest.fixture
def led():
    room = LedRoom()
    room.go("svar")
    yield room
    room.close()


@pytest.fixture
def kept(tmp_path):
    """A room whose words lie on a disk. kept() -> the room as it is when the server is started again on that folder."""
    rooms = [LedRoom(data=tmp_path)]
    rooms[0].go("svar")

    def again() -> LedRoom:
        first = rooms[0]
        rooms[-1].close()
        rooms.append(LedRoom(data=tmp_path))
        rooms[-1].row = first.row
        return rooms[-1]

    yield rooms[0], again
    rooms[-1].close()


# --- to those who take part --------------------------------------------------------------------------------------


def test_L1_no_account_no_name_and_one_cookie_that_dies_with_the_meeting(led):
    phone = led.phone()
    fields = set(re.findall(r'<input[^>]*name="(\w+)"', led.stranger().page()))
    assert fields <= {"proof"}, "nobody is asked anything at the door"
    assert phone.client.get_cookie("token", path=led.base)
    assert phone.client.get_cookie("token", path="/") is None
    led.delete()
    phone.page()
    assert not phone.client.get_cookie("token", path=led.base)


def test_L2_neither_address_nor_phone_is_written_anywhere(tmp_path):
    with serving(tmp_path, SAMKLANG_LANG="en") as server:
        leading = Leading(server)
        leading.open()
        with Wanderer(server) as phone:
            assert phone.ask("POST", "/", code=leading.code)[0] == 303
            assert phone.ask("POST", f"/m/{leading.id}/join")[0] == 303
            assert phone.ask("GET", f"/m/{leading.id}/")[0] == 200
        assert found(server, TRACES) == set()


def test_L3_nobody_can_see_who_wrote_what_also_not_whoever_leads(led):
    for n, phone in enumerate(led.phones(4)):
        phone.add("svar", f"svar {n}")
    led.lead("reveal", "svar")
    people = {fact.actor for fact in led.house.log.read(led.id)} - {"lead", ""}
    assert len(people) == 4
    pages = led.seen() + led.leader().get(f"/lead/m/{led.id}/?tab=shown").text + led.phone().page()
    assert not [who for who in people if who in pages]
    assert test_linker.linked("together", 8) <= 1 / 8 + 0.05


def test_L4_nothing_is_shown_before_all_are_ready_and_then_in_mixed_order():
    orders = set()
    for seed in range(6):
        room = LedRoom(seed=seed)
        room.go("svar")
        room.write("svar", *"abcdef")
        assert room.on_screen("svar") == []
        assert not room.seen_by("facilitator", "svar")["gathered"]
        room.lead("reveal", "svar")
        assert sorted(room.on_screen("svar")) == list("abcdef")
        orders.add("".join(room.on_screen("svar")))
        room.close()
    assert len(orders) > 3


def test_L5_what_is_taken_back_is_gone_and_the_wall_says_nothing(kept, tmp_path):
    room, _ = kept
    phones = room.phones(5)
    keys = [phone.add("svar", f"kanarie {n}") for n, phone in enumerate(phones)]
    room.lead("reveal", "svar")
    told = []
    room.house.live.tell = lambda *who: told.append(who)
    assert phones[0].do("take_back", "svar", key=keys[0]).get_json() == {"kept": True}
    assert told == [], "no screen looks again because of it"
    assert "kanarie 0" not in room.on_screen("svar") and "kanarie 0" not in phones[0].page("mine")
    assert [fact.body for fact in room.house.log.read(room.id)].count(None) == 1


def test_L6_when_it_says_sent_it_is_kept_also_when_the_power_goes(kept):
    room, again = kept
    phone = room.phone()
    phone.add("svar", "En sang")
    copy = Log(room.config.data / "samklang.db")  # as the disk is at this moment, without a goodbye
    assert len([fact for fact in copy.read(room.id) if fact.step == "svar"]) == 1
    copy.close()
    assert [
        note["text"]
        for note in meeting.step_view(
            again().meeting,
            "svar",
            "participant",
            "da",
            lambda step: door.pseudonym(room.row, _person(room, phone), step),
        )["seen"]["mine"]
    ] == ["En sang"]


def test_L7_what_is_sent_again_after_the_network_was_away_counts_once(led):
    phone = led.phone()
    for _ in range(5):
        assert phone.do("add", "svar", once="same", key="k1", text="En sang").get_json() == {"kept": True}
    assert phone.page("mine").count("En sang</span>") == 1


def test_L8_words_do_not_leave_the_room(led):
    """No page names any other place; tests/test_nothing_leaves.py watches real browsers ask for nothing else."""
    pages = [led.phone().page(), led.phone().page("help"), led.seen(), led.leader().get(f"/lead/m/{led.id}/").text]
    for page in pages:
        places = set(re.findall(r'(?:href|src|action)="(https?:)?(//[^"/]*|/|#|data:|\?|[\w-]+")', page))
        assert not [place for _, place in places if place.startswith("//")]
    assert STATIC.startswith("/")


def test_L9_everything_is_deleted_24_hours_after_the_meeting_and_the_day_is_said(led):
    phone = led.phone()
    phone.add("svar", "En sang")
    led.end()
    assert KEPT == 24 * 60
    assert words("da").when(led.now + KEPT) in phone.page()
    led.now += KEPT
    led.house.live.delete_due()
    with pytest.raises(NotFound):
        led.house.log.meeting(led.id)
    with led.house.log.engine.connect() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM facts").scalar_one() == 0


def test_L10_notes_never_show_who_and_are_what_was_previewed(led):
    for n, phone in enumerate(led.phones(5)):
        phone.add("svar", f"svar {n}")
    led.lead("reveal", "svar")
    led.end()
    leader = led.leader()
    preview = leader.get(f"/lead/m/{led.id}/notes").text
    people = {fact.actor for fact in led.house.log.read(led.id)} - {"lead", ""}
    for file in ("notes.md", "notes.html", "notes.csv", "notes.json"):
        text = leader.get(f"/lead/m/{led.id}/{file}").text
        assert not [who for who in people if who in text]
        assert all((f"svar {n}" in text) == (f"svar {n}" in preview) for n in range(5))


def test_L11_every_form_works_by_keyboard_and_without_a_script_and_nothing_hurries(led):
    """Screen readers, sizes and contrast: tests/test_accessibility.py and tests/test_gallery.py, in real browsers."""
    phone = led.phone()
    page = phone.page()
    assert not re.search(r"<(div|span|p)[^>]*(onclick|role=\"button\")", page)
    assert "autofocus" not in page[: page.index("<dialog")]
    led.now += 60 * 5
    assert (
        phone.client.post(f"{led.base}do", data=phone.form("add", "svar", key="k", text="I ro og mag")).status_code
        == 303
    )


def test_L12_there_is_always_someone_to_call(tmp_path):
    file = tmp_path / "numbers.toml"
    file.write_text('checked_on = 2026-01-01\n[[contact]]\nname = "Vagten"\nnumber = "000 00"\n', "utf8")
    room = LedRoom(help=file)
    phone = room.phone()
    for page in (phone.page(), phone.page("help"), room.stranger().page()):
        assert 'href="tel:00000"' in page
    room.close()
    assert help.of(Config(data=tmp_path)) == help.Help(), "and no number that nobody here has checked"


@pytest.mark.parametrize("lang", LANGUAGES)
def test_L13_the_door_says_what_we_cannot_promise(led, lang):
    page = led.stranger(lang).page()
    assert words(lang)("phone.join.guess") in page and words(lang)("phone.join.listen") in page


# --- to those who lead -------------------------------------------------------------------------------------------


def test_F1_the_meeting_goes_on_where_it_was_when_the_laptop_is_started_again(kept):
    room, again = kept
    room.phone().add("svar", "En sang")
    room.lead("cover", on=True)
    before = room.meeting
    after = again()
    assert after.meeting == before


def test_F2_nobody_else_can_steer(led):
    phone, stranger = led.phone(), led.stranger()
    before = led.meeting.seq
    for type, step in (
        ("go", None),
        ("end", None),
        ("cover", None),
        ("reveal", "svar"),
        ("close", "svar"),
        ("notice", None),
    ):
        assert phone.do(type, step, to="", coming_from="svar", on="true").status_code in (400, 409)
        assert stranger.do(type, step).status_code == 403
    assert led.projector().post(f"/screen/{led.id}").status_code == 405
    assert led.app.test_client().get(f"/lead/m/{led.id}/").status_code == 403
    assert led.meeting.seq == before


def test_F3_one_press_calms_the_screen(led):
    led.write("svar", *"abcd")
    led.lead("reveal", "svar")
    assert ">a<" in led.picture()
    led.lead("cover", on=True)
    assert not any(f">{text}<" in led.picture() for text in "abcd")
    led.lead("cover", on=False)
    assert ">a<" in led.picture()


def test_F4_the_projector_never_shows_more_than_was_chosen(led):
    led.write("svar", *(f"svar {n}" for n in range(5)))
    led.lead("close", "svar")
    waiting = led.seen_by("facilitator", "svar")["gathered"]
    assert not any(f"svar {n}" in led.seen() for n in range(5))
    led.lead("show", "svar", id=waiting[0]["id"])
    shown = [f"svar {n}" for n in range(5) if f"svar {n}" in led.seen()]
    assert shown == [waiting[0]["text"]]


# --- to those who host -------------------------------------------------------------------------------------------


def test_H1_no_content_in_logs(tmp_path):
    chance = random.Random(1)
    secret = f"kanarie{chance.random()}"
    with serving(tmp_path, SAMKLANG_LANG="en") as server:
        leading = Leading(server)
        leading.open()
        with Wanderer(server) as phone:
            phone.ask("POST", "/", code=leading.code)
            phone.ask("POST", f"/m/{leading.id}/join")
            phone.do(f"/m/{leading.id}/", "add", secret, key=secret, text=secret)
            phone.ask("GET", f"/m/{secret}/")
        assert secret not in server.said + server.complained
        assert f"/m/{leading.id}" not in server.complained


def test_H2_meetings_are_separate_from_each_other(led):
    """One installation is one circle of people who lead; what is kept apart is one meeting's phones and projector."""
    other = door.new_row(led.plans)
    led.house.log.open_meeting(other)
    led.house.live.do(other.id, None, {"type": "go", "to": "svar"}, LEAD)
    phone = led.phone()
    phone.client.set_cookie("token", phone.token(), path=f"/m/{other.id}/")
    form = phone.form("add", "svar", key="k", text="forkert rum")
    answer = phone.client.post(f"/m/{other.id}/do", data=form, headers={"Accept": "application/json"})
    assert answer.status_code == 403
    assert led.app.test_client().get(f"/screen/{other.id}/{led.row.screen_key}").status_code == 404
    assert led.house.log.read(other.id)[-1].step is None


def test_H3_doctor_has_its_word_on_every_promise_that_is_a_setting(tmp_path):
    from samklang.doctor import examine

    said = {result.key.rpartition(".")[2] for result in examine(Config(data=tmp_path), "", words("en"))}
    assert {"durable", "folder", "no_help", "plans"} <= said


def test_H4_every_package_is_pinned_with_its_hashes():
    for name in ("run", "dev", "build"):
        pinned = re.split(r"\n(?=\S)", (HOME / f"requirements/{name}.txt").read_text("utf8").strip())
        packages = [entry for entry in pinned if not entry.startswith(("#", " "))]
        assert packages and all("==" in entry and "--hash=sha256:" in entry for entry in packages)
    assert tomllib.loads((HOME / "pyproject.toml").read_text("utf8"))["project"]["dependencies"]
    assert '"integrity"' in (HOME / "package-lock.json").read_text("utf8")


def test_H4_all_parts_are_listed_in_a_form_that_scanners_read(tmp_path):
    """CycloneDX, from the lock files: every pinned package with its version and hashes, no place to fetch from."""
    file = tmp_path / "parts.json"
    assert dev.main(["parts", str(file)]) == 0
    said = file.read_text("utf8")
    bill = json.loads(said)
    assert (bill["bomFormat"], bill["specVersion"]) == ("CycloneDX", "1.5")
    names = {part["name"]: part for part in bill["components"]}
    assert {"flask", "cryptography", "eventlet", "msgspec", "socket.io-client", "idiomorph"} <= names.keys()
    assert not names.keys() & {"pytest", "esbuild", "typescript"}, "what only builds or tries it is no part of it"
    pinned = re.findall(r"^([\w.-]+)==(\S+)", (HOME / "requirements/run.txt").read_text("utf8"), re.MULTILINE)
    assert {(name, names[name]["version"]) for name, _ in pinned} == set(pinned)
    for part in bill["components"]:
        assert part["purl"].startswith(("pkg:pypi/", "pkg:npm/")) and part["purl"].endswith(f"@{part['version']}")
        assert part["hashes"] and all(re.fullmatch("[0-9a-f]{64}|[0-9a-f]{128}", h["content"]) for h in part["hashes"])
    assert "://" not in said
    assert len(bill["dependencies"][0]["dependsOn"]) == len(bill["components"])


def test_what_is_said_quietly_keeps_the_same_promises(led):
    phone = led.phone()
    phone.do("signal", signals.STEP, key="talk")
    assert words("da")("signal.talk") not in led.seen()


def _person(room: LedRoom, phone) -> str:
    person = door.person_of(room.row, phone.token())
    assert person
    return person

"""Courses: what a group approves goes along from meeting to meeting, and nothing else does."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from facilitator import keys
from samklang import backups
from samklang.app import create_app
from samklang.start import SHIPPED
from shared import course as core
from shared.anonymity import SeededChance
from shared.config import Config
from shared.course import Course
from shared.log import Log, NotFound
from shared.plan import Plan, Step
from shared.seal import unseal
from shared.shelf import DAY, KEPT, Shelf
from shared.words import words
from tests.rooms import ADDRESS, START, Browser, Room
from tests.servers import run

T = words("da")
STEPS = [
    Step("hello", "info", "Ankomst", 5, settings={"prompt": "Velkommen"}),
    Step("frame", "agreement", "Vores aftale", 5, notes="none", settings={"prompt": "Aftalen", "lines": ["Vi lytter"]}),
    Step("wall", "wall", "Sedler", 10, settings={"prompt": "Hvad giver håb?"}),
    Step("list", "open_answers", "Liste", 10, "review", settings={"prompt": "Hvad kan andre bruge?"}),
    Step("secret", "open_answers", "Svar", 10, notes="none", settings={"prompt": "Hvad tænker du?"}),
    Step("box", "question_box", "Spørgsmål", 5, notes="none", settings={"prompt": "Hvad vil du spørge om?"}),
    Step("lot", "parking_lot", "Parkeret", 5, notes="none", settings={"prompt": "En anden gang"}),
    Step("dots", "dot_vote", "Prikker", 5, settings={"prompt": "Næste gang?", "options": ["Skov", "Musik", "Mad"]}),
]
PLANS = {id: Plan(id, "da", "hope", f"Plan {id}", STEPS) for id in ("P00", "C0", "H0", "I0", "M0", "E0", "Z1")}


class House:
    """An installation with plans, someone who leads, and meetings of one course after another."""

    def __init__(self, data: Path, **config: Any):
        self.now, self.data = START, data
        library = {id: {"da": plan} for id, plan in PLANS.items()}
        settings = Config(data=data, async_mode="threading", **config)
        self.app, self.socketio, self.house = create_app(
            settings, library, lambda: ADDRESS, SeededChance(1), lambda: self.now
        )
        self.app.test_client_class = Browser
        self.lead = self.app.test_client()
        self.lead.get(f"/lead/key/{keys.make_once(self.house.log)}")
        self.made = 0

    @property
    def shelf(self) -> Shelf:
        return self.house.live.shelf

    def make(self, ready: str = "seven", name: str = "Onsdag") -> str:
        self.made += 1
        id = f"forloeb{self.made:09d}"
        answer = self.lead.post("/lead/courses", data={"id": id, "ready": ready, "name": name})
        assert answer.status_code == 303 and answer.location.endswith(id)
        return id

    def course(self, id: str) -> Course:
        return self.shelf.course(id)

    def begin(self, id: str, **fields: str):
        """The next meeting of a course, as a room."""
        given = {"seen": self.course(id).digest, **fields}
        answer = self.lead.post(f"/lead/courses/{id}/start", data=given)
        assert answer.status_code == 303, answer.text
        return Evening(self, answer.location.split("/")[3])

    def kept(self, id: str) -> set[tuple[str, str]]:
        return {(line.kind, line.text) for line in self.shelf.memory(id)}

    def close(self) -> None:
        self.house.log.close()


class Evening(Room):
    """One meeting of a course. Its people are others than last time."""

    def __init__(self, house: House, id: str):
        self.home, self.house, self.app, self.socketio = house, house.house, house.app, house.socketio
        self.row = self.house.log.meeting(id)
        self.plans = self.row.plans
        self.onces = iter(range(1, 10_000))

    def people(self, count: int = 5):
        self.there = self.phones(count)
        return self.there

    def write(self, step: str, *texts: str) -> list[str]:
        """Each text by another person; then all of it is shown. Gives the keys."""
        self.go(step)
        found = [phone.add(step, text) for phone, text in zip(self.there, texts, strict=False)]
        self.lead("reveal", step)
        return found

    def id_of(self, step: str, text: str) -> str:
        notes = self.meeting.stand(step).state.pile.notes.values()
        return next(note.id for note in notes if note.text == text)

    def press(self, type: str, **fields: str):
        given = {"type": type, "once": f"lead-{next(self.onces)}", **fields}
        return self.home.lead.post(f"/lead/m/{self.id}/do?course=1", data=given)

    def beside(self) -> str:
        return self.home.lead.get(f"/lead/m/{self.id}/course").text

    def approve(self, what: str = "keep", show: bool = True, seen: str | None = None):
        if show:
            for page in range(9):
                self.press("stage", scene=what, page=str(page))
                if f'id="course-{what}-{page}"' not in self.projector():
                    break
        named = f'name="what" value="{what}"><input type="hidden" name="seen" value="'
        seen = seen or self.beside().partition(named)[2].partition('"')[0]
        return self.home.lead.post(f"/lead/m/{self.id}/course", data={"what": what, "seen": seen})

    def leave_out(self, text: str) -> None:
        memory = self.home.shelf.memory(self.row.course or "")
        line = next(line for line in core.proposal(self.meeting, memory) if line.text == text)
        assert self.press("leave_out", line=line.id, on="true").status_code == 303

    def projector(self) -> str:
        wall = self.app.test_client()
        wall.get(f"/screen/{self.id}/{self.row.screen_key}")
        return wall.get(f"/screen/{self.id}", headers={"X-Look": "else"}).text

    def recap(self, phone) -> str:
        return phone.page("first")


@pytest.fixture
def house(tmp_path):
    house = House(tmp_path)
    yield house
    house.close()


def full(evening: Evening, n: int) -> list[str]:
    """An evening with something of every kind. Gives what people wrote that is nobody's to keep."""
    evening.people(5)
    evening.go("frame")
    evening.there[0].add("frame", f"Regel {n}")
    for phone in evening.there[1:]:
        phone.add("frame", f"{n} ikke med {phone.token()[:3]}")
    evening.lead("close", "frame")
    evening.lead("show", "frame", id=evening.id_of("frame", f"Regel {n}"))
    notes = [f"seddel {n} {m}" for m in range(5)]
    evening.write("wall", *notes)
    evening.lead("make_theme", "wall", name=f"Tema {n}", note=evening.id_of("wall", notes[0]))
    evening.lead("show_themes", "wall")
    tips = [f"tip {n} {m}" for m in range(5)]
    evening.write("list", *tips)
    hidden = [f"dybt {n} {m}" for m in range(5)]
    evening.write("secret", *hidden)
    asked = [f"hvorfor {n} {m}" for m in range(5)]
    evening.write("box", *asked)
    evening.lead("sort", "box", id=evening.id_of("box", asked[0]), to="parked")
    evening.go("lot")
    evening.lead("write", "lot", text=f"parkeret {n}")
    lines = evening.meeting.stand("lot").state.lines
    evening.lead("keep", "lot", id=next(line["id"] for line in lines if line["text"] == f"parkeret {n}"))
    evening.go("dots")
    for n, phone in enumerate(evening.there):
        phone.cast("dots", *((0, 2, 1) if n else (0, 1, 2)))
    evening.lead("reveal", "dots")
    return [*notes, *hidden, *asked[1:]]


def test_six_meetings_with_other_people_each_time_carry_over_exactly_what_was_approved(house):
    id = house.make("seven")
    never: list[str] = []
    codes, questions = set(), []
    agreement = ["Vi lytter"]
    for n in range(1, 7):
        evening = house.begin(id)
        codes.add(evening.row.code)
        assert [line["text"] for line in evening.meeting.stand("frame").state.lines] == agreement
        assert [line.text for line in evening.meeting.carried if line.kind == "questions"] == questions
        never += full(evening, n)
        evening.leave_out(f"tip {n} 0")
        never.append(f"tip {n} 0")
        assert evening.approve().status_code == 303
        agreement.append(f"Regel {n}")
        questions.append(f"hvorfor {n} 0")
        evening.end()
    approved = {("agreement", line) for line in agreement}
    for n in range(1, 7):
        approved |= {("words", f"Tema {n}"), ("questions", f"hvorfor {n} 0"), ("parked", f"parkeret {n}")}
        approved |= {("things", f"tip {n} {m}") for m in range(1, 5)}
    approved |= {("next", "Musik"), ("next", "Mad")}
    assert house.kept(id) == approved
    assert [line.text for line in core.in_order(house.shelf.memory(id)) if line.kind == "next"] == ["Musik", "Mad"]
    assert len(codes) == 6
    whole = json.dumps(everything(house, id), ensure_ascii=False)
    assert all(text not in whole for text in never)
    assert not re.search(r"2[89]\d{6}", whole), "no time is kept"
    stored = [json.loads(body) for body in everything(house, id)]
    assert sorted(map(json.dumps, stored[1:])) == sorted(
        json.dumps([line.kind, line.text, line.place]) for line in house.shelf.memory(id)
    )
    assert set(stored[0]) <= {"id", "name", "lang", "ready", "plans", "at", "ended"}


def everything(house: House, id: str) -> list[str]:
    """What the tables hold of a course, once unsealed: its row, then its lines."""
    ring, found = house.house.log.keyring, []
    with house.house.log.reading() as db:
        (body,) = db.exec_driver_sql("SELECT body FROM courses WHERE id = ?", (id,)).one()
        found.append(unseal(ring.key(id), id, body).decode())
        for number, sealed in db.exec_driver_sql("SELECT number, body FROM course_lines WHERE course = ?", (id,)):
            key = ring.key(id) + (ring.leaf(id, number) or b"")
            found.append(unseal(key, f"{id}/{number}", sealed).decode())
    return found


# --- what the group sees, and what it takes away ---


def test_nothing_is_kept_before_the_group_has_seen_it_on_the_big_screen(house):
    id = house.make()
    evening = house.begin(id)
    full(evening, 1)
    assert evening.approve(show=False, seen=core.digest([])).status_code == 409
    assert T("refused.not_shown") in house.lead.post(f"/lead/m/{evening.id}/course", data={"what": "keep"}).text
    assert house.kept(id) == set()
    evening.press("stage", scene="keep")
    seen = core.digest(core.approved(core.proposal(evening.meeting, [])))
    answer = evening.approve(show=False, seen=seen)
    assert answer.status_code == 409 and T("refused.not_all_shown") in answer.text, "there are more pages"
    assert house.kept(id) == set()
    assert evening.approve().status_code == 303
    assert house.kept(id)


def test_what_is_approved_is_what_was_shown_and_not_what_has_come_since(house):
    id = house.make()
    evening = house.begin(id)
    full(evening, 1)
    evening.press("stage", scene="keep", page="9")
    seen = re.findall(r'name="what" value="keep"><input type="hidden" name="seen" value="(\w+)', evening.beside())[0]
    evening.lead("drop", "frame", line="line-0")
    assert evening.approve(show=False, seen=seen).status_code == 409
    assert house.kept(id) == set()
    evening.press("cover", on="true")
    assert evening.approve(show=False).status_code == 409, "nobody sees a covered screen"


def test_every_page_on_the_big_screen_together_is_exactly_what_is_kept(house):
    id = house.make()
    evening = house.begin(id)
    full(evening, 1)
    evening.leave_out("tip 1 3")
    seen, n = "", 0
    while True:
        evening.press("stage", scene="keep", page=str(n))
        picture = evening.projector()
        if n and f'id="course-keep-{n}"' not in picture:
            break
        seen, n = seen + picture, n + 1
    evening.approve()
    assert house.kept(id)
    assert set(re.findall(r'<li dir="auto">([^<]+)</li>', seen)) == {text for _, text in house.kept(id)}
    assert "tip 1 3" not in seen


def test_what_was_taken_back_before_is_not_kept_and_what_is_taken_back_after_goes_from_there_too(house):
    id = house.make()
    evening = house.begin(id)
    evening.people(6)
    keys_of = evening.write("list", *[f"tip {n}" for n in range(6)])
    evening.there[0].do("take_back", "list", key=keys_of[0])
    evening.approve()
    assert house.kept(id) == {("things", f"tip {n}") for n in range(1, 6)}
    evening.there[1].do("take_back", "list", key=keys_of[1])
    assert ("things", "tip 1") not in house.kept(id)
    assert "tip 1" not in "".join(everything(house, id))
    evening.end()
    evening.there[2].do("take_back", "list", key=keys_of[2])
    assert house.kept(id) == {("things", f"tip {n}") for n in range(3, 6)}


def test_a_list_that_fewer_than_four_wrote_is_kept_only_if_someone_puts_it_in(house):
    id = house.make()
    evening = house.begin(id)
    evening.people(3)
    evening.lead("few_today", on=True)
    evening.write("list", "tip 0", "tip 1", "tip 2")
    evening.approve()
    assert not house.kept(id) & {("things", f"tip {n}") for n in range(3)}


def test_a_line_is_removed_at_any_time_from_every_copy_and_from_the_meeting_that_runs(house, tmp_path):
    id = house.make()
    first = house.begin(id)
    full(first, 1)
    first.approve()
    first.end()
    second = house.begin(id)
    house.house.log.copy_to(tmp_path / "copy.db")
    phone = second.phone()
    assert "Tema 1" in second.recap(phone)
    line = next(line for line in house.shelf.memory(id) if line.text == "Tema 1")
    seen = re.findall(rf'value="{line.number}"><input type="hidden" name="seen" value="(\w+)"', second.beside())[0]
    given = {"number": str(line.number), "seen": seen, "from": second.id}
    answer = house.lead.post(f"/lead/courses/{id}/remove", data=given)
    assert answer.location.endswith(f"/lead/m/{second.id}/course")
    assert "Tema 1" not in second.recap(phone) and "Tema 1" not in second.beside()
    house.lead.post(f"/lead/courses/{id}/remove", data=given)
    assert ("words", "Tema 1") not in house.kept(id)
    house.close()
    backups.restore(tmp_path, tmp_path / "copy.db")
    log = Log(tmp_path / "samklang.db")
    texts = {line.text for line in Shelf(log).memory(id)}
    log.close()
    assert "Tema 1" not in texts and "Regel 1" in texts


def test_a_line_of_the_agreement_that_is_removed_meanwhile_leaves_the_others_in_their_places(house):
    id = house.make()
    first = house.begin(id)
    full(first, 1)
    first.approve()
    first.end()
    second = house.begin(id)
    second.go("frame")
    second.lead("drop", "frame", line="line-1")
    line = next(line for line in house.shelf.memory(id) if line.text == "Vi lytter")
    page = house.lead.get(f"/lead/courses/{id}").text
    seen = re.findall(rf'value="{line.number}"><input type="hidden" name="seen" value="(\w+)"', page)[0]
    house.lead.post(f"/lead/courses/{id}/remove", data={"number": str(line.number), "seen": seen})
    assert [each["text"] for each in second.meeting.stand("frame").state.lines] == ["–"]
    assert [each.text for each in core.gathered(second.meeting) if each.kind == "agreement"] == []


def test_what_was_parked_or_asked_and_is_dealt_with_goes(house):
    id = house.make()
    first = house.begin(id)
    full(first, 1)
    first.approve()
    first.end()
    second = house.begin(id)
    second.go("box")
    assert "hvorfor 1 0" in second.projector()
    second.lead("sort", "box", id="line-0", to="answered")
    second.go("lot")
    second.lead("drop", "lot", id="line-0")
    second.approve()
    assert not house.kept(id) & {("questions", "hvorfor 1 0"), ("parked", "parkeret 1")}


# --- coming to it, and what the room sees of it ---


def test_someone_who_is_new_at_the_third_meeting_reads_a_recap_of_approved_things_alone(house):
    id = house.make()
    for n in (1, 2):
        evening = house.begin(id)
        never = full(evening, n)
        evening.leave_out(f"tip {n} 1")
        evening.approve()
        evening.end()
    third = house.begin(id)
    newcomer = third.phone()
    assert T("phone.first.link") in newcomer.page()
    recap = third.recap(newcomer)
    for text in ("Vi lytter", "Regel 1", "Regel 2", "Tema 1", "Tema 2", "tip 1 2", T("course.basics.pass")):
        assert text in recap
    assert all(text not in recap for text in [*never, "tip 1 1", "parkeret"])
    inside = recap.partition("<main>")[2].partition("</main>")[0]
    assert len(re.sub(r"<[^>]+>", " ", inside).split()) < 240, "two minutes at an easy pace"
    third.press("stage", scene="first_time")
    assert T("course.basics.come") in third.projector()
    third.press("stage", scene="first_time", page="1")
    assert "Regel 1" in third.projector()
    facts = len(house.house.log.read(third.id))
    third.recap(newcomer)
    assert len(house.house.log.read(third.id)) == facts, "that somebody reads it leaves no trace"


def test_since_last_time_is_on_the_big_screen_until_the_meeting_goes_on(house):
    id = house.make()
    evening = house.begin(id)
    assert T("course.scene.since.how") not in evening.beside()
    full(evening, 1)
    evening.approve()
    evening.end()
    second = house.begin(id)
    second.press("stage", scene="since")
    assert "Tema 1" in second.projector() and T("course.scene.since.how") in second.projector()
    phone = second.phone()
    assert "Tema 1" not in phone.page(), "it is on no phone by itself"
    second.press("go", to="hello", coming_from="")
    assert "Tema 1" not in second.projector()
    assert T("undo.staged") not in house.lead.get(f"/lead/m/{second.id}/").text


def test_a_meeting_of_its_own_has_nothing_of_a_course(room):
    phone = room.phone()
    assert T("phone.first.link") not in phone.page()
    assert T("phone.lobby.title") in phone.page("first")


# --- the message out ---


def test_the_message_to_others_leaves_only_once_the_room_has_seen_and_approved_it(house):
    id = house.make()
    evening = house.begin(id)
    out = f"/lead/courses/{id}/message.txt"
    evening.press("compose", text="Vi vil gerne kunne ringe om aftenen.")
    assert house.lead.get(out).status_code == 404
    assert evening.approve("message", show=False).status_code == 409
    evening.press("stage", scene="message")
    assert "ringe om aftenen" in evening.projector()
    assert evening.approve("message").status_code == 303
    evening.press("compose", text="Noget andet, som ingen har set.")
    assert house.lead.get(out).text == "Vi vil gerne kunne ringe om aftenen.\n"
    assert "ringe om aftenen" not in house.lead.get(f"/lead/courses/{id}/memory.md").text
    bodies = [fact.body for fact in house.house.log.read(evening.id)]
    assert "ringe om aftenen" not in json.dumps(bodies), "a draft that is written anew is erased"


# --- the shelf ---


@pytest.mark.parametrize(("ready", "many"), [("five", 5), ("six", 6), ("seven", 7), ("ten", 10), ("open", 0)])
def test_a_course_begins_from_a_ready_made_row(house, ready, many):
    id = house.make(ready)
    assert len(house.course(id).coming) == many
    assert "Onsdag" in house.lead.get("/lead/").text
    assert T(f"course.ready.{ready}") in house.lead.get("/lead/courses").text


def test_every_plan_of_a_ready_made_row_comes_with_samklang():
    shipped = {file.name.split(".")[0] for file in SHIPPED.rglob("*.en.toml")}
    assert {plan for plans in core.READY.values() for plan in plans if plan} <= shipped


def test_pressing_twice_makes_one_course_and_opens_one_meeting(house):
    id = house.make()
    before = house.course(id)
    again = house.lead.post("/lead/courses", data={"id": id, "ready": "five", "name": "En anden"})
    assert again.status_code == 303 and house.course(id) == before
    evening = house.begin(id)
    answer = house.lead.post(f"/lead/courses/{id}/start", data={"seen": before.digest})
    assert answer.location.endswith(f"/lead/m/{evening.id}/")
    assert len(house.house.log.all_meetings()) == 1
    assert house.course(id).at == 1


def test_coming_meetings_are_moved_replaced_added_and_taken_out(house):
    id = house.make("seven")

    def move(move: str, at: int = -1, plan: str = "", seen: str = ""):
        given = {"move": move, "at": str(at), "plan": plan, "seen": seen or house.course(id).digest}
        house.lead.post(f"/lead/courses/{id}", data=given)
        return house.course(id).coming

    old = house.course(id).digest
    assert move("earlier", 2)[:3] == ["P00", "H0", "C0"]
    assert move("earlier", 2, seen=old)[:3] == ["P00", "H0", "C0"], "a page that is older does nothing"
    assert move("replace", 0, "Z1")[0] == "Z1"
    assert move("remove", 0)[0] == "H0"
    assert move("add", plan="E0")[-1] == "E0"
    assert move("add", plan="kender-ingen")[-1] == "E0"
    house.begin(id)
    assert house.course(id).been == ["H0"]


def test_a_meeting_that_the_group_has_not_chosen_yet_asks_for_a_plan(house):
    id = house.make("six")
    house.begin(id).end()
    answer = house.lead.post(f"/lead/courses/{id}/start", data={"seen": house.course(id).digest})
    assert answer.status_code == 409 and T("refused.choose_a_plan") in answer.text
    house.begin(id, plan="H0")
    assert house.course(id).been == ["P00", "H0"]


def test_an_open_group_keeps_no_trace_of_how_many_meetings_there_have_been(house):
    id = house.make("open")
    before = house.course(id)
    for _ in range(3):
        house.begin(id, plan="H0").end()
    assert house.course(id) == before


@pytest.mark.parametrize("format", ["md", "html", "csv", "json"])
def test_what_is_taken_home_has_words_that_strengthen_and_things_to_use(house, format):
    id = house.make()
    evening = house.begin(id)
    full(evening, 1)
    evening.approve()
    found = house.lead.get(f"/lead/courses/{id}/memory.{format}")
    assert found.status_code == 200
    for text in (T("course.section.strengthen"), T("course.section.use"), "Tema 1", "tip 1 2", "Regel 1"):
        assert text in found.text
    assert "seddel" not in found.text and "dybt" not in found.text


# --- until when ---


def test_a_course_is_deleted_ninety_days_after_its_latest_meeting_and_a_day_after_its_end(house):
    id = house.make()
    house.now += 10 * DAY
    house.begin(id)
    until = house.shelf.kept_until(id)
    assert until % DAY == 0 and house.now + KEPT <= until < house.now + KEPT + DAY
    house.lead.post(f"/lead/courses/{id}/end", data={"what": "end"})
    assert house.shelf.kept_until(id) <= house.now + 2 * DAY
    assert house.lead.post(f"/lead/courses/{id}/start", data={"seen": house.course(id).digest}).status_code == 303
    assert house.shelf.delete_due(house.now) == 0
    assert house.shelf.delete_due(house.now + 2 * DAY) == 1
    with pytest.raises(NotFound):
        house.course(id)


def test_deleting_a_course_destroys_it_in_every_copy_and_its_meeting_goes_on(house, tmp_path):
    id = house.make()
    evening = house.begin(id)
    full(evening, 1)
    evening.approve()
    house.house.log.copy_to(tmp_path / "copy.db")
    assert house.lead.post(f"/lead/courses/{id}/end", data={"what": "delete"}).status_code == 303
    assert house.lead.get(f"/lead/courses/{id}").status_code == 404
    assert not (tmp_path / "keys" / id).exists()
    assert evening.phone().get().status_code == 200
    assert house.lead.get(f"/lead/m/{evening.id}/").status_code == 200
    assert house.lead.get(f"/lead/m/{evening.id}/course").status_code == 404
    house.close()
    backups.restore(tmp_path, tmp_path / "copy.db")
    log = Log(tmp_path / "samklang.db")
    assert Shelf(log).all() == [] and Shelf(log).unreadable() == 1
    log.close()


def test_a_course_is_there_after_a_restart_and_after_a_restore(house, tmp_path):
    id = house.make()
    evening = house.begin(id)
    full(evening, 1)
    evening.approve()
    kept = house.kept(id)
    house.house.log.copy_to(tmp_path / "copy.db")
    house.close()
    backups.restore(tmp_path, tmp_path / "copy.db")
    again = House(tmp_path)
    again.house.log.check()
    assert again.kept(id) == kept and again.course(id).name == "Onsdag"
    again.close()


def test_purging_and_the_doctor_know_of_courses(tmp_path):
    house = House(tmp_path / "data")
    house.make()
    house.close()
    said = run("doctor", "--lang", "en", "--data", str(tmp_path / "data")).stdout
    assert words("en")("cli.doctor.courses", n=1) in said
    said = run("purge", "--all", "--yes", "--lang", "en", "--data", str(tmp_path / "data")).stdout
    assert words("en")("cli.courses_due", n=1) in said
    log = Log(tmp_path / "data" / "samklang.db")
    assert Shelf(log).all() == []
    log.close()


# --- nothing readable lies about ---


def test_not_a_byte_of_what_was_kept_lies_readable_on_the_disk(house, tmp_path):
    id = house.make(name="Kanariegruppen")
    evening = house.begin(id)
    full(evening, 1)
    evening.press("compose", text="kanariefuglens besked")
    evening.approve()
    evening.approve("message")
    second = house.begin(id)
    second.phone()
    files = {file: file.read_bytes() for file in tmp_path.rglob("*") if file.is_file()}
    for text in ("Kanariegruppen", "kanariefuglens", "Regel 1", "Tema 1", "tip 1 2", "hvorfor 1 0", "parkeret 1"):
        assert not [file for file, held in files.items() if text.encode() in held], text


def test_a_line_says_neither_when_it_came_nor_from_which_meeting(house):
    id = house.make()
    for n in (1, 2):
        evening = house.begin(id)
        full(evening, n)
        evening.approve()
        evening.end()
    numbers = {n: sorted(line.number for line in house.shelf.memory(id) if f" {n}" in line.text) for n in (1, 2)}
    assert not numbers[1][-1] < numbers[2][0]
    house.house.log.settle()
    with house.house.log.reading() as db:
        tables = [db.exec_driver_sql(f"PRAGMA table_info({table})").all() for table in ("courses", "course_lines")]
        columns = {row[1] for table in tables for row in table}
        assert db.exec_driver_sql("SELECT count(*) FROM course_lines WHERE body IS NULL").scalar() == 0
    assert columns == {"id", "delete_at", "body", "course", "number"}


@pytest.mark.parametrize("lang", ["da", "nb", "nn", "en"])
def test_every_page_of_a_course_is_there_in_every_language(house, lang):
    id = house.make()
    evening = house.begin(id)
    full(evening, 1)
    evening.approve()
    house.lead.set_cookie("samklang_lead_language", lang, path="/lead")
    t = words(lang)
    assert t("course.new.text") in house.lead.get("/lead/courses").text
    assert t("course.memory") in house.lead.get(f"/lead/courses/{id}").text
    assert t("course.delete") in house.lead.get(f"/lead/courses/{id}/end").text
    assert t("course.keep.text") in evening.beside()
    assert t("course.to_keep") in house.lead.get(f"/lead/m/{evening.id}/end").text

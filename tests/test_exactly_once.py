"""What someone sends counts once, however often it arrives, and whenever: R04 to R07, R09 to R13, and D04."""

from __future__ import annotations

import threading
import time
from typing import get_args

import engineio.socket
import pytest

from shared import door
from shared import meeting as core
from shared.activity import LEAD, Actor, Audience, activities
from shared.disk import NotNow
from shared.live import Live
from shared.log import Log
from shared.plan import Plan, Step
from shared.presence import Presence
from shared.words import words
from tests.crowds import PAGE
from tests.rooms import TALKING, WRITING, Room
from tests.test_meeting import PLAN

TEXTS = words("da")


def texts(room: Room, step: str = "wall") -> list[str]:
    return sorted(note.text for note in room.meeting.stand(step).state.pile.notes.values())


def kept(answer) -> bool:
    return answer.get_json() == {"kept": True}


def refused(answer, key: str) -> bool:
    return answer.status_code == 409 and answer.get_json() == {"refused": TEXTS(f"refused.{key}"), "retry": False}


@pytest.fixture
def wall(room):
    room.go("wall")
    return room


# --- R05, R06: one name for two things, one name from two people ---


def test_r05_the_same_name_with_other_words_is_refused_and_the_first_words_stand(wall):
    anna = wall.phone()
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))
    assert refused(anna.do("add", "wall", "one", key="k", text="Et andet ord"), "conflict")
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))
    assert texts(wall) == ["En sang"]


@pytest.mark.parametrize(
    "other",
    [
        {"type": "add", "key": "other", "text": "En sang"},
        {"type": "pass"},
        {"type": "take_back", "key": "k"},
    ],
    ids=["another note", "passing", "taking back"],
)
def test_r05_a_name_that_is_used_up_does_nothing_else(wall, other):
    anna = wall.phone()
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))
    assert refused(anna.do(step="wall", once="one", **other), "conflict")
    assert texts(wall) == ["En sang"]


def test_r05_whoever_goes_back_in_the_browser_and_writes_something_else_finds_it_again_to_send(wall):
    anna = wall.phone()
    form = anna.form("add", "wall", "one", key="k", text="En sang")
    assert anna.post("do", form).status_code == 303
    again = anna.post("do", {**form, "text": "Et andet ord"})
    assert again.status_code == 409
    assert TEXTS("refused.conflict") in again.text
    assert "Et andet ord" in again.text
    assert texts(wall) == ["En sang"]


def test_r05_nothing_on_disk_lets_anyone_guess_at_words_that_are_gone(tmp_path):
    """What tells two commands apart lies sealed with the words and goes with them."""
    room = Room(data=tmp_path)
    room.go("wall")
    anna = room.phone()
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))
    assert kept(anna.do("take_back", "wall", "two", key="k"))
    with room.house.log.engine.connect() as db:
        bodies = dict(db.exec_driver_sql("SELECT once, body FROM facts WHERE once IS NOT NULL").fetchall())
    assert bodies["one"] is None and bodies["two"] is not None
    room.close()


def test_r06_the_same_name_from_two_people_is_two_commands(wall):
    anna, bo = wall.phones(2)
    for phone, text in ((anna, "En sang"), (bo, "Et hus")):
        assert kept(phone.do("add", "wall", "one", key="k", text=text))
    for phone in (anna, bo):
        assert kept(phone.do("take_back", "wall", "two", key="k"))
    assert texts(wall) == []


def test_r06_one_person_may_use_a_name_again_in_another_step(wall):
    anna = wall.phone()
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))
    wall.go("answers")
    assert kept(anna.do("add", "answers", "one", key="k", text="Et hus"))
    assert (texts(wall), texts(wall, "answers")) == (["En sang"], ["Et hus"])


# --- R04, R07: late copies, and copies in another place ---


def test_r04_a_late_copy_of_taking_back_leaves_what_was_written_since(wall):
    anna = wall.phone()
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))
    assert kept(anna.do("take_back", "wall", "two", key="k"))
    assert kept(anna.do("add", "wall", "three", key="k", text="Et hus"))
    assert kept(anna.do("take_back", "wall", "two", key="k"))
    assert texts(wall) == ["Et hus"]


def test_r04_a_late_copy_of_taking_dots_back_leaves_the_new_ones(room):
    room.go("dots")
    anna = room.phone()
    assert kept(anna.do("cast", "dots", "one", dots=["1", "2"]))
    assert kept(anna.do("take_back", "dots", "two", key="ballot"))
    assert kept(anna.do("cast", "dots", "three", dots=["3", "0"]))
    for late in (
        {"type": "take_back", "once": "two", "key": "ballot"},
        {"type": "cast", "once": "one", "dots": ["1", "2"]},
    ):
        assert kept(anna.do(step="dots", **late))
    assert list(room.meeting.stand("dots").state.tally.ballots.values()) == [(3, 0)]


def test_r04_a_late_copy_of_a_note_leaves_its_newer_words(wall):
    anna = wall.phone()
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))
    assert kept(anna.do("add", "wall", "two", key="k", text="To sange"))
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))
    assert texts(wall) == ["To sange"]


def test_r07_a_copy_after_the_step_has_closed_is_known_and_something_new_is_not_taken(wall):
    anna = wall.phone()
    form = {"type": "add", "step": "wall", "key": "k", "text": "En sang"}
    assert kept(anna.do(**form, once="one"))
    wall.lead("close", "wall")
    assert kept(anna.do(**form, once="one"))
    assert refused(anna.do(**form, once="two"), "step_closed")
    wall.now += 60
    wall.end()
    assert refused(anna.do(**form, once="three"), "meeting_over")
    assert texts(wall) == ["En sang"]


def test_r07_a_copy_in_another_meeting_is_nobody_there(wall):
    anna = wall.phone()
    other = door.new_row(wall.plans)
    wall.house.log.open_meeting(other)
    wall.house.live.do(other.id, None, {"type": "go", "to": "wall", "coming_from": ""}, LEAD)
    headers = {**PAGE, "Cookie": f"token={anna.token()}"}
    form = anna.form("add", "wall", "one", key="k", text="En sang")
    stranger = wall.app.test_client(use_cookies=False)
    assert stranger.post(f"/m/{other.id}/do", data=form, headers=headers).status_code == 403
    assert wall.house.live.meeting(other.id).stands["wall"].state.pile.notes == {}


# --- R09: the same instant ---


def at_once(count: int, do) -> list:
    """`do(0)` ... `do(count - 1)`, all let go in the same instant, each in a thread of its own."""
    gate, answers = threading.Barrier(count), [None] * count

    def one(n: int) -> None:
        gate.wait()
        answers[n] = do(n)

    threads = [threading.Thread(target=one, args=(n,)) for n in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_r09_a_hundred_ballots_of_one_person_in_one_instant_are_one_ballot(room, monkeypatch):
    monkeypatch.setattr("participant.pace.AT_ONCE", 100)  # nobody's fingers are that quick, but a script may be
    room.go("dots")
    anna = room.phone()
    token = {**PAGE, "Cookie": f"token={anna.token()}"}

    def vote(n: int):
        form = anna.form("cast", "dots", f"t{n}", dots=[str(n % 3), str(2 - n % 3)])
        return room.app.test_client(use_cookies=False).post(f"{room.base}do", data=form, headers=token)

    assert all(kept(answer) for answer in at_once(100, vote))
    ballots = room.meeting.stand("dots").state.tally.ballots
    assert len(ballots) == 1 and sum(next(iter(ballots.values()))) == 2
    assert room.meeting == core.fold(room.plans, room.house.log.read(room.id))


def test_r09_a_hundred_people_voting_in_one_instant_are_all_counted(room):
    room.go("dots")
    people = [Actor(f"p{n}") for n in range(100)]
    at_once(100, lambda n: room.house.live.do(room.id, "dots", {"type": "cast", "dots": [1, 1]}, people[n], "one"))
    room.lead("close", "dots")
    assert room.seen_by("facilitator", "dots")["counted"] == [100, 100]


def test_r09_one_note_sent_from_a_hundred_places_in_one_instant_is_there_once(wall):
    anna = Actor("anna")
    command = {"type": "add", "key": "k", "text": "En sang"}
    seqs = at_once(100, lambda _: wall.house.live.do(wall.id, "wall", command, anna, "one"))
    assert len(seqs) == 100 and texts(wall) == ["En sang"]
    assert len(wall.house.log.read(wall.id)) == 2


# --- R10, R11: reloading, and being late ---


def test_r10_twenty_reloads_are_the_same_person(wall):
    anna = wall.phone()
    token = anna.token()
    for _ in range(20):
        assert anna.get().status_code == 200
    anna.join()
    assert anna.token() == token
    assert wall.house.presence.here(wall.id) == 1


@pytest.mark.parametrize("step", ["wall", "answers", "in", "out"])
def test_r11_words_that_come_after_the_meeting_has_moved_on_are_handed_back(room, step):
    room.go(step)
    anna = room.phone()
    room.go("welcome")
    form = anna.form("add", step, key="k", text="For sent")
    assert refused(anna.post("do", form, Accept="application/json"), "step_moved_on")
    plain = anna.post("do", form)
    assert plain.status_code == 409
    assert TEXTS("refused.step_moved_on") in plain.text and "For sent" in plain.text
    assert texts(room, step) == []


# --- R12: what is carried on is what is folded anew ---

ALL = Plan(
    id="R12",
    lang="da",
    domain="hope",
    title="Alt, der kan ske",
    steps=[
        *PLAN.steps,
        Step("in", "check_in", "Tjek ind", settings={"prompt": "Hvordan kommer du?"}),
        Step("sky", "check_in", "Vejret", settings={"prompt": "Hvordan er vejret?", "form": "weather"}),
        Step("answers", "open_answers", "Svar", settings={"prompt": "Hvad hjalp?", "recognise": True}),
        Step("points", "points", "Point", settings={"prompt": "Hvad er vigtigt?", "options": ["Ro", "Mod"]}),
        Step(
            "order", "ranking", "Orden", settings={"prompt": "Hvad først?", "options": ["Ro", "Mod"], "private": False}
        ),
        Step("pulse", "pulse", "Puls", settings={"prompt": "Pause nu?"}),
        Step("choice", "choice", "Valg", settings={"prompt": "Hvad passer?", "options": ["Ro", "Mod"], "unsure": True}),
        Step("out", "check_out", "Tjek ud", settings={"prompt": "Hvad tager du med?"}),
        Step("last", "check_out", "Vejret nu", settings={"prompt": "Hvordan går du?", "form": "weather"}),
        Step("scale", "scale", "Skala", settings={"prompt": "Hvor godt passer det?", "statements": ["Ro", "Mod"]}),
        Step("cloud", "word_cloud", "Ordsky", settings={"prompt": "Hvad giver ro?", "words": 1}),
        Step(
            "field",
            "field",
            "Felt",
            settings={
                "prompt": "Hvor ligger det?",
                "items": ["Ro", "Mod"],
                "x_low": "let",
                "x_high": "tungt",
                "y_low": "lidt",
                "y_high": "meget",
            },
        ),
        Step(
            "how",
            "evaluation",
            "Hvordan var det?",
            settings={"prompt": "Hvordan var det?", "prompts": ["Hvad hjalp?"], "parts": ["Runden", "Pausen"]},
        ),
        Step("quiet", "reflection", "Ro", settings={"prompt": "Hvor er du med?", "share": True}),
        Step("step", "small_step", "Et lille skridt", settings={"prompt": "Et lille skridt?"}),
        *TALKING,
        *WRITING,
        Step("deck", "cards", "Kort", settings={"prompt": "Hvad er vigtigt?"}),
        Step("eight", "line", "Linjen", settings={"prompt": "Hvor langt væk?"}),
    ],
)
WRITERS = [Actor(f"p{n}") for n in range(7)]


class Carried:
    """A meeting that is carried on from fact to fact, beside the same one folded anew each time."""

    def __init__(self):
        self.room = Room({"da": ALL}, seed=12)
        self.tried: set[tuple[str, str]] = set()  # (activity or "", command)

    def do(self, actor: Actor, step: str | None, type: str, **fields) -> None:
        self.room.house.live.do(self.room.id, step, {"type": type, **fields}, actor)
        home = self.room.meeting.plan.step(step).activity if step else ""
        around = step is None or type in core.AROUND or type == "more_time"
        self.tried.add(("" if around else home, type))
        carried, folded = self.room.meeting, core.fold(self.room.plans, self.room.house.log.read(self.room.id))
        assert carried == folded, f"after {type} in {step}"
        for audience in get_args(Audience):
            for me in (None, lambda _: WRITERS[0].id):
                for each in {step, folded.now} - {None}:
                    views = [core.step_view(m, str(each), audience, "da", me, 7) for m in (carried, folded)]
                    assert views[0] == views[1], f"{audience} after {type} in {step}"
                assert core.view(carried, audience, "da", me, 7) == core.view(folded, audience, "da", me, 7)

    def lead(self, step: str | None, type: str, **fields) -> None:
        self.do(LEAD, step, type, **fields)

    def go(self, step: str) -> None:
        self.lead(None, "go", to=step, coming_from=self.room.meeting.now or "")

    def ids(self, step: str, *places) -> list[str]:
        return [note.id for note in self.room.meeting.stand(step).state.pile.at(*places)]

    def collect(self, step: str) -> None:
        """Everyone writes, one changes it, one takes it back, one passes; and every way a note can be let out."""
        self.go(step)
        for person in WRITERS:
            self.do(person, step, "add", key="k", text=f"fra {person.id}", **({"field": 1} if step == "board" else {}))
        self.do(WRITERS[0], step, "add", key="k", text="skrevet om")
        self.do(WRITERS[1], step, "take_back", key="k")
        self.do(WRITERS[1], step, "pass")
        self.lead(step, "close")
        one, two, three, *_ = self.ids(step, "gathered")
        self.lead(step, "show", id=one)
        self.lead(step, "hold", id=two)
        self.lead(step, "hide", id=one)
        self.lead(step, "bring_back", id=one)
        self.give_back(step, three)
        self.lead(step, "reveal")
        self.do(WRITERS[2], step, "take_back", key="k")

    def give_back(self, step: str, id: str) -> None:
        """A note goes back to its writer, comes in other words, and is fetched."""
        notes = self.room.meeting.stand(step).state.pile.notes.values()
        writer = next(Actor(note.by) for note in notes if note.id == id)
        self.lead(step, "give_back", id=id, reason="unclear")
        self.do(writer, step, "add", key="k", text="med andre ord")
        self.lead(step, "fetch")

    def recognise(self, step: str) -> None:
        """Everyone marks what they know, the room reads it, one thinks again and one takes all marks back."""
        for person in WRITERS:
            self.do(person, step, "mark", on=self.ids(step, "shown")[:2])
        self.lead(step, "show_marks")
        self.do(WRITERS[0], step, "mark", on=[])
        self.do(WRITERS[1], step, "take_back", key="marks")

    def choose(self, step: str, type: str, **fields) -> None:
        self.go(step)
        for person in WRITERS:
            self.do(person, step, type, **fields)
        self.do(WRITERS[0], step, "take_back", key="ballot")
        self.do(WRITERS[1], step, "pass")
        self.lead(step, "reveal")

    def cloud(self) -> None:
        """Words that are joined and taken apart, hidden and brought back."""
        self.go("cloud")
        for person, word in zip(WRITERS, ("ro", "Ro", "skov", "vand", "te", "sne", "sol"), strict=True):
            self.do(person, "cloud", "add", key="k", text=word)
        self.lead("cloud", "close")
        one, two, *_ = self.ids("cloud", "gathered")
        self.lead("cloud", "join", word=one, under=two)
        self.lead("cloud", "reveal")
        self.lead("cloud", "part", word=one)
        self.lead("cloud", "hide_word", word=two)
        self.lead("cloud", "bring_word", word=two)
        self.lead("cloud", "look_as", look="list")
        self.do(WRITERS[0], "cloud", "take_back", key="k")

    def evaluate(self) -> None:
        """How it was: words and marks, one thinks again, one takes a text back, and one answer is hidden."""
        self.go("how")
        for person in WRITERS:
            self.do(person, "how", "evaluate", first=f"fra {person.id}", marks=[0])
        self.do(WRITERS[0], "how", "evaluate", marks=[1])
        self.do(WRITERS[1], "how", "take_back", key="first")
        self.lead("how", "close")
        self.lead("how", "reveal")
        shown = self.ids("how", "shown")
        self.lead("how", "hide", id=shown[0])
        self.lead("how", "bring_back", id=shown[0])

    def talk(self) -> None:
        """Every way a step without a screen can be led."""
        self.go("pause")
        self.lead("pause", "back_in", minutes=10)
        self.lead("pause", "move_circle", on=True)
        self.go("round")
        self.lead("round", "count_seats", people=9)
        self.lead("round", "choose_way", way="halves")
        self.go("groups")
        for person, how in zip(WRITERS, ("group", "alone", "three", "group", "group"), strict=False):
            self.do(person, "groups", "wish", how=how)
        self.lead("groups", "make_groups")
        self.do(WRITERS[5], "groups", "wish", how="group")
        self.do(WRITERS[0], "groups", "wish", how="alone")
        self.do(WRITERS[0], "groups", "wish", how="three")
        self.do(WRITERS[2], "groups", "take_back", key="wish")
        self.lead("groups", "half_time", on=True)
        self.go("cards")
        self.lead("cards", "draw_card")
        self.lead("cards", "put_away")
        self.go("list")
        for person in WRITERS:
            self.do(person, "list", "raise_hand")
        self.do(WRITERS[3], "list", "lower_hand")
        self.lead("list", "lower_hand", hand=self.room.meeting.stand("list").state.listed[0])
        self.do(WRITERS[4], "list", "take_back", key="hand")
        self.lead("list", "lower_all")


def offered(kind: str) -> set[str]:
    """The commands an activity or the meeting knows, by tag."""
    union = activities()[kind].Command
    return {each.__struct_config__.tag for each in (get_args(union) or (union,))}


@pytest.fixture
def carried():
    carried = Carried()
    yield carried
    carried.room.close()


def test_r12_whatever_happens_a_meeting_carried_on_is_the_meeting_folded_anew(carried):
    lead, ids = carried.lead, carried.ids
    kept = [("agreement", "Vi lytter"), ("agreement", "Vi venter"), ("parked", "Søvn"), ("questions", "Hvem?")]
    lines = [{"key": f"kept-{n}", "kind": kind, "text": text} for n, (kind, text) in enumerate(kept)]
    lead(None, "carry", lines=lines)
    lead(None, "let_go", key="kept-0")
    carried.go("hello")
    lead("hello", "more_time", minutes=2)
    for step in ("in", "answers", "out", "quiet", "step", "deck", "eight", "notes", "board", "box", "lot", "deal"):
        carried.collect(step)
        if carried.room.meeting.kind(step).__name__.endswith(("open_answers", "wall", "board", "agreement")):
            if step == "deal":
                lead("deal", "ask")
            carried.recognise(step)
    lead("deal", "word", line="line-0", text="Vi lytter til hinanden")
    lead("deal", "drop", line="line-0")
    lead("box", "sort", id=ids("box", "shown")[0], to="parked")
    lead("lot", "write", text="Noget til senere")
    lead("lot", "keep", id="line-0")
    lead("lot", "drop", id="line-0")
    lead("board", "put", note=ids("board", "shown")[0], field=0, also=1)
    lead("notes", "make_theme", name="Ro")
    lead("notes", "make_theme", name="Mod")
    ro, mod = (theme.id for theme in carried.room.meeting.stand("notes").state.sorting.themes[-2:])
    lead("notes", "name_theme", theme=ro, name="Ro og fred")
    loose = ids("notes", "shown")
    lead("notes", "move", note=loose[0], theme=ro)
    lead("notes", "move", note=loose[1], theme=mod)
    lead("notes", "show_themes")
    carried.choose("dots", "cast", dots=[1, 1])
    lead("notes", "merge", theme=mod, into=ro)
    lead("notes", "take_apart", theme=ro)
    carried.choose("sky", "choose", sky=2)
    carried.choose("choice", "choose", chosen=[2])
    carried.choose("last", "choose", at=1)
    carried.choose("scale", "place", first=3, second=-1)
    carried.choose("field", "lay", x1=0, y1=2)
    carried.cloud()
    carried.evaluate()
    carried.choose("order", "rank", order=[1, 0])
    carried.choose("points", "spread", points=[60, 40])
    carried.choose("pulse", "choose", answer=0)
    lead("pulse", "ask_again", round=0)
    lead("pulse", "open")
    carried.choose("pulse", "choose", answer=1)
    carried.talk()
    lead("sky", "open")
    lead("sky", "switch", release="live")
    lead("sky", "turn", page=1)
    lead(None, "cover", on=True)
    lead(None, "few_today", on=True)
    lead(None, "leave_out", line="x", on=True)
    lead(None, "notice", kind="slower", until=0)
    lead(None, "cover", on=False)
    lead(None, "ask", prompt="Hvad mangler?", activity="open_answers")
    carried.collect(carried.room.meeting.now or "")
    lead(None, "repeat", of="notes")
    lead(None, "move_step", id="out", after="hello")
    lead(None, "skip", id="dots", on=True)
    lead(None, "skip", id="dots", on=False)
    lead("notes", "more_time", minutes=-1)
    lead(None, "undo")
    lead(None, "stage", scene="keep", page=1)
    lead(None, "compose", text="Vi vil gerne høres")
    lead(None, "compose", text="Vi vil gerne høres og spørges")
    lead(None, "let_go", key="message")
    lead(None, "end")
    known = {("", type.__struct_config__.tag) for type in get_args(core.Leading) + get_args(core.Around)}
    known |= {("", "more_time")}
    known |= {(kind, type) for kind in activities() for type in offered(kind)}
    assert known - carried.tried - NOBODY_CAN == set(), "each of these needs a case above"


# An activity must have a command; these ones' does nothing and is always refused.
NOBODY_CAN = {(kind, "nothing") for kind in activities() if offered(kind) == {"nothing"}}


def test_r12_what_a_restarted_server_knows_is_what_the_one_before_it_knew(tmp_path):
    room = Room(data=tmp_path)
    room.go("wall")
    for n, phone in enumerate(room.phones(5)):
        phone.add("wall", f"seddel {n}")
    room.lead("reveal", "wall")
    room.undo()
    before = room.meeting
    room.close()
    log = Log(tmp_path / "samklang.db")
    assert core.fold(room.plans, log.read(room.id)) == before
    log.close()


# --- R13: who is here ---


@pytest.mark.parametrize("jump", [-3600, 3600, 12 * 365 * 86400], ids=["back an hour", "on an hour", "into 2038"])
def test_r13_a_wall_clock_that_is_set_keeps_no_ghost_and_throws_nobody_out(room, monkeypatch, jump):
    server, steady, wall = room.socketio.server.eio, [1000.0], [1_700_000_000.0]
    monkeypatch.setattr(time, "monotonic", lambda: steady[0])
    monkeypatch.setattr(time, "time", lambda: wall[0])
    phone = engineio.socket.Socket(server, "sid")  # from its first moment it is waited for
    phone.connected = True
    monkeypatch.setattr(server, "_trigger_event", lambda *_, **__: None)
    wall[0] += jump
    steady[0] += 9
    assert phone.check_ping_timeout(), "it is still within its time to answer"
    steady[0] += 2
    assert not phone.check_ping_timeout(), "it has been silent for too long"


def test_r13_someone_who_only_looked_is_no_longer_counted_after_half_a_minute():
    now = [0.0]
    presence = Presence(lambda: now[0])
    presence.seen("m", "anna")
    presence.arrive("m", "bo", "line")
    now[0] = 29.0
    assert presence.here("m") == 2
    now[0] = 31.0
    assert presence.here("m") == 1


# --- D04: on disk, and nobody told ---


class PowerGone(BaseException):
    """The process ends here."""


def test_d04_what_was_on_disk_when_the_server_died_before_answering_is_there_once(tmp_path):
    """The moment between writing and answering: the phone sends again, and finds that it is kept."""
    room = Room(data=tmp_path)
    room.go("wall")
    anna, command = Actor("anna"), {"type": "add", "key": "k", "text": "En sang"}

    def dies(*_: object) -> None:
        raise PowerGone

    dying = Live(room.house.log, dies)
    dying._tell = dies  # type: ignore[method-assign]
    with pytest.raises(PowerGone):
        dying.do(room.id, "wall", command, anna, "one")
    room.close()
    log = Log(tmp_path / "samklang.db")
    again = Live(log, lambda *_: None)
    seq = again.meeting(room.id).seq
    assert again.do(room.id, "wall", command, anna, "one") == seq
    assert [note.text for note in again.meeting(room.id).stands["wall"].state.pile.notes.values()] == ["En sang"]
    assert len(log.read(room.id)) == 2
    log.close()


def test_d04_what_cannot_be_cut_from_the_disk_yet_is_kept_and_known_all_the_same(tmp_path, monkeypatch):
    """If forgetting fails half-way, the phone is told to try again; meanwhile no screen shows an older meeting."""
    room = Room(data=tmp_path)
    room.go("wall")
    anna = room.phone()
    assert kept(anna.do("add", "wall", "one", key="k", text="En sang"))

    def busy() -> None:
        raise NotNow("locked")

    with monkeypatch.context() as patched:
        patched.setattr(room.house.log, "settle", busy)
        assert anna.do("take_back", "wall", "two", key="k").status_code >= 500
    assert texts(room) == []
    assert kept(anna.do("take_back", "wall", "two", key="k"))
    assert room.meeting == core.fold(room.plans, room.house.log.read(room.id))
    room.close()


@pytest.mark.parametrize("step", ["in", "wall", "dots", "answers"])
def test_r12_a_pass_that_is_taken_back_is_taken_back_at_once_and_not_only_after_a_restart(room, step):
    room.go(step)
    phone = room.phone()
    phone.do("pass", step)
    assert room.meeting.stand(step).passed
    phone.do("take_back", step, key="pass")
    assert room.meeting == core.fold(room.plans, room.house.log.read(room.id))
    assert not room.meeting.stand(step).passed

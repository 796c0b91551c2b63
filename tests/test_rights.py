"""Who may do what: every address and every command, tried by everyone. A new one without a row here fails.

Cases A01, A03, A05, A06, A12, A15, A16, A17.
"""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any, get_args

import pytest
from flask.testing import FlaskClient
from msgspec.structs import replace

from facilitator import keys
from shared import ears, signals
from shared import meeting as core
from shared.activity import activities
from shared.course import Course
from shared.lines import Line
from shared.plan import Step
from shared.words import words
from tests.rooms import STEPS, TALKING, WRITING, Room, small_plan

QUIET = [
    Step("quiet", "reflection", "Ro", 5, settings={"prompt": "Hvor er du med?", "share": True}),
    Step("step", "small_step", "Et lille skridt", 5, settings={"prompt": "Et lille skridt?"}),
    Step("deck", "cards", "Kort", 5, settings={"prompt": "Hvad er vigtigt?"}),
    Step("eight", "line", "Linjen", 5, settings={"prompt": "Hvor langt væk?"}),
    Step("sorting", "sorting_cards", "Hvem bestemmer", 5, settings={"prompt": "Hvem bestemmer?"}),
    Step("map", "relation_map", "Kort", 5, settings={"prompt": "Hvem er tæt på?"}),
    Step("own-line", "own_line", "Min linje", 5, settings={"prompt": "Hvilke punkter?"}),
]
COURSE = "forloeb123456789"
ALL = {"nobody", "participant", "elsewhere", "removed", "projector", "facilitator", "revoked"}
LEADS, IN, WALL = {"facilitator"}, {"participant"}, {"projector"}

# Who gets further at an address than being told that it is not for them.
ADDRESSES = {
    "GET /": ALL,
    "POST /": ALL,
    "GET /favicon.ico": ALL,
    "GET /J/<secret>": ALL,
    "GET /m/<id>/": ALL,  # whoever is not in gets the door, and nothing of the meeting
    "GET /m/<id>/mine": ALL,
    "GET /m/<id>/help": ALL,
    "GET /m/<id>/do": ALL,
    "GET /m/<id>/first": ALL,
    "POST /m/<id>/language": ALL,
    "POST /m/<id>/join": IN,  # nobody else has knocked
    "GET /m/<id>/arrive": ALL,  # says nothing but that one comes here from another page
    "POST /m/<id>/arrive": set(),  # the pass that is tried is made up
    "POST /m/<id>/do": IN,
    "GET /screen/<id>": WALL,
    "GET /screen/<id>/<screen_key>": set(),  # the key that is tried is made up
    "GET /lead/key/<once>": LEADS,  # likewise; whoever leads already is let through
    "GET /lead/": LEADS,
    "GET /lead/cards": LEADS,
    "GET /lead/helpers": LEADS,
    "POST /lead/helpers": LEADS,
    "POST /lead/language": LEADS,
    "POST /lead/meetings": LEADS,
    "POST /lead/revoke": LEADS,
    "GET /lead/plans/<id>": LEADS,
    "GET /lead/plans/<id>/paper": LEADS,
    "GET /lead/sheets": LEADS,
    "GET /lead/sheets/<name>": LEADS,
    "GET /lead/m/<id>/": LEADS,
    "POST /lead/m/<id>/do": LEADS,
    "GET /lead/m/<id>/door": LEADS,
    "POST /lead/m/<id>/door": LEADS,
    "GET /lead/m/<id>/end": LEADS,
    "GET /lead/m/<id>/plan": LEADS,
    "GET /lead/m/<id>/screen": LEADS,
    "GET /lead/m/<id>/sort/<step>": LEADS,
    "GET /lead/m/<id>/notes": LEADS,
    "GET /lead/m/<id>/notes.<format>": LEADS,
    "POST /lead/m/<id>/keep": LEADS,
    "GET /lead/m/<id>/delete": LEADS,
    "POST /lead/m/<id>/delete": LEADS,
    "GET /lead/courses": LEADS,
    "POST /lead/courses": LEADS,
    "GET /lead/courses/<id>": LEADS,
    "POST /lead/courses/<id>": LEADS,
    "POST /lead/courses/<id>/start": LEADS,
    "POST /lead/courses/<id>/remove": LEADS,
    "GET /lead/courses/<id>/memory.<format>": LEADS,
    "GET /lead/courses/<id>/message.txt": LEADS,
    "GET /lead/courses/<id>/end": LEADS,
    "POST /lead/courses/<id>/end": LEADS,
    "GET /lead/m/<id>/course": LEADS,
    "POST /lead/m/<id>/course": LEADS,
}
SHUT_OUT = (403, 404)

# (what, command) -> whose it is, where, and with what. "" is the meeting itself.
LEAD, PERSON = "lead", "person"
NOTE = {"id": "x"}
PILES = {
    "check_in": "in",
    "check_out": "out",
    "open_answers": "answers",
    "wall": "wall",
    "reflection": "quiet",
    "small_step": "step",
    "board": "board",
    "cards": "deck",
    "line": "eight",
    "agreement": "deal",
    "question_box": "box",
    "parking_lot": "lot",
}
RECOGNISE = {"open_answers": "answers", "wall": "wall", "board": "board", "agreement": "deal"}
COMMANDS: dict[tuple[str, str], tuple[str, str, dict[str, Any]]] = {
    ("", "go"): (LEAD, "", {"to": "wall"}),
    ("", "cover"): (LEAD, "", {"on": "true"}),
    ("", "few_today"): (LEAD, "", {"on": "true"}),
    ("", "end"): (LEAD, "", {}),
    ("", "undo"): (LEAD, "", {}),
    ("", "leave_out"): (LEAD, "", {"line": "x", "on": "true"}),
    ("", "notice"): (LEAD, "", {"kind": get_args(signals.Kind)[0], "until": "1"}),
    ("", "ask"): (LEAD, "", {"prompt": "Hvad nu?", "activity": "wall"}),
    ("", "repeat"): (LEAD, "", {"of": "wall"}),
    ("", "move_step"): (LEAD, "", {"id": "dots", "after": "wall"}),
    ("", "skip"): (LEAD, "", {"id": "dots", "on": "true"}),
    ("", "stage"): (LEAD, "", {"scene": "since"}),
    ("", "compose"): (LEAD, "", {"text": "Vi vil gerne høres"}),
    ("", "let_go"): (LEAD, "", {"key": "kept-1"}),
    ("", "carry"): (LEAD, "", {"lines[]": []}),
    ("", "open"): (LEAD, "wall", {}),
    ("", "close"): (LEAD, "wall", {}),
    ("", "switch"): (LEAD, "wall", {"release": "live"}),
    ("", "more_time"): (LEAD, "wall", {"minutes": "1"}),
    ("", "turn"): (LEAD, "wall", {"page": "1"}),
    ("", "reveal"): (LEAD, "wall", {}),
    ("", "pass"): (PERSON, "wall", {}),
    ("", "take_back"): (PERSON, "wall", {"key": "k"}),
    ("check_in", "add"): (PERSON, "in", {"key": "k", "text": "ro"}),
    ("check_in", "choose"): (PERSON, "sky", {"sky": "1"}),
    ("check_out", "choose"): (PERSON, "out", {"at": "1"}),
    ("check_out", "add"): (PERSON, "out", {"key": "k", "text": "ro"}),
    ("open_answers", "add"): (PERSON, "answers", {"key": "k", "text": "ro"}),
    ("wall", "add"): (PERSON, "wall", {"key": "k", "text": "ro"}),
    ("choice", "choose"): (PERSON, "choice", {"chosen[]": ["1"]}),
    ("pulse", "choose"): (PERSON, "pulse", {"answer": "1"}),
    ("pulse", "ask_again"): (LEAD, "pulse", {"round": "0"}),
    ("evaluation", "evaluate"): (PERSON, "how", {"first": "ro"}),
    ("evaluation", "hide"): (LEAD, "how", NOTE),
    ("evaluation", "bring_back"): (LEAD, "how", NOTE),
    ("field", "lay"): (PERSON, "field", {"x1": "1", "y1": "2"}),
    ("word_cloud", "add"): (PERSON, "cloud", {"key": "k", "text": "ro"}),
    ("word_cloud", "hide_word"): (LEAD, "cloud", {"word": "x"}),
    ("word_cloud", "bring_word"): (LEAD, "cloud", {"word": "x"}),
    ("word_cloud", "join"): (LEAD, "cloud", {"word": "x", "under": "y"}),
    ("word_cloud", "part"): (LEAD, "cloud", {"word": "x"}),
    ("word_cloud", "look_as"): (LEAD, "cloud", {"look": "list"}),
    ("scale", "place"): (PERSON, "scale", {"first": "1"}),
    ("points", "spread"): (PERSON, "points", {"points[]": ["50", "50"]}),
    ("ranking", "rank"): (PERSON, "ranking", {"order[]": ["1", "-1"]}),
    ("dot_vote", "cast"): (PERSON, "dots", {"dots[]": ["1", "1"]}),
    ("wall", "make_theme"): (LEAD, "wall", {"name": "Ro"}),
    ("wall", "name_theme"): (LEAD, "wall", {"theme": "x", "name": "Ro"}),
    ("wall", "move"): (LEAD, "wall", {"note": "x", "theme": "x"}),
    ("wall", "merge"): (LEAD, "wall", {"theme": "x", "into": "y"}),
    ("wall", "take_apart"): (LEAD, "wall", {"theme": "x"}),
    ("wall", "show_themes"): (LEAD, "wall", {}),
    ("board", "add"): (PERSON, "board", {"key": "k", "text": "ro", "field": "1"}),
    ("board", "put"): (LEAD, "board", {"note": "x", "field": "1"}),
    ("agreement", "add"): (PERSON, "deal", {"key": "k", "text": "ro"}),
    ("agreement", "word"): (LEAD, "deal", {"line": "line-0", "text": "ro"}),
    ("agreement", "drop"): (LEAD, "deal", {"line": "line-0", "on": "true"}),
    ("agreement", "ask"): (LEAD, "deal", {}),
    ("question_box", "add"): (PERSON, "box", {"key": "k", "text": "ro"}),
    ("question_box", "sort"): (LEAD, "box", {"id": "x", "to": "parked"}),
    ("parking_lot", "add"): (PERSON, "lot", {"key": "k", "text": "ro"}),
    ("parking_lot", "write"): (LEAD, "lot", {"text": "ro"}),
    ("parking_lot", "keep"): (LEAD, "lot", {"id": "line-0", "on": "true"}),
    ("parking_lot", "drop"): (LEAD, "lot", {"id": "line-0", "on": "true"}),
    ("reflection", "add"): (PERSON, "quiet", {"key": "k", "text": "ro"}),
    ("small_step", "add"): (PERSON, "step", {"key": "k", "text": "ro"}),
    ("cards", "add"): (PERSON, "deck", {"key": "k", "text": "ro"}),
    ("line", "add"): (PERSON, "eight", {"key": "k", "text": "ro"}),
    ("sorting_cards", "nothing"): ("nobody", "sorting", {}),
    ("relation_map", "nothing"): ("nobody", "map", {}),
    ("own_line", "nothing"): ("nobody", "own-line", {}),
    ("info", "nothing"): ("nobody", "welcome", {}),
    ("spectrum", "nothing"): ("nobody", "line", {}),
    ("story", "nothing"): ("nobody", "story", {}),
    ("pause", "back_in"): (LEAD, "pause", {"minutes": "10"}),
    ("pause", "move_circle"): (LEAD, "pause", {"on": "true"}),
    ("small_groups", "wish"): (PERSON, "groups", {"how": "group"}),
    ("small_groups", "make_groups"): (LEAD, "groups", {}),
    ("small_groups", "half_time"): (LEAD, "groups", {"on": "true"}),
    ("conversation_cards", "draw_card"): (LEAD, "cards", {}),
    ("conversation_cards", "put_away"): (LEAD, "cards", {}),
    ("speaking_list", "raise_hand"): (PERSON, "list", {}),
    ("speaking_list", "lower_hand"): (PERSON, "list", {}),
    ("speaking_list", "lower_all"): (LEAD, "list", {}),
    ("round", "count_seats"): (LEAD, "round", {"people": "9"}),
    ("round", "choose_way"): (LEAD, "round", {"way": "halves"}),
    ("signals", "signal"): (PERSON, signals.STEP, {"key": "talk"}),
    ("signals", "take_back"): (PERSON, signals.STEP, {"key": "talk"}),
    **{
        (kind, type): (LEAD, step, NOTE)
        for kind, step in PILES.items()
        for type in ("show", "hold", "hide", "bring_back")
    },
    **{
        (kind, type): (LEAD, step, fields)
        for kind, step in PILES.items()
        for type, fields in {"give_back": {**NOTE, "reason": "unclear"}, "fetch": {}}.items()
    },
    **{(kind, "mark"): (PERSON, step, {"on[]": ["x"]}) for kind, step in RECOGNISE.items()},
    **{(kind, "show_marks"): (LEAD, step, {}) for kind, step in RECOGNISE.items()},
}


class Everyone:
    """One room with one note in it, and a browser for each role."""

    def __init__(self, room: Room):
        self.room = room
        removed = room.phone()
        room.house.log.set_door(room.id, epoch=1)
        room.go("wall")
        participant = room.phone()
        participant.add("wall", "hemmelighed")
        other = Room()
        self.other = other
        elsewhere = other.phone()
        stolen = room.app.test_client()
        stolen.set_cookie("token", elsewhere.token(), path=room.base)
        self.browsers: dict[str, FlaskClient] = {
            "nobody": room.app.test_client(),
            "participant": participant.client,
            "elsewhere": stolen,
            "removed": removed.client,
            "projector": room.app.test_client(),
            "revoked": self._leader(),
        }
        self.browsers["projector"].get(f"/screen/{room.id}/{room.row.screen_key}")
        room.house.log.drop_keys(keys.HERE)
        self.browsers["facilitator"] = self._leader()

    def _leader(self) -> FlaskClient:
        browser = self.room.app.test_client()
        assert browser.get(f"/lead/key/{keys.make_once(self.room.house.log)}").status_code == 303
        return browser

    def facts(self) -> int:
        return len(self.room.house.log.read(self.room.id))


@pytest.fixture
def room():
    """The steps that the tests of rooms have, quiet ones, and those without a screen."""
    plans = {lang: replace(small_plan(lang), steps=[*STEPS, *QUIET, *TALKING, *WRITING]) for lang in ("da", "en")}
    room = Room(plans)
    room.house.live.shelf.put(Course(COURSE, "Onsdag", "da", "five", ["T1"]), room.now)
    room.house.live.shelf.keep(COURSE, [Line("message", "hemmelighed"), Line("words", "hemmelighed")])
    with room.house.log.writing() as db:
        db.exec_driver_sql("UPDATE meetings SET course = ?", (COURSE,))
    room.house.log.forgotten_whole("")
    yield room
    room.close()


@pytest.fixture
def everyone(room):
    everyone = Everyone(room)
    yield everyone
    everyone.other.close()


def addresses(room: Room) -> set[str]:
    return {
        f"{method} {rule.rule}"
        for rule in room.app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def test_A01_every_address_has_its_row(room):
    assert addresses(room) == set(ADDRESSES)


@pytest.mark.parametrize("address", ADDRESSES)
def test_A01_an_address_is_open_to_those_in_its_row_alone(everyone, address):
    method, rule = address.split(" ")
    path = rule.replace("<name>", "card").replace("<format>", "md").replace("<step>", "wall")
    path = path.replace("<screen_key>", "x")
    path = path.replace("<once>", "x").replace("<secret>", everyone.room.house.log.meeting(everyone.room.id).secret)
    path = path.replace("/plans/<id>", "/plans/T1").replace("/courses/<id>", f"/courses/{COURSE}")
    path = path.replace("<id>", everyone.room.id)
    for role in sorted(ALL):
        before = everyone.facts()
        fields = {"type": "pass", "step": "wall", "plan": "T1", "code": "x", "to": "shut"}
        fields |= {"id": COURSE, "ready": "five", "what": "end"}
        answer = everyone.browsers[role].open(path, method=method, data=fields if method == "POST" else None)
        typed_wrong = address == "POST /" and "code" in answer.text
        passed = answer.status_code not in SHUT_OUT or typed_wrong
        assert passed == (role in ADDRESSES[address]), f"{role}: {answer.status_code}"
        if role != "participant" and role != "facilitator":
            assert "hemmelighed" not in answer.text
            assert everyone.facts() == before
        if passed and address.endswith(("/delete", "/revoke")):
            break


def known() -> set[tuple[str, str]]:
    def tags(union: Any) -> set[str]:
        return {each.__struct_config__.tag for each in (get_args(union) or (union,))}

    around = {("", tag) for tag in tags(core.Leading) | tags(core.Around) | tags(core.MoreTime)}
    theirs = {(kind, tag) for kind in activities() for tag in tags(activities()[kind].Command)}
    return around | theirs | {("signals", tag) for tag in tags(signals.Command)}


def test_A01_every_command_has_its_row():
    assert known() == set(COMMANDS)


@pytest.mark.parametrize(("what", "type"), COMMANDS)
def test_A01_a_command_is_carried_out_for_those_in_its_row_alone(everyone, what, type):
    whose, step, fields = COMMANDS[what, type]
    room, not_yours = everyone.room, words("da")("refused.not_yours")
    if step not in ("", signals.STEP):
        room.go(step)
    for role in sorted(ALL):
        for path in (f"/m/{room.id}/do", f"/lead/m/{room.id}/do"):
            before = everyone.facts()
            form = {"type": type, "step": step, "once": f"{role}{path}", **fields}
            headers = {"Accept": "application/json", "Accept-Language": "da"}
            answer = everyone.browsers[role].post(path, data=form, headers=headers)
            if role == "facilitator" and path.startswith("/lead"):
                assert answer.status_code != 403
                assert whose != LEAD or answer.json.get("refused") != not_yours
            elif role == "participant" and path.startswith("/m"):
                if whose == LEAD:
                    assert answer.json["refused"] == not_yours
                    assert everyone.facts() == before
                else:
                    assert answer.json.get("refused") != not_yours
            else:
                assert answer.status_code == 403, role
                assert everyone.facts() == before
        if room.meeting.ended is not None:
            break


def test_A03_saying_who_one_is_makes_nobody_anything(everyone):
    for query in ("role=facilitator", "role=projector", "lead=1"):
        answer = everyone.browsers["nobody"].get(f"/m/{everyone.room.id}/?{query}")
        assert "hemmelighed" not in answer.text and 'data-ticket=""' in answer.text
    forged = everyone.room.app.test_client()
    forged.set_cookie("token", "jeg." + "0" * 32, path=everyone.room.base)
    assert forged.post(f"/m/{everyone.room.id}/do", data={"type": "pass", "step": "wall"}).status_code == 403


def test_A05_a_meeting_that_is_not_there_and_one_of_others_answer_the_same(room, everyone):
    projector = everyone.browsers["projector"]
    answers = [(id, projector.get(f"/screen/{id}/x")) for id in (room.id, "x" * 12)]
    assert len({(answer.status_code, answer.text.replace(id, "")) for id, answer in answers}) == 1


def test_A05_what_is_not_there_and_what_is_not_yours_take_the_same_way(room, everyone, monkeypatch):
    """So that they take equally long too: neither a view nor a page of its own is made for either of them."""
    made = []
    monkeypatch.setattr("shared.screen.render", lambda name, *_, **__: made.append(name) or "")
    for browser, address in [("projector", "/screen/{}/x"), ("elsewhere", "/lead/m/{}/"), ("nobody", "/lead/m/{}/")]:
        ways = []
        for id in (room.id, "x" * len(room.id)):
            made.clear()
            everyone.browsers[browser].get(address.format(id))
            ways.append(list(made))
        assert ways[0] == ways[1] and ways[0], address


class TestTheDoor:
    def leader(self, room: Room) -> FlaskClient:
        browser = room.app.test_client()
        browser.get(f"/lead/key/{keys.make_once(room.house.log)}")
        return browser

    def move(self, room: Room, to: str) -> None:
        seen = room.house.log.meeting(room.id).code
        path = f"/lead/m/{room.id}/door"
        assert self.leader(room).post(path, data={"to": to, "seen": seen}).status_code == 303

    def test_A17_while_the_door_is_shut_no_screen_shows_a_way_in(self, room):
        wall, lead = room.app.test_client(), self.leader(room)
        wall.get(f"/screen/{room.id}/{room.row.screen_key}")
        spoken = f"{room.row.code[:3]} {room.row.code[3:]}"
        for step in (None, "wall", "welcome", "dots"):
            room.go(step)
            open_page = wall.get(f"/screen/{room.id}").text
            assert spoken in open_page or 'class="qr"' in open_page or step
            room.house.log.set_door(room.id, shut=1)
            shut = wall.get(f"/screen/{room.id}").text
            assert spoken not in shut and room.row.code not in shut and 'class="qr"' not in shut
            assert ('id="shut"' in shut) is (step is None)
            room.house.log.set_door(room.id, shut=0)
        room.go(None)
        room.house.log.set_door(room.id, shut=1)
        assert 'class="qr"' not in lead.get(f"/lead/m/{room.id}/").text, "also not turned towards the room on a laptop"

    def test_A17_through_a_shut_door_nobody_new_comes(self, room):
        inside, waiting = room.phone(), room.stranger()
        self.move(room, "shut")
        assert waiting.post("join").status_code == 403
        assert room.stranger().join().get().status_code == 200 and room.house.presence.here(room.id) == 1
        assert inside.do("signal", signals.STEP, key="talk").status_code != 403
        self.move(room, "open")
        assert room.phone().token()

    def test_A17_an_old_code_opens_nothing_once_there_is_a_new_one(self, room):
        inside, waiting = room.phone(), room.stranger()
        room.go("wall")
        inside.add("wall", "hemmelighed")
        old = room.house.log.meeting(room.id)
        self.move(room, "new_code")
        fresh = room.app.test_client()
        assert fresh.get(f"/J/{old.secret}").status_code == 404
        assert fresh.post("/", data={"code": old.code}).status_code == 404
        assert waiting.post("join").status_code == 403
        seen = fresh.get(room.base).text
        assert "hemmelighed" not in seen and "Tavle" not in seen
        assert "hemmelighed" in inside.page(), "whoever is in stays in"

    def test_A06_when_everyone_is_asked_to_leave_no_token_of_before_is_worth_anything(self, room):
        before = room.phone()
        room.go("wall")
        before.add("wall", "hemmelighed")
        self.move(room, "empty")
        assert before.do("pass", "wall").status_code == 403
        assert "hemmelighed" not in before.page()
        assert room.house.presence.here(room.id) == 0
        assert room.phone().do("pass", "wall").get_json() == {"kept": True}

    def test_a_second_press_on_the_same_page_does_not_renew_the_code_again(self, room):
        seen = room.house.log.meeting(room.id).code
        lead, path = self.leader(room), f"/lead/m/{room.id}/door"
        lead.post(path, data={"to": "new_code", "seen": seen})
        once = room.house.log.meeting(room.id).code
        lead.post(path, data={"to": "new_code", "seen": seen})
        assert room.house.log.meeting(room.id).code == once != seen

    @pytest.mark.parametrize("lang", ["da", "nb", "nn", "en"])
    def test_the_page_says_whether_the_door_is_open(self, room, lang):
        lead = self.leader(room)
        lead.set_cookie("samklang_lead_language", lang, path="/lead")
        assert words(lang)("door.is_open") in lead.get(f"/lead/m/{room.id}/door").text
        self.move(room, "shut")
        assert words(lang)("door.is_shut") in self.leader(room).get(f"/lead/m/{room.id}/door").text or lang != "da"

    def test_a_full_room_says_so_kindly(self):
        room = Room(room_size=4)
        room.phones(4)
        answer = room.stranger().post("join")
        assert answer.status_code == 503 and words("da")("phone.full.title") in answer.text
        room.close()


class TestKeys:
    def get(self, room: Room, path: str, browser: FlaskClient | None = None, comes_from: str = "192.168.7.7"):
        return (browser or room.app.test_client()).get(path, environ_base={"REMOTE_ADDR": comes_from})

    def test_A12_the_printed_link_leads_on_this_machine_alone_and_is_not_used_up_elsewhere(self, room):
        link = f"/lead/key/{keys.make_once(room.house.log)}"
        assert self.get(room, link).status_code == 403
        browser = room.app.test_client()
        assert self.get(room, link, browser, "127.0.0.1").status_code == 303
        assert self.get(room, "/lead/", browser, "127.0.0.1").status_code == 200
        assert self.get(room, "/lead/", browser).status_code == 403, "the cookie is bound to this machine too"

    def test_A12_another_device_comes_in_when_it_is_let_in_on_purpose(self, room):
        link = f"/lead/key/{keys.make_once(room.house.log, keys.AWAY_ONCE)}"
        browser = room.app.test_client()
        assert self.get(room, link, browser).status_code == 303
        assert self.get(room, "/lead/", browser).status_code == 200
        assert self.get(room, link).status_code == 403

    def test_A12_behind_a_public_name_the_rule_is_off(self):
        room = Room(public_url="https://samklang.example")
        link = f"/lead/key/{keys.make_once(room.house.log)}"
        assert self.get(room, link).status_code == 303
        room.close()

    @pytest.mark.parametrize(("idle", "days", "status"), [(11, 0, 200), (12, 0, 403), (3, 1, 403)])
    def test_A12_a_key_dies_of_twelve_idle_hours_and_after_a_day(self, room, idle, days, status):
        browser, log = room.app.test_client(), room.house.log
        now = [500_000]
        log.hour = lambda: now[0]
        browser.get(f"/lead/key/{keys.make_once(log)}")
        if days:
            for _ in range(7):
                now[0] += idle
                browser.get("/lead/")
        now[0] += idle
        assert browser.get("/lead/").status_code == status

    def test_A12_only_hashes_and_whole_hours_are_kept(self, room):
        once = keys.make_once(room.house.log)
        assert len(once) >= 22, "128 bits at least"
        with room.house.log.engine.connect() as db:
            rows = db.exec_driver_sql("SELECT * FROM keys").all()
        assert all(once not in map(str, row) for row in rows)
        assert all(hour < 10**6 for row in rows for hour in row[2:])

    def test_A15_the_projectors_key_only_looks_and_shows_nothing_once_the_meeting_is_deleted(self, everyone):
        projector, room = everyone.browsers["projector"], everyone.room
        assert "hemmelighed" not in projector.get(f"/screen/{room.id}").text
        assert projector.post(f"/screen/{room.id}").status_code == 405
        room.delete()
        assert projector.get(f"/screen/{room.id}").status_code == 404

    def test_A16_several_lead_at_once_and_one_can_be_alone_again(self, room):
        first, second = room.app.test_client(), room.app.test_client()
        first.get(f"/lead/key/{keys.make_once(room.house.log)}")
        second.get(f"/lead/key/{keys.make_once(room.house.log, keys.AWAY_ONCE)}")
        assert [each.get("/lead/").status_code for each in (first, second)] == [200, 200]
        first.post("/lead/revoke")
        assert [each.get("/lead/").status_code for each in (first, second)] == [200, 403]

    def test_A12_a_device_that_is_shut_out_is_hung_up_on_at_once_and_hears_nothing_more(self, room, monkeypatch):
        first, second = room.app.test_client(), room.app.test_client()
        for each in (first, second):
            each.get(f"/lead/key/{keys.make_once(room.house.log)}")
        tickets = [ticket_on(each.get(f"/lead/m/{room.id}/").text) for each in (first, second)]
        lines = [listen(room, ticket, monkeypatch) for ticket in tickets]
        assert [line.is_connected() for line in lines] == [True, True]
        first.post("/lead/revoke")
        assert [line.is_connected() for line in lines] == [True, False]
        assert not listen(room, tickets[1], monkeypatch).is_connected(), "its page lets it in no more either"


def ticket_on(page: str) -> str:
    return page.partition('data-ticket="')[2].partition('"')[0]


def listen(room: Room, ticket: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    """A live connection with this ticket."""
    server: Any = room.socketio.server  # type: ignore[attr-defined]
    connect = type(server)._handle_eio_connect
    with_an_ear = lambda sid, environ: connect(server, sid, {**environ, ears.EAR: SimpleNamespace()})  # noqa: E731
    monkeypatch.setattr(server, "_handle_eio_connect", with_an_ear)
    return room.socketio.test_client(room.app, auth={"ticket": ticket})

"""What a person with a phone meets: coming in, taking part, taking back, and leaving nothing behind."""

from __future__ import annotations

import re
from contextlib import contextmanager

import pytest
from msgspec.structs import replace

from shared.disk import NotNow
from shared.text import LINES
from shared.words import LANGUAGES, words
from tests.rooms import Room, small_plan

REFUSED, KEPT = 409, {"kept": True}


@pytest.fixture
def writing(room):
    """A room where people are answering a question in their own words."""
    room.go("answers")
    return room


def field(page: str) -> str:
    """What stands in the field for a new note."""
    return re.search(r'<textarea[^>]*id="text"[^>]*>([^<]*)</textarea>', page)[1]  # type: ignore[index]


def form(page: str, type: str) -> dict[str, str]:
    """The hidden fields of the first form that carries this command."""
    for found in re.findall(r"<form.*?</form>", page, re.S):
        hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', found))
        if hidden.get("type") == type:
            return hidden
    raise AssertionError(f"no form for {type}")


def screen(page: str) -> str:
    """A page without the random names that differ each time it is sent."""
    return re.sub(r'(name="(once|key|proof)" value=)"[^"]*"', r"\1", page[page.index('id="screen"') :])


# --- coming in ---------------------------------------------------------------------------------------------------


def test_a_stranger_reads_what_happens_with_their_words_before_coming_in(room):
    page = room.stranger("en").page()
    for promise in ("No names", "without your name", "guess who wrote", "open Wi-Fi", "24 hours", "Just listening"):
        assert promise in page


def test_one_press_brings_a_phone_in(room):
    phone = room.stranger()
    assert phone.post("join").status_code == 303
    assert "Du er med" in phone.page()


def test_looking_at_the_door_does_not_bring_anyone_in(room):
    phone = room.stranger()
    phone.client.get(f"/J/{room.row.secret}", follow_redirects=True)
    assert "Jeg er med" in phone.page()
    assert room.house.presence.here(room.id) == 0


def test_coming_in_twice_is_being_here_once(room):
    phone = room.phone()
    phone.join()
    phone.page()
    assert room.house.presence.here(room.id) == 1


@pytest.mark.parametrize("write", [str.lower, lambda code: f" {code[:3]}-{code[3:]} ", lambda code: " ".join(code)])
def test_a_code_opens_the_meeting_however_it_is_typed(room, write):
    answer = room.stranger().client.post("/", data={"code": write(room.row.code)})
    assert (answer.status_code, answer.location) == (303, room.base)


def test_a_wrong_code_is_met_kindly_and_stays_in_the_field(room):
    answer = room.stranger().client.post("/", data={"code": "acd ef"}, headers={"Accept-Language": "en"})
    assert 'value="acd ef"' in answer.text
    assert "One character is missing" in answer.text
    assert 'autocomplete="off"' in answer.text


def test_codes_cannot_be_tried_without_end(room):
    client = room.stranger().client
    codes = {client.post("/", data={"code": "ACDEFG"}).status_code for _ in range(31)}
    assert codes == {404, 429}
    assert client.post("/", data={"code": room.row.code}).status_code == 429


def test_a_scanned_code_leads_to_the_meeting_and_out_of_the_history(room):
    answer = room.stranger().client.get(f"/J/{room.row.secret}")
    assert (answer.status_code, answer.location) == (303, room.base)
    assert room.row.secret not in room.phone().page()


def test_the_only_thing_a_phone_is_known_by_belongs_to_this_meeting(room):
    cookie = room.stranger().post("join").headers["Set-Cookie"]
    assert cookie.startswith("token=")
    for part in ("HttpOnly", "SameSite=Lax", f"Path={room.base}"):
        assert part in cookie
    assert "Expires" not in cookie and "Max-Age" not in cookie and "Secure" not in cookie


def test_over_https_the_cookie_never_travels_in_the_open():
    room = Room(public_url="https://samklang.example")
    assert "Secure" in room.stranger().post("join").headers["Set-Cookie"]
    room.close()


def test_another_meetings_token_opens_nothing(room):
    elsewhere = Room()
    token = elsewhere.phone().token()
    elsewhere.close()
    mine = room.phone().token()
    phone = room.stranger()
    for value in (token, mine[:-1] + ("0" if mine[-1] != "0" else "1"), mine.split(".")[0], "x.y", "." * 50):
        phone.client.set_cookie("token", value, path=room.base)
        assert "Jeg er med" in phone.page()
        assert phone.do("pass", "answers").status_code == 403


# --- taking part -------------------------------------------------------------------------------------------------


def test_a_phone_that_sends_twice_leaves_one_note(writing):
    phone = writing.phone()
    for _ in range(2):
        answer = phone.do("add", "answers", once="same", key="k1", text="En sang")
        assert answer.get_json() == KEPT
    assert phone.page("mine").count("En sang</span>") == 1


def test_a_changed_note_replaces_the_old_one(writing):
    phone = writing.phone()
    key = phone.add("answers", "En sang")
    phone.add("answers", "To sange", key=key)
    page = phone.page("mine")
    assert "To sange" in page and "En sang" not in page


def test_passing_looks_the_same_as_sending(writing):
    sender, passer = writing.phones(2)
    sender.add("answers", "En sang")
    passer.do("pass", "answers")
    own = re.compile(r'<details class="later.*</details>', re.S)  # behind one press: what each may still change
    ticket = re.compile(r'data-(ticket|digest|carry)="[^"]*"')
    seen = [ticket.sub("", own.sub("", screen(phone.page().rstrip()))) for phone in (sender, passer)]
    assert seen[0] == seen[1]
    assert "Tak</h1>" in seen[0]


def test_passing_and_sending_take_one_press_each(writing):
    bar = re.search(r'<div class="act two">(.*?)</div>', writing.phone().page(), re.S)[1]  # type: ignore[index]
    assert re.findall(r'class="btn \S+ (\w+)"', bar) == ["send", "pass"]
    assert "disabled" not in bar


def test_a_phone_sees_its_own_notes_and_nobody_elses(writing):
    anna, bo = writing.phones(2)
    anna.add("answers", "Annas sang")
    bo.add("answers", "Bos skov")
    assert "Annas sang" in anna.page() and "Bos skov" not in anna.page()


def test_a_phone_is_someone_else_in_every_step(room):
    phone = room.phone()
    for step in ("in", "answers"):
        room.go(step)
        phone.add(step, "ord")
    people = [set(room.meeting.kind(step).voices(room.meeting.stands[step].state)) for step in ("in", "answers")]
    assert not people[0] & people[1]


def test_what_a_phone_did_says_nothing_about_the_count_of_those_who_are_here(writing):
    """Being here is counted under a name that no answer has."""
    phone = writing.phone()
    phone.add("answers", "En sang")
    counted = set(writing.house.presence._seen[writing.id])
    assert not counted & set(writing.meeting.kind("answers").voices(writing.meeting.stands["answers"].state))


def test_nothing_a_phone_sends_can_lead_the_meeting(writing):
    phone = writing.phone()
    for type, step, more in (
        ("go", None, {"to": "wall", "coming_from": "answers"}),
        ("end", None, {}),
        ("cover", None, {"on": "true"}),
        ("close", "answers", {}),
        ("reveal", "answers", {}),
        ("switch", "answers", {"release": "live"}),
        ("more_time", "answers", {"minutes": "5"}),
    ):
        before = writing.meeting.seq
        answer = phone.do(type, step, **more)
        assert answer.status_code == REFUSED
        assert answer.get_json() == {"refused": words("da")("refused.not_yours"), "retry": False}
        assert writing.meeting.seq == before


def test_a_refusal_comes_in_the_readers_own_words(writing):
    phone = writing.phone("en")
    writing.lead("close", "answers")
    answer = phone.do("add", "answers", key="k", text="too late")
    assert answer.status_code == REFUSED
    assert answer.get_json() == {"refused": words("en")("refused.step_closed"), "retry": False}
    assert "too late" not in answer.text


def test_what_comes_after_the_group_has_moved_on_is_refused_kindly(writing):
    phone = writing.phone()
    writing.go("wall")
    answer = phone.do("add", "answers", key="k", text="for sent")
    assert answer.get_json()["refused"] == words("da")("refused.step_moved_on")


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"type": ""},
        {"type": "dance", "step": "answers"},
        {"type": "add", "step": "answers", "key": "k"},
        {"type": "add", "step": "answers", "key": "not a key!", "text": "x"},
        {"type": "add", "step": "answers", "key": "k", "text": "x", "extra": "y"},
        {"type": "add", "step": "answers", "key": "k", "text": "x" * 9000},
        {"type": "cast", "step": "answers", "dots[]": ["many"]},
        {"type": "pass", "step": "answers", "once": "o" * 100},
    ],
)
def test_a_form_that_no_page_of_ours_could_send_is_refused_without_a_trace(writing, form):
    before = writing.meeting.seq
    answer = writing.phone().post("do", form, Accept="application/json")
    assert answer.status_code == 400
    assert answer.get_json() == {"refused": words("da")("refused.bad_request"), "retry": False}
    assert writing.meeting.seq == before


def test_a_step_that_is_not_in_the_plan_is_refused(writing):
    assert writing.phone().do("pass", "nowhere").get_json()["refused"] == words("da")("refused.no_such_step")


def test_a_disk_that_does_not_take_it_asks_the_phone_to_try_again(writing, monkeypatch):
    @contextmanager
    def locked(id):
        raise NotNow
        yield

    phone = writing.phone()
    monkeypatch.setattr(writing.house.log, "hold", locked)
    answer = phone.do("add", "answers", key="k", text="hemmeligt")
    assert (answer.status_code, answer.get_json()["retry"]) == (503, True)
    assert "hemmeligt" not in answer.text


def test_when_something_breaks_the_phone_keeps_the_words_and_tries_again(writing, monkeypatch):
    phone = writing.phone()
    monkeypatch.setattr(writing.house.live, "do", lambda *_: 1 / 0)
    answer = phone.do("add", "answers", key="k", text="hemmeligt")
    assert (answer.status_code, answer.get_json()["retry"]) == (500, True)
    assert "hemmeligt" not in answer.text and "Traceback" not in answer.text


def test_when_something_breaks_a_page_says_so_kindly(writing, monkeypatch):
    phone = writing.phone("en")
    monkeypatch.setattr(writing.house.live, "meeting", lambda *_: 1 / 0)
    answer = phone.get()
    assert answer.status_code == 500
    assert words("en")("phone.trouble.title") in answer.text
    assert "X-Digest" not in answer.headers, "a screen that is live must keep what it shows"


def test_every_sent_page_has_its_own_names_so_that_two_notes_are_two(writing):
    phone = writing.phone()
    first, second = form(phone.page(), "add"), form(phone.page(), "add")
    assert first["once"] != second["once"]
    assert len({first["once"], form(phone.page(), "pass")["once"]}) == 2


# --- without JavaScript ------------------------------------------------------------------------------------------


def test_without_javascript_a_note_is_sent_by_an_ordinary_form(writing):
    phone = writing.phone()
    answer = phone.post("do", {**form(phone.page(), "add"), "text": "En sang"})
    assert (answer.status_code, answer.location) == (303, writing.base)
    assert "En sang" in phone.page()


def test_without_javascript_pressing_reload_sends_nothing_twice(writing):
    phone = writing.phone()
    sent = {**form(phone.page(), "add"), "text": "En sang"}
    phone.post("do", sent)
    phone.post("do", sent)
    assert phone.page("mine").count("En sang</span>") == 1


def test_without_javascript_a_refused_text_stays_in_the_field(writing):
    phone = writing.phone()
    long = "Solsorten & skoven " * 20
    answer = phone.post("do", {**form(phone.page(), "add"), "text": long})
    assert answer.status_code == REFUSED
    assert field(answer.text) == long.replace("&", "&amp;")
    assert words("da")("refused.text_too_long", n=200) in answer.text
    assert 'role="alert"' in answer.text
    assert "Solsorten" not in answer.headers.get("Location", "")


def test_without_javascript_opening_the_address_of_a_refused_page_leads_back_to_the_meeting(writing):
    assert writing.phone().get("do").location == writing.base


def test_without_javascript_words_for_a_step_that_has_passed_can_still_be_copied(writing):
    phone = writing.phone()
    sent = {**form(phone.page(), "add"), "text": "Nåede det ikke"}
    writing.go("dots")
    answer = phone.post("do", sent)
    assert answer.status_code == REFUSED
    assert "Nåede det ikke</textarea>" in answer.text


def test_without_javascript_words_sent_before_coming_in_can_still_be_copied(writing):
    answer = writing.stranger().post("do", {**form(writing.phone().page(), "add"), "text": "For tidligt"})
    assert answer.status_code == 403
    assert "For tidligt</textarea>" in answer.text and "Jeg er med" in answer.text


def test_a_page_looks_again_by_itself_only_where_there_is_nothing_to_write(room):
    phone = room.phone()
    assert 'http-equiv="refresh"' in phone.page()
    room.go("answers")
    page = phone.page()
    assert 'http-equiv="refresh"' not in page
    assert words("da")("phone.look_again") in page


# --- following the meeting ---------------------------------------------------------------------------------------


def test_a_screen_that_has_not_changed_does_not_travel(writing):
    phone = writing.phone()
    digest = phone.get("", **{"X-Look": ""}).headers["X-Digest"]
    assert phone.get("", **{"X-Look": digest}).status_code == 204
    assert f'data-digest="{digest}"' in phone.page()


def test_a_screen_that_has_changed_comes_without_the_page_around_it(room):
    phone = room.phone()
    digest = phone.get("", **{"X-Look": ""}).headers["X-Digest"]
    room.go("answers")
    answer = phone.get("", **{"X-Look": digest})
    assert "Hvad har hjulpet dig?" in answer.text and "<html" not in answer.text
    assert answer.headers["X-Place"] == "answers"
    assert answer.headers["X-Digest"] != digest


def test_nobody_elses_note_changes_the_screen_of_a_phone(writing):
    """Else a phone would tell, by waking, that someone has just written."""
    anna, bo = writing.phones(2)
    before = anna.get("", **{"X-Look": ""}).headers["X-Digest"]
    bo.add("answers", "Bos skov")
    assert anna.get("", **{"X-Look": before}).status_code == 204


# --- language ----------------------------------------------------------------------------------------------------


def test_a_phone_speaks_its_readers_language_whatever_the_projector_speaks(room):
    assert "Vi begynder om lidt" in room.phone("da-DK").page()
    assert "We will start in a moment" in room.phone("en-GB").page()
    assert 'lang="nb"' in room.phone("no").page()


def test_while_people_wait_they_read_why_there_is_this_theme():
    room = Room({"da": replace(small_plan(), why="Små ting kan bære langt.")})
    assert "Små ting kan bære langt." in room.phone().page()


def test_a_chosen_language_stays_for_this_meeting_alone(room):
    phone = room.phone()
    answer = phone.post("language", {"lang": "nn"})
    assert answer.location == room.base
    assert f"Path={room.base}" in answer.headers["Set-Cookie"]
    assert 'lang="nn"' in phone.page()
    assert phone.post("language?back=help", {"lang": "en"}).location == f"{room.base}help"


def test_a_language_we_do_not_have_changes_nothing(room):
    phone = room.phone()
    assert "Set-Cookie" not in phone.post("language", {"lang": "klingon"}).headers
    assert phone.post("language?back=https://elsewhere.example", {"lang": "en"}).location == room.base


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("path", ["", "mine", "help"])
def test_every_page_of_a_phone_speaks_every_language(room, lang, path):
    assert f'<html lang="{lang}"' in room.phone(lang).page(path)


# --- own words, and taking them back -----------------------------------------------------------------------------


def test_everything_i_wrote_stands_on_one_page(room):
    phone = room.phone()
    room.go("wall")
    phone.add("wall", "En sang")
    phone.add("wall", "Mit værksted")
    room.go("dots")
    phone.cast("dots", 2, 1)
    page = phone.page("mine")
    for own in ("Tavle", "En sang", "Mit værksted", "Prikker", words("da")("phone.mine.ballot")):
        assert own in page


def test_a_note_can_be_taken_back_after_the_group_has_moved_on(writing):
    phone = writing.phone()
    phone.add("answers", "En sang")
    writing.go("wall")
    taken = phone.post("do?back=mine", form(phone.page("mine"), "take_back"))
    assert (taken.status_code, taken.location) == (303, f"{writing.base}mine")
    assert "En sang" not in phone.page("mine")


def test_a_note_can_be_taken_back_after_the_meeting(writing):
    phone = writing.phone()
    phone.add("answers", "En sang")
    writing.end()
    assert words("da")("phone.mine.link") in phone.page()
    phone.post("do?back=mine", form(phone.page("mine"), "take_back"))
    assert "En sang" not in phone.page("mine")


def test_a_vote_can_be_taken_back(room):
    room.go("dots")
    phone = room.phone()
    phone.cast("dots", 3, 0)
    phone.do("take_back", "dots", key="ballot")
    assert words("da")("phone.mine.ballot") not in phone.page("mine")


def test_taking_back_reaches_only_ones_own(writing):
    anna, bo = writing.phones(2)
    key = anna.add("answers", "Annas sang")
    bo.do("take_back", "answers", key=key)
    assert "Annas sang" in anna.page("mine")


# --- help, the end, and being gone -------------------------------------------------------------------------------


@pytest.mark.parametrize("step", [None, "welcome", "in", "sky", "wall", "dots", "answers", "out"])
def test_help_is_one_press_away_on_every_page(room, step):
    room.go(step) if step else None
    assert f'href="{room.base}help"' in room.phone().page()


def test_help_says_who_is_there_and_that_leaving_is_fine(room):
    page = room.phone("en").page("help")
    assert "The facilitator is here in the room" in page
    assert "You need not explain why" in page
    assert not re.search(r"\d{3}", re.sub(r"<(template|svg|symbol).*?</\1>|<[^>]*>", "", page, flags=re.S))


def test_when_the_meeting_is_over_the_phone_says_when_everything_is_deleted(writing):
    phone = writing.phone()
    writing.end()
    answer = phone.get("", **{"X-Look": ""})
    assert words("da").when(writing.now + 24 * 60) in answer.text
    assert answer.headers["X-Over"] == "1"
    assert phone.do("add", "answers", key="k", text="sent").get_json()["refused"] == words("da")("refused.meeting_over")


def test_nobody_comes_in_when_the_meeting_is_over(room):
    room.end()
    assert "Set-Cookie" not in room.stranger().post("join").headers


def test_a_deleted_meeting_leaves_a_kind_page_and_no_cookie(room):
    phone = room.phone()
    room.delete()
    answer = phone.get()
    assert answer.status_code == 404
    assert words("da")("phone.gone.title") in answer.text
    assert "token=;" in answer.headers["Set-Cookie"]
    assert phone.get("", **{"X-Look": "x"}).headers["X-Over"] == "1"


def test_what_is_sent_to_a_deleted_meeting_is_given_up_and_not_tried_for_ever(room):
    phone = room.phone()
    room.delete()
    answer = phone.do("pass", "answers")
    assert (answer.status_code, answer.get_json()["retry"]) == (404, False)


@pytest.mark.parametrize("path", ["", "mine", "help"])
def test_a_meeting_that_never_was_looks_like_one_that_is_gone(room, path):
    answer = room.stranger().client.get(f"/m/nowhere/{path}", headers={"Accept-Language": "en"})
    assert answer.status_code == 404
    assert words("en")("phone.gone.title") in answer.text


# --- what every page promises ------------------------------------------------------------------------------------


def pages(room: Room) -> list[str]:
    phone = room.phone()
    found = [room.stranger().client.get("/").text, room.stranger().page(), phone.page(), phone.page("help")]
    for step in ("welcome", "in", "sky", "wall", "dots", "answers", "out"):
        room.go(step)
        found.append(phone.page())
    return [*found, phone.page("mine")]


def test_no_page_runs_or_styles_anything_inline_or_asks_anyone_else(room):
    for page in pages(room):
        assert not re.search(r'\sstyle="|\son\w+="|<style|javascript:', page)
        assert all("src=" in tag for tag in re.findall(r"<script[^>]*>", page))
        assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', page)


def test_every_page_has_one_heading_and_a_name_for_each_field(room):
    for page in pages(room):
        page = re.sub(r"<template.*?</template>", "", page, flags=re.S)
        assert len(re.findall(r"<h1", page)) == 1
        for id in re.findall(r'<(?:textarea|input)(?![^>]*type="(?:hidden|radio)")[^>]*\sid="([^"]+)"', page):
            assert f'for="{id}"' in page


def test_the_title_tells_a_browsers_history_nothing_of_the_meeting(room):
    for page in pages(room):
        title = re.search(r"<title>(.*?)</title>", page)[1]  # type: ignore[index]
        assert not any(word in title.lower() for word in ("håb", "lille møde", "vejret", "hjulpet"))


def test_a_note_with_markup_in_it_is_only_words(writing):
    phone = writing.phone()
    phone.add("answers", "<script>alert(1)</script>")
    assert "<script>alert" not in phone.page()
    assert "&lt;script&gt;" in phone.page()


def test_a_note_of_many_lines_stays_within_bounds(writing):
    phone = writing.phone()
    phone.add("answers", "\n".join("abcdefghijkl"))
    note = re.search(r'<span class="tx">(.*?)</span>', phone.page("mine"), re.S)[1]  # type: ignore[index]
    assert note.count("\n") < LINES

"""What whoever leads meets: the key, the library, the control screen, and every way of going on."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest
from msgspec.structs import replace
from werkzeug.test import TestResponse

from facilitator import keys
from shared.activity import Actor
from shared.anonymity import FEWEST
from shared.live import KEPT
from shared.plan import Cues
from tests.rooms import START, STEPS, Room, small_plan

WORDS = ["En sang", "Min hund", "Kaffe", "Skoven", "Havet"]


class Lead:
    """One device that leads: it asks for pages and sends forms as our own pages would."""

    def __init__(self, room: Room):
        self.room, self.client = room, room.app.test_client()

    def enter(self) -> Lead:
        assert self.client.get(f"/lead/key/{keys.make_once(self.room.house.log)}").status_code == 303
        return self

    def get(self, path: str = "", **headers: str) -> TestResponse:
        return self.client.get(f"/lead/m/{self.room.id}/{path}", headers=headers)

    def page(self, path: str = "") -> str:
        return self.get(path).text

    def do(self, type: str, step: str = "", once: str = "", **fields: str) -> TestResponse:
        """A form sent without JavaScript."""
        return self.client.post(f"/lead/m/{self.room.id}/do", data=self._form(type, step, once, fields))

    def send(self, type: str, step: str = "", **fields: str) -> TestResponse:
        """A form sent by the page's script."""
        form = self._form(type, step, "", fields)
        return self.client.post(f"/lead/m/{self.room.id}/do", data=form, headers={"Accept": "application/json"})

    def go(self, to: str, coming_from: str | None = None) -> TestResponse:
        at = self.room.meeting.now or "" if coming_from is None else coming_from
        return self.do("go", to=to, coming_from=at)

    def press(self, button: str, page: str | None = None) -> TestResponse:
        """Sends the form of the button with this id as it stands on the page."""
        return self.client.post(f"/lead/m/{self.room.id}/do", data=form_of(page or self.page(), button))

    def _form(self, type: str, step: str, once: str, fields: dict[str, str]) -> dict[str, str]:
        return {"type": type, "step": step, "once": once or f"lead-{next(self.room.onces)}", **fields}


def form_of(page: str, button: str) -> dict[str, str]:
    """What the form around a button would send."""
    form = next(form for form in re.findall(r"<form.*?</form>", page, re.DOTALL) if f'id="{button}"' in form)
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form))


@pytest.fixture
def lead(room) -> Lead:
    return Lead(room).enter()


@pytest.fixture
def written(room) -> Callable[..., list]:
    """Lets so many people each write a note on the wall."""

    def write(people: int) -> list:
        room.go("wall")
        phones = room.phones(people)
        for phone, words in zip(phones, WORDS, strict=False):
            phone.add("wall", words, key=f"key-of-{words.replace(' ', '-')}")
        return phones

    return write


# --- the key ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["", "plans/T1", "helpers", "m/{id}/", "m/{id}/end", "m/{id}/screen"])
def test_nobody_sees_a_page_for_leading_without_the_key(room, path):
    answer = room.app.test_client().get("/lead/" + path.format(id=room.id))
    assert answer.status_code == 403
    assert "Sådan får du et nyt link" in answer.text


@pytest.mark.parametrize("path", ["meetings", "helpers", "revoke", "language", "m/{id}/do"])
def test_nobody_leads_without_the_key(room, path):
    answer = room.app.test_client().post("/lead/" + path.format(id=room.id), data={"type": "go", "to": "wall"})
    assert answer.status_code == 403
    assert room.meeting.now is None


def test_a_participant_cannot_lead(room):
    phone = room.phone()
    assert phone.client.get(f"/lead/m/{room.id}/").status_code == 403
    assert phone.do("go", to="wall", coming_from="").status_code in (400, 409)
    assert room.meeting.now is None


def test_a_link_lets_one_device_in_and_then_no_other(room):
    link = f"/lead/key/{keys.make_once(room.house.log)}"
    first, second = room.app.test_client(), room.app.test_client()
    assert first.get(link).location == "/lead/"
    answer = second.get(link)
    assert answer.status_code == 403
    assert "allerede brugt" in answer.text
    assert "Set-Cookie" not in answer.headers


def test_opening_the_same_link_again_on_the_same_device_leads_inside(room):
    link = f"/lead/key/{keys.make_once(room.house.log)}"
    client = room.app.test_client()
    assert [client.get(link).status_code for _ in range(2)] == [303, 303]


def test_a_program_that_only_looks_where_a_link_leads_does_not_use_it_up(room):
    link = f"/lead/key/{keys.make_once(room.house.log)}"
    room.app.test_client().head(link)
    assert room.app.test_client().get(link).status_code == 303


def test_the_key_is_long_and_lies_nowhere_as_it_is(room, tmp_path):
    housed = Room(data=tmp_path)
    once = keys.make_once(housed.house.log)
    lead = housed.app.test_client()
    cookie = lead.get(f"/lead/key/{once}").headers["Set-Cookie"]
    kept = re.match(r"samklang_lead=([^;]+)", cookie)
    assert kept is not None and len(once) >= 22 and len(kept[1]) >= 22  # 128 bits in base 64
    housed.close()
    on_disk = b"".join(file.read_bytes() for file in tmp_path.rglob("*") if file.is_file())
    assert once.encode() not in on_disk and kept[1].encode() not in on_disk


def test_the_cookie_stays_with_the_pages_for_leading(room):
    answer = room.app.test_client().get(f"/lead/key/{keys.make_once(room.house.log)}")
    cookie = answer.headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "Path=/lead" in cookie and "SameSite=Lax" in cookie


def test_a_second_device_is_let_in_by_a_link_and_a_code_that_work_once(room, lead):
    page = lead.client.post("/lead/helpers").text
    link = re.search(r'value="http://192\.0\.2\.1:8000(/lead/key/[^"]+)"', page)
    assert link is not None and 'class="qr"' in page
    assert room.app.test_client().get(link[1]).status_code == 303
    assert room.app.test_client().get(link[1]).status_code == 403


def test_a_new_link_kills_the_one_before(room, lead):
    first = keys.make_once(room.house.log)
    lead.client.post("/lead/helpers")
    assert room.app.test_client().get(f"/lead/key/{first}").status_code == 403


def test_all_other_devices_can_be_shut_out(room, lead):
    other, link = Lead(room).enter(), keys.make_once(room.house.log)
    lead.client.post("/lead/revoke")
    assert other.get().status_code == 403
    assert room.app.test_client().get(f"/lead/key/{link}").status_code == 403
    assert lead.get().status_code == 200


def test_a_screen_that_was_shut_out_learns_that_it_is_gone(room, lead):
    other = Lead(room).enter()
    lead.client.post("/lead/revoke")
    answer = other.get("", **{"X-Look": "something"})
    assert answer.status_code == 404 and "X-Digest" in answer.headers


# --- the library --------------------------------------------------------------------------------------------------


def test_the_library_shows_the_plans_by_theme_area_with_plain_words(lead):
    page = lead.client.get("/lead/").text
    steps = f"{len(STEPS)} trin"
    for words in ("Håb og optimisme", "At tro på, at noget kan blive bedre", "Et lille møde", "60–120 min", steps):
        assert words in page


def test_the_library_can_be_asked_and_says_how_many_there_are(lead):
    assert 'id="plan-T1"' in lead.client.get("/lead/?q=lille+mode&people=8&depth=gentle&length=60").text
    page = lead.client.get("/lead/?q=giraf").text
    assert 'id="plan-T1"' not in page and 'role="status">0 planer.' in page
    assert 'value="giraf"' in page, "what was looked for stands in its field"


def test_a_plan_is_opened_for_a_length_and_a_language(room, lead):
    answer = lead.client.post("/lead/meetings", data={"plan": "T1", "length": "60", "lang": "en"})
    id = answer.location.split("/")[3]
    row = room.house.log.meeting(id)
    assert next(iter(row.plans)) == "en" and set(row.plans) == {"da", "en"}
    assert len(row.code) == room.config.code_length
    assert lead.client.get(answer.location).status_code == 200


def test_pressing_open_twice_opens_one_meeting(room, lead):
    places = {lead.client.post("/lead/meetings", data={"plan": "T1", "length": "90"}).location for _ in range(2)}
    assert len(places) == 1


def test_a_plan_that_is_not_there_opens_nothing(room, lead):
    assert lead.client.post("/lead/meetings", data={"plan": "no"}).status_code == 404
    assert len(room.house.log.all_meetings()) == 1


def test_the_library_leads_back_to_a_running_meeting_and_says_when_an_ended_one_is_deleted(room, lead):
    assert f'href="/lead/m/{room.id}/"' in lead.client.get("/lead/").text
    room.end()
    page = lead.client.get("/lead/").text
    assert f'href="/lead/m/{room.id}/notes"' in page
    assert "Slettes" in page


def test_whoever_leads_chooses_the_language_of_their_own_device(room, lead):
    lead.client.post("/lead/language", data={"lang": "nb"})
    assert "Åpne storskjermen" in lead.page()
    assert "Åbn storskærmen" in Lead(room).enter().page()


# --- going on -----------------------------------------------------------------------------------------------------


def test_the_lobby_says_what_comes_first_and_how_people_join(room, lead):
    page = lead.page()
    assert f'href="/screen/{room.id}/{room.row.screen_key}"' in page
    assert "192.0.2.1:8000" in page and 'class="qr"' in page


def test_next_goes_through_every_step_and_then_offers_to_end(room, lead):
    seen = []
    while "next" in (page := lead.page()) and 'id="next"' in page:
        lead.press("next", page)
        seen.append(room.meeting.now)
    assert seen == [step.id for step in room.meeting.plan.steps]
    assert 'id="finish"' in lead.page()


def test_pressing_next_twice_moves_one_step(room, lead):
    page = lead.page()
    first, second = lead.press("next", page), lead.press("next", page)
    assert (first.status_code, second.status_code) == (303, 303)  # the same press, sent again
    assert room.meeting.now == "welcome"


def test_next_on_a_screen_that_is_behind_does_nothing_and_says_so(room, lead):
    lead.go("welcome")
    answer = lead.go("in", coming_from="")
    assert answer.status_code == 409
    assert "Mødet er allerede" in answer.text or "already" in answer.text
    assert room.meeting.now == "welcome"


def test_back_leads_to_the_step_before_and_from_the_first_to_the_lobby(room, lead):
    room.go("in")
    lead.press("back")
    assert room.meeting.now == "welcome"
    lead.press("back")
    assert room.meeting.now is None


def test_any_step_is_one_press_away(room, lead):
    lead.go("dots")
    assert room.meeting.now == "dots"
    assert re.search(r'class="step cur"[^>]*aria-current="step"', lead.page())


def test_the_screen_can_be_covered_and_shown_again(room, lead):
    room.go("wall")
    lead.press("cover")
    assert room.meeting.covered and "Skærmen er dækket" in lead.page()
    lead.press("cover")
    assert not room.meeting.covered


def test_the_timer_counts_in_whole_minutes_and_says_calmly_when_time_has_passed(room, lead):
    room.go("wall")
    room.now += 14
    assert "<b>6 min</b>" in lead.page() and "tilbage af 20" in lead.page()
    room.now += 8
    assert "<b>2 min</b>" in lead.page() and "ud over de 20" in lead.page()


def test_one_more_minute_is_one_minute_more(room, lead):
    room.go("wall")
    room.now += 14
    lead.do("more_time", "wall", minutes="1")
    assert "<b>7 min</b>" in lead.page() and "tilbage af 21" in lead.page()


def test_answering_is_closed_and_opened_again(room, lead):
    room.go("wall")
    lead.press("close")
    assert room.phone().do("add", "wall", key="k1", text="For sent").status_code == 409
    lead.press("open")
    assert room.phone().do("add", "wall", key="k1", text="Nu").status_code == 200


@pytest.mark.parametrize("way", ["together", "review", "live"])
def test_each_way_of_showing_is_said_honestly(room, lead, way):
    room.go("wall")
    lead.do("switch", "wall", release=way)
    page = lead.page()
    assert re.search(rf'value="{way}" aria-pressed="true"', page)
    promise = {"together": "Ingen ser noget, før du lukker", "review": "Kun det, du viser", "live": "Du læser dem ikke"}
    assert promise[way] in page


def test_show_to_everyone_closes_and_shows_what_was_written(room, lead, written):
    written(5)
    lead.press("reveal")
    assert sorted(room.on_screen("wall")) == sorted(WORDS)


def test_notes_are_shown_kept_for_later_hidden_and_brought_back(room, lead, written):
    written(5)
    lead.press("close")
    ids = [note["id"] for note in room.seen_by("facilitator", "wall")["gathered"]]
    lead.do("show", "wall", id=ids[0])
    lead.do("hold", "wall", id=ids[1])
    lead.do("hide", "wall", id=ids[2])
    assert len(room.on_screen("wall")) == 1
    page = lead.page()
    assert "Venter 3" in page and "På skærmen 1" in page and "Skjult 1" in page and "Til senere" in page
    lead.do("bring_back", "wall", id=ids[2])
    assert "Skjult 0" in lead.page()


def test_too_few_notes_are_refused_kindly_until_the_room_says_that_it_is_small(room, lead, written):
    written(FEWEST - 1)
    answer = lead.press("reveal")
    assert answer.status_code == 409 and f"Færre end {FEWEST}" in answer.text
    lead.press("close")
    assert "Er I få i dag?" in lead.page()
    lead.press("few")
    lead.press("reveal")
    assert len(room.on_screen("wall")) == FEWEST - 1
    assert "I er få i dag" in lead.page()


def test_undo_says_what_it_takes_back_and_takes_it_back(room, lead):
    room.go("wall")
    lead.press("close")
    assert "lukkede for svar" in lead.page()
    lead.press("undo")
    assert room.meeting.stand("wall").answering
    assert "gik til et andet trin" in lead.page()


def test_there_is_nothing_to_undo_before_anything_was_done(lead):
    assert 'id="undo"' not in lead.page()


def test_readiness_is_said_in_words_and_never_as_a_number(room, lead, written):
    written(5)
    readiness = re.search(r'id="readiness">([^<]+)<', lead.page())
    assert readiness is not None
    assert readiness[1] in {"Få er færdige", "Nogle er færdige", "De fleste er færdige"}


def test_what_is_shown_without_asking_anything_offers_no_ways_of_showing(room, lead):
    room.go("welcome")
    page = lead.page()
    assert 'name="release"' not in page and 'id="close"' not in page and 'id="readiness"' not in page


def test_cues_are_shown_to_whoever_leads_and_to_nobody_else():
    cues = Cues(say="Sig det roligt", heavy="Så holder vi pause")
    step = replace(small_plan().steps[3], cues=cues, safety="Ingen navne", without_phones="Brug papir")
    room = Room({"da": replace(small_plan(), steps=[step])})
    room.go("wall")
    page = Lead(room).enter().page()
    others = room.phone().page() + Lead(room).enter().page("screen")
    for words in ("Sig det roligt", "Så holder vi pause", "Ingen navne", "Brug papir"):
        assert words in page and words not in others


# --- alone and together -------------------------------------------------------------------------------------------


def test_two_facilitators_see_the_same_and_share_one_undo(room, lead):
    other = Lead(room).enter()
    lead.go("wall")
    stale = other.go("welcome", coming_from="")
    assert stale.status_code == 409
    other.press("cover")
    assert 'id="cover" data-key="cover" aria-pressed="true"' in lead.page()
    lead.press("undo")
    assert not room.meeting.covered


def test_a_screen_that_is_up_to_date_gets_nothing_and_one_that_is_behind_gets_its_inside(room, lead):
    digest = re.search(r'data-digest="(\w+)"', lead.page())
    assert digest is not None
    assert lead.get("", **{"X-Look": digest[1]}).status_code == 204
    room.go("wall")
    answer = lead.get("", **{"X-Look": digest[1]})
    assert answer.headers["X-Digest"] != digest[1]
    assert "<html" not in answer.text and "Hvad giver dig håb?" in answer.text


def test_a_screen_looking_again_stays_in_the_list_it_had_open(room, lead, written):
    written(5)
    assert 'data-look="/lead/m/' + room.id + '/?tab=hidden"' in lead.page("?tab=hidden")


def test_a_list_that_is_too_long_for_one_screen_is_turned_leaf_by_leaf(room, lead):
    room.go("wall")
    for n in range(150):
        room.house.live.do(room.id, "wall", {"type": "add", "key": f"k{n % 3}", "text": f"ro {n}"}, Actor(f"p{n // 3}"))
    lead.press("close")
    leaves = [lead.page(f"?tab=waiting&leaf={n}") for n in range(3)]
    seen = [set(re.findall(r'id="note-([^"]+)"', leaf)) for leaf in leaves]
    assert [len(notes) for notes in seen] == [60, 60, 30] and len(set.union(*seen)) == 150
    assert all("Venter 150" in leaf for leaf in leaves) and "121–150 af 150" in leaves[2]
    assert ["De forrige" in leaf for leaf in leaves] == [False, True, True]
    assert ["De næste" in leaf for leaf in leaves] == [True, True, False]
    past = lead.page("?tab=waiting&leaf=9999")
    assert set(re.findall(r'id="note-([^"]+)"', past)) == seen[2]
    assert "do?tab=waiting&amp;leaf=1" in leaves[1] and "?tab=waiting&amp;leaf=1" in leaves[1].split('data-look="')[1]
    room.lead("reveal", "wall")
    trays = [re.findall(r'id="sort-([^"]+)"', lead.page(f"sort/wall?leaf={n}")) for n in range(3)]
    assert [len(tray) for tray in trays] == [60, 60, 30]


def test_a_short_list_has_no_leaves_to_turn(room, lead, written):
    written(5)
    lead.press("close")
    assert "inbox-leaves" not in lead.page() and "inbox-leaves" not in lead.page("?leaf=x")


def test_a_script_is_told_that_it_is_kept_or_why_not(room, lead):
    assert lead.send("go", to="wall", coming_from="").get_json() == {"kept": True}
    refused = lead.send("go", to="dots", coming_from="")
    assert refused.status_code == 409 and refused.get_json()["refused"] and refused.get_json()["retry"] is False
    assert lead.send("nonsense").status_code == 400


def test_how_many_are_here_is_exact(room, lead):
    room.phones(3)
    for phone in (room.phone(), room.phone()):
        phone.page()
    assert re.search(r'id="here">.*?<span>5<', lead.page(), re.DOTALL)


def test_nothing_on_the_control_screen_tells_who_anyone_is(room, lead, written):
    phones = written(5)
    lead.press("close")
    page = lead.page() + lead.page("?tab=shown") + lead.page("screen")
    notes = room.meeting.stand("wall").state.pile.notes.values()
    tokens = [cookie.value for phone in phones for cookie in phone.client._cookies.values()]
    assert len(notes) == len(phones) <= len(tokens)
    for name in [*(note.by for note in notes), *(note.key for note in notes), *tokens]:
        assert name.partition(".")[0] not in page


# --- the end ------------------------------------------------------------------------------------------------------


def test_ending_asks_once_and_then_leads_to_the_notes(room, lead):
    room.go("out")
    assert room.meeting.ended is None
    answer = lead.press("end", lead.page("end"))
    assert answer.location == f"/lead/m/{room.id}/notes"
    assert room.meeting.ended == START


def test_after_the_end_the_screen_says_when_everything_is_deleted_and_lets_an_end_by_mistake_be_undone(room, lead):
    room.end()
    page = lead.page()
    assert "Mødet er slut" in page and "bliver slettet" in page
    assert room.house.log.meeting(room.id).delete_at == START + KEPT
    lead.do("undo")
    assert room.meeting.ended is None
    assert 'id="cover"' in lead.page()


def test_a_deleted_meeting_is_kindly_said_to_be_gone(room, lead):
    room.delete()
    answer = lead.get()
    assert answer.status_code == 404 and "ikke længere" in answer.text
    assert lead.get("", **{"X-Look": "x"}).status_code == 404


# --- how the pages are made ---------------------------------------------------------------------------------------


def test_no_page_for_leading_carries_a_script_or_a_style_of_its_own(room, lead):
    room.go("wall")
    for page in (lead.page(), lead.page("end"), lead.client.get("/lead/").text, lead.client.get("/lead/plans/T1").text):
        assert not re.search(r"<script(?![^>]* src=)", page)
        assert not re.search(r"<[^>]+ (style|on\w+)=", page)
        assert "<style" not in page


def test_every_command_on_the_control_screen_has_a_name_of_its_own(room, lead):
    room.go("wall")
    names = re.findall(r'name="once" value="([^"]+)"', lead.page())
    assert len(names) > 10 and len(set(names)) == len(names)


def test_where_all_of_it_is_read_first_no_other_way_is_offered():
    plans = {"da": replace(small_plan(), reviewed=True)}
    room = Room(plans)
    lead = Lead(room).enter()
    room.go("wall")
    assert re.findall(r'name="release" value="(\w+)"', lead.page()) == ["together", "review"]
    assert lead.send("switch", "wall", release="live").status_code == 409
    assert room.meeting.stand("wall").release == "together"

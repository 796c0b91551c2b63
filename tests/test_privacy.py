"""Privacy and safety by case id (P, S), where no other test says it already; docs/cases.md has the whole table."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from playwright.sync_api import expect

from shared import pile, tally
from shared.anonymity import SystemChance
from shared.pile import Note
from shared.words import LANGUAGES, catalogue, words
from tests.led_rooms import LedRoom

DOOR = ("noname", "seen", "guess", "listen", "deleted", "own_way")
EASY = 35  # LIX; below it a text is easy to read


@pytest.fixture
def led():
    room = LedRoom()
    room.go("svar")
    yield room
    room.close()


def test_P03_the_order_of_ids_says_nothing_about_the_order_of_writing():
    """Spearman's rank correlation between when a note was let in and its public id, over five thousand notes."""
    ids = [SystemChance().token() for _ in range(5000)]
    ranks = {id: rank for rank, id in enumerate(sorted(ids))}
    squares = sum((rank - ranks[id]) ** 2 for rank, id in enumerate(ids))
    assert abs(1 - 6 * squares / (5000 * (5000**2 - 1))) < 0.1


def test_P05_every_order_is_as_likely_as_every_other():
    """Chi-square over the 24 orders of four notes; beyond 70 by chance about once in a million times."""
    rounds = 12_000
    orders = Counter(tuple(SystemChance().shuffled("abcd")) for _ in range(rounds))
    expected = rounds / 24
    assert len(orders) == 24
    assert sum((count - expected) ** 2 / expected for count in orders.values()) < 70


def test_P05_one_order_stands_on_all_screens_and_stays(led):
    led.write("svar", *"abcdef")
    led.lead("reveal", "svar")
    order = led.on_screen("svar")
    assert [note["text"] for note in led.seen_by("facilitator", "svar")["shown"]] == order
    assert led.on_screen("svar") == order


def test_P16_no_word_of_anyone_stands_in_a_description_of_what_holds_it(led):
    led.phone().add("svar", "kanariefugl")
    held = [led.meeting.stands["svar"].state.pile.notes, *led.house.log.read(led.id), led.row]
    assert "kanariefugl" not in repr(held)
    assert "kanariefugl" not in repr(Note("p", "k", "kanariefugl")) and pile.Pile and tally.Tally


def test_P19_no_field_lets_the_browser_remember_or_send_what_is_written(led):
    for step in ("svar", "sedler", "ord"):
        led.go(step)
        fields = re.findall(r"<(?:textarea|input)\b[^>]*\bname=\"text\"[^>]*>", led.phone().page())
        assert fields
        for field in fields:
            assert 'autocomplete="off"' in field and 'spellcheck="false"' in field


def test_P20_whoever_leads_sees_how_many_phones_and_no_list_of_them(led):
    phones = led.phones(5)
    page = led.leader().get(f"/lead/m/{led.id}/").text
    assert re.search(r'id="here">.*?<span>5<', page, re.DOTALL)
    for phone in phones:
        assert phone.token() not in page and phone.token().split(".")[0] not in page


@pytest.mark.parametrize("lang", LANGUAGES)
def test_S02_the_limits_at_the_door_are_easy_to_read(lang):
    text = " ".join(words(lang)(f"phone.join.{key}") for key in DOOR)
    assert all(f"phone.join.{key}" in catalogue(lang) for key in DOOR)
    assert lix(text) < EASY


def test_S03_one_press_blanks_the_wall_and_another_brings_it_back(led):
    told = []
    led.write("svar", *"abcd")
    led.lead("reveal", "svar")
    led.house.live.tell = lambda *who: told.append(who)
    led.lead("cover", on=True)
    assert told == [(led.id, "lead")], "the wall is told at once, and no phone is disturbed"
    assert not any(f">{text}<" in led.picture() for text in "abcd")
    led.lead("cover", on=False)
    assert all(f">{text}<" in led.picture() for text in "abcd")


@pytest.mark.parametrize("command", [{"type": "cover", "on": "true"}, {"type": "hide"}])
def test_S03_S04_the_wall_is_told_before_whoever_pressed_is_answered(led, command):
    """What is pressed in haste waits for no clock and no next look. How long it takes: tests/measure_calm.py."""
    led.write("svar", *"abcd")
    led.lead("reveal", "svar")
    order, lead = [], led.leader()
    led.house.live.tell = lambda id, who: order.append(("told", led.picture()))
    step = {"step": "svar", "id": led.shown("svar")["a"]} if command["type"] == "hide" else {}
    answer = lead.post(f"/lead/m/{led.id}/do", data={**command, **step}, headers={"Accept": "application/json"})
    order.append(("answered", str(answer.get_json())))
    assert [what for what, _ in order] == ["told", "answered"]
    assert ">a<" not in order[0][1], "and finds it gone when it looks"


def test_S03_while_the_screen_is_covered_nothing_is_taken_in_and_nothing_is_lost(led):
    led.go("svar")
    phone = led.phone()
    kept = phone.add("svar", "før")
    led.lead("cover", on=True)
    form = phone.form("add", "svar", key="k", text="imens", once="the same")
    waits = phone.post("do", form, Accept="application/json")
    assert waits.status_code == 503 and waits.get_json()["retry"] is True
    assert phone.do("pass", "svar").status_code == 503
    plain = phone.post("do", form)
    assert plain.status_code == 503 and ">imens</textarea>" in plain.text, "the words stand there still"
    assert phone.do("take_back", "svar", key=kept).status_code == 200, "what is one's own can be taken back at any time"
    assert phone.do("signal", "@signals", key="talk").status_code == 200
    assert led.meeting.stand("svar").state.pile.notes == {}
    led.lead("cover", on=False)
    assert phone.post("do", form, Accept="application/json").get_json() == {"kept": True}


@pytest.mark.browser
def test_S03_what_was_sent_while_the_screen_was_covered_arrives_by_itself(gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    gathering.lead("cover", on=True)
    phone.field.fill("Det venter lidt")
    phone.button("writing.send").click()
    phone.sees(phone.t("phone.later.waiting"))
    gathering.lead("cover", on=False)
    expect(phone.own("Det venter lidt")).to_have_count(1)


def test_S04_a_hidden_note_leaves_the_wall_and_its_writer_reads_no_blame(led):
    phone = led.phone("en")
    phone.add("svar", "kanariefugl")
    led.write("svar", *"abcd")
    led.lead("reveal", "svar")
    before = re.sub(r'value="[^"]*"|data-(ticket|digest)="[^"]*"', "", phone.page("mine"))
    led.lead("hide", "svar", id=led.meeting.stands["svar"].state.pile.notes[_first(led)].id)
    assert "kanariefugl" not in led.picture()
    after = re.sub(r'value="[^"]*"|data-(ticket|digest)="[^"]*"', "", phone.page("mine"))
    assert after == before


def _first(led: LedRoom) -> tuple[str, str]:
    return next(place for place, note in led.meeting.stands["svar"].state.pile.notes.items() if "kanarie" in note.text)


def lix(text: str) -> float:
    """Words a sentence, plus the share of words longer than six letters."""
    found = re.findall(r"\w+", text)
    sentences = len(re.findall(r"[.!?:](?:\s|$)", text)) or 1
    return len(found) / sentences + 100 * sum(len(word) > 6 for word in found) / len(found)

"""Notes from paper: typed in by whoever leads, mixed with the rest unmarked, and never anybody's voice."""

import pytest
from playwright.sync_api import expect

from shared import meeting as core
from shared.activity import LEAD, Refused
from shared.words import words
from tests.browsers import Gathering
from tests.led_rooms import LedRoom
from tests.test_meeting import PEOPLE, Story


@pytest.fixture
def story():
    return Story().go("notes")


def types(story, *texts, step="notes"):
    for n, text in enumerate(texts):
        story.lead(step, type="add", key=f"paper-{n}", text=text)
    return story


def test_paper_mixes_with_the_rest_and_bears_no_mark(story):
    types(story, "fra papir").everyone_writes(PEOPLE[:4]).lead("notes", type="reveal")
    notes = story.sees("facilitator")["seen"]["shown"]
    assert "fra papir" in {note["text"] for note in notes}
    assert len({frozenset(note) for note in notes}) == 1 and len({len(note["id"]) for note in notes}) == 1
    assert story.sees("facilitator")["seen"]["typed"] is None


def test_more_can_be_typed_than_one_person_may_write(story):
    types(story, *(f"seddel {n}" for n in range(12)))
    assert len(story.meeting.stand("notes").state.pile.of(LEAD.id)) == 12


@pytest.mark.parametrize("phones", [0, 1, 3])
def test_paper_never_makes_enough_of_too_few_phones(story, phones):
    types(story, *(f"papir {n}" for n in range(8))).everyone_writes(PEOPLE[:phones])
    story.lead("notes", type="close")
    assert story.sees("facilitator")["seen"]["enough"] is False
    with pytest.raises(Refused, match="few_answers"):
        story.lead("notes", type="reveal")
    story.lead(type="few_today", on=True).lead("notes", type="reveal")
    assert len(story.on_the_wall()) == 8 + phones


@pytest.mark.parametrize("release", ["review", "live"])
def test_paper_goes_only_where_a_batch_of_phones_goes(story, release):
    story.lead("notes", type="switch", release=release)
    types(story, *(f"papir {n}" for n in range(9))).everyone_writes(PEOPLE[:5])
    assert story.sees("facilitator")["seen"]["gathered"] == [] == story.sees("facilitator")["seen"]["shown"]
    story.everyone_writes(PEOPLE[5:6])
    seen = story.sees("facilitator")["seen"]
    assert len(seen["gathered"]) + len(seen["shown"]) == 3 + 9


def test_the_latest_one_can_be_taken_back_and_is_erased(story):
    types(story, "et", "rigtitg")
    assert story.sees("facilitator")["seen"]["typed"] == {"key": "paper-1", "text": "rigtitg"}
    story.lead("notes", type="take_back", key="paper-1")
    assert "rigtitg" not in str([fact.body for fact in story.facts])
    assert story.sees("facilitator")["seen"]["typed"]["text"] == "et"


def test_undo_leaves_the_words_from_paper_where_they_are(story):
    types(story, "fra papir").lead(type="undo")
    assert story.meeting.now is None
    assert len(story.meeting.stand("notes").state.pile.notes) == 1


def test_paper_moves_no_readiness(story):
    before = story.sees("facilitator", here=3)["readiness"]
    types(story, *"abcdefghi")
    assert story.sees("facilitator", here=3)["readiness"] == before
    assert core.voices(story.meeting, "notes") == frozenset()


def test_nothing_is_typed_in_once_answering_is_closed(story):
    story.lead("notes", type="close")
    with pytest.raises(Refused, match="step_closed"):
        types(story, "for sent")


def test_no_phone_and_no_projector_sees_what_is_typed_before_it_is_shown(story):
    types(story, "fra papir")
    assert "fra papir" not in str(story.sees("projector")) + str(story.sees("participant", me="p1"))


def test_a_note_from_paper_that_is_given_back_is_hidden_since_nobody_has_it_in_hand(story):
    types(story, "fra papir").everyone_writes(PEOPLE[:4]).lead("notes", type="close")
    pile = story.meeting.stand("notes").state.pile
    note = next(note for note in pile.at("gathered") if note.text == "fra papir")
    story.lead("notes", type="give_back", id=note.id, reason="shorter")
    assert [hidden["text"] for hidden in story.sees("facilitator")["seen"]["hidden"]] == ["fra papir"]


@pytest.fixture
def led():
    room = LedRoom()
    yield room
    room.close()


def form(**fields):
    return {"type": "add", "step": "sedler", "once": "o", **fields}


def test_paper_is_typed_in_on_the_control_screen_many_in_a_row_without_scripts(led):
    led.go("sedler")
    lead, t = led.leader(), words("da")
    where = f"/lead/m/{led.id}/do?tab=waiting&paper=1"
    answer = lead.post(where, data=form(key="a", text="En sang"))
    html = lead.get(answer.headers["Location"]).text
    assert 'id="paper" open' in html and "autofocus" in html and "En sang" in html and t("paper.latest") in html
    lead.post(where, data={"type": "take_back", "step": "sedler", "key": "a", "once": "p"})
    assert "En sang" not in lead.get(answer.headers["Location"]).text


def test_sent_twice_it_is_there_once(led):
    led.go("sedler")
    lead = led.leader()
    for _ in range(2):
        lead.post(f"/lead/m/{led.id}/do", data=form(key="a", text="En sang"))
    assert len(led.meeting.stand("sedler").state.pile.notes) == 1


def test_a_note_that_is_too_long_stands_in_its_field_again(led):
    led.go("sedler")
    answer = led.leader().post(f"/lead/m/{led.id}/do?tab=waiting&paper=1", data=form(key="a", text="lang " * 60))
    assert answer.status_code == 409 and "lang lang" in answer.text


@pytest.mark.parametrize(("step", "offered"), [("sedler", True), ("svar", True), ("hello", False), ("prikker", False)])
def test_paper_is_asked_for_where_there_is_a_pile(led, step, offered):
    led.go(step)
    assert ('id="paper"' in led.leader().get(f"/lead/m/{led.id}/").text) == offered
    if offered:
        led.lead("close", step)
        assert 'id="paper"' not in led.leader().get(f"/lead/m/{led.id}/").text


def test_from_paper_alone_the_notes_hold_back_each_line_until_someone_lets_it_go(led):
    led.go("svar")
    for n in range(5):
        led.lead("add", "svar", key=f"k{n}", text=f"papir {n}")
    led.lead("few_today", on=True)
    led.lead("reveal", "svar")
    assert "papir" not in led.leader().get(f"/lead/m/{led.id}/notes.md").text


@pytest.mark.browser
def test_a_stack_of_paper_is_typed_in_by_the_keyboard_alone(gathering: Gathering):
    control = gathering.control()
    gathering.go("notes")
    people = gathering.others(4)
    keys, page = control.page.keyboard, control.page
    page.locator("#paper > summary").focus()
    keys.press("Enter")
    for text in ("Første", "Anden", "Tredje"):
        expect(page.locator("#paper-text")).to_be_focused()
        keys.type(text)
        keys.press("Enter")
        expect(page.locator("#typed")).to_contain_text(text)
        expect(page.locator("#paper-text")).to_have_value("")
    for n, person in enumerate(people):
        person.write("notes", f"seddel {n}")
    wall = gathering.projector()
    gathering.lead("reveal", "notes")
    wall.sees("Første", "Anden", "Tredje")
    assert len(wall.texts()) == 7

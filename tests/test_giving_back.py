"""Giving a note back: its writer may put it in other words, and nobody learns who that is, or when."""

from __future__ import annotations

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import words
from tests.given import Given, wrote
from tests.rooms import Room

TEXTS = ("Ro", "Mod", "Søvn", "Lone fra nr. 7")


def closed():
    step = Given("open_answers", *wrote(*TEXTS)).standing(answering=False)
    step.happened("", *step.then_by_itself())
    return step


def give_back(step, text="Lone fra nr. 7"):
    note = next(n for n in step.seen_by("facilitator")["gathered"] if n["text"] == text)
    step.happened("lead", *step.when("lead", "give_back", id=note["id"], reason="recognisable"))
    return step


def reworded():
    step = give_back(closed())
    step.happened("person-3", *step.when("person-3", "add", key="k", text="Naboen"))
    step.happened("", *step.then_by_itself())
    return step


def read(step):
    return {n["text"] for n in step.seen_by("facilitator")["gathered"]}


def test_only_its_writer_sees_a_note_that_was_given_back_and_why():
    step = give_back(closed())
    assert step.seen_by("participant", "person-3")["mine"][0]["reason"] == "recognisable"
    others = [step.seen_by("projector"), step.seen_by("facilitator"), step.seen_by("participant", "person-0")]
    assert not any("Lone" in str(seen) for seen in others)


def test_its_writer_may_write_anew_although_answering_is_closed_and_nobody_else_may():
    step = give_back(closed())
    assert step.when("person-3", "add", key="k", text="Naboen")[0]["reworded"]
    for who, key in (("person-0", "k"), ("person-3", "another")):
        with pytest.raises(Refused, match="step_closed"):
            step.when(who, "add", key=key, text="Naboen")


def _look(seen):
    """What there is on a screen, without the ids, which chance made."""
    texts = {place: sorted(n["text"] for n in seen[place]) for place in seen.keys() & {"gathered", "shown", "held"}}
    return texts, seen.get("gave_back")


def test_what_was_reworded_changes_no_screen_until_it_is_fetched():
    before, after = give_back(closed()), reworded()
    for audience in ("facilitator", "projector"):
        looks = [_look(step.seen_by(audience)) for step in (before, after)]
        assert looks[0] == looks[1]
    assert read(after) == {"Ro", "Mod", "Søvn"}
    after.happened("lead", *after.when("lead", "fetch"))
    assert read(after) == {"Ro", "Mod", "Søvn", "Naboen"}


def test_the_button_that_fetches_is_there_whether_or_not_something_has_come():
    drawn = [gallery.draw("wall", "given_back", "facilitator", words("en"))]
    example = gallery.examples("wall")["given_back"]
    facts = [
        *example.facts,
        ("a", {"type": "added", "key": "k0", "text": "En nabo", "promised": "review", "reworded": True}),
    ]
    fields = {name: getattr(example, name) for name in example.__struct_fields__}
    drawn.append(gallery.draw_example("wall", type(example)(**{**fields, "facts": facts}), "facilitator", words("en")))
    assert drawn[0] == drawn[1] and 'id="inbox-fetch"' in drawn[0]


def test_showing_everything_shows_nothing_that_was_given_back_or_has_not_been_read_again():
    for step in (give_back(closed()), reworded()):
        step.happened("lead", *step.when_revealed())
        assert {n["text"] for n in step.seen_by("projector")["shown"]} == {"Ro", "Mod", "Søvn"}


def test_what_was_reworded_never_goes_up_by_itself():
    step = Given("open_answers", *wrote(*TEXTS, "En kat")).standing(answering=False, release="review")
    step.happened("", *step.then_by_itself())
    give_back(step)
    step.standing(answering=False, release="live")
    step.happened("person-3", *step.when("person-3", "add", key="k", text="Naboen"))
    assert step.then_by_itself() == []
    step.happened("lead", *step.when("lead", "fetch"))
    assert step.then_by_itself() == []


def test_a_participant_gives_nothing_back_and_fetches_nothing():
    step = closed()
    for type, fields in (("give_back", {"id": "x", "reason": "unclear"}), ("fetch", {})):
        with pytest.raises(Refused, match="not_yours"):
            step.when("anna", type, **fields)


def test_no_phone_is_told_to_look_when_a_note_is_given_back_nor_anyone_when_it_comes_anew():
    room = Room()
    told: list[tuple[str, str]] = []
    room.go("answers")
    phones = room.phones(4)
    for phone, text in zip(phones, TEXTS, strict=True):
        phone.add("answers", text, "k")
    room.lead("close", "answers")
    id = next(n.id for n in room.meeting.stand("answers").state.pile.notes.values() if n.text.startswith("Lone"))
    room.house.live.tell = lambda meeting, who: told.append((meeting, who))
    room.lead("give_back", "answers", id=id, reason="recognisable")
    assert told == [(room.id, "lead")]
    told.clear()
    assert words("da")("writing.back.recognisable") in phones[3].page()
    assert phones[3].do("add", "answers", key="k", text="Naboen").get_json() == {"kept": True}
    assert told == []
    assert "Lone" not in str([fact.body for fact in room.house.log.read(room.id)])
    room.lead("fetch", "answers")
    assert "Naboen" in {n["text"] for n in room.seen_by("facilitator", "answers")["gathered"]}
    room.close()


def test_when_giving_back_is_undone_nothing_lies_unread_for_ever():
    room = Room()
    room.go("answers")
    for phone, text in zip(room.phones(4), TEXTS, strict=True):
        phone.add("answers", text, "k")
    room.lead("close", "answers")
    notes = room.meeting.stand("answers").state.pile.notes.values()
    room.lead("give_back", "answers", id=next(n.id for n in notes if n.text.startswith("Lone")), reason="unclear")
    room.undo()
    assert len(room.seen_by("facilitator", "answers")["gathered"]) == 4
    room.close()

"""Parking lot: what is kept for another day, and what of it may go along."""

import pytest
from msgspec.structs import replace

from shared.activity import Refused
from tests.given import Given, wrote

FOUR = wrote("Penge", "En tur", "Mad", "Søvn igen")


def lot(*facts, **settings):
    return Given("parking_lot", *facts, **{"lines": ["Søvn"], **settings})


def lead(lot, type, **fields):
    lot.happened("lead", *lot.when("lead", type, **fields))
    return lot


def parked(lot):
    return [line["text"] for line in lot.seen_by("projector")["lines"]]


def ids(lot):
    return {line["text"]: line["id"] for line in lot.seen_by("facilitator")["lines"]}


def test_whoever_leads_writes_things_down_below_what_was_there():
    assert parked(lead(lot(), "write", text="  At flytte ")) == ["Søvn", "At flytte"]


def test_what_people_send_is_read_before_it_is_parked():
    closed = lot(*FOUR).standing(answering=False, release="review")
    closed.happened("", *closed.then_by_itself())
    assert parked(closed) == ["Søvn"]
    id = closed.seen_by("facilitator")["gathered"][0]
    lead(closed, "show", id=id["id"])
    assert parked(closed) == ["Søvn", id["text"]]


def test_only_what_was_approved_may_go_along_and_a_second_thought_counts():
    here = lead(lot(), "write", text="At flytte")
    assert here.kind.carries(here.state) == []
    for text in ("Søvn", "At flytte"):
        lead(here, "keep", id=ids(here)[text])
    assert here.kind.carries(here.state) == ["Søvn", "At flytte"]
    lead(here, "keep", id=ids(here)["Søvn"], on=False)
    assert here.kind.carries(here.state) == ["At flytte"]


def test_what_is_taken_off_is_neither_shown_nor_taken_along():
    here = lead(lot(), "keep", id="line-0")
    lead(here, "drop", id="line-0")
    assert parked(here) == here.kind.carries(here.state) == here.in_the_notes() == []
    assert parked(lead(here, "drop", id="line-0", on=False)) == ["Søvn"]


@pytest.mark.parametrize(
    "type, fields", [("write", {"text": "Ro"}), ("drop", {"id": "line-0"}), ("keep", {"id": "line-0"})]
)
def test_nobody_but_whoever_leads_parks_drops_or_approves(type, fields):
    with pytest.raises(Refused, match="not_yours"):
        lot().when("anna", type, **fields)


@pytest.mark.parametrize(
    "type, fields, key",
    [
        ("write", {"text": " "}, "text_empty"),
        ("write", {"text": "x" * 101}, "text_too_long"),
        ("keep", {"id": "nothing"}, "note_gone"),
    ],
)
def test_what_does_not_fit_is_refused_kindly(type, fields, key):
    with pytest.raises(Refused, match=key):
        lot().when("lead", type, **fields)


def test_there_is_an_end_to_how_much_can_be_written_down():
    full = lot()
    for n in range(40):
        lead(full, "write", text=f"Nummer {n}")
    with pytest.raises(Refused, match="parking_full"):
        full.when("lead", "write", text="En til")


def test_what_someone_takes_back_is_no_longer_parked():
    shown = lot(*FOUR).all_shown()
    assert "Penge" in parked(shown)
    key = ("person-0", "k")
    holed = {k: note for k, note in shown.state.pile.notes.items() if k != key}
    shown.state = replace(shown.state, pile=replace(shown.state.pile, notes=holed))
    assert "Penge" not in parked(shown)


def test_the_notes_hold_what_is_parked():
    assert lead(lot(), "write", text="At flytte").in_the_notes() == ["Søvn", "At flytte"]

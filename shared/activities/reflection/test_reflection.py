"""Reflection: a quiet time. Nothing reaches the server unless someone shares a piece on purpose."""

import pytest

from shared.activity import Refused
from tests.given import Given, wrote

FOUR = wrote("I koret", "Ved havnen", "Hos min søster", "I kø hos bageren")


def step(*facts, **settings):
    return Given("reflection", *facts, **settings)


def test_there_is_nothing_to_send_unless_the_plan_lets_people_share():
    with pytest.raises(Refused, match="nothing_to_do"):
        step().when("anna", "add", key="k", text="Ro")
    assert not step().kind.collects(step().state)


def test_what_is_shared_on_purpose_waits_as_every_note_does():
    shared = step(*FOUR, share=True)
    assert shared.then_by_itself() == []
    assert shared.seen_by("projector")["shown"] == shared.seen_by("facilitator")["gathered"] == []
    assert len(shared.all_shown().seen_by("projector")["shown"]) == 4


def test_one_piece_is_shared_and_not_two():
    with pytest.raises(Refused, match="no_notes_left"):
        step(*FOUR, share=True).when("person-0", "add", key="another", text="Mere")


def test_the_notes_hold_only_what_was_shown():
    assert step(*FOUR, share=True).in_the_notes() == []
    assert sorted(step(*FOUR, share=True).all_shown().in_the_notes())[0] == "Hos min søster"

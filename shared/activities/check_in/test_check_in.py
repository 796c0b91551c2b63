"""Check-in: how people arrive, in a word or as weather. Heavy is as welcome as light."""

import msgspec
import pytest

from shared import gallery
from shared.activity import Refused
from shared.arriving import SKIES
from shared.words import words as texts
from tests.given import Given, wrote

FOG = SKIES.index("fog")


def words(*facts):
    return Given("check_in", *facts)


def weather(*skies):
    chosen = [(f"person-{n}", {"type": "voted", "dots": [int(k == sky) for k in SKIES]}) for n, sky in enumerate(skies)]
    return Given("check_in", *chosen, form="weather")


def test_a_word_is_kept_as_it_was_written():
    assert words().when("anna", "add", key="k", text="Lidt urolig") == [
        {"type": "added", "key": "k", "text": "Lidt urolig", "promised": "together", "reworded": False}
    ]


def test_equal_words_stand_beside_each_other_and_are_never_counted():
    shown = words(*wrote("Rolig", "Rolig", "Træt", "Rolig")).all_shown()
    (page,) = shown.seen_by("projector")["spread"]
    assert sorted(note["text"] for note in page["notes"]) == ["Rolig", "Rolig", "Rolig", "Træt"]
    assert page["size"] in ("k1", "k2", "k3")


def test_choosing_the_weather_is_one_dot_on_one_sky():
    assert [event["dots"] for event in weather().when("anna", "choose", sky="2")] == [[0, 0, 1, 0, 0, 0]]


def test_choosing_again_moves_the_dot():
    after = weather("sun")
    after.happened("person-0", *after.when("person-0", "choose", sky=FOG))
    assert after.seen_by("participant", "person-0")["chosen"] == FOG


@pytest.mark.parametrize("sky", [-1, 6, "sol", None])
def test_there_is_no_seventh_sky(sky):
    with pytest.raises(msgspec.ValidationError):
        weather().when("anna", "choose", sky=sky)


def test_a_word_is_not_taken_for_weather_nor_weather_for_a_word():
    with pytest.raises(Refused, match="nothing_to_do"):
        weather().when("anna", "add", key="k", text="Sol")
    with pytest.raises(Refused, match="nothing_to_do"):
        words().when("anna", "choose", sky=FOG)


def test_the_room_sees_no_weather_while_people_choose():
    choosing = weather("sun", "fog", "fog", "rain", "snow")
    assert choosing.then_by_itself() == []
    assert choosing.seen_by("projector")["sums"] is None
    assert choosing.seen_by("facilitator")["counted"] is None


def test_closing_counts_and_showing_lets_the_room_see_it():
    closed = weather("sun", "fog", "fog", "rain").standing(answering=False)
    closed.happened("", *closed.then_by_itself())
    assert closed.seen_by("facilitator")["counted"] == [1, 0, 2, 1, 0, 0]
    assert closed.seen_by("projector")["sums"] is None
    closed.happened("lead", *closed.when_revealed())
    assert closed.seen_by("projector")["sums"] == [1, 0, 2, 1, 0, 0]


@pytest.mark.parametrize("few", [False, True])
def test_the_weather_of_three_people_is_never_shown(few):
    closed = weather("sun", "fog", "rain").standing(answering=False, few=few)
    assert closed.then_by_itself() == []
    with pytest.raises(Refused, match="few_answers"):
        closed.when_revealed()


def test_a_phone_knows_its_own_weather_and_nobody_elses():
    shown = weather("sun", "fog", "fog", "rain").all_shown()
    assert shown.seen_by("participant", "person-3")["chosen"] == SKIES.index("rain")
    assert shown.seen_by("participant", "a stranger")["chosen"] is None
    assert "sums" not in shown.seen_by("participant", "person-3")


def test_the_weather_stays_in_the_room_and_words_only_leave_it_when_shown():
    assert weather("sun", "fog", "fog", "rain").all_shown().in_the_notes() == []
    assert words(*wrote("Ro", "Mod", "Luft", "Tak")).in_the_notes() == []
    assert len(words(*wrote("Ro", "Mod", "Luft", "Tak")).all_shown().in_the_notes()) == 4


# --- pictures, a worded scale, aloud, and the short form ------------------------------------------------------------


def chose(form, *places, **settings):
    step = Given("check_in", form=form, **settings)
    for n, place in enumerate(places):
        step.happened(f"person-{n}", *step.when(f"person-{n}", "choose", at=place))
    return step


@pytest.mark.parametrize("form", ["picture", "scale"])
def test_pictures_and_scales_are_counted_once_answering_is_closed_and_never_tell_one_from_two(form):
    step = chose(form, 0, 0, 0, 1, 2, 2, 2)
    assert step.standing(release="live").then_by_itself() == []
    assert step.all_shown().seen_by("projector")["sums"][:3] == [3, 2, 3]


@pytest.mark.parametrize("form", ["picture", "scale"])
def test_pictures_and_scales_of_three_people_are_never_shown(form):
    assert chose(form, 0, 1, 2).standing(answering=False, few=True).then_by_itself() == []


def test_a_plan_may_bring_its_own_words_for_the_scale():
    with pytest.raises(Refused, match="options_changed"):
        chose("scale", labels=["Langt", "Nær"]).when("anna", "choose", at=2)


def test_choosing_nothing_is_no_choice():
    with pytest.raises(Refused, match="nothing_chosen"):
        chose("picture").when("anna", "choose")


def test_a_round_aloud_takes_nothing_in_and_asks_for_the_phones_to_be_put_away():
    step = Given("check_in", form="spoken")
    for asked in ({"type": "add", "key": "k", "text": "ro"}, {"type": "choose", "at": 1}):
        with pytest.raises(Refused, match="nothing_to_do"):
            step.when("anna", **asked)
    assert not step.kind.collects(step.state)
    drawn = gallery.draw("check_in", "spoken", "participant", texts("en"))
    assert "Put the phone away" in drawn and "<form" not in drawn


def test_how_people_arrived_on_the_scale_is_lent_to_the_check_out_only_as_the_room_saw_it():
    step = chose("scale", 0, 0, 1, 2)
    assert step.kind.spread(step.state) == [None]
    assert step.all_shown().kind.spread(step.state) == [[2, 1, 1, 0, 0]]


def test_every_picture_has_its_name_in_words():
    drawn = gallery.draw("check_in", "picture", "participant", texts("en"))
    assert all(name in drawn for name in ("Water", "A tree", "Stones", "A path", "A lamp", "A house"))


def test_a_phone_that_has_passed_and_one_that_has_chosen_a_picture_look_alike():
    looks = {
        gallery.draw("check_in", name, "participant", texts("en")).partition('<div class="stack">')[0]
        for name in ("picture_chosen", "picture_passed")
    }
    assert len(looks) == 1

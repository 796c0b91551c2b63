"""Word cloud: read first, shown at once, in sizes that no single person moves, and as a list that is worth as much."""

import pytest

from shared import gallery
from shared.activity import Audience, Refused
from shared.words import words
from tests.given import Given, wrote


def read(*texts, **settings):
    """These words, each from a person of their own, read by whoever leads and not shown yet."""
    step = Given("word_cloud", *wrote(*texts), **settings).standing(answering=False)
    step.happened("", *step.then_by_itself())
    return step


def shown(step):
    step.happened("lead", *step.when_revealed())
    return {word["text"]: word["size"] for word in step.seen_by("projector")["said"]}


def listed(step, place="gathered"):
    return {word["text"]: word["id"] for word in step.seen_by("facilitator")[place]}


def test_each_person_writes_as_many_words_as_the_plan_says():
    step = Given("word_cloud", ("anna", {"type": "added", "key": "k", "text": "Ro"}), words=1)
    with pytest.raises(Refused, match="no_notes_left"):
        step.when("anna", "add", key="another", text="Mod")


@pytest.mark.parametrize("release", ["together", "review", "live"])
def test_no_word_appears_by_itself_and_the_phone_promises_no_such_thing(release):
    step = Given("word_cloud", *wrote(*["Ro"] * 9)).standing(release=release)
    step.happened("", *step.then_by_itself())
    assert step.seen_by("projector")["said"] == []
    (added,) = step.when("anna", "add", key="k", text="Mod")
    assert added["promised"] != "live"


@pytest.mark.parametrize("few", [False, True])
def test_under_four_people_nothing_is_shown_however_few_are_here(few):
    step = read("Ro", "Mod", "Luft").standing(answering=False, few=few)
    with pytest.raises(Refused, match="few_answers"):
        step.when_revealed()


def test_spellings_of_one_word_stand_together_and_a_word_of_one_looks_like_that_of_two():
    assert shown(read("skoven", "Skoven", "skoven.", "Ro", "ro", "Mod")).keys() >= {"Mod"}
    sizes = shown(read("skoven", "skoven", "skoven", "Ro", "Ro", "Mod"))
    assert sizes == {"skoven": 2, "Ro": 1, "Mod": 1}


def test_there_are_three_sizes_however_many_write_the_same():
    assert shown(read(*["Ro"] * 20)) == {"Ro": 3}


def test_whoever_leads_puts_two_forms_together_and_takes_them_apart():
    step = read("skov", "skoven", "skoven", "Ro")
    step.happened("lead", *step.when("lead", "join", word=listed(step)["skov"], under=listed(step)["skoven"]))
    assert listed(step).keys() == {"skoven", "Ro"}
    parted = step.when("lead", "part", word=listed(step)["skoven"])
    assert shown(step)["skoven"] == 2
    step.happened("lead", *parted)
    assert listed(step, "shown").keys() == {"skov", "skoven", "Ro"}


def test_a_word_put_under_itself_is_left_as_it_is():
    step = read("Ro", "ro", "Mod", "Luft")
    word = next(iter(listed(step).values()))
    assert step.when("lead", "join", word=word, under=word) == []


def test_a_word_is_hidden_with_all_who_wrote_it_and_comes_back_to_be_read():
    step = read("Ro", "ro", "Ro", "Mod", "Luft", "Hav", "Sol")
    name = next(text for text in listed(step) if text.casefold() == "ro")
    step.happened("lead", *step.when("lead", "hide_word", word=listed(step)[name]))
    assert "ro" not in {text.casefold() for text in shown(step)}
    step.happened("lead", *step.when("lead", "bring_word", word=next(iter(listed(step, "hidden").values()))))
    assert len(listed(step)) == 1 and listed(step, "hidden") == {}


def test_no_size_moves_when_one_or_two_people_come_or_go():
    step = read("Ro", "Ro", "Mod", "Luft")
    assert shown(step)["Ro"] == 1
    for n in range(2):
        step.happened(f"late-{n}", {"type": "added", "key": "k", "text": "Ro"})
    step.happened("", *step.then_by_itself())
    assert shown(step)["Ro"] == 1
    step.happened("late-2", {"type": "added", "key": "k", "text": "Ro"})
    step.happened("", *step.then_by_itself())
    assert shown(step)["Ro"] == 2


def test_a_word_taken_back_leaves_no_larger_word_smaller():
    step = read("Ro", "Ro", "Ro", "Mod")
    assert shown(step)["Ro"] == 2
    step.state = step.kind.without(step.state, "person-0", "k")
    assert {word["text"]: word["size"] for word in step.seen_by("projector")["said"]}["Ro"] == 2


def test_what_is_not_there_any_more_cannot_be_joined():
    with pytest.raises(Refused, match="note_gone"):
        read("Ro", "Mod", "Luft", "Hav").when("lead", "hide_word", word="gone")


def test_nobody_but_whoever_leads_touches_the_words():
    step = read("Ro", "Mod", "Luft", "Hav")
    with pytest.raises(Refused, match="not_yours"):
        step.when("anna", "hide_word", word=next(iter(listed(step).values())))


def test_the_list_has_the_same_words_in_the_order_of_the_alphabet_and_in_one_size():
    step = read("Ro", "Mod", "Luft", "Hav")
    shown(step)
    step.happened("lead", *step.when("lead", "look_as", look="list"))
    ((column,),) = step.seen_by("projector")["pictures"]
    assert [word["text"] for word in column] == ["Hav", "Luft", "Mod", "Ro"]


def test_the_notes_have_each_shown_word_once_and_never_by_how_many():
    step = read("Ro", "Ro", "Ro", "Mod")
    assert step.in_the_notes() == []
    shown(step)
    assert sorted(step.in_the_notes()) == ["Mod", "Ro"]


def drawn(name, audience: Audience = "projector"):
    return gallery.draw("word_cloud", name, audience, words("en"))


def test_sizes_are_also_said_in_words_and_the_list_has_none():
    assert "(written by many)" in drawn("shown") and "written by" not in drawn("shown_as_a_list")


def test_the_phone_never_says_that_words_appear_by_themselves():
    said = words("en")
    assert said("writing.how.review") in drawn("live", "participant")
    assert said("writing.how.live") not in drawn("live", "participant")


def test_more_words_than_fit_are_shown_a_page_at_a_time():
    assert "Page 1 of" in drawn("shown_many")

"""Wall: short notes from everyone, which the group gathers into themes of its own."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from shared import gallery, picture
from shared.activity import Refused, Theme, activity
from shared.words import words
from tests.given import Given, wrote

SIX = wrote("Ro", "Mod", "Søvn", "En kat", "Kaffe", "Havet")
TEXTS = some.text(some.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=140)
NOTES = some.lists(TEXTS, max_size=60).map(lambda texts: [{"id": f"{n}", "text": t} for n, t in enumerate(texts)])


def step(*facts, **settings):
    return Given("wall", *facts, **settings)


def shown():
    """A wall where six notes hang, none of them in a theme."""
    return step(*SIX).all_shown()


def ids(wall):
    """Public id by text, of what hangs on the wall."""
    return {note["text"]: note["id"] for note in wall.seen_by("projector")["shown"]}


def lead(wall, type, **fields):
    happened = wall.when("lead", type, **fields)
    wall.happened("lead", *happened)
    return happened


def make(wall, name="", *texts):
    """A theme with these notes. Returns its id."""
    id = lead(wall, "make_theme", name=name)[0]["id"]
    for text in texts:
        lead(wall, "move", note=ids(wall)[text], theme=id)
    return id


def themes(wall, audience):
    """What lies where: {theme's name: texts}, and what lies loose under None."""
    seen = wall.seen_by(audience)
    laid = {theme["name"]: {n["text"] for n in theme["notes"]} for theme in seen["themes"]}
    return {**laid, None: {n["text"] for n in seen["loose"]}}


# --- writing ------------------------------------------------------------------------------------------------------


def test_everyone_may_write_several_notes_and_then_no_more():
    wall = step(per_person=2)
    for key in ("one", "two"):
        wall.happened("anna", *wall.when("anna", "add", key=key, text=key))
    assert wall.seen_by("participant", "anna")["left"] == 0
    with pytest.raises(Refused, match="no_notes_left"):
        wall.when("anna", "add", key="three", text="Ro")


def test_a_note_that_is_taken_back_gives_its_place_free():
    assert gallery.view("wall", "taken_back", "participant")["seen"]["left"] == 3


def test_a_phone_is_told_nothing_of_the_others_notes():
    seen = shown().seen_by("participant", "a stranger")
    assert seen["mine"] == []
    assert seen.keys() == {"settings", "mine", "left"}


def test_the_plans_themes_stand_on_the_phone_for_orientation():
    drawn = gallery.draw("wall", "with_themes_of_the_plan", "participant", words("da"))
    assert all(theme in drawn for theme in ("Små hverdagsting", "Natur og dyr"))
    assert "<select" not in drawn


# --- sorting ------------------------------------------------------------------------------------------------------


def test_a_theme_can_be_made_with_a_note_and_named_later():
    wall = shown()
    made = lead(wall, "make_theme", note=ids(wall)["Ro"])[0]["id"]
    lead(wall, "name_theme", theme=made, name="Stille stunder")
    assert themes(wall, "facilitator")["Stille stunder"] == {"Ro"}


def test_the_room_keeps_the_order_it_has_seen_until_the_themes_are_shown():
    wall = shown()
    make(wall, "Dyr", "En kat")
    assert themes(wall, "projector") == {None: {"Ro", "Mod", "Søvn", "En kat", "Kaffe", "Havet"}}
    assert wall.seen_by("facilitator")["unseen"]
    lead(wall, "show_themes")
    assert themes(wall, "projector")["Dyr"] == {"En kat"}
    assert not wall.seen_by("facilitator")["unseen"]


def test_a_note_is_moved_from_theme_to_theme_and_out_again():
    wall = shown()
    make(wall, "Stille", "Ro", "Søvn")
    make(wall, "Andet", "Ro")
    assert themes(wall, "facilitator") == {
        "Stille": {"Søvn"},
        "Andet": {"Ro"},
        None: {"Mod", "En kat", "Kaffe", "Havet"},
    }
    lead(wall, "move", note=ids(wall)["Ro"], theme="")
    assert themes(wall, "facilitator")["Andet"] == set()


def test_two_themes_become_one_and_keep_the_others_name():
    wall = shown()
    stille, andet = make(wall, "Stille", "Ro"), make(wall, "Andet", "Mod")
    lead(wall, "merge", theme=stille, into=andet)
    assert themes(wall, "facilitator") == {"Andet": {"Ro", "Mod"}, None: {"Søvn", "En kat", "Kaffe", "Havet"}}


def test_a_theme_taken_apart_leaves_its_notes_on_the_wall():
    wall = shown()
    lead(wall, "take_apart", theme=make(wall, "Stille", "Ro", "Søvn"))
    assert themes(wall, "facilitator") == {None: {"Ro", "Mod", "Søvn", "En kat", "Kaffe", "Havet"}}


@pytest.mark.parametrize(
    "asked, key",
    [
        ({"type": "move", "note": "nobody", "theme": ""}, "note_gone"),
        ({"type": "name_theme", "theme": "none", "name": "X"}, "theme_gone"),
        ({"type": "make_theme", "name": "x" * 61}, "text_too_long"),
    ],
)
def test_what_is_not_there_or_too_long_is_refused_kindly(asked, key):
    wall = shown()
    with pytest.raises(Refused, match=key):
        wall.when("lead", **asked)


def test_a_theme_is_not_put_together_with_itself():
    wall = shown()
    stille = make(wall, "Stille")
    with pytest.raises(Refused, match="same_theme"):
        wall.when("lead", "merge", theme=stille, into=stille)


def test_nobody_but_whoever_leads_sorts():
    with pytest.raises(Refused, match="not_yours"):
        shown().when("anna", "make_theme", name="Mit")


def test_there_is_an_end_to_how_many_themes_a_wall_can_have():
    wall = shown()
    for n in range(12):
        make(wall, f"Tema {n}")
    with pytest.raises(Refused, match="too_many_themes"):
        wall.when("lead", "make_theme", name="Et til")


def test_a_later_step_chooses_between_the_themes_that_have_a_name():
    wall = shown()
    named = make(wall, "Stille", "Ro")
    make(wall, "", "Mod")
    assert activity("wall").offers(wall.state) == [Theme(named, "Stille")]


def test_a_hidden_note_is_in_no_theme_on_any_screen():
    wall = shown()
    make(wall, "Dyr", "En kat")
    lead(wall, "show_themes")
    lead(wall, "hide", id=ids(wall)["En kat"])
    assert themes(wall, "projector")["Dyr"] == set()
    assert "En kat" not in str(wall.seen_by("projector"))


# --- the picture --------------------------------------------------------------------------------------------------


def pages_of(loose, *laid):
    return picture.pictures(
        [{"id": f"t{n}", "name": f"Tema {n}", "notes": notes} for n, notes in enumerate(laid)], loose
    )


def texts_on(pages, kind):
    return [note["id"] for page in pages if page["kind"] == kind for note in on(page)]


def on(page):
    if page["kind"] == "alone":
        return page["notes"]
    columns = [column["notes"] if isinstance(column, dict) else column for column in page["columns"]]
    return [note for column in columns for note in column]


def some_notes(n):
    return [{"id": f"n{at}", "text": f"Seddel {at}"} for at in range(n)]


@pytest.mark.parametrize("notes, size", [(9, "middle"), (16, "middle"), (17, "small"), (24, "small"), (40, "small")])
def test_words_grow_smaller_in_steps_and_never_below_the_smallest(notes, size):
    assert {page["size"] for page in pages_of(some_notes(notes))} == {size}


def test_a_few_notes_stand_large_beside_the_question():
    assert [page["kind"] for page in pages_of(some_notes(8))] == ["slips"]


def test_what_does_not_fit_comes_on_another_page():
    assert len(pages_of(some_notes(24))) == 1
    assert len(pages_of(some_notes(60))) > 1


def test_a_new_note_moves_none_of_those_that_hang():
    before, after = pages_of(some_notes(18)), pages_of(some_notes(19))
    for old, new in zip(before[0]["columns"], after[0]["columns"], strict=True):
        assert new[: len(old)] == old


def test_every_theme_has_a_page_of_its_own_for_the_back_row():
    pages = pages_of([], some_notes(3), some_notes(14))
    assert [page["kind"] for page in pages] == ["themes", "alone", "alone", "alone", "alone"]
    assert all(len(page["notes"]) <= 6 for page in pages if page["kind"] == "alone")


def test_more_than_four_themes_are_spread_evenly_over_the_pages():
    pages = pages_of([], *[some_notes(2)] * 5)
    assert [len(page["columns"]) for page in pages if page["kind"] == "themes"] == [3, 2]


def test_a_theme_that_is_too_long_says_how_many_more_there_are():
    column = pages_of([], some_notes(30))[0]["columns"][0]
    assert column["more"] == 30 - len(column["notes"]) > 0


@given(notes=NOTES)
@settings(deadline=None)
def test_no_note_is_ever_left_out_of_the_loose_wall(notes):
    pages = pages_of(notes)
    if pages[0]["kind"] == "loose":
        assert sorted(texts_on(pages, "loose")) == sorted(note["id"] for note in notes)
    else:
        spread = pages[0]["spread"]
        assert sorted(n["id"] for page in spread for c in page["columns"] for n in c) == sorted(n["id"] for n in notes)
        assert len(pages) == max(1, len(spread))


@given(notes=NOTES, cut=some.integers(1, 5))
@settings(deadline=None)
def test_every_note_in_a_theme_can_be_turned_to(notes, cut):
    laid = [notes[n::cut] for n in range(cut)]
    pages = pages_of([], *laid)
    if any(laid):
        assert sorted(texts_on(pages, "alone")) == sorted(note["id"] for note in notes)


@given(notes=NOTES)
@settings(deadline=None)
def test_no_column_is_taller_than_the_picture(notes):
    for page in pages_of(notes):
        for column in page["columns"] if page["kind"] == "loose" else []:
            tall = [picture._height(note, page["size"], picture.COLUMNS) for note in column]
            assert sum(tall) <= picture.HEIGHT or len(column) == 1


# --- the screens --------------------------------------------------------------------------------------------------


def test_the_control_screen_knows_how_many_pages_the_room_has():
    for name in gallery.examples("wall"):
        seen = [gallery.view("wall", name, audience)["seen"] for audience in ("facilitator", "projector")]
        assert seen[0]["pages"] == seen[1]["pages"] == len(seen[1]["pictures"]), name


def test_the_wall_does_not_change_when_someone_writes_what_is_not_shown_yet():
    wall = step(*SIX[:4]).all_shown().standing(release="review")
    before = wall.seen_by("projector")
    wall.happened("person-4", *wall.when("person-4", "add", key="k", text="Kaffe"))
    assert wall.seen_by("projector") == before


def test_whoever_leads_is_sent_to_the_sorting_once_there_is_something_to_sort():
    assert 'id="to-sort"' not in gallery.draw("wall", "gathered", "facilitator", words("da"))
    assert 'id="to-sort"' in gallery.draw("wall", "shown_eight", "facilitator", words("da"))
    assert words("da")("wall.unseen") in gallery.draw("wall", "being_sorted", "facilitator", words("da"))

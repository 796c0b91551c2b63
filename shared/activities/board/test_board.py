"""Board: notes in named fields; their writers say where, and whoever leads may move them."""

import pytest

from shared import gallery
from shared.activity import Refused
from shared.words import words
from tests.given import Given

FIELDS = ["I vejen", "Hjælper"]
TEXTS = ("Breve", "En ven", "Larm", "Kaffe")


def step(fields=FIELDS, **settings):
    return Given("board", fields=fields, **settings)


def add(board, who, text, field, key="k"):
    board.happened(who, *board.when(who, "add", key=key, text=text, field=field))


def written(**settings):
    board = step(**settings)
    for n, text in enumerate(TEXTS):
        add(board, f"person-{n}", text, n % 2)
    return board


def shown(**settings):
    return written(**settings).all_shown()


def fields(board):
    """What stands in which field of the room's first picture."""
    first = board.seen_by("projector")["pictures"][0]
    return {column["name"]: {note["text"] for note in column["notes"]} for column in first["columns"]}


def id_of(board, text):
    return next(note["id"] for note in board.seen_by("projector")["shown"] if note["text"] == text)


def test_a_note_stands_in_the_field_its_writer_chose():
    assert fields(shown()) == {"I vejen": {"Breve", "Larm"}, "Hjælper": {"En ven", "Kaffe"}}


def test_without_a_field_a_note_is_handed_back_kindly_unless_there_is_only_one():
    with pytest.raises(Refused, match="choose_field"):
        step().when("anna", "add", key="k", text="Ro")
    assert step(fields=["Det hele"]).when("anna", "add", key="k", text="Ro")[1]["field"] == 0


def test_a_note_from_paper_goes_into_the_first_field_until_it_is_moved():
    assert step().when("lead", "add", key="k", text="Ro")[1]["field"] == 0


def test_a_field_that_is_not_there_is_refused():
    with pytest.raises(Refused, match="choose_field"):
        step().when("anna", "add", key="k", text="Ro", field=3)


def test_a_note_that_is_changed_stays_in_its_field():
    board = step()
    add(board, "anna", "Ro", 1)
    board.happened("anna", *board.when("anna", "add", key="k", text="Uro"))
    assert board.seen_by("participant", "anna")["mine"][0]["where"] == "Hjælper"


def test_whoever_leads_moves_a_note_also_into_two_fields():
    board = shown()
    id = id_of(board, "Breve")
    board.happened("lead", *board.when("lead", "put", note=id, field=1))
    assert fields(board) == {"I vejen": {"Larm"}, "Hjælper": {"En ven", "Kaffe", "Breve"}}
    board.happened("lead", *board.when("lead", "put", note=id, field=1, also=0))
    assert fields(board) == {"I vejen": {"Larm", "Breve"}, "Hjælper": {"En ven", "Kaffe", "Breve"}}


@pytest.mark.parametrize(
    "who, asked, key",
    [
        ("anna", {"note": "x", "field": 0}, "not_yours"),
        ("lead", {"note": "x", "field": 0}, "note_gone"),
        ("lead", {"note": "", "field": 5}, "choose_field"),
    ],
)
def test_what_cannot_be_moved_is_refused_kindly(who, asked, key):
    board = shown()
    asked["note"] = asked["note"] or id_of(board, "Breve")
    with pytest.raises(Refused, match=key):
        board.when(who, "put", **asked)


def test_moving_a_note_changes_nothing_on_its_writers_phone():
    board = shown()
    before = board.seen_by("participant", "person-0")
    board.happened("lead", *board.when("lead", "put", note=id_of(board, "Breve"), field=1))
    assert board.seen_by("participant", "person-0") == before


def test_every_field_can_be_shown_alone_for_the_back_row():
    board = shown()
    pages = board.seen_by("projector")["pictures"]
    assert [(page["kind"], page.get("name")) for page in pages] == [
        ("themes", None),
        ("alone", "I vejen"),
        ("alone", "Hjælper"),
    ]
    assert [place["page"] for place in board.seen_by("facilitator")["places"]] == [0, 1, 2]


def test_fields_without_notes_stand_on_the_board_too():
    board = step(fields=["A", "B", "C", "D", "E", "F"])
    for n, text in enumerate(TEXTS):
        add(board, f"person-{n}", text, 0)
    board.all_shown()
    columns = [
        c["name"]
        for page in board.seen_by("projector")["pictures"]
        if page["kind"] == "themes"
        for c in page["columns"]
    ]
    assert columns == ["A", "B", "C", "D", "E", "F"]


def test_while_people_write_nobody_can_see_how_full_a_field_is():
    board = written()
    assert board.seen_by("projector") == step().seen_by("projector")
    assert board.seen_by("facilitator")["gathered"] == []


def test_the_notes_hold_what_was_shown_under_its_field_and_each_note_once():
    board = shown()
    board.happened("lead", *board.when("lead", "put", note=id_of(board, "Breve"), field=0, also=1))
    sections = board.kind.notes(board.state)
    assert [(s.title, sorted(text for _, text in s.lines)) for s in sections] == [
        ("I vejen", ["Breve", "Larm"]),
        ("Hjælper", ["En ven", "Kaffe"]),
    ]
    assert written().kind.notes(written().state) == []


def test_a_note_is_moved_with_a_list_to_choose_from_and_a_button():
    drawn = gallery.draw("board", "shown", "facilitator", words("en"))
    assert 'name="type" value="turn"' in drawn and 'id="jump"' in drawn
    example = gallery.examples("board")["in_two_fields"]
    tab = type(example)(**{**{f: getattr(example, f) for f in example.__struct_fields__}, "context": {"tab": "shown"}})
    drawn = gallery.draw_example("board", tab, "facilitator", words("en"))
    assert '<select class="field"' in drawn and 'value="put"' in drawn and " + " in drawn

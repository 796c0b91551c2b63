"""Recognition: the room reads that several know a note, and nobody can tell who, how many, or who thought again."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from shared import gallery, marks
from shared.activity import Refused
from shared.anonymity import BATCH, FEWEST
from shared.words import words
from tests.given import Given, wrote
from tests.rooms import Room
from tests.test_meeting import PLAN, Story

TEXTS = ("Ro", "Mod", "Søvn", "En kat", "Kaffe")
PEOPLE = [f"person-{n}" for n in range(9)]
notes = st.sets(st.integers(0, len(TEXTS) - 1))
acts = st.lists(
    st.one_of(
        st.tuples(st.sampled_from(PEOPLE), notes),
        st.tuples(st.sampled_from(PEOPLE), st.just("take back")),
        st.tuples(st.just("lead"), st.sampled_from(["show", "undo"])),
    ),
    max_size=60,
)


def wall(**settings):
    return Given("wall", *wrote(*TEXTS), recognise=True, **settings).all_shown()


def ids(wall):
    return {note["text"]: note["id"] for note in wall.seen_by("projector")["shown"]}


def levels(wall, audience="projector"):
    return {note["text"]: note["known"] for note in wall.seen_by(audience)["shown"]}


def mark(wall, who, *texts):
    known = ids(wall)
    wall.happened(who, *wall.when(who, "mark", on=[known[text] for text in texts]))


def show(wall):
    wall.happened("lead", *wall.when("lead", "show_marks"))
    wall.happened("", *wall.then_by_itself())


def test_nothing_is_said_until_whoever_leads_asks_for_it():
    known = wall()
    before = [known.seen_by(audience, "a stranger") for audience in ("projector", "facilitator", "participant")]
    for who in PEOPLE:
        mark(known, who, "Ro")
        assert known.then_by_itself() == []
    after = [known.seen_by(audience, "a stranger") for audience in ("projector", "facilitator", "participant")]
    assert before == after


@pytest.mark.parametrize(
    ("people", "others", "level"), [(3, 5, 0), (4, 0, 0), (4, 1, 1), (6, 2, 1), (7, 1, 2), (7, 0, 1)]
)
def test_what_four_know_is_known_by_several_unless_that_would_be_everyone_who_answered(people, others, level):
    known = wall()
    for who in PEOPLE[:people]:
        mark(known, who, "Ro")
    for who in PEOPLE[people : people + others]:
        mark(known, who)
    show(known)
    assert levels(known) == {**dict.fromkeys(TEXTS, 0), "Ro": level} == levels(known, "facilitator")


def test_fewer_than_four_answers_are_not_counted_and_the_refusal_is_kind():
    known = wall()
    with pytest.raises(Refused, match="few_marks"):
        show(known)
    for who in PEOPLE[:3]:
        mark(known, who, "Ro")
    with pytest.raises(Refused, match="few_marks"):
        show(known)


def test_two_more_people_move_nothing_and_three_may():
    known = wall()
    for who in PEOPLE[:5]:
        mark(known, who, *(["Ro"] if who != PEOPLE[0] else []))
    show(known)
    for who in PEOPLE[5:7]:
        mark(known, who, "Ro", "Mod")
    with pytest.raises(Refused, match="few_marks"):
        show(known)
    mark(known, PEOPLE[7], "Ro", "Mod")
    show(known)
    assert levels(known)["Ro"] == 2
    assert levels(known)["Mod"] == 0


def test_a_mark_is_taken_back_without_anything_moving():
    known = wall()
    for who in PEOPLE[:5]:
        mark(known, who, *(["Ro"] if who != PEOPLE[0] else []))
    show(known)
    before = known.seen_by("projector")
    mark(known, PEOPLE[1])
    mark(known, PEOPLE[2], "Mod")
    assert known.seen_by("projector") == before


def test_the_notes_stay_where_they_are_and_none_looks_otherwise_for_not_being_marked():
    """Page for page and column for column; and where nothing is said, the slip is drawn as it was."""
    known = wall()

    def places():
        return [
            [[n["id"] for n in c] for c in page["columns"]]
            for page in known.seen_by("projector")["pictures"][0]["spread"]
        ]

    before, order = places(), list(ids(known))
    for who in PEOPLE:
        mark(known, who, *(["Kaffe"] if who != PEOPLE[0] else []))
    show(known)
    assert (places(), list(ids(known))) == (before, order)
    drawn = [gallery.draw("wall", name, "projector", words("en")) for name in ("to_recognise", "recognised")]
    slips = [page.partition('id="note-f2a74de4"')[2].partition("</li>")[0] for page in drawn]
    assert slips[0] == slips[1] != ""


def test_ones_own_note_stands_among_the_others_and_counts_like_any():
    known = wall()
    assert known.seen_by("participant", "person-0")["others"] == known.seen_by("participant", "nobody")["others"]
    for who in PEOPLE[:4]:
        mark(known, who, "Ro")  # person-0 wrote it
    mark(known, PEOPLE[4])
    show(known)
    assert levels(known)["Ro"] == 1


def test_the_fact_of_marking_is_as_long_whatever_was_marked():
    known = wall()
    all_of_it = [known.when("anna", "mark", on=on)[0] for on in ([], list(ids(known).values()))]
    assert len({len(each["on"]) + len(each["off"]) for each in all_of_it}) == 1


@pytest.mark.parametrize("now", [{"answering": True}, {"answering": False}])
def test_nothing_is_marked_while_people_write_nor_where_the_plan_does_not_ask(now):
    known = Given("wall", *wrote(*TEXTS), recognise=now["answering"]).all_shown().standing(**now)
    with pytest.raises(Refused, match="nothing_to_do"):
        known.when("anna", "mark", on=[])


def test_a_figure_is_on_no_screen():
    for audience in gallery.AUDIENCES:
        drawn = gallery.draw("wall", "recognised", audience, words("en"))
        assert ">8<" not in drawn and " 8 " not in drawn and ">5<" not in drawn


def test_marking_nothing_ends_as_marking_something_does():
    known = gallery.examples("wall")["recognised"]
    looks = set()
    for on in ([], ["a6a3a450"]):
        facts = [*known.facts, ("a", {"type": "marked", "on": on, "off": []})]
        drawn = gallery.draw_example(
            "wall", type(known)(**{**_fields(known), "facts": facts}), "participant", words("en")
        )
        looks.add(drawn.partition('<div class="stack">')[0])
    assert len(looks) == 1


def _fields(example):
    return {name: getattr(example, name) for name in example.__struct_fields__}


# --- whatever a group does -----------------------------------------------------------------------------------------


class Recognising:
    """A meeting in which five notes are shown, and people mark, think again and take back in any order."""

    def __init__(self):
        self.story = Story().go("notes").everyone_writes()
        self.story.lead("notes", type="reveal")
        self.people = {f"person-{n}": who for n, who in enumerate([*_people()])}
        self.ids = [note["id"] for note in self.story.sees("projector")["seen"]["shown"]]

    def does(self, who, what):
        with suppress(Refused):
            if what == "show":
                self.story.lead("notes", type="show_marks")
            elif what == "undo":
                if any((f.body or {}).get("type") == "marks_shown" for f in self.story.facts[-3:]):
                    self.story.lead(type="undo")
            elif what == "take back":
                self.story.do(self.people[who], "notes", type="take_back", key="marks")
            else:
                self.story.do(self.people[who], "notes", type="mark", on=[self.ids[n] for n in what])

    @property
    def marks(self):
        return self.story.meeting.stands["notes"].state.marks

    def words(self):
        return {note["id"]: note["known"] for note in self.story.sees("projector")["seen"]["shown"]}


def _people():
    from shared.activity import Actor

    return [Actor(f"q{n}") for n in range(len(PEOPLE))]


@settings(max_examples=120, deadline=None)
@given(acts)
def test_nothing_moves_but_when_it_is_asked_for_and_then_by_three_people_or_more(told):
    room = Recognising()
    ever: dict[str, set[str]] = {id: set() for id in room.ids}  # who has had this note ticked, at some time
    counted: dict[str, frozenset[str]] = {}
    for who, what in told:
        seen = {a: room.story.sees(a, me="a stranger") for a in ("projector", "facilitator", "participant")}
        before = room.words()
        room.does(who, what)
        if isinstance(what, set):
            for n in what:
                ever[room.ids[n]].add(who)
        if who != "lead":
            assert {a: room.story.sees(a, me="a stranger") for a in seen} == seen, "only whoever leads moves anything"
        now = room.marks.heard
        for id, level in room.words().items():
            assert level == 0 or len(ever[id]) >= FEWEST, "nothing under four"
            if now.get(id, frozenset()) != counted.get(id, frozenset()):
                assert len(now[id] - counted.get(id, frozenset())) >= BATCH and len(now[id]) >= FEWEST
            if level > before[id] > 0:
                assert len(ever[id]) >= marks.MANY
        counted = dict(now)


@settings(max_examples=120, deadline=None)
@given(acts)
def test_the_words_never_say_what_everyone_who_answered_chose(told):
    room = Recognising()
    for who, what in told:
        room.does(who, what)
    for id, level in room.words().items():
        least = {0: 0, 1: marks.SEVERAL, 2: marks.MANY}[level]
        assert least < max(len(room.marks.heard.get(id, ())), 1)


def test_marks_are_taken_back_from_the_page_with_everything_one_has_written():
    room = Room({"da": PLAN})
    room.go("notes")
    phones = room.phones(5)
    for phone in phones:
        phone.add("notes", "Ro")
    room.lead("reveal", "notes")
    shown = [note.id for note in room.meeting.stand("notes").state.pile.shown()]
    assert 'value="marks"' not in phones[0].page("mine")
    assert phones[0].do("mark", "notes", on=shown[:1]).get_json() == {"kept": True}
    assert 'value="marks"' in phones[0].page("mine")
    phones[0].do("take_back", "notes", key="marks")
    assert room.meeting.stand("notes").state.marks.of == {}
    assert 'value="marks"' not in phones[0].page("mine")
    assert not any(fact.body and fact.body["type"] == "marked" for fact in room.house.log.read(room.id))
    room.close()


def test_marking_works_as_a_plain_form():
    room = Room({"da": PLAN})
    room.go("notes")
    phones = room.phones(5)
    for phone in phones:
        phone.add("notes", "Ro")
    room.lead("reveal", "notes")
    shown = [note.id for note in room.meeting.stand("notes").state.pile.shown()]
    assert 'name="on[]"' in phones[0].page()
    form = phones[0].form("mark", "notes", on=shown[:2])
    assert phones[0].post("do", form).status_code == 303
    assert words("da")("marks.change") in phones[0].page()
    room.close()

"""Agreement: the group's own lines, and a quiet word of what to talk about that points at nobody."""

import pytest
from msgspec.structs import replace

from shared import gallery
from shared.activity import Refused
from shared.words import LANGUAGES, words
from tests.given import Given, wrote

LINES = ["Vi lytter", "Alle kan sige pas"]
FOUR = wrote("Vi begynder til tiden", "Telefonen væk", "Kaffe", "Ingen spørger hvorfor")
PEOPLE = [f"person-{n}" for n in range(9)]


def deal(*facts, **settings):
    return Given("agreement", *facts, **{"lines": LINES, **settings})


def lead(deal, type, **fields):
    deal.happened("lead", *deal.when("lead", type, **fields))
    deal.happened("", *deal.then_by_itself())
    return deal


def read():
    """Answering is closed and whoever leads has read what was added."""
    closed = deal(*FOUR).standing(answering=False)
    closed.happened("", *closed.then_by_itself())
    return closed


def asked():
    return lead(deal().standing(answering=False), "ask")


def wants_to_talk(deal, who, *lines):
    deal.happened(who, *deal.when(who, "mark", on=list(lines)))


def agreed(deal, audience="projector"):
    return [line["text"] for line in deal.seen_by(audience, "a stranger")["lines"]]


def id_of(deal, text):
    return next(note["id"] for note in deal.seen_by("facilitator")["gathered"] if note["text"] == text)


# --- the lines ----------------------------------------------------------------------------------------------------


def test_what_people_add_is_in_the_agreement_only_once_whoever_leads_takes_it_in():
    deal = read()
    assert agreed(deal) == LINES
    lead(deal, "show", id=id_of(deal, "Telefonen væk"))
    assert agreed(deal) == agreed(deal, "participant") == [*LINES, "Telefonen væk"]


def test_nothing_added_gets_in_by_itself_whatever_the_plan_says():
    deal_live = deal(*FOUR).standing(answering=False, release="review")
    deal_live.happened("", *deal_live.then_by_itself())
    assert agreed(deal_live) == LINES
    assert "live" not in deal_live.kind.RELEASES


def test_a_line_can_be_put_in_other_words_before_the_room_sees_it():
    deal = read()
    id = id_of(deal, "Telefonen væk")
    lead(lead(deal, "word", line=id, text="Telefonen ligger i tasken"), "show", id=id)
    assert agreed(deal) == [*LINES, "Telefonen ligger i tasken"]


def test_a_line_is_taken_off_and_put_back():
    here = lead(deal(), "drop", line="line-0")
    assert agreed(here) == ["Alle kan sige pas"]
    assert here.seen_by("facilitator")["off"] == [{"id": "line-0", "text": "Vi lytter"}]
    assert agreed(lead(here, "drop", line="line-0", on=False)) == LINES


def test_a_line_that_its_writer_takes_back_is_no_longer_agreed_also_in_other_words():
    deal = read()
    id = id_of(deal, "Telefonen væk")
    lead(lead(deal, "word", line=id, text="Telefonen ligger i tasken"), "show", id=id)
    deal.state = deal.kind.without(deal.state, "person-1", "k")
    assert agreed(deal) == LINES


@pytest.mark.parametrize(
    "type, fields", [("word", {"line": "line-0", "text": "x"}), ("drop", {"line": "line-0"}), ("ask", {})]
)
def test_nobody_but_whoever_leads_shapes_it(type, fields):
    with pytest.raises(Refused, match="not_yours"):
        deal().when("anna", type, **fields)


@pytest.mark.parametrize(
    "fields, key",
    [
        ({"line": "nothing", "text": "x"}, "note_gone"),
        ({"line": "line-0", "text": " "}, "text_empty"),
        ({"line": "line-0", "text": "x" * 201}, "text_too_long"),
    ],
)
def test_what_cannot_be_reworded_is_refused_kindly(fields, key):
    with pytest.raises(Refused, match=key):
        deal().when("lead", "word", **fields)


def test_the_agreed_lines_can_be_handed_on_and_shown_again():
    deal = lead(read(), "drop", line="line-0")
    lead(deal, "show", id=id_of(deal, "Kaffe"))
    handed = deal.kind.carries(deal.state)
    assert handed == ["Alle kan sige pas", "Kaffe"] == [theme.name for theme in deal.kind.offers(deal.state)]
    again = Given("agreement", form="again", lines=handed)
    assert agreed(again) == agreed(again, "participant") == handed


def test_an_agreement_that_is_shown_again_asks_for_nothing():
    again = deal(form="again")
    assert not again.kind.collects(again.state)
    for who, type, fields in (("anna", "add", {"key": "k", "text": "x"}), ("anna", "mark", {}), ("lead", "ask", {})):
        with pytest.raises(Refused, match="nothing_to_do"):
            again.when(who, type, **fields)
    assert "<form" not in gallery.draw("agreement", "again", "participant", words("en"))


# --- what to talk about -------------------------------------------------------------------------------------------


def test_nobody_is_asked_before_whoever_leads_asks_nor_while_people_write():
    for now in (deal().standing(answering=False), lead(deal(), "ask")):
        with pytest.raises(Refused, match="nothing_to_do"):
            now.when("anna", "mark", on=[])


def test_what_someone_wants_to_talk_about_is_on_their_phone_alone():
    deal = asked()
    before = [deal.seen_by(audience, "a stranger") for audience in ("projector", "facilitator", "participant")]
    for who in PEOPLE:
        wants_to_talk(deal, who, "line-0")
        assert deal.then_by_itself() == []
    assert [deal.seen_by(audience, "a stranger") for audience in ("projector", "facilitator", "participant")] == before
    assert deal.seen_by("participant", "person-0")["marked"] == ["line-0"]


@pytest.mark.parametrize("wanting", [0, 1, 3])
def test_no_screen_tells_whether_nobody_or_a_few_want_to_talk(wanting):
    """Not the room's, not that of those who lead: it is said in any case that we talk about the agreement."""
    looks = []
    for some in (0, wanting):
        deal = asked()
        for n, who in enumerate(PEOPLE):
            wants_to_talk(deal, who, *(["line-0"] if n < some else []))
        lead(deal, "show_marks")
        looks.append([deal.seen_by(audience) for audience in ("projector", "facilitator")])
    assert looks[0] == looks[1]
    assert looks[0][0]["talked"]


def test_a_line_that_four_want_to_talk_about_is_pointed_out():
    deal = asked()
    for n, who in enumerate(PEOPLE):
        wants_to_talk(deal, who, *(["line-1"] if n < 4 else []))
    lead(deal, "show_marks")
    assert [line["talk"] for line in deal.seen_by("projector")["lines"]] == [False, True]


def test_fewer_than_four_answers_show_nothing():
    deal = asked()
    for who in PEOPLE[:3]:
        wants_to_talk(deal, who, "line-0")
    with pytest.raises(Refused, match="few_marks"):
        deal.when("lead", "show_marks")


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_room_reads_that_it_talks_about_the_agreement_whatever_was_ticked(lang):
    t = words(lang)
    for name in ("talk_about_it", "talk_about_one_line"):
        assert t("agreement.together") in gallery.draw("agreement", name, "projector", t)
    assert t("agreement.this_one") not in gallery.draw("agreement", "talk_about_it", "projector", t)
    assert t("agreement.this_one") in gallery.draw("agreement", "talk_about_one_line", "projector", t)


def test_passing_and_ticking_end_alike():
    example = gallery.examples("agreement")["asked"]
    fields = {name: getattr(example, name) for name in example.__struct_fields__}
    looks = set()
    for on in ([], ["line-0", "line-1"]):
        facts = [*example.facts, ("a", {"type": "marked", "on": on, "off": []})]
        answered = type(example)(**{**fields, "facts": facts, "me": "a"})
        drawn = gallery.draw_example("agreement", answered, "participant", words("en"))
        looks.add(drawn.partition('<div class="stack">')[0])
    assert len(looks) == 1


def test_nothing_moves_when_a_line_is_pointed_out():
    deal = asked()
    before = [[line["id"] for line in page] for page in deal.seen_by("projector")["spread"]]
    for n, who in enumerate(PEOPLE):
        wants_to_talk(deal, who, *(["line-1"] if n < 4 else []))
    lead(deal, "show_marks")
    assert [[line["id"] for line in page] for page in deal.seen_by("projector")["spread"]] == before


def test_a_hole_in_the_past_leaves_the_lines_that_are_known():
    deal = lead(read(), "ask")
    deal.state = replace(deal.state, pile=replace(deal.state.pile, notes={}))
    assert agreed(deal) == LINES

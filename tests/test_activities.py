"""What every activity keeps to, whatever it is about. A new one is held to all of this by lying in its folder."""

import re
import typing
from html.parser import HTMLParser
from typing import Any

import jsonschema
import msgspec
import pytest
from markupsafe import escape

from facilitator.notes import FORMATS, build, leaving, render
from shared import gallery, screen
from shared import meeting as core
from shared.activity import Section, Struct, activities, activity
from shared.gallery import Example
from shared.words import LANGUAGES, words

KINDS = list(activities())
EXAMPLES = [(kind, name) for kind in KINDS for name in gallery.examples(kind)]
PILES = [(kind, name) for kind, name in EXAMPLES if hasattr(gallery.stand(kind, name).stands["step"].state, "pile")]
RESERVED = core.AROUND | {"go", "cover", "few_today", "end", "undo", "leave_out", "more_time"}
EVIL = "\"'><x-evil onx=1>&"

every_activity = pytest.mark.parametrize("kind", KINDS)
every_example = pytest.mark.parametrize("kind, name", EXAMPLES, ids=lambda value: str(value))
every_pile = pytest.mark.parametrize("kind, name", PILES, ids=lambda value: str(value))


@every_activity
def test_an_activity_answers_all_the_questions(kind):
    module = activity(kind)
    assert issubclass(module.Settings, Struct) and issubclass(module.State, Struct)
    assert "settings" in module.State.__struct_fields__
    for question in ("decide", "evolve", "view", "notes"):
        assert callable(getattr(module, question)), question
    assert module.__doc__, "what it is for, in a sentence"


@every_activity
def test_an_activity_has_examples_from_the_empty_to_the_hostile(kind):
    names = set(gallery.examples(kind))
    assert {"empty", "hostile_markup", "long_words"} <= names
    assert not all(example.answering for example in gallery.examples(kind).values())
    assert len(names) >= 8


@every_activity
def test_what_a_plan_may_say_about_it_can_be_checked_by_others(kind):
    schema = msgspec.json.schema(activity(kind).Settings)
    jsonschema.Draft202012Validator.check_schema(schema)
    for example in gallery.examples(kind).values():
        jsonschema.validate(example.settings, schema)


@every_activity
def test_no_command_or_fact_takes_a_name_that_belongs_to_the_meeting(kind):
    assert _tags(activity(kind).Command).isdisjoint(RESERVED)
    assert _tags(activity(kind).Event).isdisjoint(core.AROUND_EVENTS | {"forgotten", "undone"})


@every_example
@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_example_can_be_drawn_on_every_screen(kind, name, lang):
    for audience in gallery.AUDIENCES:
        drawn = gallery.draw(kind, name, audience, words(lang))
        page = Page(drawn)
        assert page.unclosed == [], f"{audience}: an element is opened or closed twice"
        assert page.text.strip(), audience


@every_example
def test_nothing_that_anyone_wrote_becomes_markup(kind, name):
    for audience in gallery.AUDIENCES:
        page = Page(_draw_with(kind, name, audience, EVIL))
        assert "x-evil" not in page.tags and "onx" not in page.attributes, audience


@every_example
def test_the_past_may_have_holes_anywhere(kind, name):
    example = gallery.examples(kind)[name]
    for n in range(len(example.facts)):
        without = [(who, {} if n == at else event) for at, (who, event) in enumerate(example.facts)]
        _folds(kind, msgspec.structs.replace(example, facts=without))
    every_other = [(who, event if at % 2 else {}) for at, (who, event) in enumerate(example.facts)]
    holed = msgspec.structs.replace(example, facts=every_other)
    for audience in gallery.AUDIENCES:
        assert gallery.draw_example(kind, holed, audience, words("da"))


@every_example
def test_the_notes_are_sections_and_hold_only_what_the_room_has_seen(kind, name):
    state = gallery.stand(kind, name).stands["step"].state
    sections = activity(kind).notes(state)
    assert all(isinstance(section, Section) for section in sections)
    if hasattr(state, "pile"):
        seen = {note.text for note in state.pile.at("shown")}
        seen |= {line["text"] for line in gallery.view(kind, name, "projector")["seen"].get("lines", [])}
        assert {text for section in sections for _, text in section.lines} <= seen
    if getattr(state, "tally", None) and state.tally.disclosed is None:
        assert not any(section.counts for section in sections)


@every_pile
def test_the_notes_have_what_may_leave_and_nothing_else_in_every_format(kind, name):
    meeting: Any = gallery.stand_of(kind, _marked(kind, name))
    plan = msgspec.structs.replace(meeting.plan, notes="texts")
    whole = build(msgspec.structs.replace(meeting, running={plan.lang: plan}), gallery.BEGAN)
    everything = _in(kind, name, "waiting", "gathered", "held", "hidden", "shown")
    noted = {text for section in activity(kind).notes(meeting.stands["step"].state) for _, text in section.lines}
    few = any(chapter.few for chapter in whole.chapters)
    for format in FORMATS:
        file = render(leaving(whole), format)
        text = file.decode() if isinstance(file, bytes) else file
        marks = {mark for mark in everything if mark in text}
        assert marks <= noted and (few or marks == noted & everything), format


@every_pile
def test_what_waits_is_on_no_screen_but_the_writers_own(kind, name):
    for audience in ("projector", "facilitator", "participant"):
        assert _on(kind, name, audience).isdisjoint(_in(kind, name, "waiting")), audience


@every_pile
def test_the_projector_shows_only_what_was_shown(kind, name):
    unshown = _in(kind, name, "waiting", "gathered", "held", "hidden", "returned")
    assert _on(kind, name, "projector").isdisjoint(unshown)


@every_pile
def test_what_was_given_back_is_on_no_screen_but_the_writers_own(kind, name):
    for audience in ("projector", "facilitator", "participant"):
        assert _on(kind, name, audience).isdisjoint(_in(kind, name, "returned")), audience


@every_pile
def test_a_phone_shows_nothing_that_others_wrote_but_what_the_room_can_see_and_is_asked_about(kind, name):
    on_phone = _on(kind, name, "participant")
    if _asks_about_what_is_shown(kind, name):
        assert on_phone == _in(kind, name, "shown"), "all of it, or what is missing would be somebody's"
    elif kind == "agreement":
        assert on_phone <= _in(kind, name, "shown"), "what was taken in is everybody's agreement"
    else:
        assert on_phone == set()


@every_pile
def test_the_one_who_wrote_it_finds_it_again(kind, name):
    example = gallery.examples(kind)[name]
    mine = [note.text for note in gallery.stand(kind, name).stands["step"].state.pile.of(example.me)]
    drawn = gallery.draw(kind, name, "participant", words("da"))
    assert all(str(escape(text)) in drawn for text in mine)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "tally" in activity(kind).State.__struct_fields__])
def test_no_count_is_on_the_projector_before_it_was_disclosed(kind):
    for name, example in gallery.examples(kind).items():
        if not any(event.get("type") == "disclosed" for _, event in example.facts):
            assert gallery.view(kind, name, "projector")["seen"].get("sums") is None, name


@every_example
def test_forms_are_plain_and_can_be_used_without_scripts_sight_or_a_mouse(kind, name):
    for audience in gallery.AUDIENCES:
        page = Page(gallery.draw(kind, name, audience, words("en")))
        assert page.ids == sorted(set(page.ids)), f"{audience}: an id stands twice"
        assert page.fields <= page.labelled, f"{audience}: a field without a label"
        assert "" not in page.buttons, f"{audience}: a button without words"
        assert {"style", "onclick", "onsubmit", "oninput"}.isdisjoint(page.attributes), audience
        assert {"script", "style", "link", "img", "iframe"}.isdisjoint(page.tags), audience
        assert all(form == {"post", "#"} for form in page.forms), audience
        assert page.used <= page.forms_by_id, f"{audience}: a button for a form that is not there"


@every_example
def test_a_phone_and_the_projector_have_one_heading_for_the_whole(kind, name):
    for audience in ("participant", "projector"):
        assert Page(gallery.draw(kind, name, audience, words("en"))).tags.count("h1") == 1, audience


@every_example
def test_passing_is_as_near_as_sending(kind, name):
    drawn = gallery.draw(kind, name, "participant", words("en"))
    offers_to_send = 'class="btn btn-1 send"' in drawn
    assert offers_to_send == ('class="btn btn-2 pass"' in drawn)
    assert offers_to_send == bool(
        re.search(r'id="pass">\s*<input type="hidden" name="type" value="(pass|mark)">', drawn)
    )


@pytest.mark.parametrize(
    "kind, sent, passed",
    [
        ("open_answers", "mine_is_sent", "passed"),
        ("check_out", "mine_is_sent", "passed"),
        ("check_in", "mine_is_sent", "passed"),
        ("check_in", "weather_chosen", "weather_passed"),
    ],
)
def test_a_neighbour_cannot_see_who_passed_and_who_wrote(kind, sent, passed):
    looks = {
        gallery.draw(kind, name, "participant", words("en")).partition('<div class="stack">')[0]
        for name in (sent, passed)
    }
    assert len(looks) == 1


def test_in_the_gallery_forms_are_forms():
    drawn = screen.sendable(gallery.draw("wall", "empty", "participant", words("en")))
    assert "&lt;" not in drawn and drawn.count("<form") == drawn.count("</form>") == 2


def _asks_about_what_is_shown(kind: str, name: str) -> bool:
    """Whether people may mark on their phones which of the shown notes they know."""
    example = gallery.examples(kind)[name]
    return example.settings.get("recognise", False) and not example.answering


def _tags(union: Any) -> set[str]:
    kinds = typing.get_args(union) or (union,)
    return {str(kind.__struct_config__.tag) for kind in kinds}


def _folds(kind: str, example: Example) -> None:
    meeting = gallery.stand_of(kind, example)
    for audience in gallery.AUDIENCES:
        core.view(meeting, audience, "da", lambda _: example.me, example.here)


def _draw_with(kind: str, name: str, audience: Any, text: str) -> str:
    """An example where everything that a person or a plan wrote is `text`."""
    example = gallery.examples(kind)[name]
    facts = [(who, {k: text if k in ("text", "name") else v for k, v in event.items()}) for who, event in example.facts]
    prose = ("prompt", "help", "gentler", "starter", "text", "start", "end", "low", "mid", "high")
    prose += ("abstract", "concrete", "x_low", "x_high", "y_low", "y_high")
    several = ("statements", "labels", "items", "prompts", "parts")
    several += ("lines", "options", "themes", "fields", "cards", "piles", "questions")
    settings = {
        key: text if key in prose else [text] * len(value) if key in several else value
        for key, value in example.settings.items()
    }
    context = {**example.context, **({"draft": {"key": "ny", "text": text}} if "draft" in example.context else {})}
    evil = msgspec.structs.replace(example, facts=facts, settings=settings, context=context)
    return gallery.draw_example(kind, evil, audience, words("da"))


def _marked(kind: str, name: str) -> Example:
    """An example where every text is a mark of its own, so that it can be found on a screen."""
    example = gallery.examples(kind)[name]
    facts = [
        (who, {**event, "text": f"zq{n}zq"} if "text" in event else event)
        for n, (who, event) in enumerate(example.facts)
    ]
    return msgspec.structs.replace(example, facts=facts, me="a stranger", context={})


def _in(kind: str, name: str, *places: Any) -> set[str]:
    state: Any = gallery.stand_of(kind, _marked(kind, name)).stands["step"].state
    return {note.text for note in state.pile.at(*places)}


def _on(kind: str, name: str, audience: Any) -> set[str]:
    """Which marks are on a screen; for whoever leads, on every tab of it."""
    everything = _in(kind, name, "waiting", "gathered", "held", "hidden", "returned", "shown")
    drawn = ""
    for tab in ("waiting", "shown", "hidden") if audience == "facilitator" else ("",):
        example = msgspec.structs.replace(_marked(kind, name), context={"tab": tab} if tab else {})
        drawn += gallery.draw_example(kind, example, audience, words("da"))
    return {mark for mark in everything if mark in drawn}


class Page(HTMLParser):
    """What a browser would make of it: elements, attributes, ids, fields, labels, buttons, forms."""

    VOID = {"input", "br", "hr", "meta", "link", "img"}

    def __init__(self, html: str):
        super().__init__()
        self.tags: list[str] = []
        self.attributes: set[str] = set()
        self.ids: list[str] = []
        self.fields: set[str] = set()
        self.labelled: set[str] = set()
        self.buttons: list[str] = []
        self.forms: list[set[str]] = []
        self.forms_by_id: set[str] = set()
        self.used: set[str] = set()
        self.text = ""
        self.unclosed: list[str] = []
        self.feed(html)
        self.close()
        self.ids.sort()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.tags.append(tag)
        self.attributes |= given.keys()
        if tag not in self.VOID:
            self.unclosed.append(tag)
        if "id" in given:
            self.ids.append(given["id"])
        if tag == "label" and "for" in given:
            self.labelled.add(given["for"])
        if tag in ("input", "textarea", "select") and given.get("type") != "hidden":
            named = "label" in self.unclosed or "aria-label" in given
            self.fields |= set() if named else {given.get("id", "a field without an id")}
        if tag in ("button", "summary", "a"):
            self.buttons.append(given.get("aria-label", ""))
            self.used |= {given["form"]} if "form" in given else set()
        if tag == "form":
            self.forms.append({given.get("method", "get"), given.get("action", "")})
            self.forms_by_id |= {given["id"]} if "id" in given else set()

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if tag not in self.VOID:
            self.unclosed.pop()

    def handle_endtag(self, tag: str) -> None:
        if self.unclosed and self.unclosed[-1] == tag:
            self.unclosed.pop()
        else:
            self.unclosed.append(f"/{tag}")

    def handle_data(self, data: str) -> None:
        self.text += data
        if self.buttons and {"button", "summary", "a"} & set(self.unclosed):
            self.buttons[-1] += data.strip()

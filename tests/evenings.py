"""An evening on a plan from the first screen to the notes, with people who do what their phones offer them.

They know no activity: each reads the forms on their page and fills them in, so that whatever a plan holds is played.
One listens and sends nothing, one passes wherever that is possible, one takes back what they sent, and the others take
part.
"""

from __future__ import annotations

import itertools
import random
from dataclasses import dataclass, field
from functools import cache
from html.parser import HTMLParser

from werkzeug.datastructures import MultiDict

from facilitator.notes import FORMATS, build, leaving, render
from facilitator.notes.as_json import render as as_json
from samklang.voices import Voices
from shared.meeting import collects
from shared.plan import Plan
from shared.words import LANGUAGES, catalogue
from tests.led_rooms import LedRoom
from tests.test_control import form_of

PEOPLE = 7
ROLES = ("listens", "passes", "takes back")  # the first three; everybody else takes part
BESIDE = {"pass", "take_back", "signal", "mark", ""}  # forms that are no answer
INSIDE = {"X-Look": "something else"}  # asks for the screen without the page around it
ROOM = 60  # characters, where a page does not say how many


@dataclass
class Form:
    """A form as it stands on a phone, with everything in it that can be filled in."""

    hidden: list[tuple[str, str]] = field(default_factory=list)
    radios: dict[str, list[str]] = field(default_factory=dict)
    boxes: dict[str, list[str]] = field(default_factory=dict)
    numbers: dict[str, list[int]] = field(default_factory=dict)  # the most of each
    selects: dict[str, list[list[str]]] = field(default_factory=dict)
    texts: list[tuple[str, str]] = field(default_factory=list)  # (name, id)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    dots: int = 0

    @property
    def type(self) -> str:
        return dict(self.hidden).get("type", "")


class Sheet(HTMLParser):
    """The forms on a page, without those in a dialog that nobody has opened."""

    def __init__(self, html: str):
        super().__init__()
        self.forms: list[Form] = []
        self.room: dict[str, int] = {}
        self._form: Form | None = None
        self._shut = False
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._shut = self._shut or (tag == "dialog" and "open" not in given)
        if "data-most" in given and "data-count" in given:
            self.room[given["data-count"]] = int(given["data-most"])
        if tag == "form" and not self._shut:
            self._form = Form(dots=int(given.get("data-dots") or 0))
            self.forms.append(self._form)
        elif self._form:
            self._filled_in(self._form, tag, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        self._shut = self._shut and tag != "dialog"

    def _filled_in(self, form: Form, tag: str, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        if not name and tag != "option":
            return
        match tag, given.get("type", "text"):
            case "input", "hidden":
                form.hidden.append((name, value))
            case "input", "radio":
                form.radios.setdefault(name, []).append(value)
            case "input", "checkbox":
                form.boxes.setdefault(name, []).append(value)
            case "input", "number":
                form.numbers.setdefault(name, []).append(int(given.get("max") or 1))
            case (("input" | "textarea"), _):
                form.texts.append((name, given.get("id", "")))
            case "select", _:
                form.selects.setdefault(name, []).append([])
            case "option", _ if form.selects:
                [*form.selects.values()][-1][-1].append(value)
            case "button", _:
                form.buttons.append((name, value))


class Guest:
    """One person with a phone, in a language of their own."""

    def __init__(self, evening: Evening, number: int, lang: str):
        self.evening, self.phone = evening, evening.room.phone(lang)
        self.role = ROLES[number] if number < len(ROLES) else "takes part"
        self.chance = random.Random(f"{evening.plan.id}:{number}")
        self.lang = lang

    def look(self) -> Sheet:
        """The screen as it is now: calm, with one heading, and without a refusal."""
        answer = self.phone.get(**INSIDE)
        self.evening.check(answer.status_code == 200, f"a phone shows {answer.status_code}")
        html = answer.text
        self.evening.check(html.count("<h1") == 1, "a phone has no heading, or several")
        for said in refusals(self.lang):
            self.evening.check(said not in html, f"a phone is refused: {said}")
        return Sheet(html)

    def take_part(self, step: str) -> None:
        sheet = self.look()
        if self.role == "listens":
            return
        if self.role == "passes":
            for form in [form for form in sheet.forms if form.type == "pass"][:1]:
                self.send(form, sheet, step)
            return
        for form in [form for form in sheet.forms if form.type not in BESIDE][:1]:
            self.send(form, sheet, step)
            if self.role == "takes back":
                self.change_their_mind(step)

    def change_their_mind(self, step: str) -> None:
        sheet = self.look()
        for form in [form for form in sheet.forms if form.type == "take_back"][:1]:
            self.send(form, sheet, step)
            self.evening.written[step].pop(self.evening.last, None)

    def recognise(self, step: str) -> None:
        """Marks one of the shown notes, where the phone offers that."""
        sheet = self.look()
        if self.role in ("takes part", "takes back"):
            for form in [form for form in sheet.forms if form.type == "mark" and form.boxes][:1]:
                self.send(form, sheet, step)

    def send(self, form: Form, sheet: Sheet, step: str) -> None:
        fields = MultiDict([*form.hidden, *self._chosen(form), *self._written(form, sheet, step)])
        headers = {"Accept": "application/json", "Accept-Language": self.lang}
        answer = self.phone.client.post(f"{self.phone.room.base}do", data=fields, headers=headers)
        self.evening.check(answer.get_json() == {"kept": True}, f"{form.type}: {answer.text}")

    def _chosen(self, form: Form) -> list[tuple[str, str]]:
        one = [(name, self.chance.choice(values)) for name, values in (*form.radios.items(), *form.boxes.items())]
        pressed = [self.chance.choice(form.buttons)] if form.buttons else []
        spread = [(name, str(n)) for name, most in form.numbers.items() for n in self._spread(most, form.dots)]
        return [*one, *pressed, *spread, *self._in_order(form)]

    def _spread(self, most: list[int], dots: int) -> list[int]:
        given = [0] * len(most)
        for _ in range(dots):
            given[self.chance.choice([n for n, limit in enumerate(most) if given[n] < limit])] += 1
        return given

    def _in_order(self, form: Form) -> list[tuple[str, str]]:
        """Another one in each place, as people put things in order."""
        found = []
        for name, places in form.selects.items():
            left = self.chance.sample([value for value in places[0] if value != "-1"], len(places))
            found += [(name, value) for value in left]
        return found

    def _written(self, form: Form, sheet: Sheet, step: str) -> list[tuple[str, str]]:
        return [(name, self.evening.words(step, sheet.room.get(id, ROOM))) for name, id in form.texts]


class Evening:
    """A meeting on a plan as it is opened for so many minutes, in its own language and with phones in the others."""

    def __init__(self, plans: dict[str, Plan], lang: str, length: str):
        own = [lang, *(other for other in plans if other != lang)]
        self.plans = {each: plans[each].lasting(length) for each in own}
        self.plan = self.plans[lang]
        self.name = f"{self.plan.id}.{lang} in {length} minutes"
        self.room = LedRoom(plans=self.plans)
        self.lead, self.screen = self.room.leader(), self.room.projector()
        self.at = ""
        self.voices, self.numbers = Voices(lang, self.plan.id), itertools.count(100)
        self.written: dict[str, dict[str, None]] = {step.id: {} for step in self.plan.steps}
        self.last = ""
        langs = itertools.cycle([*own, *(each for each in LANGUAGES if each not in own)])
        self.guests = [Guest(self, n, next(langs)) for n in range(PEOPLE)]

    def play(self) -> None:
        """From the first screen to the notes. Raises AssertionError with the place where something is not right."""
        self.draw()
        for step in self.plan.steps:
            self.at = step.id
            self.press("next")
            self.room.now += 1
            self.draw()
            for guest in self.guests:
                guest.take_part(step.home)
            self.let_out(step.id)
            self.draw()
        self.at = "the end"
        self.room.end()
        for guest in self.guests:
            guest.look()
        self.check_notes()
        self.room.close()

    def let_out(self, step: str) -> None:
        """Closes and shows what came in, the way the control screen offers; then themes, and what people know too."""
        if not collects(self.room.meeting, step):
            return
        for button in ("close", "reveal"):
            if f'id="{button}"' in (page := self.control()):
                self.press(button, page)
        if self.plan.step(step).home == step:
            self.recognise(step)
        if self.plan.step(step).activity == "wall":
            self.gather(step)

    def recognise(self, step: str) -> None:
        """What people know too, or which lines of an agreement they want to talk about."""
        if self.plan.step(step).activity == "agreement":
            self.room.lead("ask", step)
        for guest in self.guests:
            guest.recognise(step)
        if 'value="show_marks"' in self.control():
            self.room.lead("show_marks", step)

    def gather(self, step: str) -> None:
        """Lays the notes into three piles with a name each, on the page for that."""
        home = self.plan.step(step).home
        state = self.room.meeting.stands[home].state
        shown = [note.id for note in state.pile.shown()]
        for n in range(len(state.sorting.themes), min(3, len(shown))):
            self.room.lead("make_theme", step, name=self.voices.take("theme", 24), note=shown[n])
        answer = self.lead.get(f"/lead/m/{self.room.id}/sort/{step}")
        self.check(answer.status_code == 200, f"the page for themes shows {answer.status_code}")
        if shown:
            self.room.lead("show_themes", step)

    def draw(self) -> None:
        """The screens of whoever leads and of the room."""
        picture = self.screen.get(f"/screen/{self.room.id}", headers=INSIDE)
        self.check(picture.status_code == 200 and "<h1" in picture.text, "the projector has nothing to show")
        self.check('class="banner' not in self.control(), "the control screen has something to complain about")

    def control(self) -> str:
        answer = self.lead.get(f"/lead/m/{self.room.id}/", headers=INSIDE)
        self.check(answer.status_code == 200, f"the control screen shows {answer.status_code}")
        return answer.text

    def press(self, button: str, page: str = "") -> None:
        asked = form_of(page or self.control(), button)
        answer = self.lead.post(f"/lead/m/{self.room.id}/do", data=asked, headers={"Accept": "application/json"})
        self.check(answer.get_json() == {"kept": True}, f"“{button}” is refused: {answer.text}")

    def words(self, step: str, room: int) -> str:
        """Something to write, unlike anything else that is written tonight."""
        self.last = f"{self.voices.take(step, room - 4)} {next(self.numbers)}"
        self.written[step][self.last] = None
        return self.last

    def check_notes(self) -> None:
        """Every format holds the closing words, and of what people wrote only what the plan lets go home."""
        notes = build(self.room.meeting, self.room.now)
        taken = as_json(leaving(notes))
        for step in self.plan.steps:
            if (step.notes or self.plan.notes) != "texts":
                out = [text for text in self.written[step.id] if text in taken]
                self.check(not out, f"“{step.id}” keeps no texts, and these are in the notes: {out}")
        for format in FORMATS:
            answer = self.lead.get(f"/lead/m/{self.room.id}/notes.{format}")
            self.check(answer.status_code == 200 and answer.data == render(notes, format), f"no notes as {format}")
            self.check(notes.closing.split()[0] in answer.text, f"the closing words are not in the notes as {format}")

    def check(self, good: bool, otherwise: str) -> None:
        assert good, f"{self.name}, “{self.at}”: {otherwise}"


@cache
def refusals(lang: str) -> list[str]:
    """Everything that may be refused, in a language; without what is filled in, and without what the end says too."""
    keys = [key for key in catalogue(lang) if key.startswith("refused.") and key != "refused.meeting_over"]
    return [text for key in keys for text in catalogue(lang)[key] if "{" not in text]

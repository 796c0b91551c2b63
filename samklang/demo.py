"""A meeting to try things out in, with pretend participants. It can lead itself, for someone who wants to watch."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from typing import Any

from samklang import addresses, welcome
from samklang.simulate import Group
from samklang.start import control_link
from samklang.terminal import say
from samklang.voices import Voices
from shared import door, meeting, qr
from shared.activity import LEAD, Refused
from shared.house import House
from shared.log import NotFound, Row
from shared.plan import Step
from shared.plans import DEMO
from shared.words import FALLBACK, Words

LENGTH = "60"  # minutes on paper; nobody has to wait for them
ARRIVING = 10.0  # seconds until the last has come
Command = dict[str, Any]


def begin(house: House, own: str, t: Words, people: int, seed: int, pace: float, beat: float | None) -> None:
    """Opens a demo meeting, lets people in, and says where to look. `beat` seconds between moves if it leads itself."""
    row = open_meeting(house)
    link = control_link(house, own)
    say(t("cli.lead_here"))
    say(f"  {link}")
    say()
    say(t("cli.demo.screen"))
    say(f"  {own}/screen/{row.id}/{row.screen_key}")
    say()
    say(t("cli.demo.phone"))
    phones = addresses.for_phones(house.config, welcome.port_of(own))
    say(f"  {phones}/J/{row.secret}")
    welcome.draw(qr.join_address(phones, row.secret))
    say(t("cli.demo.people", n=people))
    if beat:
        say(t("cli.demo.plays"))
    say(t("cli.stop_with"))
    Group(f"{own}/J/{row.secret}", "", house.config.lang, people, seed, pace, ARRIVING / pace).come()
    if beat:
        threading.Thread(target=Leader(house, row, beat, seed, people).lead, daemon=True).start()
    if house.config.browser:
        welcome.open_browser(link)


def open_meeting(house: House) -> Row:
    plans = {lang: plan.lasting(LENGTH) for lang, plan in house.library[DEMO].items()}
    own = next(lang for lang in (house.config.lang, *FALLBACK[house.config.lang]) if lang in plans)
    row = door.new_row({own: plans[own], **plans}, house.config.code_length)
    house.log.open_meeting(row)
    return row


class Leader:
    """Walks through a meeting at an even beat, the way whoever leads would. Lets go as soon as somebody else leads."""

    def __init__(self, house: House, row: Row, beat: float, seed: int, people: int):
        self.house, self.id, self.beat, self.people = house, row.id, beat, people
        self.lang = next(iter(row.plans))
        self.voices = Voices(self.lang, seed)
        self._at = ""

    def lead(self) -> None:
        try:
            self._wait_for_people()
            for step in self._meeting().plan.steps:
                self._do(None, {"type": "go", "to": step.id, "coming_from": self._at})
                self._at = step.id
                for command in self._through(step):
                    self._still_ours()
                    self._do(step.id, command)
            self._still_ours()
            self._do(None, {"type": "end"})
        except (NotFound, _LetGo):
            return

    def _through(self, step: Step) -> Iterator[Command]:
        """What to do in a step, waiting in between."""
        if step.continues:
            yield from self._sort(step)
        elif "enough" in self._seen(step) or "counted" in self._seen(step):
            yield from self._gather(step)
        else:
            self._rest(2)

    def _gather(self, step: Step) -> Iterator[Command]:
        for _ in range(8):
            self._rest(1)
            if step.release == "review":
                yield from ({"type": "show", "id": note["id"]} for note in self._seen(step)["gathered"][:2])
            elif self._ready(step) == "most":
                break
        self._rest(1)
        yield {"type": "close"}
        self._rest(1)
        yield {"type": "reveal"}
        self._rest(3)

    def _sort(self, step: Step) -> Iterator[Command]:
        for name, texts in self.voices.themes(step.home).items():
            notes = [note["id"] for note in self._seen(step)["loose"] if note["text"] in texts]
            if not notes:
                continue
            yield {"type": "make_theme", "name": name, "note": notes[0]}
            made = self._seen(step)["themes"][-1]["id"]
            yield from ({"type": "move", "note": note, "theme": made} for note in notes[1:])
            yield {"type": "show_themes"}
            self._rest(2)
        for page in range(1, len(self._seen(step)["themes"])):
            yield {"type": "turn", "page": str(page)}
            self._rest(1)

    def _wait_for_people(self) -> None:
        for _ in range(60):
            if self.house.presence.here(self.id) >= self.people:
                break
            time.sleep(0.5)
        self._rest(1)

    def _ready(self, step: Step) -> str:
        here = self.house.presence.here(self.id)
        return meeting.step_view(self._meeting(), step.id, "facilitator", self.lang, here=here)["readiness"]

    def _seen(self, step: Step) -> dict[str, Any]:
        return meeting.step_view(self._meeting(), step.id, "facilitator", self.lang)["seen"]

    def _do(self, step: str | None, command: Command) -> None:
        try:
            self.house.live.do(self.id, step, command, LEAD)
        except Refused as no:
            if no.key in ("already_moved", "meeting_over"):
                raise _LetGo from None  # what else is refused, such as too few answers, is simply left out

    def _still_ours(self) -> None:
        now = self._meeting()
        if now.ended is not None or (now.now or "") != self._at:
            raise _LetGo

    def _meeting(self) -> meeting.Meeting:
        return self.house.live.meeting(self.id)

    def _rest(self, beats: float) -> None:
        time.sleep(beats * self.beat)


class _LetGo(Exception):
    """Somebody else leads now."""

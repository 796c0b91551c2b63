"""Pretend participants: they join, write, vote, sit out, change their minds and lose the network, at a human pace.

The same ones people a demo, practise with a new facilitator, and load a server until it bends.
"""

from __future__ import annotations

import ipaddress
import random
import socket
import threading
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from samklang.phone import Form, Page, Phone, Unreachable
from samklang.terminal import Stop
from samklang.voices import Voices

THINKING = 7.0  # seconds, about; half of all thoughts take less
AWAY = (3.0, 9.0)  # seconds without the network
PASSES, LISTENS, LOSES, EDITS, TAKES_BACK = 0.12, 0.05, 0.06, 0.18, 0.10  # how often someone does, per step
GRACE = 5.0  # seconds at the end for what is on its way

Wish = Callable[[Page], None]


@dataclass
class Figures:
    """What became of everything that was sent. Times in seconds."""

    asked_in: int = 0
    joined: int = 0
    sent: int = 0
    kept: int = 0
    refused: int = 0
    lost: int = 0
    times: list[float] = field(default_factory=list)

    def took(self, share: float) -> float:
        """The time within which this share of what was kept had been acknowledged."""
        ordered = sorted(self.times)
        return ordered[min(len(ordered) - 1, int(share * len(ordered)))] if ordered else 0.0

    def add(self, other: Figures) -> None:
        for name in ("asked_in", "joined", "sent", "kept", "refused", "lost"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.times += other.times


class Participant:
    """One person with a phone. `pace` 2 is twice as fast as people are."""

    def __init__(self, link: str, code: str, lang: str, seed: str, pace: float, voices: Voices):
        self.link, self.code, self.pace, self.voices = link, code, pace, voices
        self.chance = random.Random(seed)
        self.phone = Phone(link, lang, random.Random(seed + "phone"))
        self.figures = Figures()
        self.kept: dict[str, str] = {}  # key of a note -> its text, as it was acknowledged
        self.leaving = threading.Event()
        self._place = ""
        self._wishes: list[Wish] = []

    def live(self, after: float) -> None:
        """Comes in after so many seconds, and takes part until told to leave or the meeting is over."""
        self.figures.asked_in = 1
        if self.leaving.wait(after) or not self._join():
            return
        while not self.leaving.is_set() and not self.phone.over:
            try:
                self._take_part()
            except Unreachable:
                self.leaving.wait(self.chance.uniform(0.5, 2))
        self.phone.hang_up()

    def check(self) -> None:
        """Looks whether everything that was acknowledged is there; what is not counts as lost."""
        try:
            text = self.phone.open(self.phone.here + "mine").text if self.figures.joined else ""
        except Unreachable:
            text = ""
        self.figures.lost += sum(words not in text for words in self.kept.values())

    def _join(self) -> bool:
        for _ in range(10):
            try:
                page = self.phone.open(urlsplit(self.link).path or "/")
                if entrance := next((form for form in page.forms if "code" in form.texts), None):
                    page = self.phone.press(entrance, code=self.code)
                if door := next((form for form in page.forms if form.action.endswith("/join")), None):
                    self.phone.press(door)
                if self.phone.page.attributes.get("ticket"):
                    self.phone.listen()
                    self.figures.joined = 1
                    return True
                return False
            except Unreachable:
                if self.leaving.wait(self.chance.uniform(0.5, 2)):
                    return False
        return False

    def _take_part(self) -> None:
        page = self.phone.look()
        if self.phone.place != self._place:
            self._place, self._wishes = self.phone.place, self._wishes_for(page)
        if not self._wishes:
            self.phone.told.wait(5)
            return
        if not self._thinks():
            self._wishes.pop(0)(self.phone.look())

    def _thinks(self) -> bool:
        """Takes its time. True if the room has moved on meanwhile."""
        until = time.monotonic() + self.chance.lognormvariate(0, 0.5) * THINKING / self.pace
        while (left := until - time.monotonic()) > 0 and not self.leaving.is_set():
            if self.phone.told.wait(min(left, 0.5)):
                self.phone.look()
                if self.phone.place != self._place:
                    return True
        return self.leaving.is_set()

    def _wishes_for(self, page: Page) -> list[Wish]:
        """What this person will do in this step, drawn once; what the page does not offer is let go of later."""
        chance = self.chance.random
        wishes: list[Wish] = []
        if not any(form.type for form in page.forms) or chance() < LISTENS:
            return []
        if chance() < LOSES:
            wishes.append(self._lose_the_network)
        if chance() < PASSES:
            wishes.append(self._pass)
            return wishes if chance() < 0.7 else [*wishes, self._write]
        wishes += [self._choose, *[self._write] * self.chance.choice((1, 1, 2, 3))]
        if chance() < EDITS:
            wishes.append(self._edit)
        if chance() < TAKES_BACK:
            wishes.append(self._take_back)
        return wishes

    def _write(self, page: Page) -> None:
        form = next((f for f in page.forms if f.type == "add" and f.value("key") not in self.kept), None)
        if form:
            self._send_text(page, form)

    def _edit(self, page: Page) -> None:
        form = next((f for f in page.forms if f.type == "add" and f.value("key") in self.kept), None)
        if form:
            self._send_text(page, form)

    def _send_text(self, page: Page, form: Form) -> None:
        room = page.room.get(form.texts.get("text", ""), 30)
        text = self.voices.take(form.value("step"), room)
        if self._send(form, text=text):
            self.kept[form.value("key")] = text

    def _take_back(self, page: Page) -> None:
        if (form := page.form("take_back")) and self._send(form):
            self.kept.pop(form.value("key"), None)

    def _pass(self, page: Page) -> None:
        if form := page.form("pass"):
            self._send(form)

    def _choose(self, page: Page) -> None:
        for form in page.forms:
            if form.choices:
                name, offered = next(iter(form.choices.items()))
                self._send(form, more=[(name, self.chance.choice(offered))])
                return
            if form.numbers:
                self._send(form, more=self._spread(form))
                return

    def _spread(self, form: Form) -> list[tuple[str, str]]:
        """A few dots over the options, as many as there are, never more on one than may be."""
        name, most = next(iter(form.numbers.items()))
        given = [0] * len(most)
        for _ in range(int(form.data.get("dots") or 1)):
            if open_still := [n for n, limit in enumerate(most) if given[n] < limit]:
                given[self.chance.choice(open_still)] += 1
        return [(name, str(dots)) for dots in given]

    def _lose_the_network(self, page: Page) -> None:
        self.phone.hang_up()
        self.leaving.wait(self.chance.uniform(*AWAY) / self.pace)
        self.phone.listen()

    def _send(self, form: Form, text: str = "", more: Iterable[tuple[str, str]] = ()) -> bool:
        body = [(name, text if name == "text" else value) for name, value in form.fields]
        self.figures.sent += 1
        outcome, took = self.phone.send(form, [*body, *more])
        setattr(self.figures, outcome, getattr(self.figures, outcome) + 1)
        if outcome == "kept":
            self.figures.times.append(took)
        return outcome == "kept"


class Group:
    """Several pretend participants, who come in one by one."""

    def __init__(self, link: str, code: str, lang: str, people: int, seed: int, pace: float, arriving: float):
        voices = Voices(lang, seed)
        self.people = [Participant(link, code, lang, f"{seed}:{n}", pace, voices) for n in range(people)]
        chance = random.Random(seed)
        delays = [chance.uniform(0, arriving) for _ in range(people)]
        self._lives = [
            threading.Thread(target=person.live, args=(delay,), daemon=True)
            for person, delay in zip(self.people, delays, strict=True)
        ]

    def come(self) -> None:
        for life in self._lives:
            life.start()

    def leave(self) -> Figures:
        """Lets everyone go once what they sent is answered, and counts."""
        for person in self.people:
            person.leaving.set()
        until = time.monotonic() + GRACE
        for life in self._lives:
            life.join(max(0.1, until - time.monotonic()))
        total = Figures()
        for person in self.people:
            person.check()
            total.add(person.figures)
        return total


def check_ours(link: str) -> None:
    """Pretend participants are for this machine. Raises Stop for any other address."""
    host = urlsplit(link).hostname
    if urlsplit(link).scheme not in ("http", "https") or not host:
        raise Stop("cli.simulate.no_link", 2)
    try:
        found = {str(place[4][0]) for place in socket.getaddrinfo(host, None)}
    except OSError:
        raise Stop("cli.simulate.no_answer", address=link) from None
    if not all(ipaddress.ip_address(ip.partition("%")[0]).is_loopback for ip in found):
        raise Stop("cli.simulate.not_here")


def run(
    link: str, code: str, lang: str, people: int, seed: int, seconds: float, pace: float, arriving: float
) -> Figures:
    """A group in the meeting behind `link` for so many seconds. Raises Stop when nobody gets in."""
    group = Group(link, code, lang, people, seed, pace, arriving)
    group.come()
    time.sleep(seconds)
    figures = group.leave()
    if not figures.joined:
        raise Stop("cli.simulate.no_answer", address="{0.scheme}://{0.netloc}".format(urlsplit(link)))
    return figures

"""A pretend phone: asks for real pages, fills in the forms it finds in them, and listens on a real websocket.

It knows no address but the one it came in by and nothing about any activity: what it can do is what the page offers.
"""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import socket
import threading
import time
from dataclasses import dataclass, field, replace
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Literal, NamedTuple
from urllib.parse import urlencode, urljoin, urlsplit

import websocket

from shared.buckets import Bucket

PATIENCE = 15  # seconds for one answer
TRIES = 20  # of the same sending; it has one name, so that it counts once however often it arrives
REDIRECTS = 5

Outcome = Literal["kept", "refused", "lost"]


class Unreachable(Exception):
    """No answer from the server."""


class Answer(NamedTuple):
    status: int
    headers: http.client.HTTPMessage
    text: str


@dataclass
class Form:
    """A form as it stands in a page. `fields` in order, as name and value; what may be changed is in the others."""

    action: str = ""
    id: str = ""
    fields: list[tuple[str, str]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)  # name of a field to write in -> its id
    choices: dict[str, list[str]] = field(default_factory=dict)  # name -> what can be chosen, one of them
    numbers: dict[str, list[int]] = field(default_factory=dict)  # name -> the most of each
    data: dict[str, str] = field(default_factory=dict)

    def value(self, name: str) -> str:
        return next((value for known, value in self.fields if known == name), "")

    @property
    def type(self) -> str:
        return self.value("type")


@dataclass
class Page:
    """What a phone shows: the forms in it, how much each text may hold, and where and what the page is."""

    forms: list[Form] = field(default_factory=list)
    room: dict[str, int] = field(default_factory=dict)  # id of a field -> characters
    attributes: dict[str, str] = field(default_factory=dict)  # of the live part
    lang: str = ""
    text: str = ""  # everything there is to read, a line for each piece
    html: str = ""

    def form(self, type: str) -> Form | None:
        return next((form for form in self.forms if form.type == type), None)


class Reader(HTMLParser):
    """Reads a page the way a browser without a script would."""

    def __init__(self, html: str):
        super().__init__(convert_charrefs=True)
        self.page = Page()
        self._form: Form | None = None
        self._writing: str | None = None
        self._closed = False  # within a dialog that nobody has opened
        self._words: list[str] = []
        self.feed(html)
        self.page.text, self.page.html = "\n".join(self._words), html

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self._closed = self._closed or (tag == "dialog" and "open" not in given)
        if self._closed:
            return
        if tag == "html":
            self.page.lang = given.get("lang", "")
        if given.get("id") == "screen":
            self.page.attributes = {n.removeprefix("data-"): v for n, v in given.items() if n.startswith("data-")}
        if "data-count" in given and given.get("data-most", "").isdigit():
            self.page.room[given["data-count"]] = int(given["data-most"])
        if tag == "form":
            data = {n.removeprefix("data-"): v for n, v in given.items() if n.startswith("data-")}
            self._form = Form(given.get("action", ""), given.get("id", ""), data=data)
            self.page.forms.append(self._form)
        elif tag == "input" and self._form:
            self._field(self._form, given)
        elif tag == "textarea" and self._form and "name" in given:
            self._writing = given["name"]
            self._form.texts[given["name"]] = given.get("id", "")
            self._form.fields.append((given["name"], ""))

    def handle_endtag(self, tag: str) -> None:
        if tag == "dialog":
            self._closed = False
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._writing = None

    def handle_data(self, data: str) -> None:
        if self._writing and self._form:
            self._form.fields[-1] = (self._writing, self._form.fields[-1][1] + data)
        elif data.strip() and not self._closed:
            self._words.append(data.strip())

    def _field(self, form: Form, given: dict[str, str]) -> None:
        name, value = given.get("name", ""), given.get("value", "")
        match given.get("type", "text"):
            case "radio":
                form.choices.setdefault(name, []).append(value)
            case "number":
                form.numbers.setdefault(name, []).append(int(given.get("max") or 1))
            case "hidden":
                form.fields.append((name, value))
            case "text" | "search":
                form.texts[name] = given.get("id", "")
                form.fields.append((name, value))


class Phone:
    """One phone in one meeting. Not to be shared between threads, but for `told`."""

    def __init__(self, address: str, lang: str, chance: random.Random):
        parts = urlsplit(address)
        self.base, self.lang, self.chance = f"{parts.scheme}://{parts.netloc}", lang, chance
        self.told = threading.Event()  # someone says: look again
        self.here = ""  # path of the page it is on
        self.page = Page()
        self._digest = ""
        self._haste = Bucket(8, 1.8)  # no faster than a server listens to one phone
        self._cookies: dict[str, str] = {}
        self._line: http.client.HTTPConnection | None = None
        self._ticket = ""
        self._socket: websocket.WebSocket | None = None
        self._lives = 0
        self._life = 0  # which time of listening this is; 0 while without the network

    def __enter__(self) -> Phone:
        return self

    def __exit__(self, *_: object) -> None:
        self.hang_up()

    # --- pages ---

    def open(self, path: str) -> Page:
        """Goes to a page, following where it leads. Raises Unreachable."""
        answer = self._ask("GET", path)
        for _ in range(REDIRECTS):
            if answer.status not in (302, 303):
                break
            path = urlsplit(urljoin(path, answer.headers["Location"])).path
            answer = self._ask("GET", path)
        self.here = path
        return self._shown(answer)

    def press(self, form: Form, **texts: str) -> Page:
        """Sends a form the plain way, as a browser without a script does."""
        body = [(name, texts.get(name, value)) for name, value in form.fields]
        answer = self._ask("POST", form.action, body)
        return self.open(answer.headers["Location"]) if answer.status in (302, 303) else self._shown(answer)

    def look(self) -> Page:
        """The page as it is now; nothing travels if it has not changed. Raises Unreachable."""
        self.told.clear()
        answer = self._ask("GET", self.page.attributes.get("look") or self.here, look=self._digest)
        if answer.status == 200:
            about = {**self.page.attributes, "place": answer.headers["X-Place"] or ""}
            if answer.headers["X-Over"]:
                about["over"] = ""
            fresh = Reader(answer.text).page
            self.page = replace(fresh, attributes=about, lang=self.page.lang)
            self._digest = answer.headers["X-Digest"] or ""
        return self.page

    @property
    def place(self) -> str:
        return self.page.attributes.get("place", "")

    @property
    def over(self) -> bool:
        return "over" in self.page.attributes

    def send(self, form: Form, body: list[tuple[str, str]]) -> tuple[Outcome, float]:
        """Sends a command until there is an answer to it. Returns what became of it, and how many seconds it took."""
        began = time.monotonic()
        for attempt in range(TRIES):
            while not self._haste.take():
                time.sleep(0.1)
                began += 0.1
            with contextlib.suppress(Unreachable, ValueError):
                answer = self._ask("POST", form.action, body, fetched=True)
                said = json.loads(answer.text)
                if answer.status == 200 and said.get("kept"):
                    return "kept", time.monotonic() - began
                if not said.get("retry"):
                    return "refused", time.monotonic() - began
            time.sleep(min(2.0, 0.1 * 2**attempt) * self.chance.uniform(0.5, 1))
        return "lost", time.monotonic() - began

    # --- listening ---

    def listen(self) -> None:
        """Stays connected from now on, coming back by itself; sets `told` whenever there is something to look at."""
        self._ticket = self.page.attributes.get("ticket") or self._ticket
        if self._ticket and not self._life:
            self._lives += 1
            self._life = self._lives
            threading.Thread(target=self._keep_listening, args=(self._life,), daemon=True).start()

    def hang_up(self) -> None:
        """Loses the network, until `listen` is called again."""
        self._life = 0
        if self._socket and (end := self._socket.sock):
            with contextlib.suppress(OSError):
                end.shutdown(socket.SHUT_RDWR)  # wakes whoever waits for words on it; they close it
        self._close_line()

    def _keep_listening(self, life: int) -> None:
        while self._life == life:
            with contextlib.suppress(OSError, websocket.WebSocketException, ValueError):
                self._hear(self._connected(), life)
            if self._life == life:
                time.sleep(self.chance.uniform(0.3, 2))

    def _connected(self) -> websocket.WebSocket:
        address = self.base.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        self._socket = listening = websocket.create_connection(address, timeout=2 * PATIENCE, origin=self.base)
        listening.recv()
        listening.send("40" + json.dumps({"ticket": self._ticket}))
        return listening

    def _hear(self, listening: websocket.WebSocket, life: int) -> None:
        try:
            while self._life == life:
                said = listening.recv()
                if said == "2":
                    listening.send("3")
                elif isinstance(said, str) and said.startswith(("40", '42["look"')):
                    self.told.set()
                elif not said or said[:2] in ("41", "44"):
                    return
        finally:
            listening.shutdown()

    # --- asking ---

    def _ask(self, method: str, path: str, body=None, look: str | None = None, fetched: bool = False) -> Answer:
        headers = {"Accept-Language": self.lang, "Origin": self.base, "User-Agent": "samklang"}
        if self._cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self._cookies.items())
        if look is not None:
            headers["X-Look"] = look
        if fetched:
            headers["Accept"] = "application/json"
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        for again in (True, False):
            try:
                return self._answer(method, path, body, headers)
            except (OSError, http.client.HTTPException) as wrong:
                self._close_line()
                if not again:  # a connection kept open may have been closed at the other end; a fresh one tells
                    raise Unreachable from wrong
        raise Unreachable

    def _answer(self, method: str, path: str, body, headers: dict[str, str]) -> Answer:
        if self._line is None:
            parts = urlsplit(self.base)
            kind = http.client.HTTPSConnection if parts.scheme == "https" else http.client.HTTPConnection
            self._line = kind(parts.hostname or "", parts.port, timeout=PATIENCE)
        self._line.request(method, path, urlencode(body) if body is not None else None, headers)
        answer = self._line.getresponse()
        text = answer.read().decode("utf-8", "replace")
        for cookie in answer.headers.get_all("Set-Cookie") or []:
            self._cookies |= {name: held.value for name, held in SimpleCookie(cookie).items()}
        return Answer(answer.status, answer.headers, text)

    def _close_line(self) -> None:
        if self._line:
            self._line.close()
        self._line = None

    def _shown(self, answer: Answer) -> Page:
        self.page = Reader(answer.text).page
        self._digest = self.page.attributes.get("digest", "")
        return self.page

"""What anybody could send: commands as our pages make them, then bent in every way that has ever broken a server.

Everything comes from one seeded chance, so that a number printed in a failure tells the whole story again.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import get_args
from urllib.parse import quote_plus

import msgspec
from msgspec import inspect

from shared import meeting as core
from shared.activity import activities

Fields = list[tuple[str, str]]

FAMILY = "\U0001f468\u200d\U0001f469\u200d\U0001f467\u200d\U0001f466"
ZALGO = "e" + "".join(chr(0x300 + n % 70) for n in range(900))
POLYGLOT = "jaVasCript:/*`/*\\`/*'/*\"/**/(/* */oNcliCk=alert() )//</stYle/</teXtarEa/</scRipt/--!><sVg/oNloAd=alert()>"
SCRIPTS = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "javascript:alert(1)",
    "{{7*7}}",
    "${7*7}",
    "{% include 'x' %}",
    "'; DROP TABLE facts; --",
    "%' OR 1=1 --",
    "]]><!--",
    "=cmd|' /C calc'!A0",
    POLYGLOT,
]
NUMBERS = [
    *("0", "-0", "-1", "1", "2", "5", "101", "1.5", "1e999", "-1e999", "NaN", "Infinity", "-Infinity", "nan", "inf"),
    *(
        "2147483648",
        "9007199254740993",
        "9223372036854775808",
        "1e3",
        "1E400",
        "0x10",
        "1_000",
        "٣",
        "１",
        "true",
        "null",
    ),
    *("9" * 30, "9" * 4299, "9" * 5000, "-" + "9" * 5000, "1." + "0" * 400, "0" * 5000 + "1"),
]
TEXTS = [
    *("", " ", "\u200b", "\u3164", "\u00ad\u2800", "Ro", "At synge i kor", "Kaffe med Åse", "bla\u030a", "\ufeffhej"),
    *(
        "hej\x00der",
        "\x01\x1b[31m",
        "a\r\nSet-Cookie: x=1",
        "\u202eesrever",
        "\u2066\u2067x",
        "a\u2028b\u2029c",
        "\x7f\x85",
    ),
    *(
        FAMILY,
        FAMILY * 40,
        "\U0001f1e9\U0001f1f0\U0001f1f3\U0001f1f4",
        "1\ufe0f\u20e3",
        "\ufdfd" * 60,
        ZALGO,
        "\u0301" * 5000,
    ),
    *(
        "\ud800",
        "x\udc80y",
        "\ud83d",
        "\ue000",
        "\U0010ffff",
        "مرحبا",
        "שלום",
        "\n" * 300,
        "W" * 281,
        "å" * 600,
        "x" * 7999,
    ),
    *("x" * 8001, "[" * 4000, '{"a":' * 900, '{"type":"add"}', "[]", "{}", "null", "../../etc/passwd", "C:\\NUL.txt"),
]
NAMES = [
    *("role", "author", "hidden", "seq", "actor", "by", "id", "leads", "weight", "session_id", "meeting", "place"),
    *(
        "__proto__",
        "constructor",
        "__class__",
        "prototype",
        "_placeholder",
        "type",
        "step",
        "once",
        "key",
        "text",
        "on",
    ),
    *(
        "dots",
        "dots[]",
        "type[]",
        "step[]",
        "once[]",
        "key[]",
        "[]",
        "[][]",
        "a[b]",
        "dots[0]",
        "dots.0",
        "",
        " ",
        "\x00",
    ),
    *("promised", "batch", "ids", "sums", "at", "proof", "to", "lang", "e\u0301", "\ud800", "x" * 3000),
]
METHODS = [
    "GET",
    "GET",
    "HEAD",
    "POST",
    "PUT",
    "PATCH",
    "DELETE",
    "OPTIONS",
    "TRACE",
    "CONNECT",
    "PROPFIND",
    "get",
    "\xff",
]
KINDS = [
    *("text/plain", "application/json", "application/xml", "application/octet-stream", "", ";", "multipart/form-data"),
    *(
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/x-www-form-urlencoded;charset=\xff",
        "text/html",
    ),
    *(
        "multipart/mixed; boundary=a",
        "application/x-www-form-urlencoded; " + "a=b;" * 300,
        "multipart/form-data; boundary",
    ),
]
ENDS = ["/", "..", "%00", "\x00", "/../..", "\\..\\..", "?", "#", ";x", "//", ".json"]
PLACES = ["/CON", "/NUL.txt", "/.git/config", "/.env", "/../etc/passwd", "//evil.example/"]
QUERIES = [
    *("", "back=mine", "back=../x", "back[]=1", "tab=shown", "tab=%00", "sort=wall", "sort=x", "sort=%2e%2e%2f"),
    *("leaf=1", "leaf=-1", "leaf=%C2%B2", "tab=hidden&leaf=9999"),
    *("lang=../../x", "role=facilitator", "%", "%zz=%f", "a=" + "b" * 4000, "&" * 500, "plan=demo&length=90"),
    *("length=1e9", "minutes=-1", "from=//evil.example", "from=%0d%0aX"),
]
HEADERS = {
    "HTTP_ACCEPT_LANGUAGE": ["../../x", "da;q=1e999,en;q=nan", "xx-YY", "*" * 900, "nn,nb;q=0.5", "\xff\xfe", ""],
    "HTTP_X_LOOK": ["", "x", "\xff" * 90, "0" * 5000],
    "HTTP_COOKIE": ["token=", "token=\xff.\xfe", "token=a.b; token=c.d", "lang=../../x", "=;=;;", "a" * 4000, "\x00"],
    "HTTP_REFERER": ["http://evil.example/", "//", "\xff", "http://["],
    "HTTP_ORIGIN": ["null", "http://evil.example", "http://[", "\xff", "http://192.0.2.1:8000.evil.example", ""],
    "HTTP_HOST": ["evil.example", "[", "a b", "192.0.2.1:99999", "", "[::1]:8000", "\xff", "a" * 3000],
    "HTTP_RANGE": ["bytes=0-1", "bytes=-1", "bytes=9-1", "x"],
    "HTTP_IF_NONE_MATCH": ["*", '"', "\xff"],
    "HTTP_IF_MODIFIED_SINCE": ["never", "Thu, 99 Abc 99999 99:99:99 GMT"],
    "HTTP_TRANSFER_ENCODING": ["chunked", "gzip"],
    "HTTP_X_FORWARDED_FOR": ["1.2.3.4", "' OR 1=1"],
    "HTTP_X_FORWARDED_HOST": ["evil.example"],
    "HTTP_X_HTTP_METHOD_OVERRIDE": ["DELETE"],
    "HTTP_ACCEPT": ["application/json;q=nan", "*/*", ";;;", "a/b;q=2", "\xff", "application/json"],
    "HTTP_AUTHORIZATION": ["Basic ====", "Digest \xff", "Bearer x"],
}
FORM = "application/x-www-form-urlencoded"
ACTS = list({kind: None for module in activities().values() for kind in (get_args(module.Command) or [module.Command])})
COMMANDS = [*get_args(core.Leading), *get_args(core.Around), core.MoreTime, *ACTS]
PHONES = {"add", "cast", "choose", "pass", "take_back"}


@dataclass
class Known:
    """What someone in the meeting could know of it, so that much of the noise comes close."""

    steps: list[str] = field(default_factory=list)
    now: str = ""
    notes: list[str] = field(default_factory=list)  # public ids
    themes: list[str] = field(default_factory=list)
    places: list[str] = field(default_factory=list)  # addresses


class Noise:
    """Makes things to send. `known` is what it may aim at."""

    def __init__(self, seed: int):
        self.chance = random.Random(seed)
        self.known = Known()
        self.count = 0

    # --- commands ---

    def command(self, leads: bool = True) -> Fields:
        """A command as a page of ours would send it, with values that fit; for a phone mostly one of its own."""
        kind = self.chance.choice(COMMANDS)
        about = _about(kind)
        while not leads and about.tag not in PHONES and self.chance.random() < 0.9:
            about = _about(kind := self.chance.choice(COMMANDS))
        self.count += 1
        step = "" if kind in get_args(core.Leading) else self._step()
        made: Fields = [("type", str(about.tag)), ("step", step), ("once", f"o{self.count}")]
        for part in about.fields:
            made += self._fitting(part.name, part.type)
        return made

    def bent(self, fields: Fields) -> Fields:
        """The same with one to three things wrong with it."""
        for _ in range(self.chance.randint(1, 3)):
            fields = self.chance.choice(self._WAYS)(self, list(fields))
        return fields

    def body(self, fields: Fields) -> tuple[bytes, str]:
        """The fields as they travel, and their content type; one in eight in some other shape than a form's."""
        if self.chance.random() < 0.87:
            return self._urlencoded(fields), FORM
        return self.chance.choice(self._SHAPES)(self, fields)

    # --- anything else ---

    def text(self) -> str:
        pick = self.chance.random()
        if pick < 0.5:
            return self.chance.choice(TEXTS)
        if pick < 0.7:
            return self.chance.choice(SCRIPTS)
        if pick < 0.8:
            return self.chance.choice(NUMBERS)
        return "".join(self.letter() for _ in range(self.chance.randint(0, 90)))

    def letter(self) -> str:
        top = self.chance.choice([0x7F, 0x24F, 0x2FFF, 0xFFFF, 0x10FFFF])
        return chr(self.chance.randint(0, top))

    def path(self) -> str:
        """Some address, in the form a server has it: already decoded, byte by byte."""
        known = self.chance.choice(self.known.places)
        ways: list[Callable[[], str]] = [
            lambda: known,
            lambda: known + self.chance.choice(ENDS),
            lambda: self.chance.choice(PLACES),
            lambda: "/m/" + _latin(self.text())[:400] + self.chance.choice(["", "/", "/do", "/mine", "/join"]),
            lambda: "/J/" + _latin(self.text())[:9000],
            lambda: "/" + _latin(self.text())[:2000],
            lambda: known.replace("/m/", "/lead/m/") if "/lead" not in known else known.replace("/lead", ""),
            lambda: "/static/" + self.chance.choice(["../", "%2e%2e/", "..\\", "\xc0\xae\xc0\xae/"]) * 6 + "etc/passwd",
            lambda: "http://evil.example" + known,
            lambda: "",
        ]
        return self.chance.choice(ways)()

    def headers(self) -> dict[str, str]:
        """A few headers, as a server hands them on."""
        choices = {**HEADERS, "HTTP_REFERER": [*HEADERS["HTTP_REFERER"], self.chance.choice(self.known.places)]}
        names = self.chance.sample(sorted(choices), self.chance.randint(0, 3))
        return {name: self.chance.choice(choices[name]) for name in names}

    def query(self) -> str:
        return self.chance.choice(QUERIES)

    # --- inside ---

    def _step(self) -> str:
        return self.known.now if self.chance.random() < 0.7 else self.chance.choice(self.known.steps)

    def _fitting(self, name: str, kind: inspect.Type) -> Fields:
        if isinstance(kind, inspect.ListType):
            most = self.chance.choice([2, 2, 2, 1, 3])
            return [(f"{name}[]", str(self.chance.choice([0, 0, 1, 1, 2]))) for _ in range(most)]
        return [(name, self._value(name, kind))]

    def _value(self, name: str, kind: inspect.Type) -> str:
        aims: Mapping[str, Iterable[str]] = {
            "id": self.known.notes,
            "note": self.known.notes,
            "theme": self.known.themes,
            "into": self.known.themes,
            "to": [*self.known.steps, ""],
            "coming_from": [self.known.now],
            "line": [f"wall/{id}" for id in self.known.notes],
        }
        if aim := list(aims.get(name, ())):
            return self.chance.choice(aim)
        match kind:
            case inspect.BoolType():
                return self.chance.choice(["true", "false", "1", "0"])
            case inspect.IntType():
                return str(self.chance.randint(0, 6))
            case inspect.LiteralType(values):
                return str(self.chance.choice(values))
        if name == "key":
            return self.chance.choice(["k1", "k2", "k3", "ballot", "pass", f"k-{self.count}"])
        return self.chance.choice(["Ro", "Min hund", "Havet", "Kaffe", "En sang", self.text()])

    def _nasty(self) -> str:
        return self.chance.choice([self.text, lambda: self.chance.choice(NUMBERS)])()

    def _without(self, fields: Fields) -> Fields:
        fields.pop(self.chance.randrange(len(fields))) if fields else None
        return fields

    def _worse(self, fields: Fields) -> Fields:
        if fields:
            at = self.chance.randrange(len(fields))
            fields[at] = (fields[at][0], self._nasty())
        return fields

    def _more(self, fields: Fields) -> Fields:
        return [*fields, (self.chance.choice(NAMES), self._nasty())]

    def _renamed(self, fields: Fields) -> Fields:
        if fields:
            at = self.chance.randrange(len(fields))
            fields[at] = (self.chance.choice([*NAMES, fields[at][0] + "[]", fields[at][0].upper()]), fields[at][1])
        return fields

    def _twice(self, fields: Fields) -> Fields:
        again = [(name, self.chance.choice([value, self._nasty()])) for name, value in fields]
        return [*fields, *again]

    def _many(self, fields: Fields) -> Fields:
        name = self.chance.choice(["dots[]", "x", "text", "key"])
        return [*fields, *[(name, "1")] * self.chance.choice([2, 41, 61, 500])]

    def _someone_else(self, fields: Fields) -> Fields:
        other = self.command()[0]
        return [other, *[f for f in fields if f[0] != "type"]]

    _WAYS = [_without, _worse, _worse, _worse, _more, _more, _renamed, _twice, _many, _someone_else]

    def _urlencoded(self, fields: Fields) -> bytes:
        sent = "&".join(f"{_quoted(name)}={_quoted(value)}" for name, value in fields)
        if self.chance.random() < 0.05:
            at = self.chance.randint(0, len(sent))
            sent = (
                sent[:at]
                + self.chance.choice(["%", "%z", "%u0041", "%00", "&&&", "=", ";", "%ff%fe", "%c0%ae"])
                + sent[at:]
            )
        return sent.encode()

    def _in_parts(self, fields: Fields) -> tuple[bytes, str]:
        edge = self.chance.choice(["edge", "a" * 70, "a" * 300, "'", "\u00e6", "--", "x y"])
        said = self.chance.choice([edge, edge, edge, "other", ""])
        extra = self.chance.choice(["", "; filename=x"])
        head = f"--{edge}\r\nContent-Disposition: form-data"
        parts = [f'{head}; name="{name}"{extra}\r\n\r\n{value}\r\n' for name, value in fields]
        end = self.chance.choice([f"--{edge}--\r\n", f"--{edge}", "", "\r\n\r\n"])
        return ("".join(parts) + end).encode("utf8", "replace"), _latin(f"multipart/form-data; boundary={said}")

    def _as_json(self, fields: Fields) -> tuple[bytes, str]:
        plain = {_clean(name): _clean(value) for name, value in fields}
        return msgspec.json.encode(plain), "application/json"

    def _other_kind(self, fields: Fields) -> tuple[bytes, str]:
        return self._urlencoded(fields), self.chance.choice(KINDS)

    def _bytes(self, _: Fields) -> tuple[bytes, str]:
        return self.chance.randbytes(self.chance.choice([0, 1, 40, 900, 9000])), self.chance.choice([FORM, *KINDS])

    def _large(self, fields: Fields) -> tuple[bytes, str]:
        """Too large, in each way of being so. Rare, since making it takes longer than refusing it."""
        if self.chance.random() < 0.9:
            return self._bytes(fields)
        start = self._urlencoded(fields)
        return self.chance.choice([
            start + b"&text=" + b"x" * 1_000_000,
            start + b"&a=1" * 100_000,
            b"&" * 15_000,
            b"a=1&" * 4_000,
            b"%" * 15_000,
        ]), FORM  # fmt: skip

    _SHAPES = [_in_parts, _in_parts, _as_json, _other_kind, _bytes, _large]


@cache
def _about(kind: type) -> inspect.StructType:
    about = inspect.type_info(kind)
    assert isinstance(about, inspect.StructType)
    return about


def _quoted(text: str) -> str:
    return quote_plus(text, errors="surrogatepass")


def _latin(text: str) -> str:
    """Text as a server hands it on: its bytes, one letter each."""
    return text.encode("utf8", "surrogatepass").decode("latin1")


def _clean(text: str) -> str:
    return text.encode("utf8", "replace").decode()

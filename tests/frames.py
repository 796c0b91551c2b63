"""What anybody could say on a live connection, byte by byte: frames as browsers make them, and every other kind."""

from __future__ import annotations

import base64
import json
import random
import socket
import struct
from urllib.parse import urlsplit

TEXT, BINARY, CLOSE, PING, PONG, MORE = 1, 2, 8, 9, 10, 0
BIRD = "kanariefuglen"  # stands in much of what is said, and must be found nowhere
OTHER_THINGS = [
    *(
        "",
        "0",
        "1",
        "2",
        "3",
        "4",
        "5",
        "6",
        "7",
        "8",
        "9",
        "40",
        "41",
        "42",
        "43",
        "44",
        "45",
        "46",
        "2probe",
        "3probe",
    ),
    *('40{"ticket":NaN}', '40{"ticket":Infinity}', '40{"ticket":-Infinity}', '40{"ticket":1e999}', "40[]", "40null"),
    *('40{"ticket":null}', '40{"ticket":{}}', '40{"ticket":["a:b:c:d"]}', '40{"ticket":"a:b:c:d"}', '40{"ticket":""}'),
    *(
        '40{"ticket":"a","ticket":"b"}',
        '40{"__proto__":{"ticket":"x"}}',
        '40{"constructor":{}}',
        "40/admin,{}",
        "40/,{}",
    ),
    *(
        '42["look"]',
        '42["connect"]',
        '42["disconnect"]',
        '42["connect_error"]',
        '42["message",NaN]',
        '42["x",Infinity]',
    ),
    *(
        '42["__class__"]',
        "42[]",
        "42{}",
        "42[1]",
        "42[null]",
        '42[["look"]]',
        '42["' + "x" * 3000 + '"]',
        '42/admin,["x"]',
    ),
    *('422147483648["look"]', "42" + "9" * 3000 + '["x"]', '42["x",{"_placeholder":true,"num":0}]', "43[]", "431[]"),
    *('451-["x",{"_placeholder":true,"num":0}]', '459999999999-["x"]', '45-["x"]', '461-["x"]', "45" + "9" * 900 + "-"),
    *("42" + "[" * 2000, '42["x",' + "[" * 1900 + "]" * 1900 + "]", '42["x",' + '{"a":' * 700 + "1" + "}" * 700 + "]"),
    *(
        '42["x",{"role":"facilitator","type":"end"}]',
        '0{"sid":"x","pingInterval":1}',
        "b4AAAA",
        "\x1e42[]\x1e",
        "4" * 4000,
    ),
    *(
        '42["' + BIRD + '"]',
        '40{"ticket":"' + BIRD + ':participant:x:y"}',
        "4\u202e0",
        "\x00",
        "40\x00{}",
        "41/admin,",
        "1x",
    ),
]


def frame(kind: int, said: bytes, *, last: bool = True, masked: bool = True, marks: int = 0) -> bytes:
    """One frame as RFC 6455 has it, unless asked for otherwise."""
    first = bytes([(0x80 if last else 0) | marks << 4 | kind])
    veil = b"\x0b\x16\x21\x2c"
    size, flag = len(said), 0x80 if masked else 0
    if size < 126:
        length = bytes([flag | size])
    elif size < 65536:
        length = bytes([flag | 126]) + struct.pack(">H", size)
    else:
        length = bytes([flag | 127]) + struct.pack(">Q", size)
    if not masked:
        return first + length + said
    return first + length + veil + bytes(b ^ veil[n % 4] for n, b in enumerate(said))


def text(said: str) -> bytes:
    return frame(TEXT, said.encode("utf8", "surrogatepass"))


class Stranger:
    """Makes what a connection may be sent once open: one to twelve pieces, none of them from a page of ours."""

    def __init__(self, chance: random.Random, ticket: str):
        self.chance, self.ticket = chance, ticket

    def pieces(self) -> list[bytes]:
        admitted = [text("40" + json.dumps({"ticket": self.ticket}))] if self.chance.random() < 0.6 else []
        return admitted + [self.piece() for _ in range(self.chance.randint(1, 12))]

    def piece(self) -> bytes:
        said = self.chance.choice(OTHER_THINGS)
        way = self.chance.randrange(16)
        if way < 7:
            return text(said)
        if way < 9:
            return text(self._bent(said))
        plain = said.encode()
        return [
            frame(BINARY, plain),
            frame(TEXT, plain, last=False),  # and never the rest
            frame(MORE, plain),
            frame(PING, plain[:125]) * self.chance.choice([1, 40]),
            frame(PONG, plain[:125]) * self.chance.choice([1, 40]),
            self.chance.choice(
                [frame(PING, b"x" * 200), frame(TEXT, plain, masked=False), frame(TEXT, plain, marks=4)]
            ),
            self.chance.choice(
                [b"\x81\xff" + b"\x7f" + b"\xff" * 7, b"\x81\xfe", frame(CLOSE, b"\x00"), frame(15, b"")]
            ),
        ][way - 9]

    def _bent(self, said: str) -> str:
        letters = list(said)
        for _ in range(self.chance.randint(1, 6)):
            at = self.chance.randint(0, len(letters))
            letters[at : at + self.chance.randint(0, 2)] = self.chance.choice(
                ['"', "[", "{", "}", ",", "\ud800", "9", "NaN"]
            )
        return "".join(letters)


class Line:
    """One connection, said to and listened to without any library between."""

    def __init__(self, address: str, patience: float = 10):
        where = urlsplit(address)
        self.host = where.netloc
        self.end = socket.create_connection((where.hostname or "", where.port or 80), timeout=patience)

    def say(self, *said: bytes) -> None:
        """Says it, as far as the other side still listens."""
        try:
            for each in said:
                self.end.sendall(each)
        except OSError:
            pass

    def open(self, path: str = "/socket.io/?EIO=4&transport=websocket", **headers: str) -> bytes:
        """Asks for a live connection as a browser does. Returns the answer's head."""
        key = base64.b64encode(b"the one and only").decode()
        asked = {"Host": self.host, "Origin": f"http://{self.host}", "Upgrade": "websocket", "Connection": "Upgrade"}
        asked |= {"Sec-WebSocket-Version": "13", "Sec-WebSocket-Key": key, **headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in asked.items() if value)
        self.say(f"GET {path} HTTP/1.1\r\n{head}\r\n".encode())
        return self.hear(b"\r\n\r\n")

    def hear(self, until: bytes = b"") -> bytes:
        """What comes, until this has come or the other side hangs up. Raises TimeoutError."""
        come = b""
        while not until or until not in come:
            try:
                piece = self.end.recv(65536)
            except ConnectionError:
                break
            if not piece:
                break
            come += piece
        return come

    def close(self) -> None:
        self.end.close()

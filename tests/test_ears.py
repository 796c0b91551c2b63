"""The live connections, from outside: what a stranger can say on them, and who notices. Cases V15-V18, O05, O12."""

from __future__ import annotations

import http.client
import json
import re
from collections.abc import Iterator
from contextlib import closing
from urllib.parse import urlsplit

import pytest
import websocket
from websocket import ABNF

from samklang.phone import Phone
from shared import ears, strict_json
from tests.servers import Leading, Server, serving, until

LOOK = '42["look"]'


@pytest.fixture(scope="module")
def server(tmp_path_factory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("ears"), "--lang", "en") as server:
        yield server


@pytest.fixture(scope="module")
def lead(server: Server) -> Leading:
    lead = Leading(server)
    lead.open("demo")
    return lead


@pytest.fixture
def phone(server: Server, lead: Leading) -> Iterator[Phone]:
    phone = server.phone()
    phone.press(phone.page.forms[0], code=lead.code)
    phone.press(next(form for form in phone.page.forms if form.action.endswith("/join")))
    phone.listen()
    until(phone.told.is_set, "the phone is told to look")
    yield phone
    phone.hang_up()


def heard(line: websocket.WebSocket) -> str:
    return str(line.recv())


def connect(server: Server, **how) -> websocket.WebSocket:
    address = server.address.replace("http", "ws") + "/socket.io/?EIO=4&transport=websocket"
    how = {"origin": server.address, **how}
    line = websocket.create_connection(address, timeout=10, **how)
    assert heard(line).startswith("0{")
    return line


def enter(server: Server, phone: Phone) -> websocket.WebSocket:
    line = connect(server)
    line.send("40" + json.dumps({"ticket": phone.page.attributes["ticket"]}))
    assert heard(line).startswith("40{")
    return line


def is_hung_up(line: websocket.WebSocket) -> bool:
    try:
        while said := heard(line):
            assert not said.startswith("43"), "nothing is ever answered"
        return True
    except websocket.WebSocketTimeoutException:
        return False
    except (OSError, websocket.WebSocketException):
        return True
    finally:
        line.shutdown()


def status(server: Server, query: str = "EIO=4&transport=websocket", **headers: str) -> int:
    """What a browser is told that wants to open a live connection."""
    where = urlsplit(server.address)
    wants = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    wants |= {"Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Origin": server.address, **headers}
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)) as asking:
        asking.request("GET", f"/socket.io/?{query}", headers={name: value for name, value in wants.items() if value})
        return asking.getresponse().status


def here(lead: Leading) -> int:
    """How many people the control screen counts."""
    page = lead.device.open(f"/lead/m/{lead.id}/").html
    return int(re.findall(r'id="here">.*?<span>(\d+)', page, re.DOTALL)[0])


NOISE = (
    '42["connect",{}]',
    '42["disconnect","x"]',
    '42["connect_error"]',
    '42["x",NaN]',
    '42["x",1e999]',
    "42[]",
    "42{}",
    '42["__class__"]',
    "42[1]",
    f'42["{"x" * 3000}"]',
    '40/other,{"ticket":"x"}',
    '451-["a",{"_placeholder":true,"num":0}]',
    '432147483648["x"]',
    "43" + "9" * 100 + "[]",
    "42" + "[" * 2000,
    "5",
    "9",
    "6",
    "xyz",
    "b4xx",
)


@pytest.mark.server
@pytest.mark.parametrize("noise", [NOISE[n : n + 7] for n in range(0, len(NOISE), 7)])
def test_V15_V16_V17_what_is_made_up_goes_no_further_and_throws_nobody_out(server, lead, phone, noise):
    line = enter(server, phone)
    for said in noise:
        line.send(said)
    phone.told.clear()
    lead.go("arrival" if lead.at == "" else "")
    until(phone.told.is_set, "the bystander is still told to look")
    until(lambda: here(lead) == 1, "and is still counted")
    said = heard(line)
    while said == "2":
        said = heard(line)
    assert said.startswith(LOOK[:8]), "it still hears, too"
    line.shutdown()


@pytest.mark.server
def test_V17_whoever_has_not_shown_a_ticket_is_not_heard_at_all(server):
    for first in ('42["look"]', "3", '40{"ticket":"a:b:c:d"}', "40", b"\x00"):
        line = connect(server)
        line.send(first, ABNF.OPCODE_BINARY if isinstance(first, bytes) else ABNF.OPCODE_TEXT)
        if first.startswith("40{") if isinstance(first, str) else False:
            assert heard(line).startswith("44")
            line.send("3")
        assert is_hung_up(line), first


@pytest.mark.server
@pytest.mark.parametrize(
    "query", ["EIO=3&transport=websocket", "EIO=4&transport=polling", "EIO=4", "EIO=4&transport=websocket&sid=x"]
)
def test_V18_no_other_way_of_talking_is_offered(server, query):
    assert status(server, query) == 400
    assert status(server, query, Upgrade="") == 404


@pytest.mark.server
@pytest.mark.parametrize(
    "how", [{"Origin": "http://evil.example"}, {"Origin": "null"}, {"Origin": ""}, {"Host": "evil.example"}]
)
def test_A09_only_pages_of_ours_may_listen(server, how):
    assert status(server) == 101
    assert status(server, **how) in (403, 421)


@pytest.mark.server
def test_O12_nothing_is_ever_compressed(server):
    line = connect(server, header=["Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"])
    assert "sec-websocket-extensions" not in (line.getheaders() or {})
    line.shutdown()


@pytest.mark.server
def test_O12_a_flood_is_hung_up_on(server, phone):
    line = enter(server, phone)
    try:
        for _ in range(ears.ROOM * 4):
            line.send("3")
    except OSError:
        line.shutdown()
        return
    assert is_hung_up(line)


@pytest.mark.server
@pytest.mark.parametrize("kind", ["pings", "pieces"])
def test_O12_control_frames_and_pieces_without_end_are_hung_up_on(server, phone, kind):
    line = enter(server, phone)
    try:
        if kind == "pieces":
            line.send_frame(ABNF.create_frame("x" * 1000, ABNF.OPCODE_TEXT, 0))
        for _ in range(200):
            if kind == "pings":
                line.ping(b"x" * 120)
            else:
                line.send_frame(ABNF.create_frame("x" * 1000, ABNF.OPCODE_CONT, 0))
    except OSError:
        line.shutdown()
        return
    assert is_hung_up(line)


@pytest.mark.server
def test_one_person_has_four_connections_and_the_newest_are_kept(server, lead, phone):
    lines = [enter(server, phone) for _ in range(5)]
    until(lambda: heard(lines[0]) == "41", "the oldest is shown out")
    lead.go("arrival" if lead.at == "" else "")
    until(lambda: heard(lines[-1]).startswith(LOOK[:8]), "the newest is told to look")
    for line in lines:
        line.shutdown()


def test_O05_a_slow_reader_has_one_look_waiting_and_not_thousands(room):
    engine = room.socketio.server.eio
    waiting = engine.create_queue()
    from engineio.packet import MESSAGE, PING, Packet

    for _ in range(5000):
        waiting.put(Packet(MESSAGE, data='2["look"]'))
    waiting.put(Packet(PING))
    waiting.put(None)
    assert waiting.qsize() == 3


@pytest.mark.parametrize("text", ["NaN", "[Infinity]", '{"a":-Infinity}', "[" * 100_000, "{", ""])
def test_V02_what_is_no_json_is_no_message(text):
    with pytest.raises(ValueError):
        strict_json.loads(text)


def test_V02_what_is_no_json_never_leaves_either():
    with pytest.raises(ValueError):
        strict_json.dumps(float("nan"))

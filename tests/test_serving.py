"""A server that is really started: it says where it is, keeps what it was given, and never talks about who came."""

import http.client
import re
from contextlib import closing
from email.message import Message
from typing import NamedTuple
from urllib.parse import urlsplit

import pytest

from tests.servers import run, serving, until

pytestmark = pytest.mark.server


class Answer(NamedTuple):
    status: int
    headers: Message
    body: bytes


def get(address: str, path: str = "/", **headers: str) -> Answer:
    where = urlsplit(address)
    with closing(http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)) as asking:
        asking.request("GET", path, headers=headers)
        answer = asking.getresponse()
        return Answer(answer.status, answer.headers, answer.read())


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path) as running:
        yield running


def test_it_says_where_to_lead_from_and_where_phones_come_in(server):
    assert re.search(rf"{server.address}/lead/key/\S+\n", server.said)
    assert f"  {server.address}\n" in server.said
    assert get(server.address).status == 200


def test_the_link_that_leads_works_once(server):
    path = urlsplit(server.control_link).path
    first = get(server.address, path)
    assert first.status == 303
    assert "samklang_lead=" in (first.headers["Set-Cookie"])
    assert get(server.address, path).status == 403


def test_it_speaks_the_language_asked_for(tmp_path):
    with serving(tmp_path, "--lang", "en") as server:
        assert "Lead the meeting from here" in server.said


def test_browser_files_are_kept_for_ever_and_travel_small(server):
    page = get(server.address).body.decode()
    sheet = re.search(r'href="(/static/phone-[^"]+\.css)"', page)
    assert sheet
    answer = get(server.address, sheet[1], **{"Accept-Encoding": "gzip"})
    assert answer.status == 200
    assert answer.headers["Content-Encoding"] == "gzip"
    assert "immutable" in answer.headers["Cache-Control"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert get(server.address, "/static/../samklang.db").status == 404


def test_nothing_is_written_about_who_came(server):
    get(server.address, "/J/NOTASECRET", **{"User-Agent": "canary-phone", "X-Forwarded-For": "203.0.113.7"})
    get(server.address, "/m/nowhere/")
    assert server.stop() == 0
    written = [file for file in server.data.rglob("*") if file.is_file()]
    for text in (server.said, server.complained, *(file.read_bytes().decode("latin-1") for file in written)):
        assert "canary" not in text
        assert "203.0.113.7" not in text
        assert "NOTASECRET" not in text
    assert server.complained == ""


def test_a_second_server_on_the_folder_gets_one_clear_line(server):
    second = run("serve", "--data", str(server.data), "--port", "0", "--no-browser", "--lang", "en")
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert "already running" in second.stderr
    assert get(server.address).status == 200


def test_a_port_that_is_taken_gets_one_clear_line(server, tmp_path):
    second = run("serve", "--data", str(tmp_path / "b"), "--host", "127.0.0.1", "--port", str(server.port))
    assert second.returncode == 1
    assert second.stderr.count("\n") == 1
    assert str(server.port) in second.stderr


def test_ctrl_c_stops_it_calmly_and_leaves_one_whole_file(server):
    get(server.address)
    assert server.stop() == 0
    assert server.complained == ""
    assert {file.name for file in server.data.glob("samklang.db*")} == {"samklang.db"}
    assert not (server.data / "samklang.address").exists()


def test_it_stops_while_a_browser_holds_its_connection(server):
    where = urlsplit(server.address)
    held = http.client.HTTPConnection(where.hostname or "", where.port, timeout=10)
    held.request("GET", "/")
    held.getresponse().read()
    assert server.stop() == 0
    held.close()


def test_the_folder_is_private(server):
    assert server.data.stat().st_mode & 0o077 == 0
    assert (server.data / "samklang.db").stat().st_mode & 0o077 == 0


def test_a_killed_server_comes_back_on_the_same_folder(server):
    before = server.address
    server.kill()
    server.restart()
    assert server.address == before
    assert get(server.address).status == 200


def test_a_bad_plan_of_ones_own_is_named_and_keeps_nobody_from_meeting(tmp_path):
    own = tmp_path / "data/plans"
    own.mkdir(parents=True)
    (own / "Y1.en.toml").write_text('id = "Y1"\nlang = "en"\ntitel = "x"\n', encoding="utf-8")
    with serving(tmp_path) as server:
        assert get(server.address).status == 200
        assert re.search(r"Y1\.en\.toml:\d+: ", server.complained)


def test_a_stalled_phone_holds_nobody_up(server):
    where = urlsplit(server.address)
    stalled = [http.client.HTTPConnection(where.hostname or "", where.port, timeout=10) for _ in range(20)]
    for one in stalled:
        one.connect()
        one.sock.sendall(b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nco")
    assert get(server.address).status == 200
    for one in stalled:
        one.close()


def test_a_terminated_server_stops_as_calmly(server):
    server.process.terminate()
    until(lambda: server.process.poll() is not None, "it stops")
    assert server.process.returncode == 0


def test_without_the_asked_for_engine_it_says_so():
    tried = run("serve", "--lang", "en", SAMKLANG_ASYNC="tokio")
    assert tried.returncode == 2
    assert tried.stderr == "“tokio” cannot be used as async_mode. Choose eventlet or gevent.\n"

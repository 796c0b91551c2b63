"""What every answer carries, and what is turned away. Cases A09, A10, A18, V21, O11 and the headers."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from playwright.sync_api import expect
from werkzeug.test import TestResponse

from shared import hardening, hosts
from shared.config import Config
from shared.words import words
from tests.rooms import Room

PAGES = ("/", "/m/{id}/", "/m/{id}/help", "/m/nowhere/", "/lead/", "/screen/{id}", "/nowhere", "/favicon.ico")
OWN = {"Origin": "http://localhost"}


def ask(room: Room, path: str = "/", method: str = "GET", **how) -> TestResponse:
    """As it comes, without what our own pages would say."""
    room.app.test_client_class = None
    return room.app.test_client().open(path.format(id=room.id), method=method, **how)


@pytest.mark.parametrize("path", PAGES)
def test_every_answer_keeps_to_itself(room, path):
    headers = ask(room, path).headers
    for name, value in hardening.HEADERS.items():
        assert headers[name] == value
    policy = dict(part.split(" ", 1) for part in headers["Content-Security-Policy"].split("; "))
    assert policy["default-src"] == policy["base-uri"] == policy["frame-ancestors"] == "'none'"
    assert policy["script-src"] == policy["style-src"] == policy["img-src"] == "'self'"
    assert policy["connect-src"] == "'self' ws://localhost"
    assert policy["require-trusted-types-for"] == "'script'" and policy["trusted-types"] == "samklang"
    assert headers["Referrer-Policy"] == "no-referrer" and headers["Cache-Control"] == "no-store, no-transform"
    assert "Access-Control-Allow-Origin" not in headers and "Content-Encoding" not in headers


@pytest.mark.parametrize("path", PAGES)
def test_no_page_has_anything_inline(room, path):
    text = ask(room, path).text
    assert not any(each in text for each in ("<style", " style=", " onclick=", "javascript:", "data:"))
    assert text.count("<script") == text.count('<script type="module" src="/static/')


def test_only_a_public_https_name_asks_for_https_for_ever(room):
    assert "Strict-Transport-Security" not in ask(room).headers
    public = Room(public_url="https://samklang.example")
    answer = ask(public, headers={"Host": "samklang.example"})
    assert answer.headers["Strict-Transport-Security"] == "max-age=63072000"
    assert "wss://samklang.example" in answer.headers["Content-Security-Policy"]
    assert "Secure" in ask(public, f"/J/{public.row.secret}").headers["Set-Cookie"]
    public.close()


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:8000", "[::1]:8000", "192.168.137.1", "10.0.0.9"]
)
def test_A09_it_answers_to_its_own_names(room, host):
    assert ask(room, headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "127.0.0.1.evil.example",
        "localhost.evil.example",
        "",
        "a b",
        "x@localhost",
        "localhost:x",
        "[::1",
        "localhost/..",
    ],
)
def test_A09_a_name_that_only_leads_here_is_turned_away_in_words(room, host):
    answer = ask(room, headers={"Host": host, "Accept-Language": "en"})
    assert answer.status_code in (400, 421)
    if answer.status_code == 421:
        assert words("en")("trouble.other_name.title") in answer.text
        assert host == "" or host not in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize(
    "origin",
    [
        "http://evil.example",
        "http://localhost.evil.example",
        "http://localhost:9",
        "https://evil.example",
        "null",
        "",
        "file://",
        "http://",
    ],
)
@pytest.mark.parametrize("path", ["/", "/m/{id}/join", "/m/{id}/do", "/lead/meetings", "/lead/key/x"])
def test_A09_A10_a_form_from_another_page_changes_nothing(room, origin, path):
    before = room.house.log.read(room.id)
    answer = ask(room, path, "POST", headers={"Origin": origin} if origin else {})
    assert answer.status_code in (403, 405)
    assert "Set-Cookie" not in answer.headers and room.house.log.read(room.id) == before


def test_A10_without_an_origin_the_proof_in_the_page_is_enough_and_nothing_else_is(room):
    room.go("wall")
    anna, eve = room.phone(), room.phone()
    room.app.test_client_class = None
    fields = {"type": "add", "step": "wall", "once": "a", "key": "k", "text": "ro"}
    proof = {name: hosts.proof({"token": phone.token()}) for name, phone in (("anna", anna), ("eve", eve))}
    assert proof["anna"] in anna.page()
    headers = {"Origin": "null", "Cookie": f"token={anna.token()}"}
    for given, status in ((proof["eve"], 403), ("", 403), ("æ" * 40, 403), (proof["anna"], 303)):
        client = room.app.test_client(use_cookies=False)
        answer = client.post(f"{room.base}do", data={**fields, hosts.FIELD: given}, headers=headers)
        assert answer.status_code == status, given


def test_A10_asking_for_a_page_changes_nothing(room):
    room.go("wall")
    anna = room.phone()
    before = room.house.log.read(room.id)
    for path in ("", "mine", "help", "do?type=pass&step=wall", "join", "language?lang=en"):
        anna.get(path)
    assert room.house.log.read(room.id) == before


@pytest.mark.parametrize(
    "path",
    [
        "/console",
        "/metrics",
        "/.git/config",
        "/static/",
        "/static/../pyproject.toml",
        "/socket.io/",
        "/socket.io/?EIO=4&transport=polling",
        "/admin",
        "/robots.txt/..",
        "/static/phone.js.map",
        "/gallery/",
    ],
)
def test_A18_there_is_nothing_else_to_find(room, path):
    assert ask(room, path).status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "/m/%00/",
        "/m/..%5c..%5cCON/",
        "/m/NUL.txt/",
        "/m/%c0%ae/",
        "/J/" + "A" * 3000,
        "/m/%0d%0aX-Evil:1/",
        "/lead/key/%00",
        "/screen/CON/PRN",
        "//evil.example/",
        "/lead/plans/..%2f..%2fx",
    ],
)
def test_V21_odd_paths_are_calmly_not_there(room, path):
    answer = ask(room, path)
    assert answer.status_code in (308, 400, 403, 404, 421)
    assert "X-Evil" not in answer.headers and "Traceback" not in answer.text


@pytest.mark.parametrize("method", ["OPTIONS", "PUT", "DELETE", "PATCH", "TRACE", "BREW"])
def test_unknown_methods_are_calmly_refused(room, method):
    assert ask(room, "/", method, headers=OWN).status_code == 405


def test_a_head_is_a_page_without_its_body(room):
    answer = ask(room, "/", "HEAD")
    assert answer.status_code == 200 and answer.data == b""


def test_O11_far_too_much_is_refused_before_it_is_read(room):
    for body in ("code=" + "x" * 100_000, "&".join(f"a{n}=1" for n in range(100_000))):
        assert (
            ask(room, "/", "POST", data=body, headers=OWN, content_type="application/x-www-form-urlencoded").status_code
            == 413
        )


@pytest.mark.parametrize("lang", ["da", "nb", "nn", "en"])
def test_errors_say_what_to_do_and_nothing_about_what_was_asked(room, lang):
    answer = ask(room, "/canary/canary?canary", headers={"Accept-Language": lang})
    assert answer.status_code == 404 and words(lang)("trouble.nowhere.text") in answer.text
    assert "canary" not in answer.text and f'lang="{lang}"' in answer.text


def test_trouble_of_our_own_breaks_nothing_and_says_nothing(room, monkeypatch, capsys):
    def broken(*_: object) -> None:
        raise RuntimeError("canary-words")

    monkeypatch.setattr(room.house.log, "meeting_of_secret", broken)
    answer = ask(room, f"/J/{room.row.secret}")
    assert answer.status_code == 500 and "canary" not in answer.text
    assert answer.headers["Content-Security-Policy"]
    said = ask(room, f"/J/{room.row.secret}", headers={"Accept": "application/json"}).get_json()
    assert said["retry"] is True
    heard = capsys.readouterr()
    assert "canary" not in heard.err + heard.out and room.row.secret not in heard.err


def test_a_name_of_ones_own_is_answered_to_when_it_is_set():
    config = Config(public_url="https://samklang.example:8443")
    assert hosts.answers_to(config, "samklang.example:8443")
    assert hosts.is_our_page(config, "https://samklang.example:8443", "10.0.0.9")
    assert not hosts.is_our_page(config, "https://samklang.example", "10.0.0.9")


EVIL = """<form method=post action="{target}"><input name=type value=pass><input name=step value=notes></form>
<script>fetch("{target}", {{method: "POST", mode: "no-cors", credentials: "include",
body: new URLSearchParams({{type: "pass", step: "notes"}})}})
  .catch(() => {{}})
  .finally(() => document.forms[0].submit())</script>"""


def test_P01_a_meeting_that_is_gone_has_the_browser_clear_its_cache_where_it_listens():
    room = Room(public_url="https://samklang.example")
    phone = room.phone()
    room.delete()
    assert phone.get(Host="samklang.example").headers["Clear-Site-Data"] == '"cache"'
    room.close()


@pytest.mark.browser
def test_A10_a_page_of_somebody_else_cannot_speak_for_a_phone(gathering):
    """The other page is on the same machine under another port, so that the phone's own cookie goes along."""
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    target = f"{gathering.server.address}/m/{gathering.id}/do"
    with elsewhere(EVIL.format(target=target)) as evil:
        other = phone.context.new_page()
        other.goto(evil)
        expect(other.get_by_role("heading")).to_have_text(words("da")("trouble.not_ours.title"))
    phone.page.reload()
    expect(phone.field).to_be_visible()


@contextmanager
def elsewhere(page: str) -> Iterator[str]:
    """A web server of somebody else's, with this one page."""

    class Answering(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html")
            self.end_headers()
            self.wfile.write(page.encode())

        def log_message(self, format: str, *args: object) -> None:
            pass

    with HTTPServer(("127.0.0.1", 0), Answering) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()

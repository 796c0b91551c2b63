"""Pretend participants behave like phones, and show that nothing they were told was kept is ever lost."""

import re
import subprocess
import sys

import pytest

from samklang import voices
from samklang.phone import Reader
from samklang.simulate import Participant
from tests.servers import PATIENCE, ROOT, Leading, Server, run, serving, until

BRISKLY = ("--seconds", "12", "--pace", "12", "--arriving", "1")
LANGUAGES = ("da", "nb", "en")


# --- reading pages ----------------------------------------------------------------------------------------------

PAGE = """<!doctype html><html lang="nb"><body>
<div id="screen" data-look="/m/x/" data-digest="d1" data-ticket="t1" data-place="wall">
<form method="post" action="/m/x/do" id="write">
  <input type="hidden" name="type" value="add"><input type="hidden" name="key" value="k1">
  <textarea id="text" name="text">half a th&aring;ught</textarea><p><span data-count="text" data-most="60">60</span></p>
</form>
<form action="/m/x/do" data-dots="3"><input type="hidden" name="type" value="cast">
  <input type="number" name="dots[]" max="2" value="0"><input type="number" name="dots[]" max="2" value="0"></form>
<form action="/m/x/do"><input type="radio" name="sky" value="0"><input type="radio" name="sky" value="1"></form>
</div></body></html>"""


def test_a_page_is_read_as_a_browser_without_a_script_would():
    page = Reader(PAGE).page
    write, cast, sky = page.forms
    assert page.lang == "nb"
    assert page.attributes["place"] == "wall"
    assert write.fields == [("type", "add"), ("key", "k1"), ("text", "half a thåught")]
    assert (write.action, write.texts) == ("/m/x/do", {"text": "text"})
    assert page.room == {"text": 60}
    assert (cast.numbers, cast.data) == ({"dots[]": [2, 2]}, {"dots": "3"})
    assert sky.choices == {"sky": ["0", "1"]}


def test_dots_are_spread_as_far_as_they_may():
    cast = Reader(PAGE).page.forms[1]
    for seed in range(20):
        person = Participant("http://127.0.0.1:1", "", "da", str(seed), 1, voices.Voices("da", 1))
        dots = [int(value) for _, value in person._spread(cast)]
        assert sum(dots) == 3
        assert max(dots) <= 2


# --- what they write --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("lang", [*LANGUAGES, "nn"])
@pytest.mark.parametrize(
    ("step", "room"), [("check-in", 30), ("bright-spots", 60), ("elsewhere", 20), ("elsewhere", 600)]
)
def test_everybody_has_something_to_write_that_fits(lang, step, room):
    group = voices.Voices(lang, 3)
    written = [group.take(step, room) for _ in range(40)]
    assert all(0 < len(text) <= room for text in written)
    assert len(set(written[:10])) == 10


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_group_of_a_demo_has_names_for_its_themes(lang):
    assert len(voices.Voices(lang, 1).themes("bright-spots")) == 4
    assert {len(names) for names in (voices.Voices(other, 1).themes("bright-spots") for other in LANGUAGES)} == {4}


def test_the_same_seed_gives_the_same_people():
    one, two = (voices.Voices("da", 7) for _ in range(2))
    assert [one.take("check-in", 30) for _ in range(9)] == [two.take("check-in", 30) for _ in range(9)]


def test_pretend_participants_stay_on_this_machine():
    tried = run("simulate", "http://192.0.2.7:8000/J/SECRET", "--lang", "en")
    assert tried.returncode == 1
    assert "--yes-i-run-this-server" in tried.stderr
    assert tried.stderr.count("\n") == 1


@pytest.mark.parametrize("address", ["nowhere", "ftp://127.0.0.1/x", "http://"])
def test_an_address_that_is_none_gets_one_line(address):
    tried = run("simulate", address, "--lang", "en")
    assert tried.returncode == 2
    assert tried.stderr.count("\n") == 1


# --- real servers -----------------------------------------------------------------------------------------------


class Simulation:
    """`samklang simulate` in a process of its own, while the meeting goes on."""

    def __init__(self, *arguments: str):
        command = [sys.executable, "-m", "samklang", "simulate", *arguments, "--lang", "en"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def end(self) -> dict[str, int]:
        said, complained = self.process.communicate(timeout=4 * PATIENCE)
        assert complained == ""
        found = re.search(r"(\d+) of (\d+) came in\.\n(\d+) sent: (\d+) kept, (\d+) refused, (\d+) lost\.", said)
        assert found, said
        names = ("joined", "asked", "sent", "kept", "refused", "lost")
        return dict(zip(names, map(int, found.groups()), strict=True)) | {"code": self.process.returncode}


@pytest.fixture
def server(tmp_path):
    with serving(tmp_path, "--lang", "en") as running:
        yield running


@pytest.mark.server
def test_eight_people_lose_nothing(server):
    lead = Leading(server)
    lead.open("demo")
    simulation = Simulation(server.address, "--code", lead.code, "-n", "8", *BRISKLY)
    for step in ("check-in", "bright-spots", "a-little-hope", "check-out"):
        lead.go(step)
        until(lambda: lead.sees("Some are done|Most are done"), f"some have answered {step}")
    figures = simulation.end()
    assert (figures["joined"], figures["lost"], figures["code"]) == (8, 0, 0)
    assert figures["kept"] >= 12, "four steps in which at least three people were done"


@pytest.mark.server
def test_what_was_kept_survives_the_power_going_in_the_middle(server):
    lead = Leading(server)
    lead.open("demo")
    lead.go("bright-spots")
    simulation = Simulation(server.address, "--code", lead.code, "-n", "8", *BRISKLY)
    until(lambda: lead.sees(r"Some are done|Most are done"), "some have written")
    server.kill()
    server.restart()
    figures = simulation.end()
    assert (figures["joined"], figures["lost"], figures["code"]) == (8, 0, 0)
    assert figures["kept"] >= 3, "some were done before the power went"


@pytest.mark.server
def test_a_screen_looks_again_by_itself_when_the_server_is_back(server):
    lead = Leading(server)
    lead.open("demo")
    phone = server.phone()
    phone.press(phone.page.forms[0], code=lead.code)
    phone.press(next(form for form in phone.page.forms if form.action.endswith("/join")))
    phone.listen()
    assert phone.told.wait(PATIENCE)
    server.kill()
    phone.told.clear()
    server.restart()
    assert phone.told.wait(PATIENCE)
    assert phone.look().attributes["place"] == "lobby"


@pytest.mark.server
def test_a_demo_leads_itself_to_its_end(tmp_path):
    with Server(tmp_path, "--play", "0.3", "--lang", "en", "-n", "6", command="demo") as server:
        screen = server.phone(server.link("/screen/"))
        seen: list[str] = []

        def over() -> bool:
            seen.append(screen.look().text)
            return "Thank you for being here" in seen[-1]

        until(over, "the meeting is over", 3 * PATIENCE)
        everything = "\n".join(seen)
        assert any(theme in everything for theme in voices.Voices("en", 7).themes("bright-spots"))
        assert "dots" in everything
        assert server.complained == ""


@pytest.mark.server
def test_a_demo_waits_for_whoever_tries_it(tmp_path):
    with Server(tmp_path, "--lang", "en", "--pace", "10", command="demo") as server:
        screen = server.phone(server.link("/screen/"))
        lead = Leading(server)
        lead.take_over()
        until(lambda: lead.sees("9\nare here"), "nine have come")
        lead.go("check-in")
        words = set(voices.Voices("en", 7).texts["check-in"])
        until(lambda: words & set(screen.look().text.split("\n")), "words come up by themselves")

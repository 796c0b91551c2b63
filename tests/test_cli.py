"""The command line says what it does in one language, and one clear line when it cannot."""

import json
import re
import stat

import pytest

from samklang import addresses, folder, kept, start
from shared import door
from shared.activity import LEAD
from shared.config import Config
from shared.house import House
from shared.live import KEPT, Live
from shared.log import Log
from shared.plan import Plan, Step
from shared.presence import Presence
from shared.words import LANGUAGES, words
from tests.servers import Leading, run, serving

NOW = 29_000_000  # minutes since the epoch
HELLO = Step("hello", "info", "Ankomst", minutes=60, settings={"prompt": "Velkommen"})
PLAN = Plan(id="T", lang="da", domain="hope", title="Det, der holder håbet i live", steps=[HELLO])
NAMES = ("serve", "demo", "simulate", "plans", "notes", "purge", "doctor", "key")

# --- one clear line ---------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "arguments",
    [
        "serve --port x",
        "serve --port 70000",
        "serve --port",
        "serve --prot 1",
        "serve --public-url example.org",
        "serve --data /dev/null/x",
        "demo -n 900",
        "simulate",
        "simulate http://127.0.0.1:1 --pace 0",
        "simulate http://127.0.0.1:1/J/X -n 1 --seconds 1",
        "notes --data {0}",
        "notes --format pdf",
        "purge",
        "purge --due --all",
        "key --data {0}",
        "open",
        "plans chekc",
    ],
)
def test_what_cannot_be_done_gets_one_line_and_no_traceback(arguments, tmp_path):
    tried = run(*arguments.format(tmp_path).split(), "--lang", "en")
    assert tried.returncode in (1, 2)
    assert re.fullmatch(r"[A-Z“/].*[.?]\n", tried.stderr), tried.stderr
    assert tried.stdout == ""


def test_a_wrong_setting_is_named():
    tried = run("doctor", SAMKLANG_CODE_LENGTH="forty", SAMKLANG_LANG="nb")
    assert tried.stderr == "«forty» kan ikke brukes som code_length. Velg et tall fra 4 til 12.\n"


def test_an_unknown_language_is_named_in_danish():
    assert run("doctor", "--lang", "se").stderr == "»se« kan ikke bruges som lang. Vælg da, nb, nn eller en.\n"


def test_without_a_command_it_says_what_there_is():
    said = run(SAMKLANG_LANG="en")
    assert said.returncode == 0
    assert all(
        name in said.stdout for name in ("serve", "demo", "simulate", "plans", "notes", "purge", "doctor", "key")
    )


@pytest.mark.parametrize("lang", LANGUAGES)
def test_help_is_in_the_language_asked_for(lang):
    said = run("serve", "--help", "--lang", lang).stdout
    assert words(lang)("cli.help.serve").split(":")[0] in said
    assert words(lang)("cli.help.help") in said
    assert "cli." not in said


# --- plans ------------------------------------------------------------------------------------------------------


def test_plans_check_names_the_place_and_fails(tmp_path):
    (tmp_path / "X.en.toml").write_text('id = "X"\nlang = "en"\ndomain = "joy"\n', encoding="utf-8")
    found = run("plans", "check", str(tmp_path), "--lang", "en")
    assert found.returncode == 1
    assert f"{tmp_path}/X.en.toml:3: domain: Only one of these words" in found.stdout
    assert run("plans", "check").returncode == 0


def test_plans_schema_is_json():
    assert json.loads(run("plans", "schema").stdout)["title"] == "Samklang plan"


# --- meetings that are kept -------------------------------------------------------------------------------------


@pytest.fixture
def data(tmp_path):
    """A folder with one ended meeting, in which something was shown."""
    folder.make(tmp_path / "data")
    log = Log(tmp_path / "data/samklang.db")
    row = door.new_row({"da": PLAN})
    log.open_meeting(row)
    Live(log, lambda *_: None, clock=lambda: NOW).do(row.id, None, {"type": "go", "to": "hello"}, LEAD)
    log.close()
    return tmp_path / "data"


def test_notes_can_be_taken_from_a_folder_that_nobody_serves(data, tmp_path):
    printed = run("notes", "--data", str(data))
    assert printed.returncode == 0
    assert PLAN.title in printed.stdout
    run("notes", "--data", str(data), "--format", "json", "--output", str(tmp_path / "notes.json"))
    assert json.loads((tmp_path / "notes.json").read_text(encoding="utf-8"))


def test_purge_asks_first_and_leaves_everything_without_a_yes(data):
    asked = run("purge", "--all", "--data", str(data), "--lang", "en")
    assert (asked.returncode, asked.stderr) == (1, "Nothing was erased. Add --yes if you are sure.\n")
    assert run("notes", "--data", str(data)).returncode == 0


def test_purge_leaves_no_trace(data):
    assert run("purge", "--all", "--yes", "--data", str(data)).returncode == 0
    assert list((data / "keys").iterdir()) == []
    everything = b"".join(file.read_bytes() for file in data.rglob("*") if file.is_file())
    assert PLAN.title.encode() not in everything


def test_purge_erases_only_what_is_due(data):
    assert "0 meetings are erased" in run("purge", "--due", "--yes", "--data", str(data), "--lang", "en").stdout
    with kept.opened(data) as log:
        [row] = log.all_meetings()
        log.note_end(row.id, NOW, NOW)
    assert "1 meeting is erased" in run("purge", "--due", "--yes", "--data", str(data), "--lang", "en").stdout


def test_doctor_finds_a_ready_machine_ready(tmp_path):
    found = run("doctor", "--data", str(tmp_path / "data"), "--lang", "en")
    assert found.returncode == 0
    assert not re.search("^problem", found.stdout, re.MULTILINE)
    assert "SQLite" in found.stdout


def test_doctor_warns_of_a_folder_that_is_copied_elsewhere_or_open_to_others(tmp_path):
    place = tmp_path / "OneDrive - Home/data"
    place.mkdir(parents=True)
    place.chmod(0o755)
    said = run("doctor", "--data", str(place), "--lang", "en").stdout
    assert "seems to be copied to the internet" in said
    assert "Others on this machine can see" in said


def test_doctor_says_when_a_server_does_not_answer(tmp_path):
    found = run("doctor", "--data", str(tmp_path), "--url", "http://127.0.0.1:1", "--lang", "en")
    assert found.returncode == 1
    assert "problem  http://127.0.0.1:1 does not answer." in found.stdout


@pytest.mark.server
def test_a_fresh_key_reaches_a_running_server(tmp_path):
    with serving(tmp_path, "--lang", "en") as server:
        old = server.control_link
        said = run("key", "--data", str(server.data), "--lang", "en")
        fresh = re.search(r"http\S+/lead/key/\S+", said.stdout)
        assert fresh
        assert fresh[0].startswith(server.address)
        assert "already been used" in server.phone(old).page.text
        assert "already been used" not in server.phone(fresh[0]).page.text
        assert "already been used" in server.phone(fresh[0]).page.text
        refused = run("purge", "--all", "--yes", "--data", str(server.data), "--lang", "en")
        assert (refused.returncode, refused.stderr.count("\n")) == (1, 1)


@pytest.mark.server
def test_a_meeting_that_was_due_while_the_server_was_off_is_gone_when_it_is_back(tmp_path):
    with serving(tmp_path, "--lang", "en") as server:
        lead = Leading(server)
        lead.open("demo")
        assert server.stop() == 0
        with kept.opened(server.data) as log:
            log.note_end(lead.id, NOW, NOW)
        server.restart()
        assert server.phone(f"/m/{lead.id}/").page.html.count("<form") == 0
        assert server.stop() == 0
        with kept.opened(server.data) as log:
            assert log.all_meetings() == []


# --- tidying ----------------------------------------------------------------------------------------------------


@pytest.fixture
def house():
    log = Log(":memory:")
    clock = [NOW]
    live = Live(log, lambda *_: None, clock=lambda: clock[0])
    house = House(Config(), log, live, Presence(), {}, lambda: "http://127.0.0.1:8000")
    yield house, clock
    log.close()


def opened(house: House) -> str:
    row = door.new_row({"da": PLAN})
    house.log.open_meeting(row)
    house.log.note_end(row.id, None, None)
    return row.id


def test_a_meeting_that_nobody_ended_is_ended_after_a_day_and_erased_after_another(house):
    house, clock = house
    id = opened(house)
    house.live.do(id, None, {"type": "go", "to": "hello"}, LEAD)
    clock[0] += start.FORGOTTEN
    start.tidy(house)
    assert house.log.meeting(id).ended is None
    clock[0] += 1
    start.tidy(house)
    assert house.log.meeting(id).ended == clock[0]
    clock[0] += KEPT
    start.tidy(house)
    assert house.log.all_meetings() == []


# --- addresses --------------------------------------------------------------------------------------------------


def test_phones_get_the_hotspot_first_and_never_what_they_cannot_reach():
    found = [
        ("lo", "127.0.0.1"),
        ("eth0", "10.3.0.4"),
        ("docker0", "172.17.0.1"),
        ("vEthernet (WSL)", "172.22.0.1"),
        ("wlan0", "192.168.1.20"),
        ("wlan1", "169.254.3.3"),
        ("Microsoft Wi-Fi Direct Virtual Adapter", "192.168.137.1"),
        ("tailscale0", "100.64.1.1"),
    ]
    assert addresses.chosen(found) == ["192.168.137.1", "192.168.1.20", "10.3.0.4"]


def test_an_address_given_is_the_one_phones_get():
    given = Config(public_url="https://moede.example/", host="192.168.1.5")
    assert addresses.for_phones(given, 80) == "https://moede.example"
    assert addresses.for_phones(Config(host="192.168.1.5"), 8000) == "http://192.168.1.5:8000"
    assert addresses.for_phones(Config(host="192.168.1.5"), 80) == "http://192.168.1.5"


def test_the_folder_is_made_for_its_owner_alone(tmp_path):
    folder.make(tmp_path / "a/b")
    assert stat.S_IMODE((tmp_path / "a/b").stat().st_mode) == 0o700


def test_a_meetings_name_is_never_taken_for_an_option(monkeypatch):
    drawn = iter(["-x", "-y", "z", "screen"])
    monkeypatch.setattr("shared.door.secrets.token_urlsafe", lambda _: next(drawn))
    assert door.new_row({"da": PLAN}).id == "z"

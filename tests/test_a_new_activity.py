"""Adding an activity touches its own folder alone: one that lies elsewhere is found, drawn, played and noted down."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import hatch_build

ROOT = Path(__file__).resolve().parent.parent
PLAYED = """
import json, sys
from facilitator import keys
from shared.activity import activity
from shared.plan import Plan, Step
from tests.led_rooms import LedRoom

step = Step("candles", "candles", "Lys", 10, notes="texts", settings={"prompt": "Hvad lyser op?"})
room = LedRoom(Plan(id="C", lang="da", domain="hope", title="Lys", notes="texts", steps=[step]))
phone, lead = room.phone(), room.leader()
room.go("candles")
page = phone.page()
for n, each in enumerate([phone, *room.phones(3)]):
    each.add("candles", f"lys nummer {n}")
waiting = room.picture()
room.lead("close", "candles")
control = lead.get(f"/lead/m/{room.id}/").text
room.lead("reveal", "candles")
notes = {format: lead.get(f"/lead/m/{room.id}/notes.{format}").text for format in ("md", "html", "csv", "json")}
json.dump({"home": activity("candles").__file__, "page": page, "waiting": waiting, "control": control,
           "shown": room.picture(), **notes}, sys.stdout)
room.close()
"""


@pytest.fixture
def elsewhere(tmp_path, monkeypatch):
    """A folder of one's own with one activity in it: open answers under another name, in its files and its words."""
    own = tmp_path / "mine"
    shutil.copytree(
        ROOT / "shared/activities/open_answers", own / "candles", ignore=shutil.ignore_patterns("__pycache__")
    )
    (own / "candles/test_open_answers.py").unlink()
    for file in [file for file in (own / "candles").rglob("*") if file.is_file()]:
        file.write_text(file.read_text("utf8").replace("open_answers", "candles"), "utf8")
    (own / "candles/phone.css").write_text(".candle { color: var(--ink); }", "utf8")
    monkeypatch.setenv("SAMKLANG_ACTIVITIES", str(own))
    return own


def run(*command):
    return subprocess.run(
        [sys.executable, *command], cwd=ROOT, capture_output=True, text=True, encoding="utf8", env=around()
    )


def around():
    return {**os.environ, "PYTHONIOENCODING": "utf8"}


def test_a_new_activity_is_played_on_all_three_screens_and_stands_in_the_notes(elsewhere):
    finished = run("-c", PLAYED)
    assert finished.returncode == 0, finished.stderr
    seen = json.loads(finished.stdout)
    assert Path(seen["home"]).is_relative_to(elsewhere)
    assert "Hvad lyser op?" in seen["page"] and 'name="type" value="pass"' in seen["page"]
    assert "Hvad lyser op?" in seen["waiting"] and "lys nummer" not in seen["waiting"]
    assert all(
        f"lys nummer {n}" in seen[screen]
        for screen in ("control", "shown", "md", "html", "csv", "json")
        for n in range(4)
    )


def test_a_new_activity_is_held_to_what_all_are_held_to(elsewhere):
    finished = run("-m", "pytest", "-n0", "-q", "-p", "no:cacheprovider", "tests/test_activities.py", "-k", "candles")
    assert finished.returncode == 0, finished.stdout
    assert int(finished.stdout.rsplit(" passed", 1)[0].split()[-1]) > 50


def test_a_new_activitys_looks_are_in_the_bundles(elsewhere):
    assert elsewhere / "candles/phone.css" in hatch_build.parts_of(ROOT, "phone.css")
    assert elsewhere / "candles/phone.css" in hatch_build.sources(ROOT)


def test_a_plan_may_use_it(elsewhere):
    said = run(
        "-c", "from shared import plans; print(plans.schema()['$defs']['Step']['properties']['activity']['enum'])"
    )
    assert "'candles'" in said.stdout, said.stderr

"""Plans that belong to the house: those that can be used stand in the library, the others say what is wrong."""

from __future__ import annotations

import pytest

from samklang.start import SHIPPED, plans_for
from shared import plans
from shared.plan import Plan
from shared.words import LANGUAGES, words
from tests.rooms import Room
from tests.servers import run
from tests.test_control import Lead

ENGLISH = words("en")
DAMAGED = {
    "no TOML": b'id = "Y1',
    "not text": b"\xff\xfe\x00",
    "a word nobody knows": b'id = "Y1"\nlang = "en"\ntitel = "x"\n',
    "beyond measure": b"#" * (plans.LARGEST + 1),
    "empty": b"",
}


@pytest.fixture
def folder(tmp_path):
    (own := tmp_path / "plans").mkdir()
    return own


def demo(id: str) -> str:
    return (SHIPPED / "demo/demo.en.toml").read_text("utf-8").replace('id = "demo"', f'id = "{id}"', 1)


def test_a_plan_of_ones_own_stands_beside_those_that_come_along(tmp_path, folder):
    (folder / "Y1.en.toml").write_text(demo("Y1"), "utf-8")
    library, left_out = plans_for(tmp_path, ENGLISH)
    assert isinstance(library["Y1"]["en"], Plan)
    assert left_out == []
    assert library.keys() > plans.library(SHIPPED).keys()


@pytest.mark.parametrize("name", DAMAGED)
def test_a_damaged_plan_is_left_out_and_named_and_the_others_stay(tmp_path, folder, name):
    (folder / "Y1.en.toml").write_text(demo("Y1"), "utf-8")
    (folder / "Y2.en.toml").write_bytes(DAMAGED[name])
    library, left_out = plans_for(tmp_path, ENGLISH)
    assert "Y1" in library
    assert "Y2" not in library
    assert {finding.file for finding in left_out} == {str(folder / "Y2.en.toml")}
    assert all(finding.words and finding.line for finding in left_out)


def test_a_plan_of_ones_own_never_hides_one_that_comes_along(tmp_path, folder):
    (folder / "demo.en.toml").write_text(demo("demo").replace('title = "', 'title = "Ours: ', 1), "utf-8")
    library, left_out = plans_for(tmp_path, ENGLISH)
    assert library["demo"] == plans.library(SHIPPED)["demo"]
    assert [(finding.field, "already in the library" in finding.words) for finding in left_out] == [("id", True)]


def test_the_same_plan_twice_leaves_out_the_second(tmp_path, folder):
    (folder / "more").mkdir()
    (folder / "Y1.en.toml").write_text(demo("Y1"), "utf-8")
    (folder / "more/Y1.en.toml").write_text(demo("Y1"), "utf-8")
    library, left_out = plans_for(tmp_path, ENGLISH)
    assert "Y1" in library
    assert len(left_out) == 1


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_library_says_which_plans_are_left_out_and_why_without_where_the_folder_is(tmp_path, folder, lang):
    (folder / "Y2.en.toml").write_text('id = "Y1"\n<b>', "utf-8")
    _, left_out = plans_for(tmp_path, words(lang))
    room = Room(lang=lang)
    room.house.left_out.extend(left_out)
    seen = Lead(room).enter().client.get("/lead/").get_data(as_text=True)
    assert "Y2.en.toml" in seen
    assert left_out[0].words.split(".")[0] in seen
    assert words(lang)("library.left_out.text") in seen
    assert str(folder) not in seen


def test_a_plan_with_very_many_mistakes_leaves_room_for_the_library(tmp_path, folder):
    (folder / "Y2.en.toml").write_text("".join(f"mistake{n} = 1\n" for n in range(200)), "utf-8")
    _, left_out = plans_for(tmp_path, ENGLISH)
    room = Room(lang="en")
    room.house.left_out.extend(left_out)
    seen = Lead(room).enter().client.get("/lead/").text
    assert seen.count("Y2.en.toml") == 8
    assert f"{len(left_out)} things" in seen


def test_doctor_warns_of_a_plan_of_ones_own_that_is_left_out(tmp_path, folder):
    (folder / "Y2.en.toml").write_text('id = "Y', "utf-8")
    found = run("doctor", "--data", str(tmp_path), "--lang", "en")
    assert "1 thing needs changing in the plans" in found.stdout

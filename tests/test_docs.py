"""Documentation that cannot rot: what it lists is compared with what there is."""

import re
from pathlib import Path

import msgspec
import pytest

from shared.activity import activities
from shared.config import Config

ROOT = Path(__file__).parent.parent


def read(name):
    return (ROOT / name).read_text("utf8")


@pytest.mark.parametrize("name", [field.name for field in msgspec.structs.fields(Config)])
def test_every_setting_has_its_line_in_the_docs(name):
    variable = "SAMKLANG_ASYNC" if name == "async_mode" else f"SAMKLANG_{name.upper()}"
    assert f"`{variable}`" in read("docs/hosts.md")


@pytest.mark.parametrize("file", ["docs/activities.md", "session_plans/README.md"])
@pytest.mark.parametrize("name", activities())
def test_every_activity_and_each_of_its_settings_has_one_line_in_the_docs(name, file):
    [line] = [line for line in read(file).splitlines() if line.startswith(f"| `{name}`")]
    for setting in msgspec.structs.fields(activities()[name].Settings):
        assert f"`{setting.name}`" in line


def test_every_command_has_its_line_in_the_docs():
    from samklang.cli import plans, samklang

    commands = [*(name for name in samklang.commands if name != "plans"), *(f"plans {name}" for name in plans.commands)]
    for command in commands:
        assert f"| `samklang {command}`" in read("docs/hosts.md"), command


def test_the_readme_stays_short_enough_to_be_read():
    assert len(read("README.md").splitlines()) < 120


def test_nothing_that_the_docs_point_at_is_missing():
    for page in ("README.md", *(f"docs/{p.name}" for p in (ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\(([^)#]+)\)", read(page)):
            assert ((ROOT / page).parent / target).exists(), f"{page} points at {target}"


def test_every_test_that_the_cases_name_is_there():
    named = re.findall(r"`((?:tests|shared)/[\w/]+\.py)::(\w+)`", read("docs/cases.md"))
    assert len(named) > 50
    missing = [f"{file}::{name}" for file, name in named if f"def {name}(" not in read(file)]
    assert missing == []


def test_every_requirement_of_the_first_two_levels_is_answered_once():
    """So many ASVS 5.0.0 has at levels 1 and 2; and what the answers point at is there."""
    page = read("docs/asvs.md")
    row = r"^\| (\d+\.\d+\.\d+) \| ([123]) \| [^|]+ \| (yes|partly|no|nothing to apply to) \| [^|]+ \|$"
    rows = re.findall(row, page, re.MULTILINE)
    ids = [id for id, _, _ in rows]
    assert len(ids) == len(set(ids)) == page.count("\n| ") - page.count("\n| id |")
    assert [sum(level == wanted for _, level, _ in rows) for wanted in "12"] == [70, 183]
    for answer, said in (("yes", "{} are\nmet"), ("partly", "{} partly"), ("no", "{} are not")):
        assert said.format(sum(given == answer and level != "3" for _, level, given in rows)) in page
    for file, name in re.findall(r"`(tests/\w+\.py)::(\w+)`", page):
        assert f"def {name}(" in read(file), name
    for case in re.findall(r"\b([ADEOPRSV]\d\d)\b", page):
        assert f"| {case} |" in read("docs/cases.md"), case


def test_every_practice_has_its_row_once_and_what_it_names_is_there():
    """The eighty that the project set out with; each with the tests, files and plans that carry it."""
    page = read("docs/practice.md")
    rows = re.findall(r"^\| (SYS-\d\d) \| [^|]+ \| [^|]+ \| [^|]+ \|$", page, re.MULTILINE)
    assert rows == [f"SYS-{n:02}" for n in range(1, 81)]
    for file, name in re.findall(r"`((?:tests|shared)/[\w/]+\.py)::(\w+)`", page):
        assert f"def {name}(" in read(file), name
    for file in re.findall(r"`((?:docs|shared|session_plans)/[\w./-]+)`", page):
        assert (ROOT / file).exists(), file
    plans = {file.name.split(".")[0] for file in (ROOT / "session_plans").rglob("*.toml")}
    assert set(re.findall(r"`([A-Z]\d\d?)`", page)) <= plans

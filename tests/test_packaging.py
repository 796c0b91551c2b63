"""The package keeps to itself: its names are its own, and its lock files tie nobody to one place to fetch from."""

import gzip
import json
import os
import re
import subprocess
import sys
import zipfile
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

import dev
import hatch_build

ROOT = Path(__file__).resolve().parent.parent
OURS = ("samklang", "facilitator", "participant", "shared", "session_plans")
LOCKS = ("package-lock.json", "requirements/run.txt", "requirements/dev.txt", "requirements/build.txt")


@pytest.mark.parametrize("name", OURS)
def test_no_other_distribution_owns_a_name_of_ours(name):
    assert set(packages_distributions().get(name, [])) <= {"samklang"}


@pytest.mark.parametrize("lock", LOCKS)
def test_a_lock_file_names_no_place_to_fetch_from(lock):
    text = (ROOT / lock).read_text(encoding="utf-8")
    addresses = [address for address in re.findall(r"\w+://[^\s\"]+", text) if "/sponsors/" not in address]
    assert not addresses
    assert '"resolved"' not in text
    assert not re.search(r"^\s*-(i|f|-\w*index|-find)", text, re.MULTILINE)


@pytest.mark.parametrize("lock", LOCKS[1:])
def test_every_version_is_held_by_its_hashes(lock):
    pins = re.split(r"\n(?=\S)", (ROOT / lock).read_text(encoding="utf-8").strip())
    assert len(pins) > 5
    assert [pin for pin in pins if "==" not in pin or "--hash=sha256:" not in pin] == []


@pytest.fixture
def small(tmp_path):
    """A tree with one activity and nothing assembled yet; npm's packages are those already here."""
    (tmp_path / "shared/browser").mkdir(parents=True)
    (tmp_path / "shared/activities/wall").mkdir(parents=True)
    (tmp_path / "package-lock.json").write_bytes((ROOT / "package-lock.json").read_bytes())
    (tmp_path / "node_modules").symlink_to(ROOT / "node_modules", target_is_directory=True)
    (tmp_path / "shared/browser/phone.css").write_text("@layer shell { .shell { color: red } }")
    (tmp_path / "shared/browser/phone.js").write_text("document.title = 'the shell';")
    return tmp_path


def assembled(root, name):
    """What a browser is served under a plain name."""
    dist = root / hatch_build.DIST
    manifest = json.loads((dist / "manifest.json").read_text(encoding="utf-8"))
    return (dist / manifest[name]).read_text(encoding="utf-8")


def test_an_activity_joins_the_bundles_by_being_in_its_folder(small):
    (small / "shared/activities/wall/phone.css").write_text(".slip { color: blue }")
    (small / "shared/activities/wall/phone.js").write_text("document.title = 'the wall';")
    hatch_build.assemble(small)
    assert re.search(r"@layer activities\{\.slip\{", assembled(small, "phone.css"))
    assert "the wall" in assembled(small, "phone.js")


def test_the_order_of_the_layers_is_said_before_anything_else(small):
    hatch_build.assemble(small)
    assert assembled(small, "phone.css").startswith("@layer reset,base,shell,activities,utilities;")


def test_what_is_assembled_once_is_left_alone_until_a_source_changes(small):
    assert hatch_build.assemble(small)
    assert not hatch_build.assemble(small)
    (small / "shared/browser/phone.js").write_text("document.title = 'another';")
    assert hatch_build.assemble(small)
    assert "another" in assembled(small, "phone.js")


def test_text_is_served_squeezed_and_says_the_same(small):
    hatch_build.assemble(small)
    for squeezed in (small / hatch_build.DIST).glob("*.gz"):
        assert gzip.decompress(squeezed.read_bytes()) == squeezed.with_suffix("").read_bytes()
        assert squeezed.with_suffix(".br").is_file()


def test_every_audience_has_its_script_its_sheet_and_the_signs():
    manifest = json.loads((ROOT / hatch_build.DIST / "manifest.json").read_text(encoding="utf-8"))
    wanted = {f"{audience}.{kind}" for audience in hatch_build.AUDIENCES for kind in ("js", "css")}
    assert wanted | {"gallery.css", "sprite.svg"} <= manifest.keys()


@pytest.fixture(scope="module")
def in_the_wheel(tmp_path_factory):
    """The names of all files in a wheel made just now."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def test_the_wheel_holds_every_screen_word_plan_and_sign(in_the_wheel):
    kinds = {".py", ".html", ".po", ".toml", ".json", ".svg", ".css", ".js"}
    paths = [path.relative_to(ROOT) for folder in OURS for path in (ROOT / folder).rglob("*") if path.suffix in kinds]
    needed = {path.as_posix() for path in paths if not path.name.startswith(("test_", "conftest"))}
    assert needed - in_the_wheel == set()


def test_the_wheel_holds_the_assembled_browser_files_and_no_tests(in_the_wheel):
    assembled = {f"{hatch_build.DIST}/{path.name}" for path in (ROOT / hatch_build.DIST).iterdir()}
    assert assembled and assembled <= in_the_wheel
    assert not [name for name in in_the_wheel if Path(name).name.startswith("test_")]


@pytest.fixture
def untold(monkeypatch, tmp_path):
    """A machine where nobody has told uv where to look."""
    for name in [name for name in os.environ if name.startswith(("UV_", "PIP_"))]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setenv("HOME", str(tmp_path))
    return monkeypatch


def test_uv_looks_where_pip_has_been_told_to_look(untold):
    untold.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    untold.setenv("PIP_FIND_LINKS", "/one /two")
    told = dev.uv_environment()
    assert told["UV_DEFAULT_INDEX"] == "http://127.0.0.1:9/simple"
    assert told["UV_FIND_LINKS"] == "/one,/two"


def test_uv_keeps_to_what_it_has_been_told_itself(untold):
    untold.setenv("PIP_INDEX_URL", "http://127.0.0.1:9/simple")
    untold.setenv("UV_INDEX_URL", "http://127.0.0.1:8/simple")
    assert "UV_DEFAULT_INDEX" not in dev.uv_environment()

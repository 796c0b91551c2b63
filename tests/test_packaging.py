"""The package keeps to itself: its names are its own, and its lock files tie nobody to one place to fetch from."""

import re
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

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

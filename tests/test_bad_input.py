"""What is wrong with what is sent is said in words, and nothing comes of it. One row of docs/cases.md after another.

The noise of test_fuzz.py and test_fuzz_live.py goes everywhere; here stand the cases that each have a name.
"""

from __future__ import annotations

import time
from urllib.parse import quote

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule
from markupsafe import escape

from facilitator import keys
from shared import door, plans
from shared.activity import Refused
from shared.anonymity import SystemChance
from shared.door import ALPHABET, read_code
from shared.text import BadText, characters, clean_text
from shared.words import LANGUAGES, choose, words
from tests.given import Given
from tests.noise import FAMILY, POLYGLOT, SCRIPTS
from tests.test_plans import GOOD

JSON = {"Accept": "application/json", "Origin": "http://localhost"}
NO_NUMBERS = [
    "null",
    "true",
    "[]",
    "{}",
    "x",
    "",
    "1.5",
    "NaN",
    "Infinity",
    "-Infinity",
    "1e999",
    "0x1",
    "1_0",
    "٣",
    " 1",
]
TOO_LARGE = ["-1", "101", "2147483648", "9007199254740993", "9223372036854775808", "9" * 4000, "9" * 5000]


@pytest.fixture
def wall(room):
    room.go("wall")
    return room


@pytest.fixture
def phone(wall):
    return wall.phone()


@pytest.fixture
def lead(room):
    browser = room.app.test_client()
    browser.get(f"{keys.PATH}/key/{keys.make_once(room.house.log)}")
    return lambda **fields: browser.post(f"/lead/m/{room.id}/do", data=fields, headers=JSON)


def refused(answer, status=400):
    """Refused in words, as JSON."""
    assert answer.status_code == status, answer.text
    said = answer.get_json()
    assert " " in said["refused"]
    assert said["retry"] is False


# --- V01-V04: what is no command ---


GOOD_NOTE = {"type": "add", "step": "wall", "key": "k1", "text": "Ro", "once": "o1"}


@pytest.mark.parametrize("missing", ["type", "key", "text"])
def test_V01_a_command_with_something_missing_is_refused(wall, phone, missing):
    fields = {name: value for name, value in GOOD_NOTE.items() if name != missing}
    refused(phone.post("do", fields, Accept="application/json"))
    assert wall.meeting.stand("wall").state.pile.notes == {}


@pytest.mark.parametrize(
    "extra",
    [
        *("role", "author", "hidden", "seq", "actor", "by", "leads", "weight", "promised", "place", "id", "key[]"),
        *("text[]", "type[]", "a[b]", "dots", "dots[]", "__proto__", "constructor", "__class__", "_placeholder"),
        *("[]", "", "\x00"),
    ],
)
def test_V01_V13_a_command_with_something_more_is_refused(wall, phone, extra):
    refused(phone.post("do", {**GOOD_NOTE, extra: "facilitator"}, Accept="application/json"))
    assert wall.meeting.stand("wall").state.pile.notes == {}


@pytest.mark.parametrize("key", ["", "a b", "å", "x" * 41, "../x", "<b>", "k1\n", "[]", "{}"])
def test_V01_a_name_for_a_note_that_no_phone_would_give_is_refused(wall, phone, key):
    refused(phone.post("do", {**GOOD_NOTE, "key": key}, Accept="application/json"))


@pytest.mark.parametrize("number", [*NO_NUMBERS, *TOO_LARGE])
def test_V02_V03_what_is_no_number_of_dots_is_refused(room, number):
    room.go("dots")
    phone = room.phone()
    refused(phone.do("cast", "dots", dots=[number, "1"]))
    assert room.meeting.stand("dots").state.tally.ballots == {}


@pytest.mark.parametrize("number", ["", "x", "NaN", "1e999", "6", "-1", "true", "9" * 5000])
def test_V02_V03_what_is_no_weather_is_refused(room, number):
    room.go("sky")
    refused(room.phone().do("choose", "sky", sky=number))


@pytest.mark.parametrize(
    "page", ["", "x", "NaN", "Infinity", "1e999", "1000", "9007199254740993", "9" * 4000, "9" * 5000]
)
def test_V03_a_page_that_no_screen_has_is_refused(wall, lead, page):
    refused(lead(type="turn", step="wall", page=page))
    assert wall.meeting.stand("wall").page == 0


@pytest.mark.parametrize("minutes", ["0", "3", "-4", "1.5", "NaN", "9" * 5000])
def test_V03_time_is_added_in_the_steps_there_are(wall, lead, minutes):
    refused(lead(type="more_time", step="wall", minutes=minutes))


@pytest.mark.parametrize(
    "body", [b"[" * 15_000, b'{"a":' * 3_000, b'{"type":"add","type":"add"}', b"dots[]=1&" * 1_700]
)
@pytest.mark.parametrize("kind", ["application/json", "application/x-www-form-urlencoded"])
def test_V04_what_is_nested_or_repeated_without_end_is_refused_at_once(wall, phone, body, kind):
    began = time.thread_time()
    refused(phone.client.post(f"{wall.base}do", data=body, headers={**JSON, "Content-Type": kind}))
    assert time.thread_time() - began < 0.25


# --- V05-V11: texts ---


@pytest.mark.parametrize(("length", "kept"), [(0, False), (1, True), (60, True), (61, False), (4001, False)])
def test_V05_as_many_characters_as_the_page_says_are_kept(wall, phone, length, kept):
    answer = phone.do("add", "wall", key="k", text="å" * length)
    assert (answer.status_code == 200) is kept
    if not kept:
        assert " " in answer.get_json()["refused"]
    if length == 61:
        assert "60" in answer.get_json()["refused"]


@pytest.mark.parametrize("length", [100_000, 1_000_001, 20_000_000])
def test_V05_what_is_far_too_long_is_refused_in_words(wall, phone, length):
    refused(phone.do("add", "wall", key="k", text="x" * length), 413)


@pytest.mark.parametrize("half", ["%ED%A0%80", "%ED%B0%80", "%ED%A0%BD", "%FF%FE", "%C0%AE", "%80", "%"])
def test_V06_half_a_character_is_never_kept(wall, phone, half):
    body = f"type=add&step=wall&key=k&once=o&text=hej{half}der"
    kind = "application/x-www-form-urlencoded"
    phone.client.post(f"{wall.base}do", data=body, headers={**JSON, "Content-Type": kind})
    for note in wall.meeting.stand("wall").state.pile.notes.values():
        assert note.text.encode().decode() == note.text
    assert phone.get().status_code == phone.get("mine").status_code == 200


@given(st.text(st.characters(categories=["Cc", "Cf", "Zl", "Zp"]), max_size=40))
@settings(max_examples=200, deadline=None)
def test_V07_V08_no_sign_that_steers_a_screen_is_kept(signs):
    kept = clean_text(f"hej{signs}der", 200)
    assert not any((ord(c) < 32 and c != "\n") or 0x7F <= ord(c) < 0xA0 for c in kept)
    assert not set(kept) & set("\u2028\u2029\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u061c")
    assert kept.count("\n") < 8


@pytest.mark.parametrize("text", ["مرحبا بكم", "שלום לכולם", "नमस्ते", "สวัสดี", "한국어"])
def test_V08_words_of_any_script_are_kept_to_the_letter_and_stand_in_their_own_direction(wall, phone, text):
    phone.add("wall", text)
    for page in (phone.page(), phone.page("mine")):
        assert f'dir="auto">{text}<' in page


@pytest.mark.parametrize(
    ("text", "count"),
    [
        (FAMILY, 1),
        (FAMILY * 20, 20),
        ("\U0001f1e9\U0001f1f0\U0001f1f3\U0001f1f4", 2),
        ("\U0001f44d\U0001f3fd", 1),
        ("1\ufe0f\u20e3", 1),
        ("bla\u030a", 3),
        ("नी", 1),
        ("e\u0301\u0323\u0330", 1),
        ("\ufdfd", 1),
        ("a\nb", 3),
    ],
)
def test_V09_a_character_is_what_a_person_would_count(text, count):
    assert characters(text) == count


@pytest.mark.parametrize(
    "text", ["Z" + "\u0335\u0321\u0489" * 900, "\ufdfd" * 60, "W" * 60, "\n" * 200 + "x" + "\n" * 200]
)
def test_V10_what_smears_or_fills_the_screen_is_kept_small(text):
    kept = clean_text(text, 60)
    assert characters(kept) <= 60
    assert len(kept) <= 60 * 4
    assert kept.count("\n") < 8


@given(st.text(st.sampled_from(" \u200b\u3164\u00ad\u2800\u00a0\u2003\ufeff\u2060\t\n\u180e\u115f"), max_size=40))
@settings(deadline=None)
def test_V11_nothing_but_blanks_is_said_to_be_empty(blank):
    with pytest.raises(BadText, match="text_empty"):
        clean_text(blank, 100)


# --- V12-V14: what means something to a machine ---


@pytest.mark.parametrize("text", [text for text in SCRIPTS if len(text) <= 60])
def test_V12_V14_what_a_machine_could_run_stands_there_as_it_was_written(wall, phone, text):
    """On real screens in tests/test_nothing_leaves.py, in the notes in tests/test_notes.py."""
    phone.add("wall", text)
    for page in (phone.page(), phone.page("mine")):
        assert str(escape(text)) in page


def test_V12_a_refused_text_comes_back_as_it_was_written(wall, phone):
    answer = phone.post("do", {**GOOD_NOTE, "text": POLYGLOT})
    assert answer.status_code == 409
    assert str(escape(POLYGLOT)) in answer.text
    assert POLYGLOT not in answer.text


@pytest.mark.parametrize("sql", ["'; DROP TABLE facts; --", "' OR '1'='1", "%", "_", '"', "\\", "x" * 8000])
def test_V14_no_address_or_code_is_read_as_sql(room, sql):
    stranger = room.stranger()
    assert stranger.client.get(f"/m/{quote(sql, safe='')}/").status_code == 404
    assert stranger.client.get(f"/J/{quote(sql, safe='')}").status_code == 404
    assert stranger.client.post("/", data={"code": sql}, headers=JSON).status_code == 404
    assert room.phone().get().status_code == 200


# --- V19: ballots ---


class Voting(RuleBasedStateMachine):
    """Three people vote in any order, again and again, too much and too little. Nobody ever has more than the rest."""

    OPTIONS, DOTS, EACH = 3, 4, 3

    def __init__(self):
        super().__init__()
        self.step = Given("dot_vote", options=["Ro", "Mod", "Håb"], dots=self.DOTS, per_option=self.EACH)
        self.cast: dict[str, list[int]] = {}
        self.open = True

    @rule(who=st.sampled_from("abcdef"), dots=st.lists(st.integers(-2, 6), max_size=5))
    def vote(self, who, dots):
        fits = len(dots) == self.OPTIONS and min(dots) >= 0 and max(dots) <= self.EACH and 0 < sum(dots) <= self.DOTS
        try:
            events = self.step.when(who, "cast", dots=[str(n) for n in dots])
        except (Refused, msgspec.ValidationError):
            assert not (fits and self.open)
            return
        assert fits
        assert self.open
        self.step.happened(who, *events)
        self.cast[who] = dots

    @rule(who=st.sampled_from("abcdef"))
    def vote_the_same_again(self, who):
        if who in self.cast and self.open:
            self.step.happened(who, *self.step.when(who, "cast", dots=list(self.cast[who])))

    @rule(release=st.sampled_from(["together", "review", "live"]))
    def count(self, release):
        self.step.standing(answering=self.open, release=release)
        self.step.happened("", *self.step.then_by_itself())

    @precondition(lambda self: self.open)
    @rule()
    def close(self):
        self.open = False
        self.count("together")

    @precondition(lambda self: not self.open)
    @rule()
    def reveal(self):
        try:
            self.step.happened("lead", *self.step.when_revealed())
        except Refused:
            assert len(self.cast) < 4

    @invariant()
    def nobody_has_more_than_their_dots(self):
        for who, dots in self.cast.items():
            assert self.step.seen_by("participant", who)["mine"] == dots
            assert sum(dots) <= self.DOTS

    @invariant()
    def the_room_sees_no_more_dots_than_people_have(self):
        for sums in (self.step.seen_by("projector")["sums"], self.step.seen_by("facilitator")["counted"]):
            if sums is not None:
                assert len(self.cast) >= 4
                assert min(sums) >= 0
                assert sum(sums) <= len(self.cast) * self.DOTS
        if not self.open:
            counted = self.step.seen_by("facilitator")["counted"]
            everyone = [sum(column) for column in zip(*self.cast.values(), strict=True)]
            assert counted in (None, everyone)


TestV19Voting = Voting.TestCase
TestV19Voting.settings = settings(max_examples=60, stateful_step_count=30, deadline=None)


def test_V19_taking_a_vote_back_twice_takes_back_one_vote(room):
    room.go("dots")
    people = room.phones(5)
    for n, person in enumerate(people):
        person.cast("dots", 2, n % 2)
    for _ in range(2):
        assert people[0].do("take_back", "dots", key="ballot").status_code == 200
    room.lead("reveal", "dots")
    assert room.seen_by("projector", "dots")["sums"] == [8, 2]


# --- V20-V24: codes, addresses, plans, languages ---


@given(st.text(max_size=80))
@settings(max_examples=300, deadline=None)
def test_V20_whatever_is_typed_as_a_code_is_read_as_one(typed):
    assert set(read_code(typed)) <= set(ALPHABET)


@pytest.mark.parametrize(
    "change", [str.lower, lambda code: f" {code[:3]}-{code[3:]} ", lambda code: "\u200b".join(code)]
)
def test_V20_a_code_is_known_however_it_is_typed(room, change):
    wide = "".join(chr(ord(c) + 0xFEE0) for c in room.row.code)
    for typed in (change(room.row.code), wide):
        assert room.stranger().client.post("/", data={"code": typed}, headers=JSON).status_code == 303


@pytest.mark.parametrize("typed", ["", "O0I1L5S8B", "٤٤٤٤٤٤", FAMILY, "<b>", "\x00", "x" * 9000])
def test_V20_a_code_that_opens_nothing_is_answered_gently(room, typed):
    answer = room.stranger().client.post("/", data={"code": typed}, headers={"Origin": "http://localhost"})
    assert answer.status_code == 404
    assert "<form" in answer.text
    assert 'value="<' not in answer.text


@pytest.mark.parametrize(
    "path",
    [
        *("/../etc/passwd", "/..%2f..%2fetc/passwd", "/%2e%2e/%2e%2e/x", "/..\\..\\x", "/static/../pyproject.toml"),
        *("/%00", "/m/%00/", "/J/%00", "/CON", "/NUL.txt", "/%c0%ae%c0%ae/", "/m/%ff/", "/%0d%0aSet-Cookie:%20a=b"),
        *("/screen/x/%0d%0aX:%20y", "/lead/key/%0d%0a", "/m/..%2f..%2f/", "/.git/config", "/.env", "//evil.example"),
    ],
)
def test_V21_a_path_that_leads_nowhere_leads_nowhere(room, path):
    answer = room.stranger().client.get(path)
    assert answer.status_code in (308, 403, 404, 421)
    assert "Set-Cookie" not in answer.headers or "a=b" not in answer.headers["Set-Cookie"]
    assert "evil.example" not in answer.headers.get("Location", "").removeprefix("http://localhost/")
    assert "root:" not in answer.text


@pytest.mark.parametrize(
    ("bad", "line"),
    [
        (GOOD.encode().replace(b"A try", b"A\xfftry"), 4),
        (b"\xef\xbb\xbf" + GOOD.encode(), 1),
        (b"a = " + b"[" * 100_000, 1),
        (b"a." * 50_000 + b"a = 1", 1),
        (b"a.b.c.d.e.f.g.h.i.j.k.l = 1", 1),
        (b"x" * 10_000_000, 1),
        (b"\x00" * 100, 1),
        (GOOD.encode() + b"\nx = " + b"{a=" * 5_000, None),
        (GOOD.encode() + b"\n" + b"".join(b"k%d = 1\n" % n for n in range(9_000)), None),
    ],
    ids=["latin", "bom", "deep", "dotted", "nested", "large", "nul", "tables", "unknown"],
)
def test_V22_a_hostile_plan_is_refused_with_its_line_and_nothing_of_it_is_loaded(tmp_path, bad, line):
    file = tmp_path / "T1.en.toml"
    file.write_bytes(bad)
    (tmp_path / "T2.en.toml").write_text(GOOD.replace('"T1"', '"T2"'), encoding="utf-8")
    began = time.thread_time()
    found = plans.check([tmp_path], words("en"))
    assert time.thread_time() - began < 5
    assert found
    assert all(each.file == str(file) and each.line >= 1 for each in found)
    assert line in (None, found[0].line)
    with pytest.raises(plans.BadPlan):
        plans.library(tmp_path)


@given(st.binary(max_size=400))
@settings(max_examples=200, deadline=None)
def test_V22_whatever_a_plan_file_holds_something_is_said_about_it(tmp_path_factory, content):
    file = tmp_path_factory.getbasetemp() / "T1.en.toml"
    file.write_bytes(content)
    assert plans.check([file], words("en"))


@pytest.mark.parametrize("code", ["", "x", "../../x", "da/../en", "xx-YY", "*", "\x00", "da\r\nX: y", "æ", "n" * 9000])
def test_V23_a_language_we_do_not_have_falls_back(room, code):
    assert choose(code, [code], "nn") in LANGUAGES
    assert words(code).lang in LANGUAGES
    phone = room.phone()
    assert phone.post("language", {"lang": code}).status_code == 303
    assert phone.get("", **{"Accept-Language": quote(code)}).status_code == 200


def test_V24_ids_are_too_many_to_be_tried(room):
    """128 random bits each: nobody finds a meeting or a note by counting."""
    rows = [door.new_row(room.plans) for _ in range(50)]
    assert len({row.id for row in rows}) == 50
    assert all(len(row.id) * 6 >= 128 for row in rows)
    assert len(SystemChance().token()) * 4 >= 128


@pytest.mark.parametrize("command", ["show", "hold", "hide", "bring_back"])
def test_V24_no_phone_can_act_on_a_note_by_its_id(wall, command):
    people = wall.phones(5)
    for n, person in enumerate(people):
        person.add("wall", f"Note {n}")
    wall.lead("close", "wall")
    wall.lead("open", "wall")
    before = wall.meeting
    for id in [note.id for note in before.stand("wall").state.pile.notes.values()]:
        refused(people[0].do(command, "wall", id=id), 409)
    assert wall.meeting == before

"""Care for the people: quiet signals, whom to call, cues for hard moments, honest words about what can be guessed."""

from __future__ import annotations

import datetime
import re
from pathlib import Path

import pytest

from shared import help, signals
from shared.activity import Refused
from shared.anonymity import LINKED, SystemChance
from shared.config import Config
from shared.words import LANGUAGES, words
from tests.led_rooms import LedRoom
from tests.rooms import START

SOON = signals.WAIT + signals.TICK + signals.LATE  # minutes by which every signal has been taken in
HOME = Path(__file__).parent.parent


@pytest.fixture
def led():
    """A room with someone who leads, in the middle of a step."""
    room = LedRoom()
    room.go("svar")
    yield room
    room.close()


def sitting(room, count: int = 1):
    """Phones that have come in and lie on the table with the meeting's page on them."""
    phones = room.phones(count)
    for phone in phones:
        phone.page()
    return phones


def control(room) -> str:
    """The control screen's inside, without the random names of its forms."""
    page = room.leader().get(f"/lead/m/{room.id}/", headers={"X-Look": "something else"})
    return re.sub(r'(name="(?:once|proof|key)" value=)"[^"]*"', r"\1", page.text)


def signalled(page: str) -> list[str]:
    return re.findall(r'id="signal-(\w+)"', page)


# --- quiet signals -----------------------------------------------------------------------------------------------


def test_nothing_on_the_control_screen_changes_at_the_moment_of_a_tap(led):
    [phone], told = sitting(led), []
    led.house.live.tell = lambda *who: told.append(who)
    before = control(led)
    for kind in signals.KINDS:
        assert phone.do("signal", signals.STEP, key=kind).get_json() == {"kept": True}
    assert told == []
    assert control(led) == before
    for _ in range(signals.WAIT - 1):
        led.now += 1
        assert signalled(control(led)) == []


def test_a_signal_is_taken_in_some_minutes_later_and_says_someone(led):
    led.phone("en").do("signal", signals.STEP, key="slower")
    led.now += SOON
    assert signalled(control(led)) == ["slower"]
    assert words("da")("control.signal.slower.someone") in control(led)


def test_when_a_signal_is_taken_in_does_not_depend_on_the_minute_it_was_tapped():
    """Whoever taps within the same five minutes is taken in at the same moment, and together."""
    for first in range(signals.TICK):
        state = signals.Signals()
        for minute in range(first, signals.TICK):
            [event] = signals.signalled(state, f"p{minute}", "pause", SystemChance(), START - signals.WAIT + minute + 1)
            state = signals.evolve(state, event, f"p{minute}")
        assert len(set(state.due.values())) == 1
        assert signals.WAIT <= min(state.due.values()) - (START - signals.WAIT + signals.TICK) < SOON


def test_two_people_are_someone_and_three_are_several_and_never_a_number(led):
    phones = sitting(led, 4)
    for phone in phones[:2]:
        phone.do("signal", signals.STEP, key="pause")
    led.now += SOON
    assert words("da")("control.signal.pause.someone") in control(led)
    two = control(led)
    for phone in phones[2:]:
        phone.do("signal", signals.STEP, key="pause")
    assert control(led) == two
    led.now += SOON
    assert words("da")("control.signal.pause.several") in control(led)


def test_pressing_a_signal_again_does_nothing_until_it_has_been_seen(led):
    phone = led.phone()
    phone.do("signal", signals.STEP, key="talk")
    before = led.meeting.seq
    phone.do("signal", signals.STEP, key="talk")
    assert led.meeting.seq == before


def test_a_signal_can_be_taken_back_until_it_is_taken_in_and_then_the_phone_says_why_not(led):
    phone = led.phone("en")
    phone.do("signal", signals.STEP, key="enough")
    assert words("en")("signal.waiting") in phone.page("help")
    assert phone.do("take_back", signals.STEP, key="enough").get_json() == {"kept": True}
    led.now += SOON
    assert signalled(control(led)) == []
    phone.do("signal", signals.STEP, key="enough")
    led.now += SOON
    before = control(led)
    refused = phone.do("take_back", signals.STEP, key="enough")
    assert refused.get_json()["refused"] == words("en")("refused.signal_passed_on")
    assert words("en")("signal.passed_on") in phone.page("help")
    assert control(led) == before


def test_what_whoever_leads_has_seen_is_gone_and_undo_brings_it_back(led):
    phone = led.phone()
    phone.do("signal", signals.STEP, key="slower")
    led.now += SOON
    until = re.search(r'name="until" value="(\d+)"', control(led))
    assert until
    led.lead("notice", kind="slower", until=int(until[1]))
    assert signalled(control(led)) == []
    led.undo()
    assert signalled(control(led)) == ["slower"]
    led.lead("notice", kind="slower", until=int(until[1]))
    phone.do("signal", signals.STEP, key="slower")
    led.now += SOON
    assert signalled(control(led)) == ["slower"], "who still wishes it may say so again"


def test_a_signal_that_came_after_the_screen_was_drawn_is_not_marked_as_seen(led):
    led.phone().do("signal", signals.STEP, key="pause")
    led.now += SOON
    seen = signals.for_those_who_lead(led.meeting.quiet, led.now)[0]["until"]
    led.phone().do("signal", signals.STEP, key="pause")
    led.now += SOON
    led.lead("notice", kind="pause", until=seen)
    assert signalled(control(led)) == ["pause"]


def test_a_signal_is_on_no_other_screen_and_in_no_notes(led):
    phone, other = led.phones(2)
    before = led.seen(), other.page("help")
    for kind in signals.KINDS:
        phone.do("signal", signals.STEP, key=kind)
    led.now += SOON
    after = led.seen(), other.page("help")
    plain = re.compile(r'(value|data-ticket)="[^"]*"')
    assert [plain.sub("", page) for page in after] == [plain.sub("", page) for page in before]
    led.end()
    for file in ("notes", "notes.md", "notes.html", "notes.csv", "notes.json"):
        text = led.leader().get(f"/lead/m/{led.id}/{file}").text
        assert 'id="signal' not in text and not any(words("da")(f"signal.{kind}") in text for kind in signals.KINDS)


def test_a_signal_is_nobodys_it_has_a_pseudonym_of_its_own_and_no_minute_of_the_tap(led):
    phone = led.phone()
    phone.add("svar", "En sang")
    led.now += 1
    phone.do("signal", signals.STEP, key="talk")
    facts = led.house.log.read(led.id)
    assert len({fact.actor for fact in facts if fact.actor not in ("lead", "")}) == 2
    [signal] = [fact for fact in facts if fact.step == signals.STEP]
    assert signal.body is not None
    assert signal.body.keys() == {"type", "key", "due"} and signal.body["due"] >= led.now + signals.WAIT


def test_signals_are_erased_with_the_meeting(led):
    led.phone().do("signal", signals.STEP, key="talk")
    led.delete()
    with led.house.log.engine.connect() as db:
        assert db.exec_driver_sql("SELECT count(*) FROM facts").scalar_one() == 0


def test_nobody_but_a_phone_in_the_meeting_signals(led):
    assert led.stranger().do("signal", signals.STEP, key="talk").status_code == 403
    with pytest.raises(Refused, match="not_yours"):
        led.lead("signal", signals.STEP, key="talk")
    assert led.phone().do("signal", signals.STEP, key="dance").status_code == 400
    assert "signals" not in led.stranger().page("help")


def test_signals_work_without_a_script(led):
    phone = led.phone()
    answer = phone.client.post(f"{led.base}do?back=help", data=phone.form("signal", signals.STEP, key="talk"))
    assert (answer.status_code, answer.location) == (303, f"{led.base}help")
    page = phone.page("help")
    assert words("da")("signal.waiting") in page and words("da")("signal.talk.how") in page


def test_a_wish_from_the_last_minutes_still_reaches_whoever_leads_after_the_end(led):
    led.phone().do("signal", signals.STEP, key="talk")
    led.end()
    led.now += SOON
    assert signalled(control(led)) == ["talk"]
    led.lead("notice", kind="talk", until=led.now)
    assert signalled(control(led)) == []


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_phone_says_who_sees_a_signal_and_when(led, lang):
    page = led.phone(lang).page("help")
    assert words(lang)("signal.how") in page
    assert all(words(lang)(f"signal.{kind}") in page for kind in signals.KINDS)


# --- whom to call ------------------------------------------------------------------------------------------------

LIST = """
checked_on = {day}
[[contact]]
name = "Caféen"
number = "+45 00 00 00 01"
when = "hverdage 9-15"
note = "Spørg efter <b>Ida</b>"
[[contact]]
name = "Vagten"
number = "000"
"""


@pytest.fixture
def with_help(tmp_path):
    """with_help(day) -> a room whose installation has a list of contacts, checked on that day."""
    rooms = []

    def make(day: datetime.date):
        file = tmp_path / "numbers.toml"
        file.write_text(LIST.format(day=day), "utf8")
        rooms.append(LedRoom(help=file))
        return rooms[-1]

    yield make
    for room in rooms:
        room.close()


TODAY = datetime.date.fromtimestamp(START * 60)


def test_S01_whom_to_call_is_at_hand_on_every_page_of_a_phone(with_help):
    room = with_help(TODAY)
    phone = room.phone()
    pages = [room.stranger().page(), phone.page(), phone.page("mine"), phone.page("help")]
    for step in ("svar", "prikker", "samling"):
        room.go(step)
        pages.append(phone.page())
    room.end()
    pages.append(phone.page())
    for page in pages:
        assert 'href="tel:+4500000001"' in page and 'href="tel:000"' in page
        assert "Caféen" in page and "hverdage 9-15" in page and "Spørg efter &lt;b&gt;Ida&lt;/b&gt;" in page


def test_the_list_says_when_it_was_checked_and_after_half_a_year_that_it_is_old(with_help):
    said = words("da")
    fresh = with_help(TODAY - datetime.timedelta(days=180)).phone().page("help")
    assert said("help.unchecked") not in fresh
    assert said("help.checked", date=said.date(TODAY - datetime.timedelta(days=180))) in fresh
    assert said("help.unchecked") in with_help(TODAY - datetime.timedelta(days=181)).phone().page("help")


def test_samklang_itself_ships_no_number(led):
    assert help.of(Config(data=Path("nowhere"))) == help.Help()
    assert "tel:" not in led.phone().page("help")
    example = help.read(HOME / "docs/help.example.toml")
    assert all(not contact.number.strip("0 ").strip("123") for contact in example.contact)
    assert example.is_old(datetime.date.today())


def test_the_list_in_the_data_folder_is_found_and_the_setting_goes_before_it(tmp_path):
    (tmp_path / help.NAME).write_text(LIST.format(day="2026-01-01"), "utf8")
    other = tmp_path / "other.toml"
    other.write_text("checked_on = 2026-02-02", "utf8")
    assert len(help.of(Config(data=tmp_path)).contact) == 2
    assert help.of(Config(data=tmp_path, help=other)) == help.Help(datetime.date(2026, 2, 2))


@pytest.mark.parametrize("number", ["", "call me", "javascript:1", "1" * 40, "+", "12;34"])
def test_what_is_no_number_is_refused_and_the_place_is_named(tmp_path, number):
    file = tmp_path / "help.toml"
    file.write_text(f'[[contact]]\nname = "x"\nnumber = "{number}"\n', "utf8")
    with pytest.raises(help.BadHelp, match=r"help\.toml.*contact\[0\]\.number"):
        help.read(file)


def test_opening_help_within_a_page_needs_nothing_from_the_server(with_help):
    """It came with the page: the same words, the same numbers, and a link for those without a script."""
    room = with_help(TODAY)
    room.go("svar")
    page = room.phone().page()
    inside = page[page.index('<dialog class="help"') : page.index("</dialog>")]
    assert 'href="tel:000"' in inside and words("da")("phone.help.leave") in inside
    assert page.index('id="screen"') < page.index("<dialog") and f'href="{room.base}help" data-help' in page


# --- when it gets hard -------------------------------------------------------------------------------------------

CARDS = re.compile(r'id="card-(\w+)"')


@pytest.mark.parametrize("lang", LANGUAGES)
def test_cues_for_hard_moments_are_one_press_away_while_leading_and_on_paper(led, lang):
    leader = led.leader()
    leader.set_cookie("samklang_lead_language", lang, path="/lead")
    on_screen = leader.get(f"/lead/m/{led.id}/").text
    on_paper = leader.get("/lead/cards").text
    assert len(CARDS.findall(on_screen)) == 13 and CARDS.findall(on_screen) == CARDS.findall(on_paper)
    for part in ("title", "first", "then"):
        assert words(lang)(f"cards.to_die.{part}") in on_screen
        assert words(lang)(f"cards.to_die.{part}") in on_paper


def test_a_note_about_wanting_to_die_is_never_traced_but_answered_to_all():
    said = words("en")
    assert "to all" in said("cards.to_die.first") and "break" in said("cards.to_die.first")
    assert "Do not try to find out who" in said("cards.to_die.then") and "reach" in said("cards.to_die.then")


def test_only_whoever_leads_sees_the_cues(led):
    assert led.stranger().client.get("/lead/cards").status_code == 403
    assert not CARDS.search(led.phone().page() + led.seen())


# --- what a watcher can still guess ------------------------------------------------------------------------------


def test_the_control_screen_says_honestly_what_can_be_guessed_with_so_many_here(led):
    said = words("da")
    seen = {}
    for here in range(1, 9):
        sitting(led)
        seen[here] = control(led)
        led.lead("switch", "svar", release="review")
        seen[-here] = control(led)
        led.lead("switch", "svar", release="together")
    assert said("control.guess.few") in seen[3] and said("control.guess.few") in seen[-3]
    assert said("control.guess.lots", odds=8) in seen[8] and said("control.guess.lots", odds=6) in seen[-6]
    assert said("control.guess.better", odds=6, n=7) in seen[-7]
    assert said("control.guess.better", odds=7, n=8) in seen[-8]


def test_the_odds_beside_the_choice_are_those_in_the_docs():
    page = (HOME / "docs/anonymity.md").read_text("utf8")
    rows = [re.search(rf"^\| `{release}` \|(.*)\|$", page, re.MULTILINE) for release in ("review", "live")]
    cells = [[int(cell.strip(" %")) for cell in row[1].split("|")] for row in rows if row]
    assert dict(zip(range(4, 16), map(max, *cells), strict=True)) == LINKED


def test_when_everyone_chose_the_same_whoever_leads_is_told_before_it_is_shown(led):
    led.go("prikker")
    phones = sitting(led, 4)
    for phone in phones:
        phone.cast("prikker", 0, 3, 0)
    led.lead("reveal", "prikker")
    page = control(led)
    assert words("da")("control.same") in page and "Natur" not in page[page.index("same-tip") :][:600]
    assert led.seen_by("projector", "prikker")["sums"] is None
    led.lead("reveal", "prikker")
    assert led.seen_by("projector", "prikker")["sums"] == [0, 12, 0]
    assert words("da")("control.same") not in control(led)


def test_where_choices_differ_nothing_stands_in_the_way(led):
    led.go("prikker")
    for n, phone in enumerate(led.phones(4)):
        phone.cast("prikker", *([1, 2, 0] if n else [0, 3, 0]))
    led.lead("reveal", "prikker")
    assert led.seen_by("projector", "prikker")["sums"] == [3, 9, 0]


def test_what_grows_by_itself_stops_where_everyone_chose_the_same(led):
    led.go("prikker")
    led.lead("switch", "prikker", release="live")
    for phone in led.phones(8):
        phone.cast("prikker", 3, 0, 0)
    assert led.seen_by("facilitator", "prikker")["counted"] == [12, 0, 0]
    assert led.seen_by("projector", "prikker")["sums"] is None

"""A phone without JavaScript: everything a participant can do, by plain pages and forms."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, expect

from shared.words import words
from tests.browsers import Gathering, Phone

pytestmark = pytest.mark.browser
PLAIN: dict[str, Any] = {"java_script_enabled": False}


def reads_again(phone: Phone) -> None:
    """What the page does by itself after a while, or the person by its link."""
    phone.page.reload()


def type_code(phone: Phone, code: str) -> None:
    phone.go("/")
    phone.page.get_by_label(phone.t("phone.code.label")).fill(code)
    phone.button("phone.code.button").click()


def sky(phone: Phone, kind: str) -> Locator:
    return phone.page.get_by_role("radio", name=phone.t(f"arriving.sky.{kind}"), exact=True)


@pytest.fixture
def plain(gathering: Gathering) -> Phone:
    """A phone without JavaScript that has come in."""
    return gathering.phone(**PLAIN)


def test_a_code_typed_by_hand_opens_the_meeting(gathering: Gathering):
    phone = gathering.stranger(**PLAIN)
    code = gathering.code()
    type_code(phone, f" {code[:3].lower()}-{code[3:].lower()} ")
    phone.button("phone.join.button").click()
    phone.sees(phone.t("phone.lobby.title"))


def test_a_code_that_opens_nothing_stays_in_its_field_and_is_explained(gathering: Gathering):
    phone = gathering.stranger(**PLAIN)
    type_code(phone, "AAAAAA")
    phone.sees(phone.t("phone.code.unknown"))
    expect(phone.page.get_by_label(phone.t("phone.code.label"))).to_have_value("AAAAAA")
    type_code(phone, "AA")
    phone.sees(phone.t("phone.code.short", n=4))


def test_the_language_is_chosen_before_and_after_coming_in(gathering: Gathering):
    phone = gathering.stranger(**PLAIN)
    phone.page.get_by_role("button", name="English", exact=True).click()
    phone.t = words("en")
    phone.button("phone.join.button").click()
    gathering.go("hello")
    reads_again(phone)
    phone.sees("Find a place where you sit well.")
    phone.page.locator("header a").click()
    phone.page.get_by_role("button", name="Dansk", exact=True).click()
    phone.t = words("da")
    phone.link("phone.to_meeting").last.click()
    phone.sees("Find en plads, hvor du sidder godt.")


def test_a_phone_that_has_come_in_sits_in_the_circle_at_once(gathering: Gathering):
    wall = gathering.projector()
    expect(wall.page.locator(".lobby")).to_be_visible()
    gathering.phone(**PLAIN)
    expect(wall.page.locator(".seat")).to_have_count(1)


def test_notes_are_written_changed_and_taken_back(gathering: Gathering, plain: Phone):
    gathering.go("notes")
    reads_again(plain)
    plain.write("En sang")
    plain.write("Min søster")
    note = plain.own("En sang")
    note.locator("summary").click()
    note.get_by_label(plain.t("writing.new_text")).fill("En sang om morgenen")
    note.get_by_role("button", name=plain.t("writing.save")).click()
    expect(plain.own("En sang om morgenen")).to_have_count(1)
    expect(plain.page.locator(".mine > li")).to_have_count(2)
    plain.own("Min søster").get_by_role("button", name=plain.t("writing.take_back")).click()
    expect(plain.own("Min søster")).to_have_count(0)
    assert plain.owned() == ["En sang om morgenen"]


def test_words_that_are_refused_stand_in_their_field_again(gathering: Gathering, plain: Phone):
    gathering.go("notes")
    reads_again(plain)
    plain.field.fill("Et langt brev. " * 20)
    plain.button("writing.send").click()
    plain.sees(plain.t("refused.text_too_long", n=140))
    expect(plain.field).to_have_value("Et langt brev. " * 20)
    plain.field.fill("Et kort brev")
    plain.button("writing.send").click()
    expect(plain.own("Et kort brev")).to_have_count(1)


def test_words_that_came_too_late_can_still_be_read(gathering: Gathering, plain: Phone):
    gathering.go("notes")
    reads_again(plain)
    plain.field.fill("Jeg nåede det ikke")
    gathering.go("hello")
    plain.button("writing.send").click()
    expect(plain.page.get_by_role("alert")).to_be_visible()
    expect(plain.page.get_by_label(plain.t("phone.your_words"))).to_have_value("Jeg nåede det ikke")
    plain.sees("Find en plads, hvor du sidder godt.")


def test_passing_ends_as_calmly_as_sending(gathering: Gathering, plain: Phone):
    gathering.go("answer")
    reads_again(plain)
    plain.passes()
    plain.page.locator("#later > summary").click()
    plain.field.fill("Alligevel noget")
    plain.button("writing.send").click()
    plain.rests()
    assert plain.owned() == ["Alligevel noget"]


def test_the_weather_is_chosen_changed_and_taken_back(gathering: Gathering, plain: Phone):
    gathering.go("sky")
    reads_again(plain)
    sky(plain, "rain").check(force=True)
    plain.button("writing.send").click()
    plain.rests()
    plain.page.locator("#later > summary").click()
    expect(sky(plain, "rain")).to_be_checked()
    sky(plain, "sun").check(force=True)
    plain.button("writing.send").click()
    plain.page.locator("#later > summary").click()
    expect(sky(plain, "sun")).to_be_checked()
    plain.button("writing.take_back").click()
    expect(plain.page.locator("input:checked")).to_have_count(0)


def test_dots_are_given_and_taken_back(gathering: Gathering, plain: Phone):
    for person, text in zip(gathering.others(4), ("Ro", "Natur", "Musik", "Mod"), strict=True):
        gathering.go("notes") if not gathering.now else None
        person.write("notes", text)
    gathering.lead("reveal", "notes")
    gathering.lead("make_theme", "notes", name="Ude")
    gathering.lead("make_theme", "notes", name="Sammen")
    gathering.lead("show_themes", "notes")
    gathering.go("dots")
    reads_again(plain)
    plain.page.get_by_label("Ude", exact=True).fill("2")
    plain.page.get_by_label("Sammen", exact=True).fill("1")
    plain.button("dot_vote.send").click()
    plain.rests()
    plain.page.locator("#later > summary").click()
    expect(plain.page.get_by_label("Ude", exact=True)).to_have_value("2")
    plain.button("dot_vote.take_back").click()
    expect(plain.page.get_by_label("Ude", exact=True)).to_have_value("0")


def test_the_last_word_is_sent_and_everything_is_on_ones_own_page(gathering: Gathering, plain: Phone):
    gathering.go("answer")
    reads_again(plain)
    plain.write("At nogen ventede")
    gathering.go("out")
    reads_again(plain)
    plain.write("Lidt mere ro")
    assert plain.owned() == ["At nogen ventede", "Lidt mere ro"]
    plain.page.locator("#mine-answer").get_by_role("button").click()
    expect(plain.page.locator(".mine .tx")).to_have_text(["Lidt mere ro"])


def test_help_is_one_press_away_and_leads_back(gathering: Gathering, plain: Phone):
    gathering.go("notes")
    reads_again(plain)
    plain.link("phone.pause").click()
    plain.sees(plain.t("phone.help.title"), plain.t("phone.help.someone"))
    plain.link("phone.to_meeting").last.click()
    plain.sees("Hvad giver dig håb?")


def test_after_the_end_ones_words_can_be_taken_back_until_they_are_deleted(gathering: Gathering, plain: Phone):
    gathering.go("answer")
    reads_again(plain)
    plain.write("At nogen ventede")
    gathering.end()
    reads_again(plain)
    plain.sees(plain.t("phone.over.thanks"))
    plain.link("phone.mine.link").click()
    plain.page.get_by_role("button", name=plain.t("phone.take_back")).click()
    plain.sees(plain.t("phone.mine.nothing"))
    gathering.delete()
    reads_again(plain)
    plain.sees(plain.t("phone.gone.title"))


def test_a_page_where_nothing_is_written_follows_the_meeting_by_itself(gathering: Gathering, plain: Phone):
    refresh = plain.page.locator("meta[http-equiv=refresh]")
    expect(refresh).to_have_count(1)
    gathering.go("notes")
    reads_again(plain)
    expect(refresh).to_have_count(0)
    expect(plain.page.locator("noscript a")).to_have_text(plain.t("phone.look_again"))

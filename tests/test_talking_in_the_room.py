"""Steps without a screen, in real browsers: phones rest and come back, and what is private never leaves them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect

from tests import axe
from tests.browsers import Gathering, Phone
from tests.servers import Server

pytestmark = pytest.mark.browser


@pytest.fixture
def evening(browser: Browser, house: Server) -> Iterator[Gathering]:
    with Gathering(browser, house, plan="T3") as evening:
        yield evening


def drawn(phone: Phone) -> str:
    cards = phone.page.locator(".card-text").filter(visible=True)
    expect(cards).to_have_count(1)
    return cards.inner_text()


def test_a_card_is_drawn_and_drawn_again_and_nothing_is_sent(evening: Gathering):
    evening.go("cards")
    anna = evening.phone()
    anna.at("cards")
    asked = len(anna.requested)
    anna.button("talk_cards.draw").click()
    first = drawn(anna)
    anna.button("talk_cards.another").click()
    assert drawn(anna) != first
    assert len(anna.requested) == asked


def test_a_drawn_card_stays_when_the_page_looks_again_and_is_gone_with_the_step(evening: Gathering):
    evening.go("cards")
    anna = evening.phone()
    anna.at("cards")
    anna.button("talk_cards.draw").click()
    first = drawn(anna)
    evening.lead("few_today", on=True)
    evening.lead("few_today", on=False)
    assert drawn(anna) == first
    evening.go("list")
    anna.at("list")
    evening.go("cards")
    anna.at("cards")
    expect(anna.page.locator(".card-text").filter(visible=True)).to_have_count(0)


def test_without_a_script_a_card_is_turned_by_itself(evening: Gathering):
    evening.go("cards")
    anna = evening.phone(java_script_enabled=True)
    plain = evening.bring(Phone, java_script_enabled=False, storage_state=anna.context.storage_state())
    plain.go(f"/m/{evening.id}/")
    plain.page.get_by_text(plain.t("talk_cards.card", n=2), exact=True).click()
    assert drawn(plain) == "Hvor er der stille?"


def test_a_raised_hand_is_on_the_wall_at_once_and_gone_at_once(evening: Gathering):
    evening.go("list")
    wall, anna, bo = evening.projector(), evening.phone(), evening.phone()
    for phone in (anna, bo):
        phone.button("hands.raise").click()
        expect(phone.button("hands.lower")).to_be_visible()
    expect(wall.page.locator(".hands li")).to_have_count(2)
    bo.sees(bo.t("hands.waiting"))
    anna.button("hands.lower").click()
    expect(wall.page.locator(".hands li")).to_have_count(1)
    bo.sees(bo.t("hands.first"))
    evening.lead("lower_all", "list")
    expect(wall.page.locator(".hands li")).to_have_count(0)
    expect(bo.button("hands.raise")).to_be_visible()


def test_each_phone_shows_its_own_sign_and_comes_back_by_itself_from_the_talk(evening: Gathering):
    evening.go("groups")
    wall, people = evening.projector(), evening.phones(4)
    for phone, how in zip(people, ("group", "group", "three", "alone"), strict=True):
        phone.button(f"groups.how.{how}").click()
        phone.sees(phone.t("groups.wait"))
    expect(wall.page.locator(".signs")).to_have_count(0)
    evening.lead("make_groups", "groups")
    expect(wall.page.locator(".signs li")).to_have_count(1)
    sign = wall.page.locator(".signs li").inner_text()
    for phone in people[:3]:
        phone.sees(phone.t("away.put"), sign)
    people[3].sees(people[3].t("groups.alone"))
    people[3].lacks(sign)
    evening.go("cards")
    for phone in people:
        phone.at("cards")


def test_whoever_comes_late_gets_a_sign_with_one_press(evening: Gathering):
    evening.go("groups")
    for phone in evening.phones(2):
        phone.button("groups.how.group").click()
        phone.sees(phone.t("groups.wait"))
    evening.lead("make_groups", "groups")
    late = evening.phone()
    late.button("groups.how.group").click()
    late.sees(late.t("groups.yours"))


def test_the_watch_for_one_turn_runs_on_the_control_screen_and_tells_nobody(evening: Gathering):
    evening.go("round")
    anna, control = evening.phone(), evening.control()
    line = control.page.locator("[data-turn-at]")
    expect(line).to_be_empty()
    sent = [url for url in control.requested if url.endswith("/do?tab=waiting")]
    control.button("round.lead.timer.next").click()
    expect(line).to_contain_text("60")
    control.button("round.lead.timer.stop").click()
    expect(line).to_be_empty()
    assert [url for url in control.requested if url.endswith("/do?tab=waiting")] == sent
    anna.lacks("60")


def test_the_time_to_meet_again_moves_on_every_screen(evening: Gathering):
    evening.go("pause")
    wall, anna, control = evening.projector(), evening.phone(), evening.control()
    times = [wall.page.locator(".back b"), anna.page.locator(".back b")]
    before = times[0].inner_text()
    assert times[1].inner_text() == before
    control.page.get_by_role("button", name=control.t("pause.lead.minutes", n=20), exact=True).click()
    for time in times:
        expect(time).not_to_have_text(before)


def test_a_story_is_announced_before_the_phones_rest(evening: Gathering):
    evening.go("story")
    anna, control = evening.phone(), evening.control()
    anna.sees("Den handler om at være alene.", anna.t("story.step_out"))
    control.button("story.lead.1").click()
    anna.sees(anna.t("away.put"))
    control.button("story.lead.2").click()
    anna.sees(anna.t("story.thanks"))


@pytest.mark.parametrize("light", ["light", "dark"])
def test_every_step_without_a_screen_is_open_to_all(evening: Gathering, light):
    anna = evening.phone(color_scheme=light)
    wall, control = evening.projector(color_scheme=light), evening.control(color_scheme=light)
    for step in ("pause", "round", "groups", "cards", "list", "story"):
        evening.go(step)
        anna.at(step)
        control.is_at(step)
        expect(wall.page.locator(f"[id^='scene-{step}-']")).to_be_visible()
        if step == "groups":
            anna.button("groups.how.group").click()
            anna.sees(anna.t("groups.wait"))
            evening.lead("make_groups", "groups")
            anna.sees(anna.t("groups.yours"))
        if step == "cards":
            anna.button("talk_cards.draw").click()
        if step == "list":
            anna.button("hands.raise").click()
            expect(control.page.locator(".hands-lead li")).to_have_count(1)
        for device in (anna, wall, control):
            assert not axe.problems(device.page), step
        assert not axe.too_small(anna.page), step

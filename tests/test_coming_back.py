"""The network goes, the server goes, the page goes: everyone comes back to where they were, with what they wrote."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from shared import meeting as core
from shared.log import Log
from shared.words import words
from tests.browsers import Gathering, Phone, server_with_our_plan
from tests.servers import Leading, Server

pytestmark = [pytest.mark.browser, pytest.mark.server]
SOON = 10_000  # milliseconds within which every screen is back by itself


@pytest.fixture(scope="module")
def frail(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server that these tests may end."""
    with server_with_our_plan(tmp_path_factory.mktemp("frail")) as server:
        yield server


@pytest.fixture
def falling(browser: Browser, frail: Server) -> Iterator[Gathering]:
    """A meeting on a server that may be ended; at the end of the test it runs again."""
    with Gathering(browser, frail) as gathering:
        yield gathering
        if frail.process.poll() is not None:
            frail.start()


def waiting(phone: Phone, text: str) -> Locator:
    """A note that the phone keeps because it could not be sent."""
    return phone.page.locator("li[data-unsent]").filter(has_text=text)


def send(phone: Phone, text: str) -> None:
    """Writes and presses, and looks at nothing."""
    phone.field.fill(text)
    phone.button("writing.send").click()


def sky(page: Page, which: int) -> None:
    """Chooses a weather, and waits until it is kept."""
    page.locator(".wx label").nth(which).click()
    page.get_by_role("button", name=words("da")("writing.send"), exact=True).click()
    expect(page.locator(".rest, #later")).not_to_have_count(0)
    expect(page.locator("li[data-unsent]")).to_have_count(0)


def test_when_the_server_dies_every_screen_comes_back_and_no_word_is_lost_or_doubled(falling: Gathering):
    control, wall = falling.control(), falling.projector()
    anna, bo, carl = falling.phones(3)
    falling.go("notes")
    for phone in (anna, bo, carl):
        phone.at("notes")
    anna.write("En sang")
    falling.others(1)[0].write("notes", "Et stille sted")
    bo.field.fill("Jeg er midt i en")
    wall.sees("Hvad giver dig håb?")

    falling.server.kill()
    send(anna, "Min nabo")
    send(carl, "Havet")
    expect(waiting(anna, "Min nabo")).to_be_visible()
    expect(waiting(carl, "Havet")).to_be_visible()
    for phone in (anna, bo, carl):
        phone.sees(phone.t("phone.lost.title"))
    wall.sees(wall.t("projector.held.strip"), "Hvad giver dig håb?")
    expect(control.page.locator(".lost")).to_be_visible()
    expect(bo.field).to_have_value("Jeg er midt i en")

    falling.server.start()
    expect(anna.own("Min nabo")).to_have_count(1, timeout=SOON)
    expect(carl.own("Havet")).to_have_count(1, timeout=SOON)
    expect(wall.page.locator("#held")).to_have_count(0, timeout=SOON)
    expect(control.page.locator(".lost")).to_be_hidden(timeout=SOON)
    for phone in (anna, bo, carl):
        expect(phone.page.get_by_text(phone.t("phone.lost.title")).filter(visible=True)).to_have_count(0, timeout=SOON)
    expect(bo.field).to_have_value("Jeg er midt i en")
    bo.button("writing.send").click()
    expect(bo.own("Jeg er midt i en")).to_have_count(1)

    control.press("reveal")
    wall.sees("En sang")
    assert sorted(wall.texts()) == ["En sang", "Et stille sted", "Havet", "Jeg er midt i en", "Min nabo"]


def test_a_server_that_dies_in_the_lobby_leaves_a_calm_picture_and_then_the_door_again(falling: Gathering):
    wall = falling.projector()
    phone = falling.phone()
    expect(wall.page.locator(".seat")).to_have_count(1)
    falling.server.kill()
    wall.sees(wall.t("projector.held"))
    expect(wall.page.locator(".lobby")).to_be_hidden()
    falling.server.start()
    expect(wall.page.locator(".lobby")).to_be_visible(timeout=SOON)
    expect(wall.page.locator(".seat")).to_have_count(1, timeout=SOON)
    phone.sees(phone.t("phone.lobby.title"))


def test_a_reload_in_the_middle_of_a_sentence_keeps_it(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.field.press_sequentially("Når jeg går en tur")
    phone.page.reload()
    expect(phone.field).to_have_value("Når jeg går en tur")
    phone.button("writing.send").click()
    expect(phone.own("Når jeg går en tur")).to_have_count(1)
    phone.page.reload()
    expect(phone.own("Når jeg går en tur")).to_have_count(1)
    expect(phone.field).to_have_value("")


def test_notes_written_without_network_arrive_once_each_when_it_is_back(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.context.set_offline(True)
    send(phone, "Første")
    send(phone, "Anden")
    phone.sees(phone.t("phone.lost.title"))
    expect(waiting(phone, "Første")).to_be_visible()
    expect(waiting(phone, "Anden")).to_be_visible()
    phone.context.set_offline(False)
    expect(phone.own("Første")).to_have_count(1, timeout=SOON)
    expect(phone.own("Anden")).to_have_count(1, timeout=SOON)
    expect(phone.page.locator("[data-unsent]")).to_have_count(0)
    assert sorted(phone.owned()) == ["Anden", "Første"]


def test_a_phone_that_is_closed_without_network_still_sends_when_it_is_opened_again(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.context.set_offline(True)
    send(phone, "Skrevet i toget")
    expect(waiting(phone, "Skrevet i toget")).to_be_visible()
    address = phone.page.url
    phone.page.close()
    phone.context.set_offline(False)
    phone.page = phone.context.new_page()
    phone.go(address)
    expect(phone.own("Skrevet i toget")).to_have_count(1)


def test_a_note_whose_answer_was_lost_is_there_once(gathering: Gathering):
    phone = gathering.phone(wired=True)
    gathering.go("notes")
    phone.at("notes")
    assert phone.wire
    phone.wire.lose_answers = True
    send(phone, "Er den nået frem?")
    expect(waiting(phone, "Er den nået frem?")).to_be_visible()
    phone.wire.lose_answers = False
    expect(phone.own("Er den nået frem?")).to_have_count(1, timeout=SOON)
    expect(phone.page.locator("[data-unsent]")).to_have_count(0)
    assert phone.owned() == ["Er den nået frem?"]


def test_ten_quick_taps_are_one_note(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.field.fill("Ti gange")
    phone.page.evaluate("for (let n = 0; n < 10; n++) document.querySelector('.act .send').click()")
    expect(phone.own("Ti gange")).to_have_count(1)
    phone.page.reload()
    assert phone.owned() == ["Ti gange"]


def test_two_tabs_of_a_phone_are_one_person(gathering: Gathering):
    wall, phone = gathering.projector(), gathering.phone()
    expect(wall.page.locator(".seat")).to_have_count(1)
    tab = phone.context.new_page()
    tab.goto(phone.page.url)
    expect(tab.get_by_role("heading", name=phone.t("phone.lobby.title"))).to_be_visible()
    other = gathering.phone()
    expect(wall.page.locator(".seat")).to_have_count(2)
    gathering.go("notes")
    phone.at("notes")
    other.at("notes")
    phone.write("Fra den ene fane")
    tab.reload()
    expect(tab.locator(".mine > li.note .tx")).to_have_text(["Fra den ene fane"])


def test_a_sentence_is_left_alone_when_the_meeting_moves_on(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.field.press_sequentially("Det, der hjælper mig, er")
    gathering.go("hello")
    phone.sees(phone.t("phone.moved.title"))
    expect(phone.field).to_have_value("Det, der hjælper mig, er")
    expect(phone.field).to_be_focused()
    phone.button("phone.moved.show").click()
    phone.at("hello")
    phone.sees("Find en plads, hvor du sidder godt.", "Det, der hjælper mig, er")


def test_the_control_screen_opened_again_goes_on_where_it_was(gathering: Gathering):
    control = gathering.control()
    for person, text in zip(gathering.others(4), ("Ro", "Mod", "Natur", "Musik"), strict=True):
        if not gathering.now:
            gathering.go("notes")
        person.write("notes", text)
    control.is_at("notes")
    control.press("close")
    control.with_note("Ro", "hold")
    expect(control.page.locator("#inbox-later")).to_be_visible()
    kept = control.context.storage_state()
    control.context.close()
    again = gathering.control(storage_state=kept)
    again.is_at("notes")
    expect(again.page.locator("#inbox-later")).to_be_visible()
    expect(again.page.locator("#in .q")).to_have_count(4)
    again.press("undo")
    expect(again.page.locator("#inbox-later")).to_have_count(0)


def test_R19_a_network_that_wants_a_login_first_is_not_taken_for_the_server(gathering: Gathering):
    """It answers everything with a page of its own, and says that all is well."""
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    elsewhere = f"**/m/{gathering.id}/**"
    login = {"status": 200, "body": "<h1>Log in</h1>", "content_type": "text/html"}
    phone.page.route(elsewhere, lambda route: route.fulfill(**login))
    send(phone, "Bag en login-side")
    expect(waiting(phone, "Bag en login-side")).to_be_visible()
    phone.sees(phone.t("phone.lost.title"))
    phone.at("notes")
    phone.page.unroute(elsewhere)
    expect(phone.own("Bag en login-side")).to_have_count(1, timeout=2 * SOON)
    expect(phone.page.locator("[data-unsent]")).to_have_count(0)


def test_R20_a_page_made_by_an_older_version_asks_once_to_be_reloaded_and_keeps_the_words(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.field.press_sequentially("Halvt skrevet")
    phone.page.evaluate("document.getElementById('screen').dataset.build = 'older'")
    gathering.others(1)[0].passes("notes")
    phone.page.evaluate("dispatchEvent(new Event('offline'))")  # looks again
    phone.sees(phone.t("phone.newer.title"))
    phone.button("phone.newer.reload").click()
    phone.at("notes")
    expect(phone.field).to_have_value("Halvt skrevet")
    expect(phone.page.get_by_text(phone.t("phone.newer.title")).filter(visible=True)).to_have_count(0)


def test_R08_ten_minutes_without_network_let_words_be_copied_and_send_them_once_when_it_is_back(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.page.clock.install()
    phone.context.set_offline(True)
    send(phone, "Til den nye kode")
    phone.page.clock.run_for(10_000)
    phone.sees(phone.t("phone.lost.title"))
    expect(waiting(phone, "Til den nye kode").locator("[data-copy]")).to_be_hidden()
    phone.page.clock.run_for(600_000)  # ten minutes
    phone.sees(phone.t("phone.long.title"))
    expect(waiting(phone, "Til den nye kode").locator("[data-copy]")).to_be_visible()
    phone.context.set_offline(False)
    phone.page.clock.run_for(20_000)
    expect(phone.own("Til den nye kode")).to_have_count(1)
    expect(phone.page.get_by_text(phone.t("phone.long.title")).filter(visible=True)).to_have_count(0)


def test_R20_a_projector_and_a_control_screen_of_an_older_version_load_themselves_anew_once(gathering: Gathering):
    wall, control = gathering.projector(), gathering.control()
    gathering.go("notes")
    wall.sees("Hvad giver dig håb?")
    control.is_at("notes")
    for device in (wall, control):
        page = device.page
        build = page.locator("#screen").get_attribute("data-build")
        page.evaluate("document.getElementById('screen').dataset.build = 'older'")
        page.evaluate("dispatchEvent(new Event('offline'))")  # looks again
        expect(page.locator("#screen")).to_have_attribute("data-build", build or "")
        page.evaluate("document.getElementById('screen').dataset.build = 'older'")
        with page.expect_response(lambda answer, build=build: answer.headers.get("x-build") == build):
            page.evaluate("dispatchEvent(new Event('offline'))")
        expect(page.locator("#screen")).to_have_attribute("data-build", "older")
    wall.sees("Hvad giver dig håb?")
    control.is_at("notes")


def test_R08_when_the_computer_has_a_new_address_the_same_person_goes_on_there_with_all_they_wrote(
    browser: Browser, tmp_path: Path
):
    with server_with_our_plan(tmp_path) as server, Gathering(browser, server) as gathering:
        phone = gathering.phone()
        gathering.go("sky")
        phone.at("sky")
        sky(phone.page, 1)
        gathering.go("notes")
        phone.at("notes")
        phone.write("Sendt før")
        token = next(cookie.get("value", "") for cookie in phone.context.cookies() if cookie.get("name") == "token")
        carried = phone.page.locator("#screen").get_attribute("data-carry") or "nothing"

        server.kill()
        phone.page.clock.install()
        send(phone, "Ventede på nettet")
        phone.field.fill("Halvt skrevet")
        phone.page.clock.run_for(80_000)
        phone.sees(phone.t("phone.address.why"))
        server.port = 0
        server.start()
        new = f"localhost:{server.port}"  # another name, so that the browser gives it nothing of what it keeps

        address = phone.page.locator("form[data-address] input")
        address.fill("example.org")
        phone.button("phone.address.go").click()
        phone.sees(phone.t("phone.address.wrong"))
        address.fill(new)
        with phone.context.expect_page() as opened:
            phone.button("phone.address.go").click()
        old, phone.page = phone.page, opened.value
        expect(phone.own("Sendt før")).to_have_count(1)
        expect(phone.own("Ventede på nettet")).to_have_count(1)
        expect(phone.field).to_have_value("Halvt skrevet")
        assert phone.page.url == f"http://{new}/m/{gathering.id}/"
        expect(old.get_by_text(phone.t("phone.address.done"))).to_be_visible()
        assert old.evaluate("localStorage.length") == 0

        phone.own("Sendt før").get_by_role("button", name=phone.t("phone.take_back")).click()
        expect(phone.own("Sendt før")).to_have_count(0)
        lead = Leading(server)
        lead.id, lead.at = gathering.id, "notes"
        lead.go("sky")
        phone.button("phone.moved.show").click()
        phone.at("sky")
        phone.page.locator("#later > summary").click()
        sky(phone.page, 2)
        secrets = (token, carried, carried.partition(".")[0])
        assert not [url for url in phone.requested if any(secret in url for secret in secrets)]
        server.kill()
        log = Log(server.data / "samklang.db")
        stands = core.fold(log.meeting(gathering.id).plans, log.read(gathering.id)).stands
        assert len(stands["sky"].state.tally.ballots) == 1
        assert [note.text for note in stands["notes"].state.pile.notes.values()] == ["Ventede på nettet"]
        log.close()


def test_R08_what_waited_long_is_sent_by_itself_also_when_it_is_more_than_may_come_at_once(gathering: Gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    phone.page.clock.install()
    tries = []
    slower = {"status": 429, "json": {"refused": "Lidt efter lidt", "retry": True}}

    def answer(route: Route) -> None:
        tries.append(1)
        route.fulfill(**slower) if len(tries) < 10 else route.continue_()

    phone.page.route(f"**/m/{gathering.id}/do", answer)
    send(phone, "En af mange")
    for _ in range(30):
        phone.page.clock.run_for(9_000)
        expect(phone.page.get_by_text("Lidt efter lidt").filter(visible=True)).to_have_count(0)
    expect(phone.own("En af mange")).to_have_count(1)

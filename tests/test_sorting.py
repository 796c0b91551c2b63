"""Sorting notes into themes: by dragging, by keys, by pressing, by plain forms. The room sees it when it is shown."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browsers import Control, Gathering
from tests.led_rooms import LedRoom

TEXTS = ("En sang", "Min nabo", "Havet", "En kat", "Kaffe")
COLUMNS = "#themes .col"


@pytest.fixture
def room():
    room = LedRoom()
    room.go("sedler")
    room.write("sedler", *TEXTS)
    room.lead("reveal", "sedler")
    room.go("samling")
    yield room
    room.close()


def address(room: LedRoom, step: str = "samling") -> str:
    return f"/lead/m/{room.id}/sort/{step}"


def ask(room: LedRoom, type: str, **fields: str):
    form = {"type": type, "step": "samling", "once": f"{type}-{len(fields)}", **fields}
    return room.leader().post(f"/lead/m/{room.id}/do?sort=samling", data=form)


def test_the_sorting_has_every_note_that_the_room_can_see(room: LedRoom):
    page = room.leader().get(address(room)).text
    assert all(text in page for text in TEXTS)


def test_what_waits_or_is_hidden_is_not_there_to_be_sorted(room: LedRoom):
    room.lead("hide", "sedler", id=room.shown("sedler")["Havet"])
    page = room.leader().get(address(room)).text
    assert "Havet" not in page


def test_a_form_leads_back_to_the_sorting(room: LedRoom):
    made = ask(room, "make_theme", name="Stille")
    assert (made.status_code, made.location) == (303, address(room))
    assert "Stille" in room.leader().get(address(room)).text


def test_a_refusal_is_said_on_the_page_itself(room: LedRoom):
    refused = ask(room, "make_theme", name="x" * 61)
    assert refused.status_code == 409
    assert "60 tegn" in refused.text and 'id="sort"' in refused.text


def test_only_whoever_leads_may_look(room: LedRoom):
    assert "En sang" not in room.app.test_client().get(address(room)).text


@pytest.mark.parametrize("step", ["svar", "nowhere"])
def test_there_is_nothing_to_sort_in_another_kind_of_step(room: LedRoom, step: str):
    assert room.leader().get(address(room, step)).status_code == 404


def test_a_screen_that_has_it_all_is_sent_nothing(room: LedRoom):
    leader = room.leader()
    look = leader.get(address(room), headers={"X-Look": "old"})
    assert leader.get(address(room), headers={"X-Look": look.headers["X-Digest"]}).status_code == 204


# --- in a browser -------------------------------------------------------------------------------------------------


@pytest.fixture
def sorting(gathering: Gathering) -> Control:
    """Whoever leads, at the sorting of five notes that hang on the wall."""
    gathering.go("notes")
    for person, text in zip(gathering.others(5), TEXTS, strict=True):
        person.write("notes", text)
    gathering.lead("reveal", "notes")
    return at_the_sorting(gathering)


def at_the_sorting(gathering: Gathering, **like: object) -> Control:
    control = gathering.control(**like)
    control.page.locator("#to-sort").click()
    expect(control.page.locator("#sort")).to_be_visible()
    return control


def make(control: Control, name: str) -> None:
    control.page.locator("#new-name").fill(name)
    control.page.locator("#new-name").press("Enter")
    expect(column(control, name)).to_have_count(1)


def column(control: Control, name: str):
    return control.page.locator(COLUMNS).filter(has=control.page.get_by_role("heading", name=name, exact=True))


def note(control: Control, text: str):
    return control.page.locator("#sort .cn").filter(has_text=text)


def lies(control: Control, text: str, name: str) -> None:
    expect(column(control, name).locator(".cn").filter(has_text=text)).to_have_count(1)


def drag(page: Page, text: str, to: str) -> None:
    """Lifts a note and carries it over a place, without letting go."""
    start = page.locator("#sort .cn").filter(has_text=text).bounding_box()
    end = page.locator(to).bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 20, start["y"] + 20)
    page.mouse.down()
    page.mouse.move(end["x"] + end["width"] / 2, end["y"] + end["height"] - 20, steps=5)


browser_test = pytest.mark.browser


class TestInABrowser:
    pytestmark = browser_test

    def test_themes_are_named_one_after_the_other_without_touching_the_mouse(self, sorting: Control):
        make(sorting, "Stille")
        expect(sorting.page.locator("#new-name")).to_be_focused()
        expect(sorting.page.locator("#new-name")).to_have_value("")
        make(sorting, "Mennesker")
        expect(sorting.page.locator(COLUMNS)).to_have_count(2)

    def test_a_number_moves_the_chosen_note_and_the_next_one_is_chosen(self, sorting: Control):
        make(sorting, "Stille")
        first = sorting.page.locator(".tray .cn").first
        text = first.inner_text()
        first.focus()
        sorting.page.keyboard.press("1")
        lies(sorting, text, "Stille")
        expect(sorting.page.locator("body > [role=status]").filter(has_text="Flyttet til Stille")).to_have_count(1)
        expect(sorting.page.locator(".tray .cn").first).to_be_focused()

    def test_notes_moved_quickly_after_each_other_are_all_moved(self, sorting: Control):
        make(sorting, "Stille")
        sorting.page.locator(".tray .cn").first.focus()
        for _ in TEXTS:
            sorting.page.keyboard.press("1")
        expect(column(sorting, "Stille").locator(".cn")).to_have_count(len(TEXTS))

    def test_the_arrows_go_from_note_to_note_and_n_begins_a_theme(self, sorting: Control):
        sorting.page.locator(".tray .cn").first.focus()
        sorting.page.keyboard.press("ArrowDown")
        expect(sorting.page.locator(".tray .cn").nth(1)).to_be_focused()
        text = sorting.page.locator(".tray .cn").nth(1).inner_text()
        sorting.page.keyboard.press("n")
        lies(sorting, text, sorting.t("showing.unnamed"))

    def test_a_note_is_dragged_to_a_theme_and_out_again(self, sorting: Control):
        make(sorting, "Stille")
        drag(sorting.page, "Havet", COLUMNS)
        sorting.page.mouse.up()
        lies(sorting, "Havet", "Stille")
        drag(sorting.page, "Havet", ".tray")
        sorting.page.mouse.up()
        expect(sorting.page.locator(".tray .cn").filter(has_text="Havet")).to_have_count(1)

    def test_escape_puts_the_note_back(self, sorting: Control):
        make(sorting, "Stille")
        drag(sorting.page, "Havet", COLUMNS)
        sorting.page.keyboard.press("Escape")
        sorting.page.mouse.up()
        expect(sorting.page.locator(".ghost")).to_have_count(0)
        expect(column(sorting, "Stille").locator(".cn")).to_have_count(0)

    def test_what_another_does_meanwhile_does_not_take_the_note_out_of_the_hand(
        self, sorting: Control, gathering: Gathering
    ):
        make(sorting, "Stille")
        drag(sorting.page, "Havet", COLUMNS)
        gathering.lead("make_theme", "notes", name="Fra en anden")
        expect(column(sorting, "Fra en anden")).to_have_count(1)
        expect(sorting.page.locator(".ghost")).to_have_count(1)
        sorting.page.mouse.up()
        lies(sorting, "Havet", "Stille")

    def test_a_note_and_then_a_theme_can_be_pressed(self, sorting: Control):
        make(sorting, "Stille")
        note(sorting, "Kaffe").click()
        sorting.page.locator("#kbar").get_by_role("button", name="Stille").click()
        lies(sorting, "Kaffe", "Stille")

    def test_a_theme_is_renamed_merged_and_taken_apart_and_undo_brings_it_back(self, sorting: Control):
        make(sorting, "Stille")
        make(sorting, "Andet")
        about = column(sorting, "Andet").locator("details")
        about.locator("summary").click()
        about.get_by_label(sorting.t("wall.sort.name")).fill("Mennesker")
        about.get_by_label(sorting.t("wall.sort.name")).press("Enter")
        expect(column(sorting, "Mennesker")).to_have_count(1)
        column(sorting, "Mennesker").locator("summary").click()
        column(sorting, "Mennesker").get_by_role("button", name=sorting.t("wall.sort.merge"), exact=True).click()
        expect(sorting.page.locator(COLUMNS)).to_have_count(1)
        column(sorting, "Stille").locator("summary").click()
        column(sorting, "Stille").get_by_role("button", name=sorting.t("wall.sort.take_apart")).click()
        expect(sorting.page.locator(COLUMNS)).to_have_count(0)
        sorting.page.locator("#undo button").click()
        expect(column(sorting, "Stille")).to_have_count(1)

    def test_the_room_sees_the_themes_when_they_are_shown_and_not_before(self, sorting: Control, gathering: Gathering):
        wall = gathering.projector()
        make(sorting, "Stille")
        note(sorting, "Havet").click()
        sorting.page.keyboard.press("1")
        lies(sorting, "Havet", "Stille")
        sorting.sees(sorting.t("wall.unseen"))
        wall.lacks("Stille")
        sorting.page.locator("#show button").click()
        wall.sees("Stille", "Havet")
        expect(sorting.page.locator("#unseen")).to_have_count(0)

    def test_two_who_sort_at_once_stay_in_step(self, sorting: Control, gathering: Gathering):
        other = at_the_sorting(gathering)
        make(sorting, "Stille")
        expect(column(other, "Stille")).to_have_count(1)
        note(other, "En sang").click()
        other.page.keyboard.press("1")
        lies(sorting, "En sang", "Stille")

    def test_it_all_works_without_javascript(self, sorting: Control, gathering: Gathering):
        make(sorting, "Stille")
        plain = at_the_sorting(gathering, java_script_enabled=False)
        form = plain.page.locator("#sort .by-form").filter(has_text="Min nabo")
        form.locator("select").select_option(label="1 Stille")
        form.locator("button").click()
        expect(column(plain, "Stille").locator(".by-form").filter(has_text="Min nabo")).to_have_count(1)

    @pytest.mark.parametrize("width, height", [(1366, 768), (820, 1180), (390, 844), (683, 384)])
    def test_nothing_lies_outside_the_picture(self, sorting: Control, width: int, height: int):
        make(sorting, "Stille")
        note(sorting, "Havet").click()
        sorting.page.set_viewport_size({"width": width, "height": height})
        wide = sorting.page.evaluate("() => document.documentElement.scrollWidth")
        assert wide <= width
        expect(sorting.page.locator("#kbar")).to_be_visible()

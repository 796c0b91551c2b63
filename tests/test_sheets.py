"""What can be printed before or after a meeting, in each language, without anything being stored."""

import pytest

from facilitator.sheets import SHEETS
from shared.words import LANGUAGES, words
from tests.test_control import Lead


@pytest.fixture
def lead(room):
    return Lead(room).enter()


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("name", SHEETS)
def test_a_sheet_has_all_its_lines_in_the_language_it_is_asked_for_in(lead, name, lang):
    page = lead.client.get(f"/lead/sheets/{name}?lang={lang}").text
    said = words(lang)
    printed = page[page.index("<main") :]
    assert f'lang="{lang}"' in printed and said(f"sheet.{name}.title") in printed
    for n in range(1, SHEETS[name].lines + 1):
        assert said(f"sheet.{name}.{n}") in printed


def test_the_card_is_four_times_on_a_sheet_and_read_aloud_once(lead):
    page = lead.client.get("/lead/sheets/card").text
    assert page.count('<ul class="quarter"') == 4 and page.count('<ul class="quarter">') == 1


def test_every_sheet_is_a_few_presses_from_the_plans(lead):
    assert 'href="/lead/sheets"' in lead.client.get("/lead/").text
    listed = lead.client.get("/lead/sheets").text
    assert all(f'href="/lead/sheets/{name}"' in listed for name in SHEETS)


def test_a_sheet_that_is_not_there_is_not_found_and_an_unknown_language_is_ones_own(lead):
    assert lead.client.get("/lead/sheets/other").status_code == 404
    assert words("da")("sheet.card.1") in lead.client.get("/lead/sheets/card?lang=xx").text


def test_a_sheet_changes_nothing_in_the_meeting(room, lead):
    before = len(room.house.log.read(room.id))
    for name in SHEETS:
        page = lead.client.get(f"/lead/sheets/{name}").text
        assert "<textarea" not in page and 'method="post"' not in page
    assert len(room.house.log.read(room.id)) == before

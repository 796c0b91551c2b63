"""How much fits on the big screen: nothing becomes too small, nothing is lost, nothing jumps."""

from hypothesis import given
from hypothesis import strategies as st

from shared import pages

texts = st.lists(st.text(min_size=1, max_size=600), max_size=40)


def notes(*texts: str) -> list[dict[str, str]]:
    return [{"id": str(n), "text": text} for n, text in enumerate(texts)]


def places(spread):
    """Where each note stands: (page, column, row)."""
    return {
        note["id"]: (p, c, r)
        for p, page in enumerate(spread)
        for c, column in enumerate(page["columns"])
        for r, note in enumerate(column)
    }


@given(texts)
def test_every_note_stands_on_exactly_one_page(written):
    assert sorted(places(pages.slips(notes(*written)))) == sorted(str(n) for n in range(len(written)))


@given(texts, st.text(min_size=1, max_size=200))
def test_one_more_note_moves_none_of_those_before(written, one_more):
    before = places(pages.slips(notes(*written)))
    after = places(pages.slips(notes(*written, one_more)))
    assert {id: after[id] for id in before} == before


@given(texts)
def test_no_page_has_more_than_eight_slips_or_a_column_too_tall(written):
    for page in pages.slips(notes(*written)):
        assert sum(map(len, page["columns"])) <= pages.MOST
        for column in page["columns"]:
            tall = sum(pages.lines(note["text"], pages.NARROW) + pages.EDGE for note in column)
            assert tall <= pages.COLUMN or len(page["columns"]) == len(column) == 1


def test_a_long_answer_has_a_page_of_its_own_across_both_columns():
    first, long, last = pages.slips(notes("Ro", "Vi gik langs vandet. " * 20, "Mod"))
    assert [len(page["columns"]) for page in (first, long, last)] == [2, 1, 2]


@given(st.lists(st.text(min_size=1, max_size=30), max_size=60))
def test_all_words_of_a_page_have_one_size_and_none_is_lost(written):
    spread = pages.words(notes(*written))
    assert [note["text"] for page in spread for note in page["notes"]] == written
    assert len({page["size"] for page in spread}) <= 1


def test_few_words_are_large_and_many_are_smaller():
    assert [page["size"] for page in pages.words(notes("Ro", "Mod"))] == ["k3"]
    assert pages.words(notes(*["Taknemmelig"] * 40))[0]["size"] == "k1"


@given(st.lists(st.text(min_size=1, max_size=160), max_size=12))
def test_lines_that_are_read_aloud_keep_their_order_over_the_pages(lines):
    assert [line for page in pages.rows(lines, 15.0, 0.5) for line in page] == lines

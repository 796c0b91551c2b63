"""A gentle word on the phone about what could tell who someone is: when it comes, and above all when it does not."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

pytestmark = pytest.mark.browser

SOURCES = Path(__file__).parent.parent / "shared/browser"

FOUND = {
    "phone": {
        "Da jeg ringede til min ven på 12 34 56 78, og han bare lyttede.": "12 34 56 78",
        "Ring 12345678.": "12345678",
        "tlf.12345678": "12345678",
        "tlf: 1234 5678": "1234 5678",
        "12-34-56-78": "12-34-56-78",
        "12.34.56.78": "12.34.56.78",
        "mobil 912 34 567": "912 34 567",
        "+45 12 34 56 78": "+45 12 34 56 78",
        "0047 912 34 567": "0047 912 34 567",
        "call +44 20 7946 0958 tonight": "+44 20 7946 0958",
    },
    "id": {
        "010190-1234": "010190-1234",
        "mit nummer er 311299 1234": "311299 1234",
        "0101901234": "0101901234",
        "01019012345": "01019012345",
        "410190 12345": "410190 12345",
    },
    "mail": {"skriv til ida.h@eksempel.dk": "ida.h@eksempel.dk", "a_b@mail.example.org!": "a_b@mail.example.org"},
    "link": {
        "se https://example.org/a?b=c": "https://example.org/a?b=c",
        "www.eksempel.dk": "www.eksempel.dk",
        "på eksempel.dk/hjælp": "eksempel.dk/hjælp",
        "eksempel.no": "eksempel.no",
    },
    "name": {
        "Jeg savner Mette": "Mette",
        "hjem til Idas mor": "Idas",
        "Min søster Anna hjalp": "Anna",
        "Anna Hansen kom forbi": "Anna Hansen",
        "det var Anne-Marie": "Anne-Marie",
        "I miss Robert's voice": "Robert's",
        "Eg saknar Øyvind": "Øyvind",
    },
}

EVERYDAY = """
Det var i 2019
den 24.12.2024
24/12-2024
31122024
20241231
2024-02-01 10:30
d. 1/2 2024 kl 10
kl. 10
kl. 10.15-11.30
10:30 11:30
0800 1600
fra 08 00 16 00 hver dag
1990-2000
2023 2024
det kostede 12 500 kr
1000 2000 kr
15000000 kroner
kr. 12.345.678
12.345.678
12345678 kr
1.000.000.000
10 20 30 40
1 2 3 4 5 6 7 8
jeg gik 10000 skridt
5-10 minutter
7 ud af 10
uge 47
3,5
50 %
112
116 123
ring 113
1-2-3
Hans hund kom løbende
Hans var glad
Mette
Anna kom.
Idas mor
Liv er håb. Håb er liv
i dag er en god dag
den lille sol. Storm og ro
bo sammen
En sang, en sky, en sti
Jul og påske
På Sjælland
En tur i Bergen
tirsdag 14. maj
May be
I had Hope
My Mark on it
I will Grant it
at 7 o'clock
GUD ER STOR
JEG ELSKER ANNA
Jesus
a.b.c
...
@hjem
Facebook.
Eg har det bra.no er eg glad
godt.net at se
hjem.men så
f.eks. kaffe
naboens hund kom løbende hen til mig
Min søster ringede uden at ville noget
Jeg stod op før vækkeuret i tirsdags
""".strip().splitlines()


@pytest.fixture(scope="module")
def found(browser: Browser):
    """found(texts) -> for each, (kind, what) or None, as the phone's own module sees it."""
    whole = "".join((SOURCES / name).read_text("utf8") for name in ("first-names.js", "recognisable.js"))
    plain = re.sub(r"^import .*$|^export ", "", whole, flags=re.MULTILINE)
    page = browser.new_page()

    def look(texts: list[str]) -> list[tuple[str, str] | None]:
        seen = page.evaluate(
            f"(texts) => {{ {plain}; return texts.map((text) => {{ const it = recognisable(text); "
            "return it && [it.kind, text.slice(it.start, it.end)]; }); }",
            texts,
        )
        return [tuple(each) if each else None for each in seen]

    yield look
    page.close()


@pytest.mark.parametrize("kind", FOUND)
def test_what_could_point_at_someone_is_noticed(found, kind):
    assert dict(zip(FOUND[kind], found(list(FOUND[kind])), strict=True)) == {
        text: (kind, what) for text, what in FOUND[kind].items()
    }


def test_everyday_words_are_left_in_peace(found):
    assert {text: it for text, it in zip(EVERYDAY, found(EVERYDAY), strict=True) if it} == {}


def test_no_pattern_needs_a_newer_phone_than_we_promise():
    """A pattern that looks behind itself stops the whole script on phones of 2022."""
    for source in SOURCES.glob("*.js"):
        assert "(?<" not in source.read_text("utf8"), source.name


def test_the_phone_asks_gently_and_sends_nothing_about_it(gathering):
    phone = gathering.phone()
    gathering.go("notes")
    phone.at("notes")
    banner = phone.page.locator("[data-gentle]")
    sent = len(phone.requested)
    phone.field.fill("Da jeg ringede til min ven på 12 34 56 78, og han bare lyttede.")
    expect(banner).to_contain_text(phone.t("gentle.phone"))
    expect(phone.page.locator("#news")).to_contain_text(phone.t("gentle.phone"))
    assert not [url for url in phone.requested[sent:] if "/do" in url or "static" in url]
    phone.button("gentle.digits").click()
    expect(phone.field).to_have_value("Da jeg ringede til min ven på, og han bare lyttede.")
    expect(banner).to_have_count(0)
    expect(phone.field).to_be_focused()

    phone.field.fill("Jeg savner Mette")
    expect(banner).to_contain_text(phone.t("gentle.name"))
    phone.button("gentle.keep").click()
    expect(banner).to_have_count(0)
    phone.field.fill("Jeg savner Mette, skriv til a@b.dk")
    expect(banner).to_contain_text(phone.t("gentle.mail"))
    phone.button("writing.send").click()
    expect(phone.own("Jeg savner Mette, skriv til a@b.dk")).to_have_count(1)
    expect(banner).to_have_count(0)

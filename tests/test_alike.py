"""Whoever watches the radio sees how much travels and when, but not what was done. Case P10."""

from __future__ import annotations

import gzip

import pytest

from shared import alike
from tests.rooms import Phone, Room
from tests.servers import until
from tests.wire import Exchange

SHORT, LONG = "Ro", "å" * 60
LOOK = {"X-Look": "something else"}


@pytest.fixture
def wall(room: Room) -> Room:
    room.go("wall")
    return room


def everything(phone: Phone) -> dict[str, object]:
    """What somebody may do on a wall, each as the page's script sends it: sizes of all that is answered."""

    def done(type: str, **fields: str) -> tuple[int, int, int]:
        answer = phone.do(type, "wall", **fields)
        assert answer.get_json() == {"kept": True}
        return len(answer.data), len(phone.get(**LOOK).data), len(phone.get().data)

    return {
        "sent": done("add", key="a", text=SHORT),
        "sent one as long as can be": done("add", key="b", text=LONG),
        "changed": done("add", key="a", text=LONG),
        "taken back": done("take_back", key="b"),
        "passed": done("pass"),
        "passed with nothing written": done("take_back", key="a"),
    }


@pytest.mark.parametrize("lang", ["da", "en"])
def test_P10_whatever_someone_does_the_answers_are_of_one_size(wall, lang):
    sizes = everything(wall.phone(lang))
    assert set(sizes.values()) == {(alike.SHORT, alike.LIVE, alike.PAGE)}, sizes


@pytest.mark.parametrize("words", ["", "ro", "å" * 9000, "".join(map(chr, range(33, 20000)))])
def test_P10_what_is_compressed_fills_whole_steps_too_and_says_the_same(words):
    packed = alike.compressed(words.encode(), alike.COMPRESSED)
    assert len(packed) % alike.COMPRESSED == 0
    assert gzip.decompress(packed).decode().rstrip() == words


def test_P10_whole_pages_are_compressed_for_those_who_can_read_it_and_alike_in_size(wall):
    phone = wall.phone()

    def whole(place: str = "") -> bytes:
        answer = phone.get(place, **{"Accept-Encoding": "gzip, deflate"})
        assert answer.headers["Content-Encoding"] == "gzip"
        return answer.data

    pages = [whole()]
    for key in "abc":
        phone.do("add", "wall", key=key, text=LONG)
        pages += [whole(), whole("mine")]
    assert LONG in gzip.decompress(pages[-1]).decode()
    phone.do("pass", "wall")
    pages += [whole(), whole("mine"), whole("help")]
    assert {len(page) for page in pages} == {alike.COMPRESSED}


@pytest.mark.parametrize("step", ["in", "sky", "dots", "answers", "out"])
def test_P10_having_answered_and_having_passed_look_alike_in_every_step(room, step):
    room.go(step)
    answers, passes = room.phones(2)
    if step == "sky":
        answers.do("choose", step, sky="1")
    elif step == "dots":
        answers.cast(step, 1, 2)
    else:
        answers.add(step, "å" * 20)
    passes.do("pass", step)
    for headers in ({}, LOOK):
        sizes = {len(phone.get(place, **headers).data) for phone in (answers, passes) for place in ("", "mine")}
        assert len(sizes) == 1, (step, sizes)


def test_P10_without_a_script_the_answers_are_alike_too(wall):
    phone = wall.phone()
    forms = [
        ("do", phone.form("add", "wall", key="k", text=LONG)),
        ("do?back=mine", phone.form("take_back", "wall", key="k")),
        ("do", phone.form("pass", "wall")),
    ]
    answers = [phone.post(path, form) for path, form in forms]
    assert {answer.status_code for answer in answers} == {303}
    assert {len(answer.data) + len(answer.headers["Location"]) for answer in answers} == {alike.SHORT}
    refused = phone.post("do", phone.form("add", "wall", key="k2", text="å" * 61))
    assert refused.status_code == 409 and len(refused.data) == alike.PAGE


def test_P10_a_refusal_is_as_long_as_a_yes(wall):
    phone = wall.phone()
    kept, refused = phone.do("pass", "wall"), phone.do("add", "wall", key="k", text="")
    assert kept.status_code == 200 and refused.status_code == 409
    assert len(kept.data) == len(refused.data) == alike.SHORT


def test_P10_nobody_on_the_way_may_make_an_answer_smaller(wall):
    phone = wall.phone()
    for answer in (phone.get(), phone.get(**LOOK), phone.do("pass", "wall")):
        assert answer.headers["Cache-Control"] == "no-store, no-transform"
        assert "Content-Encoding" not in answer.headers


def test_P10_what_fills_up_is_no_part_of_what_is_asked(wall):
    phone = wall.phone()
    answer = phone.do("add", "wall", key="k", text=SHORT, padding="0" * 1500)
    assert answer.get_json() == {"kept": True}
    phone.do("add", "wall", key="k", text=SHORT, once="one", padding="0")
    assert phone.do("add", "wall", key="k", text=SHORT, once="one", padding="000").get_json() == {"kept": True}


@pytest.mark.browser
def test_P10_on_the_wire_sending_passing_changing_and_taking_back_are_of_one_size(gathering):
    """Every byte that goes and comes, headers included, as someone beside the phone could count them."""
    writer, passer = gathering.phone(wired=True), gathering.phone(wired=True)
    gathering.go("notes")
    for phone in (writer, passer):
        phone.at("notes")

    def seen(phone, does) -> set[Exchange]:
        wire = phone.wire
        phone.page.wait_for_load_state("networkidle")
        wire.forget()

        def over() -> bool:
            """Whether what was sent has been answered, and the screen has been asked for after that."""
            phone.page.evaluate("0")  # lets the browser's own news come in while we wait
            methods = [each.method for each in wire.exchanges]
            return "POST" in methods and "GET" in methods[methods.index("POST") :]

        does()
        until(over, "the answer and the look that follows it")
        return set(wire.exchanges)

    passed = seen(passer, passer.passes)
    sent = seen(writer, lambda: writer.write("Ro"))
    longer = seen(writer, lambda: writer.write("å" * 60))

    def takes_back() -> None:
        writer.own("Ro").get_by_role("button", name=writer.t("writing.take_back_of", text="Ro")).click()

    taken = seen(writer, takes_back)
    assert {each.method for each in sent} == {"GET", "POST"}
    assert passed == sent == longer == taken

"""What a person with a phone meets: coming in, taking part, taking back, and leaving nothing behind."""

from __future__ import annotations


def test_a_stranger_reads_what_happens_with_their_words_before_coming_in(room):
    page = room.stranger("en").page()
    for promise in ("No names", "without your name", "guess who wrote", "open Wi-Fi", "24 hours", "Just listening"):
        assert promise in page


def test_one_press_brings_a_phone_in(room):
    phone = room.stranger()
    answer = phone.post("join")
    assert answer.status_code == 303
    assert "Du er med" in phone.page()


def test_a_phone_that_sends_twice_leaves_one_note(room):
    room.go("wall")
    phone = room.phone()
    for _ in range(2):
        answer = phone.do("add", "wall", once="same", key="k1", text="En sang")
        assert answer.get_json() == {"kept": True}
    assert phone.page("mine").count("En sang</span>") == 1

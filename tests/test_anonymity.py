"""The rules that keep a small room anonymous, tried by counting."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from shared.anonymity import SeededChance, SystemChance, batch, readiness


@given(st.dictionaries(st.integers(0, 30), st.sampled_from("abcdefgh")), st.integers())
def test_three_people_stand_behind_a_batch_and_three_behind_what_stays(waiting, seed):
    going = batch(waiting, SeededChance(seed))
    if going:
        assert len({waiting[item] for item in going}) == 3
        assert len({who for item, who in waiting.items() if item not in going}) >= 3


def test_with_six_people_a_batch_goes_and_with_five_it_waits():
    assert len(batch({n: str(n) for n in range(6)}, SystemChance())) == 3
    assert batch({n: str(n) for n in range(5)}, SystemChance()) == []


def test_three_notes_of_one_person_are_never_a_batch():
    assert batch(dict.fromkeys(range(9), "ida"), SystemChance()) == []


def test_who_wrote_first_says_nothing_about_who_is_shown_first():
    firsts = Counter(batch({n: str(n) for n in range(8)}, SeededChance(seed))[0] for seed in range(4000))
    assert all(400 < firsts[n] < 600 for n in range(8))


@given(st.integers(0, 40), st.integers(0, 40))
def test_readiness_never_moves_by_one_person_twice_in_a_row(done, here):
    words = [readiness(n, here) for n in range(done, done + 3)]
    assert len(set(words)) <= 2

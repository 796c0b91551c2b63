"""How a tally counts: one question or several, and who may move a sum that has been seen."""

import pytest

from shared import tally
from shared.activity import Actor, Moment, Refused
from shared.anonymity import SeededChance
from shared.tally import Counted, Disclosed, Tally

YES, NO = (1, 0), (0, 1)


def counting(ballots, **around):
    """A tally of these ballots, counted once answering is closed."""
    return closed(cast(Tally(), ballots), **around)


def cast(votes, ballots):
    """`votes` after these ballots. What was there before is erased, as the log does it."""
    for who, ballot in ballots.items():
        event = tally.voted(votes, Actor(who), ballot)
        counts = {at: erased(count, who) for at, count in votes.counts.items()}
        votes = tally.evolve(tally.Tally(votes.ballots, counts), event, who)
    return votes


def erased(count, who):
    left = {person: answer for person, answer in count.answers.items() if person != who}
    return tally.Count(count.sums, count.disclosed, count.people, left, count.moved, count.stirred, count.alike)


def closed(votes, widths=(), **around):
    for event in tally.settle(votes, Moment(SeededChance(1), answering=False, **around), widths):
        votes = tally.evolve(votes, event, "")
    return votes


def shown(votes):
    return tally.evolve(votes, Disclosed(), "lead")


FIVE = dict.fromkeys("abc", YES) | dict.fromkeys("de", NO)


def test_two_who_change_their_minds_move_nothing_and_three_do():
    votes = shown(counting(FIVE))
    assert closed(cast(votes, {"a": NO, "b": NO})).sums == (3, 2)
    assert closed(cast(votes, {"a": NO, "b": NO, "c": NO})).sums == (0, 5)


def test_whoever_went_back_to_what_they_first_chose_does_not_count_towards_the_three():
    votes = shown(counting(FIVE))
    there_and_back = cast(cast(votes, {"a": NO, "b": NO}), {"a": YES, "b": YES})
    assert closed(cast(there_and_back, {"c": NO})).sums == (3, 2)
    assert closed(cast(there_and_back, {"c": NO, "d": YES, "e": YES})).sums == (4, 1)


def test_nobody_counts_twice_between_two_sums_that_the_room_has_seen():
    votes = shown(counting(FIVE))
    counted = closed(cast(votes, {"a": NO, "b": NO, "c": NO}))
    assert counted.sums == (0, 5)
    two_back = {"a": YES, "b": YES, "d": YES}
    assert closed(cast(counted, two_back)).sums == (0, 5)
    assert closed(cast(shown(counted), two_back)).sums == (3, 2)


def test_a_sum_is_never_counted_anew_from_fewer_than_four():
    votes = shown(counting(FIVE))
    without = Tally({who: ballot for who, ballot in votes.ballots.items() if who == "a"}, votes.counts)
    assert closed(without).sums == (3, 2)
    assert closed(cast(without, {"f": YES, "g": NO, "h": NO})).sums == (2, 2)


def test_every_question_has_its_own_four_people():
    ballots = {"a": (1, 0, 1, 0), "b": (1, 0, 1, 0), "c": (0, 1, 0, 1), "d": (0, 1, 0, 0)}
    votes = closed(cast(Tally(), ballots), widths=(2, 2))
    assert tally.view(votes, "facilitator", None, (2, 2))["counted"] == [[2, 2], None]
    assert tally.view(shown(votes), "projector", None, (2, 2))["sums"] == [[2, 2], None]
    assert tally.view(votes, "participant", "d", (2, 2))["mine"] == [[0, 1], None]


def test_every_question_has_its_own_three_by_whom_it_moves():
    ballots = {who: (*ballot, *ballot) for who, ballot in FIVE.items()}
    votes = shown(closed(cast(Tally(), ballots), (2, 2)))
    changed = cast(votes, {"a": (0, 1, 0, 1), "b": (0, 1, 0, 1), "c": (1, 0, 0, 1)})
    assert tally.view(closed(changed, (2, 2)), "facilitator", None, (2, 2))["counted"] == [[3, 2], [0, 5]]


def test_where_one_question_was_answered_alike_only_the_others_are_shown_by_themselves():
    ballots = {who: (1, 0, *ballot) for who, ballot in FIVE.items()}
    votes = closed(cast(Tally(), ballots), (2, 2), release="live")
    assert votes.all_same()
    assert tally.view(votes, "projector", None, (2, 2))["sums"] == [None, [3, 2]]


def test_an_option_that_everyone_ticked_is_as_telling_as_the_same_choice():
    ballots = {"a": (1, 0, 1), "b": (1, 1, 0), "c": (1, 0, 0), "d": (1, 1, 0)}
    assert counting(ballots).all_same()
    assert not counting({**ballots, "e": (0, 1, 0)}).all_same()


def test_nothing_can_be_shown_that_was_not_counted():
    with pytest.raises(Refused, match="few_answers"):
        tally.reveal(cast(Tally(), {"a": YES}), Moment(SeededChance(1), answering=False))


def test_a_count_that_was_kept_before_there_were_several_questions_still_counts():
    votes = tally.evolve(cast(Tally(), FIVE), Counted([3, 2], list("abcde")), "")
    assert (votes.sums, shown(votes).disclosed) == ((3, 2), (3, 2))

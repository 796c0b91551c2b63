"""A meeting: a plan walked through step by step. Pure: no clock, no chance, no database, no network.

`decide` turns a command into facts, `evolve` and `fold` turn facts into the meeting as it stands, `view` says what
one audience may see of it. What the people write is the activities' business; what stands around every activity
(open or closed, how things are let out, the soft timer, passing, taking back) is here, once.
"""

from shared.meeting.asking import AROUND, Around, Leading, MoreTime
from shared.meeting.bundling import resting
from shared.meeting.clock import Clock, clock
from shared.meeting.deciding import COVERED, decide
from shared.meeting.facts import AROUND_EVENTS, Draft, Fact, Led, Outcome, Stood
from shared.meeting.folding import Words, carry_on, evolve, fold, fold_again, undid, undoable
from shared.meeting.seeing import Me, all_same, collects, concerns, minutes_left, readier, step_view, view, voices
from shared.meeting.standing import Meeting, Stand, begin, releases

__all__ = [
    "AROUND",
    "AROUND_EVENTS",
    "COVERED",
    "Around",
    "Clock",
    "Draft",
    "Fact",
    "Leading",
    "Led",
    "Me",
    "Meeting",
    "MoreTime",
    "Outcome",
    "Stand",
    "Stood",
    "Words",
    "all_same",
    "begin",
    "carry_on",
    "clock",
    "collects",
    "concerns",
    "decide",
    "evolve",
    "fold",
    "fold_again",
    "minutes_left",
    "readier",
    "releases",
    "resting",
    "step_view",
    "undid",
    "undoable",
    "view",
    "voices",
]

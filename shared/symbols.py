"""Signs for groups and hands: a shape in a colour, each with its name in words, so that nothing hangs on colour.

Forty of them, since five colours and eight shapes meet in each pair once. Neighbours differ in both.
"""

from __future__ import annotations

from shared.activity import Struct

COLOURS = {"blue": "c", "yellow": "h", "purple": "i", "green": "m", "red": "e"}  # with the tone in tokens.css
SHAPES = ("leaf", "sun", "star", "moon", "drop", "hill", "house", "boat")
MANY = len(COLOURS) * len(SHAPES)


class Symbol(Struct, frozen=True):
    n: int
    colour: str
    shape: str
    tone: str


def symbol(n: int) -> Symbol:
    """The sign with this number; numbers beyond the last begin anew."""
    colour = list(COLOURS)[n % len(COLOURS)]
    return Symbol(n, colour, SHAPES[n % len(SHAPES)], COLOURS[colour])

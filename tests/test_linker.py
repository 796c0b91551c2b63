"""The linker attack: someone in the room watches who stops typing, and reads everything that reaches any screen.

How often can they tie a text to the person who wrote it? People write for 35 seconds in the median; the watcher sees
each of them stop, without error. They guess as well as anyone could: from the order of stopping and from which batch a
text came in. The same figures stand in docs/anonymity.md and beside the facilitator's choice.
"""

import re
from functools import cache
from pathlib import Path

import pytest

from shared.activity import Actor
from tests.test_meeting import PLAN, Story

SIZES = range(4, 16)
RELEASES = ("together", "review", "live")
ROUNDS = 80
PAGE = Path(__file__).parent.parent / "docs/anonymity.md"


def batches(release, n, seed):
    """One step with n writers in the order they stop. Returns the batches in which their texts reach a screen."""
    story = Story(PLAN, seed).go("notes").lead("notes", type="switch", release=release)
    seen, out = set(), []

    def look():
        shown = story.sees("facilitator")["seen"]
        new = {int(note["text"]) for place in ("gathered", "shown") for note in shown[place]} - seen
        seen.update(new)
        if new:
            out.append(new)

    for rank in range(n):
        story.do(Actor(f"x{rank}"), "notes", type="add", key="k", text=str(rank))
        look()
    story.lead("notes", type="close")
    look()
    return out


@cache
def linked(release, n):
    """The share of texts tied to their writer by the best guess there is."""
    runs = [batches(release, n, seed) for seed in range(ROUNDS)]
    shape = [len(batch) for batch in runs[0]]
    assert all([len(batch) for batch in run] == shape for run in runs), "when batches go must not depend on chance"
    often = [[sum(rank in run[b] for run in runs) / ROUNDS for b in range(len(shape))] for rank in range(n)]
    guess = _best(often, shape)
    hits = [sum(rank in run[guess[rank]] for run in runs) / ROUNDS / shape[guess[rank]] for rank in range(n)]
    return sum(hits) / n


def _best(often, shape):
    """Which batch to guess for each rank, filling the surest places first."""
    room, guess = list(shape), {}
    for _, rank, b in sorted(((often[r][b], r, b) for r in range(len(often)) for b in range(len(shape))), reverse=True):
        if rank not in guess and room[b]:
            guess[rank] = b
            room[b] -= 1
    return guess


@pytest.mark.parametrize("n", SIZES)
def test_together_a_watcher_does_no_better_than_chance(n):
    assert linked("together", n) <= 1 / n + 0.05


@pytest.mark.parametrize("release", ["review", "live"])
@pytest.mark.parametrize("n", SIZES)
def test_in_batches_a_watcher_gains_less_than_eight_points_on_chance(release, n):
    assert linked(release, n) <= 1 / n + 0.08


@pytest.mark.parametrize("release", RELEASES)
def test_the_figures_in_the_docs_are_the_figures_there_are(release):
    row = re.search(rf"^\| `{release}` \|(.*)\|$", PAGE.read_text("utf8"), re.MULTILINE)
    assert row and [cell.strip() for cell in row[1].split("|")] == [f"{100 * linked(release, n):.0f} %" for n in SIZES]


if __name__ == "__main__":
    for how in RELEASES:
        print(f"| `{how}` | " + " | ".join(f"{100 * linked(how, n):.0f} %" for n in SIZES) + " |")

"""Arriving and leaving: how people say how they are, in a word, as weather, as a picture, on a few words, or aloud.

Check-in and check-out are the same thing at two ends of a meeting; this is how, once. No form is better than another,
and no weather, picture or word either.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import UNSET, Meta, UnsetType
from msgspec.structs import replace

from shared import pages, pile, tally
from shared import spread as spreads
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.pile import Pile
from shared.spread import Compared
from shared.tally import Cast, Tally

SKIES = ("sun", "suncloud", "fog", "rain", "wind", "snow")  # none is better than another
PICTURES = ("water", "tree", "stones", "path", "lamp", "house")
LEVELS = ("heavy", "rather_heavy", "between", "rather_light", "light")  # where the plan has no words of its own
LONGEST = {"word": 30, "sentence": 120}  # characters

Label = Annotated[str, Meta(min_length=1, max_length=40)]
Place = Annotated[int, Meta(ge=0, lt=6)]


class Choose(Struct, frozen=True, tag="choose"):
    """One kind of weather, picture or word, by its place among them."""

    at: Place | UnsetType = UNSET
    sky: Place | UnsetType = UNSET  # its name where there was only weather

    @property
    def place(self) -> int | None:
        chosen = self.at if self.sky is UNSET else self.sky
        return None if chosen is UNSET else chosen


Command = pile.Command | Choose
Event = pile.Event | tally.Event | Compared


class Coming(Struct, frozen=True):
    """How it stands; an activity adds its settings."""

    settings: Any
    pile: Pile = Pile()
    tally: Tally = Tally()
    before: list[list[int] | None] = []

    @property
    def form(self) -> str:
        return self.settings.form

    @property
    def written(self) -> bool:
        return self.form in LONGEST

    @property
    def kinds(self) -> list[str]:
        """What is chosen between, each by its name in the catalogue; on the scale the plan's own words, if any."""
        known = {"weather": SKIES, "picture": PICTURES, "scale": self._words}
        return list(known.get(self.form, ()))

    @property
    def _words(self) -> Any:
        return self.settings.labels if len(self.settings.labels) > 1 else LEVELS


def decide(state: Coming, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    chooses = isinstance(command, Choose)
    if state.form == "spoken" or chooses == state.written:
        raise Refused("nothing_to_do")
    if not chooses:
        return list(pile.decide(state.pile, command, actor, moment, most=LONGEST[state.form], each=1))
    if command.place is None:
        raise Refused("nothing_chosen")
    if command.place >= len(state.kinds):
        raise Refused("options_changed")
    ballot = Cast([int(n == command.place) for n in range(len(state.kinds))])
    return list(tally.decide(state.tally, ballot, actor, moment, options=len(state.kinds), dots=1, per_option=1))


def settle(state: Coming, moment: Moment) -> list[Event]:
    """Words go as in every pile. Weather may be counted on the way; pictures and scales once answering is closed."""
    if state.written:
        return list(pile.settle(state.pile, moment))
    compared: list[Event] = [Compared(moment.before)] if moment.before != state.before else []
    waits = moment.answering and state.form != "weather"
    return compared if waits else [*compared, *tally.settle(state.tally, moment)]


def reveal(state: Coming, moment: Moment) -> list[Event]:
    return list(pile.reveal(state.pile, moment) if state.written else tally.reveal(state.tally, moment))


def all_same(state: Coming) -> bool:
    return state.tally.all_same()


def spread(state: Coming) -> list[list[int] | None]:
    """What a check-out may compare itself with: how people arrived on the scale, as the room saw it."""
    return [tally.view(state.tally, "projector", None)["sums"]] if state.form == "scale" else []


def evolve(state: Any, event: Event, actor: str) -> Any:
    if isinstance(event, Compared):
        return replace(state, before=event.before)
    if isinstance(event, tally.Event):
        return replace(state, tally=tally.evolve(state.tally, event, actor))
    return replace(state, pile=pile.evolve(state.pile, event, actor))


def without(state: Any, person: str, key: str) -> Any:
    if state.written:
        known = (person, key) in state.pile.notes
        return replace(state, pile=pile.without(state.pile, person, key)) if known else None
    return replace(state, tally=tally.without(state.tally, person, key))


def view(state: Coming, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """Written: as shared.pile's view, with `longest`, and where it can be seen `pages` and their `spread`.

    Chosen: as shared.tally's view, with `kinds`, `chosen` (a place or None) instead of dots, and for the scale `row`
    {"name", "cells", "moved"} as shared.spread.against has it. Pictures and scales never tell one from two.
    """
    seen = {"settings": state.settings, "pages": 1, "kinds": state.kinds}
    if state.written:
        return {**seen, **_written(state, audience, me)}
    counts = tally.view(state.tally, audience, me)
    mine = counts.pop("mine", None)
    if state.form != "weather":
        known = counts.get("counted" if audience == "facilitator" else "sums")
        row = {"name": "", **spreads.against(state.before, [known])[0], "shown": counts.get("sums") == known}
        counts = {**{name: tally.gentle(sums) for name, sums in counts.items()}, "row": row}
        if row["moved"] == "same":
            counts |= {"sums": None, "counted": None}
    return {**seen, "skies": SKIES, **counts, "chosen": mine.index(1) if mine else None, "mine": []}


def voices(state: Coming) -> set[str]:
    return {note.by for note in state.pile.notes.values()} | set(state.tally.ballots)


def collects(state: Coming) -> bool:
    return state.form != "spoken"


def notes(state: Coming) -> list[Section]:
    """Only words that were shown. How it was in weather, pictures or on the scale stays in the room."""
    return [Section(lines=[(note.id, note.text) for note in state.pile.at("shown")])]


def _written(state: Coming, audience: Audience, me: str | None) -> dict[str, Any]:
    longest = LONGEST[state.form]
    seen = {"word": longest, "longest": longest, **pile.view(state.pile, audience, me, each=1)}
    if audience == "participant":
        return seen
    laid = (pages.words if state.form == "word" else pages.slips)(seen["shown"])
    return {**seen, "spread": laid, "pages": len(laid)}

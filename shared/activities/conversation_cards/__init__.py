"""Conversation cards: drawn freely on one's own phone, or one for everybody. Nobody learns who drew what."""

from __future__ import annotations

from typing import Annotated, Any, Literal, get_args

from msgspec import Meta
from msgspec.structs import replace

from shared.activities.conversation_cards.decks import DECKS, NAMES
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct
from shared.plan import Language

LANGUAGES: tuple[Language, ...] = get_args(Language)
Card = Annotated[str, Meta(min_length=1, max_length=160)]
Deck = Literal[("", *NAMES)]  # pyright: ignore[reportInvalidTypeForm]  as many as there are files


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=140)]
    help: str = ""
    deck: Deck = ""  # pyright: ignore[reportInvalidTypeForm]
    cards: Annotated[list[Card], Meta(max_length=40)] = []  # the plan's own; they come before the deck's
    draw: Literal["each", "all"] = "each"
    phones: Literal["look", "away"] = "away"  # where one card is for all


class DrawCard(Struct, frozen=True, tag="draw_card"):
    pass


class PutAway(Struct, frozen=True, tag="put_away"):
    pass


class Drawn(Struct, frozen=True, tag="drawn"):
    card: int


class Away(Struct, frozen=True, tag="card_away"):
    pass


Command = DrawCard | PutAway
Event = Drawn | Away


class State(Struct, frozen=True):
    settings: Settings
    card: int | None = None  # the one for all
    seen: tuple[int, ...] = ()  # in this pass through the pile


def cards_of(settings: Settings) -> dict[str, list[str]]:
    """language -> cards, as many in each."""
    deck = DECKS.get(settings.deck, {})
    return {lang: [*settings.cards, *deck.get(lang, [])] for lang in LANGUAGES}


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if not actor.leads:
        raise Refused("not_yours")
    if isinstance(command, PutAway):
        return [Away()]
    pile = range(len(cards_of(state.settings)[LANGUAGES[0]]))
    if not pile:
        raise Refused("no_cards")
    fresh = [n for n in pile if n not in state.seen] or [n for n in pile if n != state.card] or list(pile)
    return [Drawn(moment.chance.shuffled(fresh)[0])]


def evolve(state: State, event: Event, actor: str) -> State:
    match event:
        case Drawn(card):
            again = card in state.seen  # the pile was through, and begins anew
            return replace(state, card=card, seen=(card,) if again else (*state.seen, card))
        case Away():
            return replace(state, card=None)


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """`cards` {language: [text]} and `card`: which of them is for all, or None. The same for everyone."""
    cards = cards_of(state.settings)
    card = state.card if state.card is not None and state.card < len(cards[LANGUAGES[0]]) else None
    return {"settings": state.settings, "cards": cards, "card": card}


def notes(state: State) -> list[Section]:
    return []

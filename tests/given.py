"""Given what happened, when someone asks, then this follows: how an activity's rules are told in tests.

step = Given("open_answers", ("anna", {"type": "added", ...}), prompt="Hvad hjalp?")
assert step.when("bo", "add", key="k", text="Ro") == [{"type": "added", "key": "k", "text": "Ro"}]
"""

from __future__ import annotations

from typing import Any

import msgspec

from shared.activity import LEAD, Actor, Audience, Moment, activity
from shared.anonymity import SeededChance

Event = dict[str, Any]


class Given:
    """One step of an activity after these facts, each (who, event). `now` says how the step stands around it."""

    def __init__(self, name: str, *facts: tuple[str, Event], **settings: Any):
        self.kind, self.now = activity(name), Moment(SeededChance(1))
        self.state = self.kind.State(msgspec.convert({"prompt": "Hvad nu?", **settings}, self.kind.Settings))
        for who, event in facts:
            self.happened(who, event)

    def standing(self, **around: Any) -> Given:
        """The same step, standing otherwise: answering=False, release="live", few=True ..."""
        self.now = Moment(self.now.chance, **around)
        return self

    def when(self, who: str, type: str, **fields: Any) -> list[Event]:
        """What follows at once. Raises Refused, or msgspec.ValidationError for what is no command."""
        command = msgspec.convert({"type": type, **fields}, self.kind.Command, strict=False)
        actor = LEAD if who == "lead" else Actor(who)
        return msgspec.to_builtins(self.kind.decide(self.state, command, actor, self.now))

    def then_by_itself(self) -> list[Event]:
        return msgspec.to_builtins(self.kind.settle(self.state, self.now))

    def when_revealed(self) -> list[Event]:
        return msgspec.to_builtins(self.kind.reveal(self.state, self.now))

    def happened(self, who: str, *events: Event) -> None:
        for event in events:
            self.state = self.kind.evolve(self.state, msgspec.convert(event, self.kind.Event), who)

    def all_shown(self) -> Given:
        """Answering is closed, and everything let through and shown."""
        self.standing(answering=False)
        self.happened("", *self.then_by_itself())
        self.happened("lead", *self.when_revealed())
        return self

    def seen_by(self, audience: Audience, me: str | None = None) -> dict[str, Any]:
        return self.kind.view(self.state, audience, me)

    def in_the_notes(self) -> list[str]:
        return [text for section in self.kind.notes(self.state) for _, text in section.lines]


def wrote(*texts: str) -> list[tuple[str, Event]]:
    """These texts, each from a person of their own."""
    return [(f"person-{n}", {"type": "added", "key": "k", "text": text}) for n, text in enumerate(texts)]

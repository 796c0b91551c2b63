"""A meeting's facts while nobody else writes to them: reading, appending and forgetting, each fact sealed by itself."""

from __future__ import annotations

import base64
from collections.abc import Collection, Mapping
from hashlib import sha256
from typing import Any

import msgspec
from cryptography.exceptions import InvalidTag
from sqlalchemy import ColumnElement, Connection, insert, select, update

from shared import lines
from shared.meeting import Draft, Fact
from shared.seal import KeyGone, Keyring, seal, unseal
from shared.tables import facts, meetings

ASKED = "?"  # in a sealed body, beside the fact itself: the mark of the command it came from


def mark(step: str | None, command: Mapping[str, Any]) -> str:
    """What tells two commands apart, in a few characters. Only ever kept sealed: short words can be guessed from it."""
    return base64.b64encode(sha256(msgspec.json.encode([step, command], order="sorted")).digest()[:12]).decode()


class Held:
    """A meeting that nobody else writes to until it is let go."""

    def __init__(self, db: Connection, id: str, seq: int, keyring: Keyring):
        self.db, self.id, self.seq, self.keyring = db, id, seq, keyring
        self.forgotten: list[int] = []
        self.removed: dict[str, list[int]] = {}  # of courses: which of their lines
        self.ended = False

    def read(self, after: int = 0) -> list[Fact]:
        return facts_of(self.db, self.id, self.keyring, facts.c.seq > after)

    def read_of(self, actor: str) -> list[Fact]:
        """What one hand has done."""
        return facts_of(self.db, self.id, self.keyring, facts.c.actor == actor)

    def read_in(self, steps: Collection[str | None]) -> list[Fact]:
        """What has happened in these steps, and around all of them."""
        here = facts.c.step.in_([step for step in steps if step])
        return facts_of(self.db, self.id, self.keyring, here | facts.c.step.is_(None))

    def asked_before(self, actor: str, once: str | None) -> str | None:
        """The mark of what this person has asked under this name; "" if it has been forgotten, None if nothing was."""
        if once is None:
            return None
        mine = (facts.c.meeting == self.id, facts.c.actor == actor, facts.c.once == once)
        found = self.db.execute(select(facts.c.seq, facts.c.body).where(*mine)).first()
        if found is None:
            return None
        return "" if found.body is None else (_plain(self.keyring, self.id, found.seq, found.body) or {}).get(ASKED, "")

    def append(self, drafts: list[Draft], actor: str, once: str | None, asked: str = "") -> list[Fact]:
        """Writes the facts of one command. `once` is remembered with whichever of them comes first, and `asked`, the
        mark of the command, in that one's sealed body: what says anything about words goes when the words go.
        """
        cause, new = self.seq + 1, []
        for draft in drafts:
            self.seq += 1
            new.append(Fact(self.seq, draft.actor, draft.step, draft.body, cause))
            values = {"meeting": self.id, "seq": self.seq, "cause": cause, "actor": draft.actor, "step": draft.step}
            named = once if self.seq == cause and draft.actor == actor else None
            kept = draft.body if named is None else {**draft.body, ASKED: asked}
            key = self.keyring.key(self.id) + self.keyring.fresh_leaf(self.id, self.seq)
            body = seal(key, f"{self.id}/{self.seq}", msgspec.json.encode(kept))
            self.db.execute(insert(facts).values(**values, key=draft.key, once=named, body=body))
        self.db.execute(update(meetings).where(meetings.c.id == self.id).values(seq=self.seq))
        return new

    def forget(self, step: str | None, actor: str, key: str) -> bool:
        """Empties what this person wrote under `key` in `step`. Returns whether there was anything."""
        mine = (facts.c.meeting == self.id, facts.c.step == step, facts.c.actor == actor, facts.c.key == key)
        numbers = [seq for (seq,) in self.db.execute(select(facts.c.seq).where(*mine, facts.c.body.is_not(None)))]
        if numbers:
            self.db.execute(update(facts).where(*mine).values(body=None))
        self.forgotten += numbers
        return bool(numbers)

    def let_go(self, course: str, gone: set[tuple[str, str]]) -> None:
        """Removes these lines, by kind and text, from what a course has kept."""
        self.removed[course] = lines.let_go(self.db, self.keyring, course, gone)

    def forget_the_unreadable(self) -> None:
        for seq, body in self.db.execute(select(facts.c.seq, facts.c.body).where(facts.c.meeting == self.id)).all():
            try:
                forgotten = body is None or _opened(self.keyring, self.id, seq, body) is None
            except (InvalidTag, KeyGone):  # its leaf was torn out, and another has been put in since
                forgotten = True
            if forgotten and body is not None:
                here = (facts.c.meeting == self.id, facts.c.seq == seq)
                self.db.execute(update(facts).where(*here).values(body=None))
                self.forgotten.append(seq)

    def note_end(self, ended: int | None, delete_at: int | None) -> None:
        note_end(self.db, self.id, ended, delete_at)
        self.ended = True


def note_end(db: Connection, id: str, ended: int | None, delete_at: int | None) -> None:
    db.execute(update(meetings).where(meetings.c.id == id).values(ended=ended, delete_at=delete_at))


def facts_of(db: Connection, id: str, keyring: Keyring, which: ColumnElement[bool]) -> list[Fact]:
    rows = db.execute(
        select(facts.c.seq, facts.c.actor, facts.c.step, facts.c.body, facts.c.cause)
        .where(facts.c.meeting == id, which)
        .order_by(facts.c.seq)
    )
    return [Fact(r.seq, r.actor, r.step, _opened(keyring, id, r.seq, r.body), r.cause) for r in rows]


def _opened(keyring: Keyring, id: str, seq: int, body: bytes | None) -> dict[str, Any] | None:
    fact = _plain(keyring, id, seq, body)
    if fact:
        fact.pop(ASKED, None)
    return fact


def _plain(keyring: Keyring, id: str, seq: int, body: bytes | None) -> dict[str, Any] | None:
    """What was written, or None once it is forgotten, also where it still lies in a copy that was made before."""
    key, leaf = keyring.key(id), keyring.leaf(id, seq) if body is not None else None
    return None if body is None or leaf is None else msgspec.json.decode(unseal(key + leaf, f"{id}/{seq}", body))

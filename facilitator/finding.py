"""Finding a plan: by what it is about, in any of our languages, by length, by how many come and how near it goes."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping
from typing import Literal, get_args

from shared.activity import Struct
from shared.plan import LENGTHS, Depth, Plan
from shared.words import LANGUAGES, words

DEPTHS: tuple[Depth, ...] = get_args(Depth)
LONGEST = 80  # characters anyone looks for
LETTERS = str.maketrans({"ø": "o", "æ": "ae", "ð": "d", "þ": "th", "ß": "ss"})  # which do not fall apart by themselves


class Asked(Struct, frozen=True):
    """What whoever leads looks for; what is empty is left open."""

    text: str = ""
    length: str = ""
    people: int = 0
    depth: Depth | Literal[""] = ""  # at the most

    @property
    def anything(self) -> bool:
        return self != Asked()


def asked(given: Mapping[str, str]) -> Asked:
    """What a form asks for. What is no length, number or depth is left open."""
    people = given.get("people", "")
    depths: list[Depth | Literal[""]] = [depth for depth in DEPTHS if depth == given.get("depth")]
    return Asked(
        text=" ".join(given.get("q", "")[:LONGEST].split()),
        length=given["length"] if given.get("length") in LENGTHS else "",
        people=int(people) if people.isascii() and people.isdigit() and len(people) < 5 else 0,
        depth=(*depths, "")[0],
    )


def fits(plans: Mapping[str, Plan], wish: Asked) -> bool:
    """Whether a plan, given in each of its languages, is one of those that are looked for."""
    plan = next(iter(plans.values()))
    if wish.length and not plan.minutes(wish.length):
        return False
    if wish.people and not plan.people.least <= wish.people <= plan.people.most:
        return False
    if wish.depth and DEPTHS.index(plan.depth) > DEPTHS.index(wish.depth):
        return False
    said = _said([*plans.values()]) if wish.text else ""
    return all(word in said for word in plain(wish.text).split())


def plain(text: str) -> str:
    """A text as it is compared: small letters, without accents."""
    apart = unicodedata.normalize("NFKD", text.casefold().translate(LETTERS))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))


def _said(plans: list[Plan]) -> str:
    """Everything a plan can be found by: its own words, and the names of its themes in every language."""
    return plain("\n".join(_texts(plans)))


def _texts(plans: list[Plan]) -> Iterable[str]:
    for plan in plans:
        yield from (plan.id, plan.title, plan.aim, plan.why)
    for lang in LANGUAGES:
        t = words(lang)
        yield from (t(f"sub_theme.{id}") for id in plans[0].sub_themes)
        yield from (t(f"domain.{tag}") for tag in {*plans[0].tags, plans[0].domain})

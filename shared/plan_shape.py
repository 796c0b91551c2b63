"""How a plan is built: arriving and leaving, breaks, gentle before deep before gentle, a way without phones.

What a good meeting needs is from the reference on the anatomy of meetings; all of it may be done otherwise.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import msgspec

from shared.activity import activities
from shared.plan import LENGTHS, Plan, Step, minutes_of
from shared.plan_places import WHOLE
from shared.plan_rules import Wrong

HOUR = 70  # minutes; about as long as people sit without a break
LANDING = 15  # minutes before the end in which nothing deep is opened
DEPTHS = {"gentle": 0, "medium": 1, "deep": 2}
PARTS = {  # what every meeting has -> activities, and forms of info, that are it
    "welcome": (set(), {"welcome"}),
    "agreement": ({"agreement"}, {"agreement"}),
    "check_in": ({"check_in"}, set()),
    "check_out": ({"check_out"}, set()),
}
MUST = ("must_use_all", "spend_all")  # settings that leave no choice


def advice(plan: Plan) -> Iterator[Wrong]:
    """What a meeting on this plan would lack."""
    for part, (kinds, forms) in PARTS.items():
        if not any(_is(step, kinds, forms) for step in plan.steps):
            yield Wrong(WHOLE, "steps", f"plan.no_{part}", level="advice")
    for field in ("aim", "why"):
        if not getattr(plan, field):
            yield Wrong(WHOLE, field, f"plan.no_{field}", level="advice")
    yield from _breaks(plan)
    yield from _depth(plan)
    for n, step in enumerate(plan.steps):
        yield from _of_step(step, n)


def _is(step: Step, kinds: set[str], forms: set[str]) -> bool:
    return step.activity in kinds or (step.activity == "info" and step.settings.get("form") in forms)


def _is_pause(step: Step) -> bool:
    return step.activity == "pause" and step.settings.get("form", "break") == "break"


def _rests(step: Step) -> bool:
    return _is(step, set(), {"break"}) or (step.activity == "pause" and step.settings.get("form", "break") == "break")


def _breaks(plan: Plan) -> Iterator[Wrong]:
    for length in _lengths(plan):
        since = longest = 0
        for step in plan.steps:
            pause = _is(step, set(), {"break"}) or _is_pause(step)
            since = 0 if pause and minutes_of(step, length) else since + minutes_of(step, length)
            longest = max(longest, since)
        if int(length) > 60 and longest > HOUR:
            yield Wrong(WHOLE, "steps", "plan.no_break", {"length": length, "n": longest}, "advice")


def _depth(plan: Plan) -> Iterator[Wrong]:
    """Gentle before deep before gentle: never from gentle straight to deep, and nothing deep when people soon go."""
    themed = [(n, step) for n, step in enumerate(plan.steps) if not _rests(step)]
    for (_, before), (n, step) in pairwise(themed):
        if DEPTHS[step.depth] - DEPTHS[before.depth] > 1:
            yield Wrong(n, "depth", "plan.deep_at_once", level="advice")
    late: set[int] = set()
    for length in _lengths(plan):
        left = 0
        for n, step in reversed([*enumerate(plan.steps)]):
            left += minutes_of(step, length)
            if left <= LANDING and step.depth == "deep" and minutes_of(step, length):
                late.add(n)
    for n in sorted(late):
        yield Wrong(n, "depth", "plan.deep_late", {"n": LANDING}, "advice")


def _of_step(step: Step, n: int) -> Iterator[Wrong]:
    if step.continues:
        return
    known = {field.encode_name: field.default for field in msgspec.structs.fields(activities()[step.activity].Settings)}
    phones = step.settings.get("phones", known.get("phones"))
    if step.depth != "gentle" and "gentler" in known and not step.settings.get("gentler"):
        yield Wrong(n, "settings.gentler", "plan.no_gentler", level="advice")
    if step.activity != "info" and "away" not in (phones, step.phones) and not step.without_phones:
        yield Wrong(n, "without_phones", "plan.no_paper", level="advice")
    for name in MUST:
        if step.settings.get(name):
            yield Wrong(n, f"settings.{name}", "plan.must", level="advice")


def _lengths(plan: Plan) -> list[str]:
    return [length for length in LENGTHS if plan.minutes(length)]

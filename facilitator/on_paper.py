"""A plan as it stands on paper: each part with its minutes from the start, its questions, and the cues."""

from __future__ import annotations

from typing import Any

from shared.plan import Plan, Step

CUES = ("say", "do", "watch", "heavy")
LINES = (
    *("lines", "options", "fields", "themes", "cards", "piles"),
    *("statements", "items", "prompts", "parts", "questions"),
)
TEXTS = ("text", "help", "starter", "content_note", "after", "low", "high", "x_low", "x_high", "y_low", "y_high")


def parts(plan: Plan) -> list[dict[str, Any]]:
    """One a step that this length has: `begins` and `ends` in whole minutes from the start, and its texts in order."""
    found, minute = [], 0
    for step in plan.steps:
        length = step.minutes if isinstance(step.minutes, int) else 0
        found.append({"step": step, "begins": minute, "ends": minute + length, **_said(plan, step)})
        minute += length
    return found


def _said(plan: Plan, step: Step) -> dict[str, Any]:
    settings = plan.step(step.home).settings
    return {
        "asked": settings.get("prompt", ""),
        "gentler": settings.get("gentler", ""),
        "texts": [] if step.continues else [settings[name] for name in TEXTS if settings.get(name)],
        "lines": [] if step.continues else [line for name in LINES for line in settings.get(name, [])],
        "cues": [(name, getattr(step.cues, name)) for name in CUES if getattr(step.cues, name)],
    }

"""Which icon stands for a step: by its activity, and for what is only shown by its form."""

from __future__ import annotations

from shared.plan import Step

ACTIVITIES = {
    "agreement": "check",
    "board": "note",
    "cards": "merge",
    "check_in": "sun",
    "check_out": "leaf",
    "choice": "check",
    "conversation_cards": "speak",
    "dot_vote": "dots",
    "line": "ruler",
    "open_answers": "speak",
    "parking_lot": "note",
    "own_line": "ruler",
    "pause": "pause",
    "points": "dots",
    "pulse": "scale",
    "ranking": "up",
    "reflection": "leaf",
    "relation_map": "people",
    "round": "people",
    "question_box": "help",
    "scale": "scale",
    "small_groups": "people",
    "small_step": "next",
    "sorting_cards": "group",
    "speaking_list": "up",
    "spectrum": "ruler",
    "story": "speak",
    "wall": "note",
}
FORMS = {
    "agreement": "check",
    "break": "pause",
    "pairs": "people",
    "reflect": "leaf",
    "round": "people",
    "thanks": "leaf",
    "welcome": "play",
}
OTHER = "paper"


def icon_of(step: Step) -> str:
    """The name of a symbol in browser/sprite.svg."""
    if step.continues:
        return "group"
    return ACTIVITIES.get(step.activity) or FORMS.get(step.settings.get("form", ""), OTHER)

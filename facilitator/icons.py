"""Which icon stands for a step: by its activity, and for what is only shown by its form."""

from __future__ import annotations

from shared.plan import Step

ACTIVITIES = {
    "agreement": "check",
    "board": "note",
    "check_in": "sun",
    "check_out": "leaf",
    "conversation_cards": "speak",
    "dot_vote": "dots",
    "open_answers": "speak",
    "parking_lot": "note",
    "pause": "pause",
    "pulse": "scale",
    "round": "people",
    "question_box": "help",
    "scale": "scale",
    "small_groups": "people",
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

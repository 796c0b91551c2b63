"""What a form asks for, as plain data. The only reader of command forms, for phones and control screens alike."""

from __future__ import annotations

from typing import Any

from werkzeug.datastructures import MultiDict

from shared.activity import Struct
from shared.alike import FIELD as PADDING
from shared.hosts import FIELD as PROOF

MOST_FIELDS = 60
BESIDE = (PROOF, PADDING)  # fields that are about the form, not about what is asked
LONGEST = 8000  # characters in one field; what an activity keeps is far less


class Asked(Struct, frozen=True):
    """A command as it came: `step` None for what concerns the whole meeting."""

    step: str | None
    command: dict[str, Any]
    once: str | None


class Unreadable(ValueError):
    """No command can be made of this form."""


def read(form: MultiDict[str, str]) -> Asked:
    """The command in a form. A field named "dots[]" may stand many times and becomes the list `dots`.

    Raises Unreadable for a form that none of our pages could have sent.
    """
    if len(form) > MOST_FIELDS or any(len(v) > LONGEST for values in form.listvalues() for v in values):
        raise Unreadable
    lists = {name[:-2]: form.getlist(name) for name in form if name.endswith("[]")}
    single = {name: value for name, value in form.items() if not name.endswith("[]") and name not in BESIDE}
    step, once = single.pop("step", "") or None, single.pop("once", "") or None
    if not single.get("type") or lists.keys() & {"type", *single} or (once is not None and len(once) > 64):
        raise Unreadable
    return Asked(step, {**single, **lists}, once)

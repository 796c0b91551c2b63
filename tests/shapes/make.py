"""Makes an example of the present shape, to be kept for ever: `python tests/shapes/make.py`, once for each new shape.

A folder as a server leaves it, with one meeting of invented words in it, and the notes as they were taken home. What
has been released must open for as long as there is a Samklang (D14). Never made anew: that would prove nothing.
"""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))

from facilitator import notes  # noqa: E402
from shared.course import Course  # noqa: E402
from shared.lines import Line  # noqa: E402
from shared.log import SHAPE  # noqa: E402
from tests.rooms import Room, small_plan  # noqa: E402


def make(folder: Path) -> None:
    plan = msgspec.structs.replace(small_plan(), notes="texts")
    room = Room({"da": plan}, data=folder)
    people = room.phones(5)
    room.go("in")
    for n, phone in enumerate(people):
        phone.add("in", f"ord {n}")
    room.lead("reveal", "in")
    room.go("wall")
    for n, phone in enumerate(people):
        phone.add("wall", f"lyspunkt {n}\nmed æ, ø og å")
    people[0].do("take_back", "wall", key=people[0].add("wall", "taget tilbage"))
    people[1].do("pass", "wall")
    room.lead("reveal", "wall")
    room.go("dots")
    for n, phone in enumerate(people):
        phone.cast("dots", 1 + n % 2, 2 - n % 2)
    room.lead("reveal", "dots")
    room.undo()
    room.lead("reveal", "dots")
    room.end()
    for format in notes.FORMATS:
        found = notes.build(room.meeting, room.row.opened)
        (folder / f"notes.{format}").write_bytes(notes.render(found, format))
    shelf = room.house.live.shelf
    shelf.put(Course("forloeb000000001", "Onsdagsgruppen", "da", "six", ["P00", "H0"], at=1), room.now)
    shelf.keep("forloeb000000001", [Line("agreement", "Vi lytter"), Line("words", "Ro og natur")])
    room.close()
    (folder / "samklang.lock").unlink(missing_ok=True)


if __name__ == "__main__":
    place = HERE / str(SHAPE)
    if place.exists():
        sys.exit(f"{place.name} is there already, and stays as it is")
    make(place)

"""Starts Samklang as `python -m samklang` does, for tests in which people send faster than fingers can.

How fast one phone may send, and how often it may look, has tests of its own; here it would only make the others slow.
"""

import sys

from samklang.__main__ import main  # isort: skip  it patches first, and so stands first

from participant import pace
from samklang import looking

if __name__ == "__main__":
    pace.AT_ONCE = pace.ROOM_AT_ONCE = 1_000_000
    looking.PHONE = looking.LEADER = looking.STREET = 1_000_000, 1_000_000.0
    sys.exit(main())

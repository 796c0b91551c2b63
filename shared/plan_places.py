"""Where things stand in a plan file: Python's TOML reader gives no lines for what it could read."""

from __future__ import annotations

import re

WHOLE = -1  # in place of a step's number: the plan itself

_BLOCKS = re.compile(r'"""(?:\\.|[^\\])*?"""|\'\'\'.*?\'\'\'', re.DOTALL)
_STEP = re.compile(r"\s*\[\[\s*steps\s*\]\]")
_TABLE = re.compile(r"\s*\[\s*steps\s*\.\s*([\w.-]+)\s*\]")
_KEY = re.compile(r"""\s*(?:"([\w-]+)"|'([\w-]+)'|([\w-]+))((?:\s*\.\s*[\w-]+)*)\s*=""")


class Places:
    """The line of every step and field in a plan's text, counted from 1."""

    def __init__(self, text: str):
        self._lines: dict[tuple[int, str], int] = {}
        step, table = WHOLE, ""
        for number, line in enumerate(_BLOCKS.sub(_only_its_lines, text).split("\n"), start=1):
            if _STEP.match(line):
                step, table = step + 1, ""
                self._lines[step, ""] = number
            elif inner := _TABLE.match(line):
                table = f"{inner[1]}."
                self._lines.setdefault((step, inner[1]), number)
            elif key := _KEY.match(line):
                name = (key[1] or key[2] or key[3]) + "".join(key[4].split())
                self._lines.setdefault((step, table + name), number)

    def line(self, step: int = WHOLE, field: str = "") -> int:
        """The line of a field; where it is missing, of the table or the step it belongs in."""
        field = field.split("[")[0]
        while (step, field) not in self._lines and field:
            field = field.rpartition(".")[0]
        return self._lines.get((step, field)) or self._lines.get((step, ""), 1)


def _only_its_lines(block: re.Match[str]) -> str:
    return '""' + "\n" * block[0].count("\n")

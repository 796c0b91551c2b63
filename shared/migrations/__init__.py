"""How the tables came to be as they are: one numbered step for each change of shape.

A step is a file `shape_<n>.py` with `def change(db)`, which makes shape n out of shape n - 1. All the steps that are
needed, and the new number, are one transaction: a power cut leaves the old shape or the new one.
"""

from __future__ import annotations

from importlib import import_module

from sqlalchemy import Connection


def carry_over(db: Connection, shape: int, wanted: int) -> None:
    for n in range(shape + 1, wanted + 1):
        import_module(f"{__name__}.shape_{n}").change(db)

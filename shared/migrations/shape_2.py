"""A door for each meeting, and an age for each key, in whole hours."""

from sqlalchemy import Connection

NEW = {"meetings": ("shut", "epoch"), "keys": ("made", "used")}


def change(db: Connection) -> None:
    for table, columns in NEW.items():
        for column in columns:
            db.exec_driver_sql(f"ALTER TABLE {table} ADD COLUMN {column} INTEGER NOT NULL DEFAULT 0")

"""Courses: what a group has approved to carry from one meeting to the next."""

from sqlalchemy import Connection

NEW = (
    "ALTER TABLE meetings ADD COLUMN course VARCHAR",
    "CREATE TABLE courses (id VARCHAR NOT NULL PRIMARY KEY, delete_at INTEGER NOT NULL, body BLOB NOT NULL) "
    "WITHOUT ROWID",
    "CREATE TABLE course_lines (course VARCHAR NOT NULL REFERENCES courses (id) ON DELETE CASCADE, "
    "number INTEGER NOT NULL, body BLOB, PRIMARY KEY (course, number)) WITHOUT ROWID",
)


def change(db: Connection) -> None:
    for statement in NEW:
        db.exec_driver_sql(statement)

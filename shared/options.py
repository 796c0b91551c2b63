"""What is chosen between: a plan's own options, or an earlier step's themes, taken over while nobody has chosen."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from shared.activity import Moment, Struct, Theme

Option = Annotated[str, Meta(min_length=1, max_length=80)]
Place = Annotated[int, Meta(ge=0, lt=40)]  # of an option, counted from nought


class Offered(Struct, frozen=True, tag="offered"):
    themes: list[Theme]


def taken_over(now: tuple[Theme, ...], moment: Moment, *, begun: bool) -> list[Offered]:
    """The earlier step's themes where they are other than those taken over so far, and nobody has begun to choose."""
    offered = tuple(moment.offered or ())
    return [Offered(list(offered))] if offered != now and not begun else []

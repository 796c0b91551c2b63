"""Wall: everyone drops short post-its; the group then gathers them into themes with names of its own.

The one who leads sorts on the control screen; the room sees the new themes only when they are shown.
"""

from __future__ import annotations

from typing import Annotated, Any

from msgspec import Meta
from msgspec.structs import replace

from shared import marks, pile, recognition
from shared.activity import Actor, Audience, Moment, Refused, Section, Struct, Theme
from shared.marks import Marks
from shared.picture import pictures, places
from shared.pile import Id, Pile
from shared.text import BadText, clean_text

NAME = 60  # characters of a theme's name
MOST_THEMES = 12


class Settings(Struct, frozen=True):
    prompt: Annotated[str, Meta(min_length=1, max_length=120)]
    help: str = ""
    gentler: str = ""  # a lighter question that anyone may answer instead
    starter: str = ""  # the beginning of a sentence
    max_chars: Annotated[int, Meta(ge=20, le=140)] = 60
    per_person: Annotated[int, Meta(ge=1, le=8)] = 3
    themes: Annotated[list[Annotated[str, Meta(min_length=1, max_length=NAME)]], Meta(max_length=MOST_THEMES)] = []
    recognise: bool = False  # may people mark the shown notes they know too?


class MakeTheme(Struct, frozen=True, tag="make_theme"):
    name: str = ""
    note: Id = ""  # to begin with


class NameTheme(Struct, frozen=True, tag="name_theme"):
    theme: Id
    name: str


class Move(Struct, frozen=True, tag="move"):
    note: Id
    theme: Id = ""  # "" takes it out of its theme


class Merge(Struct, frozen=True, tag="merge"):
    theme: Id
    into: Id


class TakeApart(Struct, frozen=True, tag="take_apart"):
    theme: Id


class ShowThemes(Struct, frozen=True, tag="show_themes"):
    pass


class ThemeMade(Struct, frozen=True, tag="theme_made"):
    id: str
    name: str


class ThemeNamed(Struct, frozen=True, tag="theme_named"):
    id: str
    name: str


class Moved(Struct, frozen=True, tag="moved"):
    note: str
    theme: str


class Merged(Struct, frozen=True, tag="merged"):
    theme: str
    into: str


class TakenApart(Struct, frozen=True, tag="taken_apart"):
    theme: str


class ThemesShown(Struct, frozen=True, tag="themes_shown"):
    pass


Sort = MakeTheme | NameTheme | Move | Merge | TakeApart | ShowThemes
Command = pile.Command | marks.Command | Sort
Sorted = ThemeMade | ThemeNamed | Moved | Merged | TakenApart | ThemesShown
Event = pile.Event | marks.Event | Sorted


class Sorting(Struct, frozen=True):
    """Which themes there are, and which note lies in which."""

    themes: tuple[Theme, ...] = ()
    places: dict[str, str] = {}  # note -> theme


class State(Struct, frozen=True):
    settings: Settings
    pile: Pile = Pile()
    marks: Marks = Marks()
    changed: Sorting | None = None  # as sorted since the plan's own themes
    shown: Sorting | None = None  # as the room has seen it

    @property
    def sorting(self) -> Sorting:
        return self.changed or self.given

    @property
    def given(self) -> Sorting:
        """The plan's own themes. Their ids are their places, so that they are the same in every language."""
        return Sorting(tuple(Theme(f"given-{n}", name) for n, name in enumerate(self.settings.themes)))


def on_the_spot(prompt: str) -> Settings:
    return Settings(prompt)


def decide(state: State, command: Command, actor: Actor, moment: Moment) -> list[Event]:
    if isinstance(command, marks.Command):
        return list(recognition.decide(state, command, actor, moment))
    if not isinstance(command, Sort):
        most, each = state.settings.max_chars, state.settings.per_person
        return list(pile.decide(state.pile, command, actor, moment, most=most, each=each))
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case MakeTheme(name, note):
            if len(state.sorting.themes) >= MOST_THEMES:
                raise Refused("too_many_themes", n=MOST_THEMES)
            made = ThemeMade(moment.chance.token(), _name(name) if name.strip() else "")
            return [made, Moved(_note(state, note), made.id)] if note else [made]
        case NameTheme(theme, name):
            return [ThemeNamed(_theme(state, theme), _name(name))]
        case Move(note, theme):
            return [Moved(_note(state, note), _theme(state, theme) if theme else "")]
        case Merge(theme, into):
            if theme == into:
                raise Refused("same_theme")
            return [Merged(_theme(state, theme), _theme(state, into))]
        case TakeApart(theme):
            return [TakenApart(_theme(state, theme))]
        case ShowThemes():
            return [ThemesShown()]


def settle(state: State, moment: Moment) -> list[Event]:
    return [*pile.settle(state.pile, moment), *recognition.settle(state)]


def reveal(state: State, moment: Moment) -> list[Event]:
    return list(pile.reveal(state.pile, moment))


def late(state: State, command: Command, actor: Actor) -> bool:
    return isinstance(command, marks.Command)


def evolve(state: State, event: Event, actor: str) -> State:
    if isinstance(event, marks.Event):
        return recognition.evolve(state, event, actor)
    if not isinstance(event, Sorted):
        return replace(state, pile=pile.evolve(state.pile, event, actor))
    if isinstance(event, ThemesShown):
        return replace(state, shown=state.sorting)
    return replace(state, changed=_sorted(state.sorting, event))


def without(state: State, person: str, key: str) -> State | None:
    known = key != marks.KEY and (person, key) in state.pile.notes
    return replace(state, pile=pile.without(state.pile, person, key)) if known else None


def view(state: State, audience: Audience, me: str | None = None) -> dict[str, Any]:
    """Beside the pile: `themes` [{"id", "name", "notes"}] and `loose` (notes in no theme).

    The projector has them as last shown, laid out in `pictures` (one a page); the facilitators as they are being
    sorted, with `unseen` when the two differ, and the `places` in the room's picture that can be turned to.
    Both know how many `pages` the room's picture has.
    """
    seen = pile.view(state.pile, audience, me, each=state.settings.per_person)
    seen = {"settings": state.settings, **recognition.view(state, audience, me, seen)}
    if audience == "participant":
        return seen
    room = _laid_out(state.shown or state.given, seen["shown"])
    pages = pictures(room["themes"], room["loose"])
    if audience == "projector":
        return {**seen, **room, "pictures": pages, "pages": len(pages)}
    sorting = _laid_out(state.sorting, seen["shown"])
    unseen = state.sorting != (state.shown or state.given)
    return {**seen, **sorting, "pages": len(pages), "places": places(pages), "unseen": unseen}


def voices(state: State) -> set[str]:
    return {note.by for note in state.pile.notes.values()}


def offers(state: State) -> list[Theme]:
    return [theme for theme in state.sorting.themes if theme.name]


def notes(state: State) -> list[Section]:
    """The notes that hang on the wall, in the themes as the room last saw them."""
    lines = [{"id": n.id, "text": n.text} for n in state.pile.at("shown")]
    laid = _laid_out(state.shown or state.given, lines)
    themes = [
        Section(id=t["id"], title=t["name"], lines=[(n["id"], n["text"]) for n in t["notes"]]) for t in laid["themes"]
    ]
    loose = Section(lines=[(n["id"], n["text"]) for n in laid["loose"]])
    return [*(t for t in themes if t.title or t.lines), *([loose] if loose.lines else [])]


def _sorted(sorting: Sorting, event: Sorted) -> Sorting:
    themes, places = sorting.themes, sorting.places
    match event:
        case ThemeMade(id, name):
            return replace(sorting, themes=(*themes, Theme(id, name)))
        case ThemeNamed(id, name):
            return replace(sorting, themes=tuple(Theme(id, name) if t.id == id else t for t in themes))
        case Moved(note, theme):
            return replace(sorting, places={**places, note: theme})
        case Merged(theme, into):
            moved = {note: into if at == theme else at for note, at in places.items()}
            return Sorting(tuple(t for t in themes if t.id != theme), moved)
        case TakenApart(theme):
            return Sorting(tuple(t for t in themes if t.id != theme), {n: t for n, t in places.items() if t != theme})
    return sorting


def _laid_out(sorting: Sorting, shown: list[dict[str, Any]]) -> dict[str, Any]:
    ids = {theme.id for theme in sorting.themes}
    at = {note["id"]: sorting.places.get(note["id"], "") for note in shown}
    themes = [{"id": t.id, "name": t.name, "notes": [n for n in shown if at[n["id"]] == t.id]} for t in sorting.themes]
    return {"themes": themes, "loose": [n for n in shown if at[n["id"]] not in ids]}


def _theme(state: State, id: str) -> str:
    if id not in {theme.id for theme in state.sorting.themes}:
        raise Refused("theme_gone")
    return id


def _note(state: State, id: str) -> str:
    if id not in {note.id for note in state.pile.notes.values() if note.id}:
        raise Refused("note_gone")
    return id


def _name(name: str) -> str:
    try:
        return clean_text(name.replace("\n", " "), NAME)
    except BadText as bad:
        raise Refused(str(bad), n=NAME) from None

"""A meeting: a plan walked through step by step. Pure: no clock, no chance, no database, no network.

`decide` turns a command into facts, `evolve` and `fold` turn facts into the meeting as it stands, `view` says what
one audience may see of it. What the people write is the activities' business; what stands around every activity
(open or closed, how things are let out, the soft timer, passing, taking back) is here, once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import ModuleType
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from shared import anonymity, signals
from shared.activity import LEAD, ROOM, Actor, Audience, Chance, Moment, Refused, Release, Struct, activity
from shared.pile import Key
from shared.plan import Plan, Step


class Fact(Struct, frozen=True):
    """One line of the log. `body` is None once forgotten; its number stays."""

    seq: int
    actor: str
    step: str | None
    body: dict[str, Any] | None
    cause: int = 0  # number of the first fact of the same command

    def __repr__(self) -> str:
        return f"<fact {self.seq}>"


class Draft(Struct, frozen=True):
    """A fact that is not yet on disk."""

    actor: str
    step: str | None
    body: dict[str, Any]

    @property
    def key(self) -> str | None:
        return self.body.get("key")


class Outcome(Struct, frozen=True):
    """What follows from a command: facts to write, and (step, actor, key) whose earlier words are to be erased."""

    facts: list[Draft] = []
    forget: list[tuple[str, str, str]] = []


# --- what the one who leads may ask for -------------------------------------------------------------------------


class Go(Struct, frozen=True, tag="go"):
    to: str = ""  # a step, or "" for the lobby
    coming_from: str = ""  # where the control screen was: a second press on a stale screen does nothing


class Cover(Struct, frozen=True, tag="cover"):
    on: bool


class FewToday(Struct, frozen=True, tag="few_today"):
    on: bool


class End(Struct, frozen=True, tag="end"):
    pass


class Undo(Struct, frozen=True, tag="undo"):
    pass


class LeaveOut(Struct, frozen=True, tag="leave_out"):
    line: Annotated[str, Meta(max_length=120, pattern=r"^[\w./-]*\Z")]  # of the session notes
    on: bool


class Notice(Struct, frozen=True, tag="notice"):
    kind: signals.Kind
    until: Annotated[int, Meta(ge=0, lt=10**9)]  # what has come since then has not been seen


class Open(Struct, frozen=True, tag="open"):
    pass


class Close(Struct, frozen=True, tag="close"):
    pass


class Switch(Struct, frozen=True, tag="switch"):
    release: Release


class MoreTime(Struct, frozen=True, tag="more_time"):
    minutes: Literal[1, 2, 5] = 1


class Turn(Struct, frozen=True, tag="turn"):
    page: Annotated[int, Meta(le=999)]  # what is below the first page is the first page


class Reveal(Struct, frozen=True, tag="reveal"):
    pass


# --- what anybody may ask for -----------------------------------------------------------------------------------


class Pass(Struct, frozen=True, tag="pass"):
    pass


class TakeBack(Struct, frozen=True, tag="take_back"):
    key: Key


Leading = Go | Cover | FewToday | End | Undo | LeaveOut | Notice
Around = Open | Close | Switch | Turn | Reveal | Pass | TakeBack
AROUND = {"open", "close", "switch", "turn", "reveal", "pass", "take_back"}


# --- what can have happened -------------------------------------------------------------------------------------


class Went(Struct, frozen=True, tag="went"):
    to: str | None
    at: int  # whole minutes since the epoch: the soft timer's start


class Covered(Struct, frozen=True, tag="covered"):
    on: bool


class FewSaid(Struct, frozen=True, tag="few_said"):
    on: bool


class Ended(Struct, frozen=True, tag="ended"):
    at: int


class Undone(Struct, frozen=True, tag="undone"):
    pass


class Forgotten(Struct, frozen=True, tag="forgotten"):
    pass


class LeftOut(Struct, frozen=True, tag="left_out"):
    line: str
    on: bool


class Noticed(Struct, frozen=True, tag="noticed"):
    kind: signals.Kind
    until: int


class Opened(Struct, frozen=True, tag="opened"):
    pass


class Closed(Struct, frozen=True, tag="closed"):
    pass


class Switched(Struct, frozen=True, tag="switched"):
    release: Release


class Extended(Struct, frozen=True, tag="extended"):
    step: str
    minutes: int


class Turned(Struct, frozen=True, tag="turned"):
    page: int


class Passed(Struct, frozen=True, tag="passed"):
    key: str = "pass"


Led = Went | Extended | Covered | FewSaid | Ended | Undone | Forgotten | LeftOut | Noticed
Stood = Opened | Closed | Switched | Turned | Passed
AROUND_EVENTS = {"opened", "closed", "switched", "turned", "passed"}


# --- how it stands ----------------------------------------------------------------------------------------------


class Stand(Struct, frozen=True):
    """How one step stands: the activity's own state, and what stands around every activity."""

    state: Any
    release: Release
    answering: bool = True
    passed: frozenset[str] = frozenset()
    page: int = 0


class Meeting(Struct, frozen=True):
    plans: dict[str, Plan]  # by language; the first is the meeting's own
    seq: int = 0
    now: str | None = None  # step on screen; None is the lobby
    covered: bool = False
    few: bool = False
    ended: int | None = None  # minutes since the epoch
    stands: dict[str, Stand] = {}
    began: dict[str, int] = {}  # step -> minutes since the epoch when it was first on screen
    extra: dict[str, int] = {}  # step -> minutes added to it
    left_out: frozenset[str] = frozenset()  # lines of the session notes
    put_back: frozenset[str] = frozenset()  # lines that someone has said may leave, also those that at first may not
    quiet: signals.Signals = signals.Signals()

    @property
    def plan(self) -> Plan:
        return next(iter(self.plans.values()))

    def plan_in(self, lang: str) -> Plan:
        return self.plans.get(lang, self.plan)

    def stand(self, step: str) -> Stand:
        return self.stands[self.plan.step(step).home]

    def kind(self, step: str) -> ModuleType:
        return activity(self.plan.step(step).activity)


def begin(plans: Mapping[str, Plan]) -> Meeting:
    """A meeting on this plan before anything has happened. `plans` holds the same steps in each language."""
    meeting = Meeting(plans=dict(plans))
    stands = {}
    for step in meeting.plan.steps:
        if step.home == step.id:
            kind = activity(step.activity)
            stands[step.id] = Stand(kind.State(msgspec.convert(step.settings, kind.Settings)), release=step.release)
    return replace(meeting, stands=stands)


def decide(
    meeting: Meeting, step: str | None, command: Mapping[str, Any], actor: Actor, chance: Chance, now: int
) -> Outcome:
    """What follows from a command. `now` in whole minutes since the epoch.

    Raises Refused for what does not fit the moment, msgspec.ValidationError for what is no command at all.
    """
    if meeting.ended is not None and command.get("type") not in ("undo", "leave_out", "take_back", "notice"):
        raise Refused("meeting_over")
    if step == signals.STEP:
        return _signal(meeting, msgspec.convert(command, signals.Command, strict=False), actor, chance, now)
    if step is None:
        return _lead(meeting, msgspec.convert(command, Leading, strict=False), actor, chance, now)
    if step not in {s.id for s in meeting.plan.steps}:
        raise Refused("no_such_step")
    home = meeting.plan.step(step).home
    if command.get("type") == "more_time":
        return _lengthened(step, msgspec.convert(command, MoreTime, strict=False), actor)
    if command.get("type") in AROUND:
        return _around(meeting, home, msgspec.convert(command, Around, strict=False), actor, chance)
    return _act(meeting, home, command, actor, chance)


def _lead(meeting: Meeting, command: Leading, actor: Actor, chance: Chance, now: int) -> Outcome:
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case Go(to, coming_from):
            if coming_from != (meeting.now or ""):
                raise Refused("already_moved")
            if to and to not in {s.id for s in meeting.plan.steps}:
                raise Refused("no_such_step")
            return _settled(meeting, [_draft(LEAD, None, Went(to or None, now))], {meeting.now, to or None}, chance)
        case Cover(on):
            return Outcome([_draft(LEAD, None, Covered(on))])
        case FewToday(on):
            return _settled(meeting, [_draft(LEAD, None, FewSaid(on))], {meeting.now}, chance)
        case End():
            return _settled(meeting, [_draft(LEAD, None, Ended(now))], {meeting.now}, chance)
        case Undo():
            return Outcome([_draft(LEAD, None, Undone())])
        case LeaveOut(line, on):
            return Outcome([_draft(LEAD, None, LeftOut(line, on))])
        case Notice(kind, until):
            return Outcome([_draft(LEAD, None, Noticed(kind, until))])


def _signal(meeting: Meeting, command: signals.Command, actor: Actor, chance: Chance, now: int) -> Outcome:
    if actor.leads:
        raise Refused("not_yours")
    if isinstance(command, signals.TakeBack):
        if signals.taken_in(meeting.quiet, actor.id, command.key, now):
            raise Refused("signal_passed_on")
        return Outcome([_draft(ROOM, signals.STEP, Forgotten())], forget=[(signals.STEP, actor.id, command.key)])
    events = signals.signalled(meeting.quiet, actor.id, command.key, chance, now)
    earlier = [(signals.STEP, actor.id, command.key)] if events else []
    return Outcome([_draft(actor, signals.STEP, event) for event in events], forget=earlier)


def _lengthened(step: str, command: MoreTime, actor: Actor) -> Outcome:
    if not actor.leads:
        raise Refused("not_yours")
    return Outcome([_draft(LEAD, None, Extended(step, command.minutes))])


def _around(meeting: Meeting, step: str, command: Around, actor: Actor, chance: Chance) -> Outcome:
    if isinstance(command, TakeBack):
        whose = ROOM if actor.leads else actor  # theirs, so that a late copy of it is known; never undone as lead's
        return Outcome([_draft(whose, step, Forgotten())], forget=[(step, actor.id, command.key)])
    if isinstance(command, Pass):
        _check_on_screen(meeting, step)
        return Outcome([_draft(actor, step, Passed())])
    if not actor.leads:
        raise Refused("not_yours")
    match command:
        case Open():
            return Outcome([_draft(LEAD, step, Opened())])
        case Close():
            return _settled(meeting, [_draft(LEAD, step, Closed())], {step}, chance)
        case Switch(release):
            return _settled(meeting, [_draft(LEAD, step, Switched(release))], {step}, chance)
        case Turn(page):
            return Outcome([_draft(LEAD, step, Turned(max(0, page)))])
        case Reveal():
            return _revealed(meeting, step, chance)


def _act(meeting: Meeting, step: str, command: Mapping[str, Any], actor: Actor, chance: Chance) -> Outcome:
    if not actor.leads:
        _check_on_screen(meeting, step)
    kind = meeting.kind(step)
    state = meeting.stands[step].state
    asked = msgspec.convert(command, kind.Command, strict=False)
    events = kind.decide(state, asked, actor, _moment(meeting, step, chance))
    drafts = [_draft(actor, step, event) for event in events]
    again = [(step, actor.id, d.key) for d in drafts if d.key]  # writing it anew erases what stood there
    settled = _settled(meeting, drafts, {step}, chance)
    return replace(settled, forget=again)


def _check_on_screen(meeting: Meeting, step: str) -> None:
    if meeting.now is None or meeting.plan.step(meeting.now).home != step:
        raise Refused("step_moved_on")
    if not meeting.stands[step].answering:
        raise Refused("step_closed")


def _revealed(meeting: Meeting, step: str, chance: Chance) -> Outcome:
    """Closes answering where it is open, lets the last ones in, and shows everything, shuffled.

    Where everyone turns out to have chosen the same it only closes: whoever leads is told, and shows it or does not.
    """
    first = [_draft(LEAD, step, Closed())] if meeting.stands[step].answering else []
    outcome = _settled(meeting, first, {step}, chance)
    after = _after(meeting, outcome.facts)
    if first and all_same(after, step):
        return outcome
    events = _of(meeting.kind(step), "reveal")(after.stands[step].state, _moment(after, step, chance))
    return Outcome([*outcome.facts, *(_draft(LEAD, step, event) for event in events)])


def _settled(meeting: Meeting, drafts: list[Draft], steps: Iterable[str | None], chance: Chance) -> Outcome:
    """`drafts`, and what then follows by itself in these steps. Those facts are nobody's: undo leaves them be."""
    after = _after(meeting, drafts)
    followed = []
    for step in sorted({meeting.plan.step(s).home for s in steps if s is not None}):
        events = _of(meeting.kind(step), "settle")(after.stands[step].state, _moment(after, step, chance))
        followed += [_draft(ROOM, step, event) for event in events]
    return Outcome([*drafts, *followed])


def _moment(meeting: Meeting, step: str, chance: Chance) -> Moment:
    stand = meeting.stands[step]
    on_screen = meeting.now is not None and meeting.plan.step(meeting.now).home == step and meeting.ended is None
    earlier = getattr(stand.state.settings, "options_from", "")
    offered = None
    if earlier and earlier in meeting.stands:
        offered = _of(meeting.kind(earlier), "offers")(meeting.stands[earlier].state)
    answering = stand.answering and on_screen
    return Moment(chance, answering=answering, release=stand.release, few=meeting.few, offered=offered)


def _after(meeting: Meeting, drafts: list[Draft]) -> Meeting:
    for n, draft in enumerate(drafts, start=meeting.seq + 1):
        meeting = evolve(meeting, Fact(n, draft.actor, draft.step, draft.body))
    return meeting


def _draft(actor: Actor, step: str | None, event: Struct) -> Draft:
    return Draft(actor.id, step, msgspec.to_builtins(event))


def _of(kind: ModuleType, question: str) -> Callable[..., list[Any]]:
    return getattr(kind, question, lambda *_: [])


# --- what follows from the facts --------------------------------------------------------------------------------


def evolve(meeting: Meeting, fact: Fact) -> Meeting:
    """The meeting after one more fact. Never refuses: the past may have holes."""
    meeting = replace(meeting, seq=fact.seq)
    if fact.body is None or fact.body.get("type") == "forgotten":
        return meeting
    if fact.step is None:
        return _led(meeting, msgspec.convert(fact.body, Led))
    if fact.step == signals.STEP:
        event = msgspec.convert(fact.body, signals.Signalled)
        return replace(meeting, quiet=signals.evolve(meeting.quiet, event, fact.actor))
    stand = meeting.stands.get(fact.step)
    if stand is None:
        return meeting
    if fact.body["type"] in AROUND_EVENTS:
        stand = _stood(stand, msgspec.convert(fact.body, Stood), fact.actor)
    else:
        kind = meeting.kind(fact.step)
        stand = replace(stand, state=kind.evolve(stand.state, msgspec.convert(fact.body, kind.Event), fact.actor))
    return replace(meeting, stands={**meeting.stands, fact.step: stand})


def _led(meeting: Meeting, event: Led) -> Meeting:
    match event:
        case Went(to, at):
            began = meeting.began if to is None or to in meeting.began else {**meeting.began, to: at}
            return replace(meeting, now=to, began=began)
        case Covered(on):
            return replace(meeting, covered=on)
        case Extended(step, minutes):
            return replace(meeting, extra={**meeting.extra, step: meeting.extra.get(step, 0) + minutes})
        case FewSaid(on):
            return replace(meeting, few=on)
        case Ended(at):
            return replace(meeting, ended=at)
        case LeftOut(line, True):
            return replace(meeting, left_out=meeting.left_out | {line}, put_back=meeting.put_back - {line})
        case LeftOut(line, False):
            return replace(meeting, left_out=meeting.left_out - {line}, put_back=meeting.put_back | {line})
        case Noticed(kind, until):
            return replace(meeting, quiet=signals.notice(meeting.quiet, kind, until))
        case _:
            return meeting


def _stood(stand: Stand, event: Stood, actor: str) -> Stand:
    match event:
        case Opened():
            return replace(stand, answering=True)
        case Closed():
            return replace(stand, answering=False)
        case Switched(release):
            return replace(stand, release=release)
        case Turned(page):
            return replace(stand, page=page)
        case Passed():
            return replace(stand, passed=stand.passed | {actor})


def fold(plans: Mapping[str, Plan], facts: list[Fact]) -> Meeting:
    """The meeting as it stands after `facts`, leaving out what was undone."""
    undone = _undone(facts)
    meeting = begin(plans)
    for fact in facts:
        meeting = evolve(meeting, replace(fact, body=None) if fact.seq in undone else fact)
    return meeting


def carry_on(meeting: Meeting, news: list[Fact]) -> Meeting | None:
    """The meeting after `news`, or None if they reach back and it must be folded anew."""
    if any(f.body is None or f.body["type"] in ("undone", "forgotten") for f in news):
        return None
    for fact in news:
        meeting = evolve(meeting, fact)
    return meeting


def undoable(facts: list[Fact]) -> Fact | None:
    """What `undo` would take back now: the latest thing that whoever leads has done and that still stands."""
    standing, _ = _hand(facts)
    latest = standing[-1][0] if standing else None
    return next((fact for fact in facts if fact.seq == latest), None)


def _undone(facts: list[Fact]) -> set[int]:
    return _hand(facts)[1]


def _hand(facts: list[Fact]) -> tuple[list[list[int]], set[int]]:
    """The numbers of what whoever leads has done and that still stands, and of what was undone.

    Each `undone` takes back the latest thing that still stands.
    """
    standing: list[list[int]] = []
    undone: set[int] = set()
    for fact in facts:
        if fact.actor != LEAD.id or fact.body is None:
            continue
        if fact.body["type"] == "undone":
            undone.update(standing.pop() if standing else [])
        elif standing and fact.cause and fact.cause != fact.seq:
            standing[-1].append(fact.seq)
        else:
            standing.append([fact.seq])
    return standing, undone


# --- what one audience may see ----------------------------------------------------------------------------------

Me = Callable[[str], str]  # step -> this person's pseudonym there


def view(meeting: Meeting, audience: Audience, lang: str, me: Me | None = None, here: int = 0) -> dict[str, Any]:
    """What this audience may see now, as plain data.

    phase "lobby", "step" or "ended"; during a step also `step` (Step in `lang`), `activity`, `answering`, `release`,
    `page`, `few` and the activity's own `seen`. Participants get `passed` (their own); facilitators get `readiness`
    ("few", "some" or "most" are done; `here` is how many are present).
    """
    if meeting.ended is not None:
        return {"phase": "ended"}
    if meeting.now is None:
        return {"phase": "lobby"}
    return step_view(meeting, meeting.now, audience, lang, me, here)


def step_view(
    meeting: Meeting, id: str, audience: Audience, lang: str, me: Me | None = None, here: int = 0
) -> dict[str, Any]:
    """What this audience may see of one step, whether or not it is on screen now. See `view`."""
    step = meeting.plan_in(lang).step(id)
    stand = meeting.stands[step.home]
    mine = me(step.home) if me else None
    kind = meeting.kind(id)
    seen = kind.view(_in_language(meeting, stand.state, step, lang), audience, mine)
    shown = {
        "phase": "step",
        "step": step,
        "activity": step.activity,
        "answering": stand.answering,
        "release": stand.release,
        "page": stand.page,
        "few": meeting.few,
        "seen": seen,
    }
    if audience == "participant":
        shown["passed"] = mine in stand.passed
    if audience == "facilitator":
        shown["readiness"] = anonymity.readiness(len(_answered(meeting, id)), here)
    return shown


def all_same(meeting: Meeting, id: str) -> bool:
    """Whether everyone whose choice was counted has chosen the same, so that the sum would tell what each one chose."""
    return bool(_of(meeting.kind(id), "all_same")(meeting.stand(id).state))


def concerns(before: Meeting, after: Meeting) -> Literal["all", "lead"] | None:
    """Whose screens differ now, by comparing what they may see."""
    own = before.plan.lang
    wall = [view(m, "projector", own) for m in (before, after)]
    phones = [view(m, "participant", own, lambda _: "") for m in (before, after)]
    if phones[0] != phones[1] or wall[0].get("seen") != wall[1].get("seen"):
        return "all"
    lead = [(m.covered, view(m, "facilitator", own)) for m in (before, after)]
    return "lead" if lead[0] != lead[1] or wall[0] != wall[1] or readier(before, after) else None


def readier(before: Meeting, after: Meeting) -> bool:
    """Whether one more batch of people is done with the step on screen."""
    return _done(before) != _done(after)


def _done(meeting: Meeting) -> int:
    """How many batches of people are done with the step on screen."""
    if meeting.now is None:
        return 0
    return len(_answered(meeting, meeting.now)) // anonymity.BATCH


def _answered(meeting: Meeting, id: str) -> frozenset[str]:
    stand = meeting.stand(id)
    return stand.passed | frozenset(getattr(meeting.kind(id), "voices", lambda _: ())(stand.state))


def minutes_left(meeting: Meeting, id: str, now: int) -> int | None:
    """Whole minutes left of a step, below zero when over; None before it began."""
    planned = meeting.plan.step(id).minutes
    began = meeting.began.get(id)
    return None if began is None or not isinstance(planned, int) else began + planned + meeting.extra.get(id, 0) - now


def _in_language(meeting: Meeting, state: Any, step: Step, lang: str) -> Any:
    """The state with the settings' texts in `lang`; numbers and choices are the same in every language."""
    if step is meeting.plan.step(step.id):
        return state
    home = meeting.plan_in(lang).step(step.home)
    return replace(state, settings=msgspec.convert(home.settings, type(state.settings)))

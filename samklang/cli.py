"""The command line. Each command reads its settings, speaks one language, and leaves the work to others."""

from __future__ import annotations

import os
import sys
from contextlib import ExitStack
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import click

from samklang import __version__
from samklang.terminal import Stop, complain, in_words, language, say, translate
from shared import config as settings
from shared.config import BadSetting
from shared.words import Words, words

if TYPE_CHECKING:
    from shared.house import House


PACE = click.FloatRange(0.1, 1000)
DEMO_PACE = 4  # times as fast as people are, so that a newcomer sees the room come alive within a minute
BEAT = click.FloatRange(0.1, 600)


def main() -> int:
    """Carries out one command. Returns the exit code: 0 done, 1 not possible now, 2 not understood."""
    t = words(language(sys.argv[1:]))
    translate(samklang, t)
    try:
        return samklang.main(prog_name="samklang", standalone_mode=False, obj=t) or 0
    except (Stop, BadSetting, click.UsageError) as wrong:
        complain(in_words(wrong, t))
        return wrong.code if isinstance(wrong, Stop) else 2
    except (click.Abort, KeyboardInterrupt):
        return 130
    except BrokenPipeError:  # whoever read along has heard enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except OSError as wrong:  # a disk or a network that does not do what it should; no path of this machine is said
        complain(t("cli.trouble", reason=wrong.strerror or type(wrong).__name__))
        return 1


def in_language(command):
    return click.option("--lang", metavar="da|nb|nn|en", help="cli.help.lang")(command)


def on_folder(command):
    return click.option("--data", metavar="FOLDER", help="cli.help.data")(in_language(command))


def that_serves(command):
    for option in (
        click.option("--no-browser", "browser", flag_value=False, default=None, help="cli.help.no_browser"),
        click.option("--public-url", metavar="URL", help="cli.help.public_url"),
        click.option("--port", metavar="N", help="cli.help.port"),
        click.option("--host", metavar="ADDRESS", help="cli.help.host"),
    ):
        command = option(command)
    return on_folder(command)


@click.group(help="cli.help.samklang", invoke_without_command=True)
@click.version_option(__version__, message="samklang %(version)s", help="cli.help.version")
@in_language
@click.pass_context
def samklang(asked: click.Context, lang: str | None) -> None:
    if asked.invoked_subcommand is None:
        say(asked.get_help())


@samklang.command(help="cli.help.serve")
@that_serves
@click.pass_obj
def serve(t: Words, **given: Any) -> None:
    from samklang import start, welcome

    start.serve(settings.read(given), t, lambda house, own: welcome.to_facilitator(house, own, t))


@samklang.command(help="cli.help.demo")
@click.option("-n", "people", default=9, type=click.IntRange(0, 40), metavar="N", help="cli.help.people")
@click.option("--seed", default=7, metavar="N", help="cli.help.seed")
@click.option("--pace", type=PACE, metavar="N", help="cli.help.pace")
@click.option("--play", is_flag=False, flag_value="4", type=BEAT, metavar="[SECONDS]", help="cli.help.play")
@that_serves
@click.pass_obj
def demo(t: Words, people: int, seed: int, pace: float | None, play: float | None, **given: Any) -> None:
    from samklang import demo as showing
    from samklang import start

    faster = pace or (8 / play if play else DEMO_PACE)

    def begin(house: House, own: str) -> None:
        showing.begin(house, own, t, people, seed, faster, play)

    with ExitStack() as cleared:
        if not given["data"]:
            given["data"] = cleared.enter_context(TemporaryDirectory(prefix="samklang-", ignore_cleanup_errors=True))
        any_port = not (given["port"] or os.environ.get("SAMKLANG_PORT"))
        start.serve(settings.read(given), t, begin, any_port)


@samklang.command(help="cli.help.simulate")
@click.argument("address")
@click.option("--code", default="", metavar="CODE", help="cli.help.code")
@click.option("-n", "people", default=15, type=click.IntRange(1, 5000), metavar="N", help="cli.help.people")
@click.option("--seed", default=7, metavar="N", help="cli.help.seed")
@click.option("--seconds", default=60, type=click.FloatRange(1, 86400), metavar="N", help="cli.help.seconds")
@click.option("--pace", default=1, type=PACE, metavar="N", help="cli.help.pace")
@click.option("--arriving", default=10, type=click.FloatRange(0, 3600), metavar="SECONDS", help="cli.help.arriving")
@click.option("--yes-i-run-this-server", "ours", is_flag=True, help="cli.help.ours")
@in_language
@click.pass_obj
def simulate(t: Words, address: str, ours: bool, lang: str | None, **how: Any) -> int:
    from samklang import simulate as pretending

    if not ours:
        pretending.check_ours(address)
    figures = pretending.run(address, lang=t.lang, **how)
    say(t("cli.simulate.joined", n=figures.joined, asked=figures.asked_in))
    say(t("cli.simulate.sent", n=figures.sent, kept=figures.kept, refused=figures.refused, lost=figures.lost))
    if figures.times:
        half, most = (round(figures.took(share) * 1000) for share in (0.5, 0.95))
        say(t("cli.simulate.took", half=half, most=most))
    return 1 if figures.lost or figures.joined < figures.asked_in else 0


@samklang.group(help="cli.help.plans")
@in_language
def plans(lang: str | None) -> None:
    pass


@plans.command(help="cli.help.plans_check")
@click.argument("paths", nargs=-1, type=click.Path(path_type=Path))
@in_language
@click.pass_obj
def check(t: Words, paths: tuple[Path, ...], lang: str | None) -> int:
    from samklang.start import SHIPPED
    from shared import plans as files

    found = files.check(paths or [SHIPPED], t)
    for finding in found:
        advice = t("cli.plans.advice") + " " if finding.level == "advice" else ""
        say(f"{finding.file}:{finding.line}: {advice}{finding.where}{finding.words}")
    problems = sum(finding.level == "problem" for finding in found)
    say(t("cli.plans.problems", n=problems) if problems else t("cli.plans.good"))
    return 1 if problems else 0


@plans.command(help="cli.help.plans_schema")
@in_language
def schema(lang: str | None) -> None:
    import json

    from shared import plans as files

    say(json.dumps(files.schema(), indent=2, ensure_ascii=False))


@samklang.command(help="cli.help.notes")
@click.argument("meeting", required=False)
@click.option("--format", default="md", type=click.Choice(["md", "html", "csv", "json"]), help="cli.help.format")
@click.option("--output", type=click.Path(path_type=Path), metavar="FILE", help="cli.help.output")
@on_folder
@click.pass_obj
def notes(t: Words, meeting: str | None, format: str, output: Path | None, **given: Any) -> None:
    from samklang import kept

    with kept.opened(settings.read(given).data) as log:
        found = kept.notes_of(log, kept.named(log, meeting, t), format)
    if output is None:
        sys.stdout.buffer.write(found)
        return
    try:
        output.write_bytes(found)
    except OSError as wrong:
        raise Stop("cli.cannot_write", file=str(output), reason=wrong.strerror) from None
    say(t("cli.written", file=str(output)))


@samklang.command(help="cli.help.backup")
@click.option("--to", type=click.Path(path_type=Path), metavar="FILE", help="cli.help.to")
@on_folder
@click.pass_obj
def backup(t: Words, to: Path | None, **given: Any) -> None:
    from samklang import backups

    say(t("cli.backup.made", file=str(backups.make(settings.read(given).data, to))))


@samklang.command(help="cli.help.restore")
@click.option("--from", "source", type=click.Path(path_type=Path), required=True, metavar="FILE", help="cli.help.from")
@on_folder
@click.pass_obj
def restore(t: Words, source: Path, **given: Any) -> None:
    from samklang import backups, kept

    aside, readable, gone = backups.restore(settings.read(given).data, source)
    if aside:
        say(t("cli.restore.aside", folder=str(aside)))
    say(t("cli.restore.readable", n=len(readable)))
    for row in readable:
        say(f"  {kept.described(row, t)}")
    if gone:
        say(t("cli.restore.gone", n=gone))


@samklang.command(help="cli.help.purge")
@click.argument("meeting", required=False)
@click.option("--due", is_flag=True, help="cli.help.due")
@click.option("--all", "everything", is_flag=True, help="cli.help.all")
@click.option("--yes", is_flag=True, help="cli.help.yes")
@on_folder
@click.pass_obj
def purge(t: Words, meeting: str | None, due: bool, everything: bool, yes: bool, **given: Any) -> None:
    from samklang import kept

    if (meeting is not None) + due + everything != 1:
        raise Stop("cli.purge.what", 2)
    with kept.opened(settings.read(given).data) as log:
        chosen = kept.due(log) if due else log.all_meetings() if everything else [kept.named(log, meeting, t)]
        for row in chosen:
            say(kept.described(row, t))
        courses = kept.courses(log, due) if due or everything else []
        if courses:
            say(t("cli.courses_due", n=len(courses)))
        if (chosen or courses) and not yes:
            _be_sure(t("cli.purge.sure", n=len(chosen)))
        kept.erase(log, chosen)
        kept.erase_courses(log, courses)
    say(t("cli.purge.done", n=len(chosen)))


@samklang.command(help="cli.help.doctor")
@click.option("--url", default="", metavar="URL", help="cli.help.url")
@on_folder
@click.pass_obj
def doctor(t: Words, url: str, **given: Any) -> int:
    from samklang import doctor as examination

    worst = 0
    for level, key, named in examination.examine(settings.read(given), url, t):
        say(f"{t(f'cli.doctor.level.{level}'):8} {t(key, **named)}")
        worst = 1 if level == "problem" else worst
    return worst


@samklang.command(help="cli.help.key")
@on_folder
@click.option("--port", metavar="N", help="cli.help.port")
@click.pass_obj
def key(t: Words, **given: Any) -> None:
    from samklang import kept

    link = kept.fresh_link(settings.read(given))
    say(t("cli.lead_here"))
    say(f"  {link}")


def _be_sure(question: str) -> None:
    """Asks, and goes on only with a yes. Raises Stop for anything else."""
    if not sys.stdin.isatty():
        raise Stop("cli.purge.say_yes")
    if input(f"{question} ").strip().lower() not in ("j", "ja", "y", "yes"):
        raise Stop("cli.purge.kept")

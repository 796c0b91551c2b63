"""The command line. Each command reads its settings, speaks one language, and leaves the work to others."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import click

from samklang import __version__
from samklang.terminal import Stop, complain, in_words, language, say, translate
from shared import config as settings
from shared.config import BadSetting
from shared.words import Words, words


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


@click.group(help="cli.help.samklang", invoke_without_command=False, no_args_is_help=False)
@click.version_option(__version__, message="samklang %(version)s", help="cli.help.version")
@in_language
def samklang(lang: str | None) -> None:
    pass


@samklang.command(help="cli.help.serve")
@that_serves
@click.pass_obj
def serve(t: Words, **given: Any) -> None:
    from samklang import start, welcome

    start.serve(settings.read(given), t, lambda house, own: welcome.to_facilitator(house, own, t))


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

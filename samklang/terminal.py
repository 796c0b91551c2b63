"""What is said in the terminal: in the language asked for, and never more than one line when something is wrong."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from os import environ
from typing import Any

import click

from shared.config import BadSetting
from shared.words import LANGUAGES, Words


class Stop(Exception):
    """The command cannot go on. `key` names the one line that says why and what to do."""

    def __init__(self, key: str, code: int = 1, **named: Any):
        super().__init__(key)
        self.key, self.code, self.named = key, code, named


def language(arguments: Sequence[str]) -> str:
    """The language to speak: --lang wherever it stands, else SAMKLANG_LANG, else Danish."""
    asked = environ.get("SAMKLANG_LANG", "")
    for n, word in enumerate(arguments):
        if word == "--":
            break
        if word.startswith("--lang="):
            asked = word.partition("=")[2]
        elif word == "--lang" and n + 1 < len(arguments):
            asked = arguments[n + 1]
    return asked if asked in LANGUAGES else "da"


def say(line: str = "") -> None:
    """Prints a line now, also where the terminal lacks some of its characters."""
    out = sys.stdout
    encoding = out.encoding or "utf-8"
    print(line.encode(encoding, "replace").decode(encoding), file=out, flush=True)


def complain(line: str) -> None:
    print(" ".join(line.split()), file=sys.stderr, flush=True)


def in_words(wrong: Exception, t: Words) -> str:
    """One line for whatever kept a command from running."""
    match wrong:
        case Stop():
            return t(wrong.key, **wrong.named)
        case BadSetting():
            return t("cli.setting", name=wrong.name, value=wrong.value, wants=t(f"cli.setting.{wrong.name}"))
        case click.NoSuchOption():
            return t("cli.no_such_option", name=wrong.option_name)
        case click.exceptions.NoSuchCommand():
            return t("cli.no_such_command", name=wrong.command_name)
        case click.MissingParameter():
            return t("cli.missing", name=_name(wrong))
        case click.BadOptionUsage():
            return t("cli.option_alone", name=wrong.option_name)
        case click.BadParameter():
            return t("cli.bad_value", name=_name(wrong))
        case _:
            return t("cli.unreadable")


def _name(wrong: click.BadParameter) -> str:
    return wrong.param.get_error_hint(wrong.ctx).replace("'", "") if wrong.param and wrong.ctx else ""


def translate(command: click.Command, t: Words) -> None:
    """Puts words in place of the keys that help texts are written with, here and in every command below."""
    if command.help:
        command.help = t(command.help)
        command.short_help = command.help
    helping = click.Option(["--help"], is_flag=True, expose_value=False, is_eager=True, callback=_help)
    helping.help = "cli.help.help"
    command.add_help_option = False
    command.params.append(helping)
    for part in command.params:
        if isinstance(part, click.Option) and part.help:
            part.help = t(part.help)
    if isinstance(command, click.Group):
        for below in command.commands.values():
            translate(below, t)


def _help(asked: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted and not asked.resilient_parsing:
        say(asked.get_help())
        asked.exit()

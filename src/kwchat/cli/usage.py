"""The command line as typer sees it, with help and usage errors in Dutch; typer's are English.

Typer offers no translation, so its finished text is translated, word for word, by the tables in
`texts`. A sentence that a later typer adds comes through in English, and a test notices.
"""

import re
import sys
from collections.abc import Callable
from functools import wraps
from typing import Any, NoReturn, ParamSpec

import typer
from typer import echo
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from kwchat.cli import texts
from kwchat.errors import KwchatError

P = ParamSpec("P")


class DutchCommand(TyperCommand):
    """A command with Dutch help."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - typer keeps its name for it private
        """Return the help text."""
        return _translated(super().get_help(ctx))


class DutchGroup(TyperGroup):
    """Commands with Dutch help and, for all of them, usage errors in one Dutch line."""

    def get_help(self, ctx: Any) -> str:  # noqa: ANN401 - typer keeps its name for it private
        """Return the help text."""
        return _translated(super().get_help(ctx))

    def main(self, *args: Any, **options: Any) -> NoReturn:
        """Run a command line and exit: 0 done, 1 a user's error, 2 a usage error."""
        try:
            code = super().main(*args, **{**options, "standalone_mode": False})
        except TyperException as error:
            echo(usage_error(error.format_message()), err=True)
            sys.exit(error.exit_code)
        sys.exit(code)


def usage_error(message: str) -> str:
    """Return typer's message in Dutch; an unknown one as it is."""
    for pattern, dutch in texts.USAGE_ERRORS:
        if match := re.fullmatch(pattern, message, re.DOTALL):
            return match.expand(dutch)
    return message


def _translated(text: str) -> str:
    for english, dutch in texts.USAGE_WORDS.items():
        text = text.replace(english, dutch)
    return text


app = typer.Typer(
    cls=DutchGroup,
    help=texts.CLI_APP,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
feedback_app = typer.Typer(
    cls=DutchGroup, help=texts.CLI_FEEDBACK, no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(feedback_app, name="feedback")
encoder_app = typer.Typer(
    cls=DutchGroup, help=texts.CLI_ENCODER, no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(encoder_app, name="encoder")
sources_app = typer.Typer(
    cls=DutchGroup, help=texts.CLI_SOURCES, no_args_is_help=True, rich_markup_mode=None
)
app.add_typer(sources_app, name="sources")


def say(text: str) -> None:
    """Say something that is not the answer."""
    typer.echo(text, err=True)


def command(
    text: str, name: str | None = None, group: typer.Typer = app
) -> Callable[[Callable[P, None]], Callable[P, None]]:
    """Make a function a command with this help, of which a user's error ends in one line."""

    def make(function: Callable[P, None]) -> Callable[P, None]:
        @wraps(function)
        def run(*args: P.args, **options: P.kwargs) -> None:
            try:
                function(*args, **options)
            except KwchatError as error:
                say(" ".join(str(error).split()))
                raise typer.Exit(1) from error

        return group.command(name, cls=DutchCommand, help=text)(run)

    return make

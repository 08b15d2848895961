"""Help and usage errors of the command line in Dutch; typer's own words are English.

Typer offers no translation, so its finished text is translated, word for word, by the tables in
`texts`. A sentence that a later typer adds comes through in English, and a test notices.
"""

import re
import sys
from typing import Any, NoReturn

from typer import echo
from typer.core import TyperCommand, TyperGroup
from typer.exceptions import TyperException

from kwchat.cli import texts


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

    def main(self, *args: Any, **options: Any) -> NoReturn:  # noqa: ANN401 - as typer passes them
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

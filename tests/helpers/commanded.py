"""Command lines, run in the test's own process."""

from typer.testing import CliRunner, Result

from kwchat.cli import commands


def kwchat(*arguments: str) -> Result:
    """Run a command line; a crash is a crash."""
    return CliRunner().invoke(commands.app, arguments, catch_exceptions=False)

"""Serve the chat: `python app.py` is `kwchat serve`, with the same options."""

import sys

from kwchat.cli.commands import app

if __name__ == "__main__":
    app(["serve", *sys.argv[1:]], prog_name="kwchat")

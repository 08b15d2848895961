"""The command line; `commands` is where it starts."""

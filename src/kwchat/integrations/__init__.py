"""kwchat in other frameworks."""

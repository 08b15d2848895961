"""The web server around the chat: the API, who gets in, and how it is doing."""

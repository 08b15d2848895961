"""Who may reach the server, from where, and as what: the values that guard it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Access:
    """Everything that decides who gets in; the defaults let in this computer and nobody else.

    `root_path` is the path, or the whole address, at which a proxy in front shows kwchat.
    `embed_origins` are the origins of pages that may show it in a frame or use its API.
    """

    root_path: str = ""
    embed_origins: tuple[str, ...] = ()

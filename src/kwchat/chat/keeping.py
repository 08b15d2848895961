"""Exchanges that a page keeps for its reader and gives back, sealed: only those are shown again."""

from kwchat.chat import texts
from kwchat.chat.rendering import Exchange
from kwchat.chat.sealing import Sealer


class Keeper(Sealer[Exchange]):
    """Closes exchanges for the page that shows them, and knows its own again."""

    def __init__(self, secret: bytes) -> None:
        super().__init__(Exchange, secret, salt="exchange", unknown=texts.CHAT_NOT_KEPT)

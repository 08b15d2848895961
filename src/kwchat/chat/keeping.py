"""Exchanges that a page keeps for its reader and gives back, sealed: only those are shown again."""

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import TypeAdapter

from kwchat.chat import texts
from kwchat.chat.rendering import Exchange
from kwchat.errors import SharingError

_EXCHANGE = TypeAdapter(Exchange)


class Keeper:
    """Closes exchanges for the page that shows them, and knows its own again."""

    def __init__(self, secret: bytes) -> None:
        self._serializer = URLSafeSerializer(secret, salt="exchange")

    def close(self, exchange: Exchange) -> str:
        """Return an exchange as text that cannot be changed unnoticed; it can be read."""
        sealed = self._serializer.dumps(_EXCHANGE.dump_python(exchange, mode="json"))
        return sealed if isinstance(sealed, str) else sealed.decode()

    def open(self, sealed: str) -> Exchange:
        """Return an exchange that this keeper closed.

        Raises:
            SharingError: it did not, or the text was changed since.
        """
        try:
            return _EXCHANGE.validate_python(self._serializer.loads(sealed))
        except BadSignature as error:
            raise SharingError(texts.CHAT_NOT_KEPT) from error

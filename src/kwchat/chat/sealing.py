"""What a page holds for the server and gives back, sealed: a server knows only its own again."""

from typing import Generic, TypeVar

from itsdangerous import BadSignature, URLSafeSerializer
from pydantic import TypeAdapter, ValidationError

from kwchat.errors import SharingError

Value = TypeVar("Value")
_LIST = TypeAdapter(list[str])


class Sealer(Generic[Value]):
    """Closes values of one type, and knows its own again.

    One with another `secret`, or with another `salt`, does not; `unknown` says so to the reader.
    """

    def __init__(self, kind: type[Value], secret: bytes, *, salt: str, unknown: str) -> None:
        self._values = TypeAdapter(kind)
        self._serializer = URLSafeSerializer(secret, salt=salt)
        self._unknown = unknown

    def close(self, value: Value) -> str:
        """Return a value as text that cannot be changed unnoticed; it can be read."""
        sealed = self._serializer.dumps(self._values.dump_python(value, mode="json"))
        return sealed if isinstance(sealed, str) else sealed.decode()

    def open(self, sealed: str) -> Value:
        """Return a value that was closed here.

        Raises:
            SharingError: it was not, or the text was changed since.
        """
        try:
            return self._values.validate_python(self._serializer.loads(sealed))
        except BadSignature as error:
            raise SharingError(self._unknown) from error

    def open_all(self, kept: str) -> tuple[Value, ...]:
        """Return values that were closed here, from the JSON list that a page kept of them.

        Raises:
            SharingError: one of them was not, or it is no such list.
        """
        try:
            return tuple(map(self.open, _LIST.validate_json(kept)))
        except ValidationError as error:
            raise SharingError(self._unknown) from error

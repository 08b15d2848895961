"""An encoder that remembers questions, so that what comes after it can be measured by itself."""

import pickle
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from kwchat.index.encoding import Encoder, EncoderIdentity, Encoding, once


class Remembered:
    """An encoder that encodes each question once; it is loaded for the first that is new."""

    def __init__(self, identity: EncoderIdentity, load: Callable[[], Encoder]) -> None:
        self.identity = identity
        self._encoder = once(load)
        self._known: dict[str, Encoding] = {}

    def encode_question(self, text: str) -> Encoding:
        """Encode a question, at no cost the second time."""
        if text not in self._known:
            self._known[text] = self._encoder().encode_question(text)
        return self._known[text]

    def encode_passages(self, texts: Sequence[str]) -> Iterator[Encoding]:
        """Yield an encoding for each passage."""
        return self._encoder().encode_passages(texts)

    def recall(self, path: Path) -> None:
        """Take over what was kept in a file, if it is there; only a file of one's own."""
        if path.exists():
            self._known |= pickle.loads(path.read_bytes())  # noqa: S301 (a file of one's own)

    def keep(self, path: Path) -> None:
        """Write what is remembered to a file."""
        path.write_bytes(pickle.dumps(self._known))

"""What stands around an assistant that knows its sources knows the same ones."""

from kwchat.answering.answer import Documents, Knowing, References


class Around:
    """Something around an assistant, which has its documents and references."""

    def __init__(self, assistant: Knowing) -> None:
        self._assistant = assistant

    @property
    def documents(self) -> Documents:
        """The sources that are quoted from."""
        return self._assistant.documents

    @property
    def references(self) -> References:
        """How the sources are referred to."""
        return self._assistant.references

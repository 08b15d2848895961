"""The family of errors that a user can do something about.

KwchatError                 one Dutch sentence that says what to do; the faces print it
├── SettingsError           an unknown or impossible setting; a ValueError too
│   ├── PortBusyError
│   └── WriterSettingsError
├── CorpusError             a corpus folder that is missing or empty
├── ReadError               a source file that cannot be read
├── SharingError            an answer to pass on that this server did not give
├── SourcesError            the folder with originals or its lock file cannot be used
├── FetchError              a document that cannot be fetched from its address
│   └── FetchForbiddenError
├── BibliographyError       a bibliography that is no valid CSL-JSON
├── ModelError              an encoder that cannot be loaded or is damaged
├── StoreError              the index cannot be used
│   ├── IndexMissingError
│   ├── IndexStaleError
│   ├── IndexDamagedError
│   └── IndexBusyError
├── CollectionError         a collection is asked that is not there
├── UploadError             a document that is handed in and cannot be taken
├── BackupError             a backup that cannot be made or put back
├── QuestionError           a blank, huge or binary question, or a broken batch line
├── FeedbackError           feedback is switched off, or its file cannot be used
├── NotReadyError           asked while the encoder is still warming up
├── BusyError               more is asked than can be answered soon
└── LimitError              asked too often
"""


class KwchatError(Exception):
    """The family of errors that a user can do something about."""


class SettingsError(KwchatError, ValueError):
    """A setting is unknown or has an impossible value."""


class PortBusyError(SettingsError):
    """Another program listens on the port."""


class WriterSettingsError(SettingsError):
    """A setting of the language model that writes is impossible; without it there are quotes."""


class CollectionError(KwchatError):
    """A collection is asked that is not there, or not with others."""


class CorpusError(KwchatError):
    """The corpus folder is missing or holds no readable file."""


class ReadError(KwchatError):
    """A source file is unreadable, encrypted, empty or scanned."""


class SharingError(KwchatError):
    """What was sent to be made into a file is no answer of this server."""


class SourcesError(KwchatError):
    """The folder with originals, its lock file, or a name for one of them cannot be used."""


class FetchError(KwchatError):
    """A document cannot be fetched from its address."""


class FetchForbiddenError(FetchError):
    """The site asks programs to stay away from the address."""


class BibliographyError(KwchatError):
    """The bibliography is no valid CSL-JSON, or a summary does not say what it sums up."""


class ModelError(KwchatError):
    """The encoder cannot be loaded, or its file is damaged."""


class StoreError(KwchatError):
    """The index cannot be used."""


class IndexMissingError(StoreError):
    """There is no index."""


class IndexStaleError(StoreError):
    """The index was built with another encoder, other chunks or another version."""


class IndexDamagedError(StoreError):
    """The index is incomplete or unreadable."""


class IndexBusyError(StoreError):
    """Another ingest is at work on the index."""


class UploadError(KwchatError):
    """A document that is handed in cannot be taken, or not be removed; `status` is that of HTTP."""

    def __init__(self, sentence: str, *, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class BackupError(KwchatError):
    """A backup cannot be made, or not be put back."""


class QuestionError(KwchatError):
    """A question that cannot be searched with: blank, over-long or binary."""


class FeedbackError(KwchatError):
    """Feedback is switched off, or its file cannot be used."""


class NotReadyError(KwchatError):
    """The assistant is still warming up."""


class BusyError(KwchatError):
    """More is asked than can be answered soon; after `seconds` one may ask again."""

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds


class LimitError(KwchatError):
    """A client asked too often; after `seconds` it may ask again."""

    def __init__(self, sentence: str, *, seconds: int) -> None:
        super().__init__(sentence)
        self.seconds = seconds

"""The vectors of an index on a Chroma server, where several servers of kwchat search them.

The folder of an index holds everything, the vectors too, and is the one place that counts. An
ingest copies the vectors into a collection of their own before it publishes; a collection is named
after what is in the index, and is never changed once the index is published. So servers that share
the folder, which they only read, change over together with it, and a Chroma server that lost
everything is filled again by an ingest that has nothing else to do.
"""

from contextlib import closing
from pathlib import Path
from uuid import uuid4

from kwchat import files
from kwchat.errors import IndexStaleError, StoreError
from kwchat.index import texts
from kwchat.index.encoding import StoreAddress
from kwchat.index.library import Library
from kwchat.index.manifest import CHROMA, LIBRARY, Manifest, bring_up_to_date
from kwchat.index.store import ChromaStore, CollectionStore

_ID = "store.id"  # of this index, among those that keep their vectors on the same server


class Sharing:
    """The collections of one index on a Chroma server; every method raises StoreError when the
    server cannot be used."""

    def __init__(self, address: StoreAddress, index: Path) -> None:
        self._address = address
        self._index = index

    def opened(self, manifest: Manifest) -> CollectionStore:
        """Return the collection of a published index, to be searched.

        Raises:
            StoreError: the server has no such collection.
            IndexStaleError: it is of another encoder.
        """
        from kwchat.index.chroma_server import ChromaServer

        server = ChromaServer(self._address)
        name = self._name(manifest)
        if name not in server.names():
            server.close()
            raise StoreError(texts.STORE_EMPTY.format(url=self._address.url))
        store = server.collection(name, _marks(manifest))
        if store.marks != _marks(manifest):
            store.close()
            place, reason = f"{self._address.url} ({name})", texts.STORE_OTHER_ENCODER
            raise IndexStaleError(texts.INDEX_STALE.format(path=place, reason=reason))
        return store

    def share(self, folder: Path, manifest: Manifest, before: Manifest | None) -> None:
        """Copy the vectors of a generation to the server, as far as they are not there, and drop
        all collections of this index that neither it nor the one `before` it needs."""
        from kwchat.index.chroma_server import ChromaServer

        self._choose_id()
        name = self._name(manifest)
        library = Library(folder / LIBRARY)
        with closing(ChromaServer(self._address)) as server:
            store = server.collection(name, _marks(manifest))
            if store.chunk_ids() != library.chunk_ids():
                with ChromaStore(folder / CHROMA) as own:
                    bring_up_to_date(store, own, library)
            kept = {name, self._name(before) if before else name}
            for other in server.names():
                if other.startswith(self._prefix()) and other not in kept:
                    server.drop(other)

    def _name(self, manifest: Manifest) -> str:
        return f"{self._prefix()}{manifest.version}"

    def _prefix(self) -> str:
        """Return how the names of all collections of this index begin."""
        try:
            return f"kwchat-{(self._index / _ID).read_text(encoding='utf-8')}-"
        except OSError as error:
            raise StoreError(texts.STORE_EMPTY.format(url=self._address.url)) from error

    def _choose_id(self) -> None:
        if not (self._index / _ID).exists():
            files.write(self._index / _ID, uuid4().hex[:12])


def _marks(manifest: Manifest) -> str:
    """Return what tells the encoder of an index from others."""
    encoder = manifest.encoder
    return "-".join(filter(None, (encoder.sha256, encoder.adapter)))

"""Collections on a Chroma server: reached with patience that ends, faults in one Dutch line each.

Chroma's own client waits for ever and calls most faults `Exception`. This is that client with an
end to its waiting, and with a look at every response before it.
"""

import weakref
from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from http import HTTPStatus

import httpx
from chromadb import errors
from chromadb.api.fastapi import FastAPI
from chromadb.api.models.Collection import Collection
from chromadb.config import Settings, System

from kwchat.errors import StoreError
from kwchat.index import texts
from kwchat.index.encoding import StoreAddress
from kwchat.index.store import CONFIGURATION, CollectionStore

_SECONDS, _CONNECT_SECONDS = 10.0, 3.0  # a query takes milliseconds
_TOGETHER = 500  # passages in a request, so that none takes seconds
_MAJOR = "1."  # version of the interface; servers before it speak another one
_LETTERS_OF_REASON = 120
_MARKS = "encoder"


class ChromaServer:
    """A server that is there, lets us in, and has our tenant and database."""

    def __init__(self, address: StoreAddress) -> None:
        """Look whether it is so.

        Raises:
            StoreError: it is not, in one Dutch line.
        """
        self._url = address.url
        self._tenant, self._database = address.tenant, address.database
        _require_ours(address)
        settings = Settings(
            chroma_server_host=address.url,
            chroma_server_http_port=1,  # the address says it, but Chroma wants a number
            chroma_server_headers=dict(_headers(address)),
            anonymized_telemetry=False,
        )
        self._system = System(settings)
        self._api = self._system.instance(_PatientAPI)
        weakref.finalize(self, self._api.let_go)  # also where nobody closes it

    def collection(self, name: str, marks: str) -> "ServerStore":
        """Return a collection, made where it is missing, for vectors of an encoder with `marks`.

        Raises:
            StoreError: the server cannot make it.
        """
        with self.faults():
            model = self._api.get_or_create_collection(
                name,
                configuration=CONFIGURATION,
                metadata={_MARKS: marks},
                tenant=self._tenant,
                database=self._database,
            )
            return ServerStore(self, Collection(self._api, model, embedding_function=None))

    def names(self) -> list[str]:
        """Return the names of all collections.

        Raises:
            StoreError: the server does not give them.
        """
        with self.faults():
            found = self._api.list_collections(tenant=self._tenant, database=self._database)
            return [model.name for model in found]

    def drop(self, name: str) -> None:
        """Remove a collection.

        Raises:
            StoreError: the server does not do it.
        """
        with self.faults():
            self._api.delete_collection(name, tenant=self._tenant, database=self._database)

    def close(self) -> None:
        """Let go of its connections."""
        self._api.let_go()

    @contextmanager
    def faults(self) -> Iterator[None]:
        """Turn what Chroma, or the way to it, has to complain of within a block into StoreError."""
        try:
            yield
        except errors.NotFoundError as error:
            raise StoreError(texts.STORE_EMPTY.format(url=self._url)) from error
        except errors.ChromaError as error:
            raise StoreError(texts.STORE_REFUSED.format(url=self._url, reason=error)) from error
        except httpx.HTTPError as error:
            raise _unanswered(self._url, error) from error


class ServerStore(CollectionStore):
    """Passages in a collection on a server; its methods raise StoreError when that fails."""

    def __init__(self, server: ChromaServer, collection: Collection) -> None:
        super().__init__(collection, batch_size=_TOGETHER)
        self._server = server

    @property
    def marks(self) -> str:
        """What the encoder was marked with for which the collection was made."""
        return str((self._collection.metadata or {}).get(_MARKS))

    def close(self) -> None:
        """Let go of the server."""
        self._server.close()

    def _faults(self) -> AbstractContextManager[None]:
        return self._server.faults()


class _PatientAPI(FastAPI):
    """Chroma's HTTP client with an end to its patience, and a look at what comes back."""

    def __init__(self, system: System) -> None:
        super().__init__(system)
        self._session.timeout = httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS)
        self._session.event_hooks = {"response": [_look_at]}

    def let_go(self) -> None:
        """Close the connections."""
        self._session.close()


def _headers(address: StoreAddress) -> Mapping[str, str]:
    """Return what lets us in, in the two ways that Chroma knows."""
    if not address.token:
        return {}
    return {"Authorization": f"Bearer {address.token}", "X-Chroma-Token": address.token}


def _require_ours(address: StoreAddress) -> None:
    place = f"tenants/{address.tenant}/databases/{address.database}"
    timeout = httpx.Timeout(_SECONDS, connect=_CONNECT_SECONDS)
    base = f"{address.url}/api/v2/"
    try:
        with httpx.Client(base_url=base, headers=_headers(address), timeout=timeout) as client:
            version, found = client.get("version"), client.get(place)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise _unanswered(address.url, error) from error
    _require_let_in(version)
    if not version.is_success or not version.text.strip('"').startswith(_MAJOR):
        raise StoreError(texts.STORE_OTHER.format(url=address.url))
    _require_let_in(found)
    if not found.is_success:
        names = {"tenant": address.tenant, "database": address.database}
        raise StoreError(texts.STORE_PLACE.format(url=address.url, **names))


def _look_at(response: httpx.Response) -> None:
    """Let on what went well, and faults that Chroma names."""
    if not response.is_error:
        return
    _require_let_in(response)
    response.read()
    if not any(f'"{name}"' in response.text for name in errors.error_types):
        words = " ".join(response.text.split())[:_LETTERS_OF_REASON]
        reason = f"status {response.status_code} {words}".strip()
        raise StoreError(texts.STORE_REFUSED.format(url=_server(response), reason=reason))


def _require_let_in(response: httpx.Response) -> None:
    if response.status_code in {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN}:
        raise StoreError(texts.STORE_UNAUTHORISED.format(url=_server(response)))


def _unanswered(url: str, error: Exception) -> StoreError:
    if isinstance(error, httpx.TimeoutException):
        return StoreError(texts.STORE_SLOW.format(url=url))
    reason = str(error) or type(error).__name__
    return StoreError(texts.STORE_UNREACHABLE.format(url=url, reason=reason))


def _server(response: httpx.Response) -> str:
    return f"{response.url.scheme}://{response.url.netloc.decode()}"

"""A folder that is watched: what is put there, changed or removed is told once it is quiet again.

Home of watchfiles, which asks the system, or looks by itself where WATCHFILES_FORCE_POLLING is set:
of what another computer does in a folder of a network the system knows nothing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread

import watchfiles
from watchfiles.main import FileChange

from kwchat.logs import fault

QUIET_SECONDS = 1.0  # without a change: programs write a file in pieces
_AT_LATEST = 10.0  # seconds after the first change, also while others go on
_LOOK_SECONDS = 5.0  # between two looks whether the folder is still the same one


@contextmanager
def watched(
    folder: Path,
    changed: Callable[[], None],
    *,
    quiet: float = QUIET_SECONDS,
    look: float = _LOOK_SECONDS,
) -> Iterator[None]:
    """Call `changed` whenever something changed in a folder, until the end of the block.

    Hidden files and the locks of office programs are no changes. A folder that goes, or is not
    there yet, is waited for.
    """
    stop = Event()
    watch = _Watch(folder.absolute(), changed, stop, quiet, look)
    watcher = Thread(target=watch.run, name="watching")
    watcher.start()
    try:
        yield
    finally:
        stop.set()
        watcher.join()


class _Watch:
    """The watching of one folder, which may be replaced by another of the same name."""

    def __init__(
        self, folder: Path, changed: Callable[[], None], stop: Event, quiet: float, look: float
    ) -> None:
        self._folder = folder
        self._changed = changed
        self._stop = stop
        self._quiet = quiet
        self._look = look

    def run(self) -> None:
        """Watch until told to stop; in a folder that came back everything may have changed."""
        gone = not self._folder.is_dir()
        while not self._stop.is_set():
            if self._folder.is_dir():
                if gone:
                    self._changed()
                gone = self._went()
            self._stop.wait(self._look)

    def _went(self) -> bool:
        """Watch the folder until told to stop, or until it goes; tell whether it did."""
        begun = _identity(self._folder)
        try:
            for changes in self._changes():
                if _identity(self._folder) != begun or self._root_is_in(changes):
                    return True
                if changes:
                    self._changed()
        except OSError as error:  # gone meanwhile, or no more watching that the system allows
            fault("not_watched", error)
        return not self._folder.is_dir()

    def _changes(self) -> Iterator[set[FileChange]]:
        return watchfiles.watch(
            self._folder,
            watch_filter=lambda _change, path: self._matters(Path(path)),
            debounce=int(_AT_LATEST * 1000),
            step=int(self._quiet * 1000),
            stop_event=self._stop,
            rust_timeout=int(self._look * 1000),
            yield_on_timeout=True,
            raise_interrupt=False,
        )

    def _root_is_in(self, changes: set[FileChange]) -> bool:
        gone = watchfiles.Change.deleted
        return any(change == gone and Path(path) == self._folder for change, path in changes)

    def _matters(self, path: Path) -> bool:
        parts = path.relative_to(self._folder).parts if path.is_relative_to(self._folder) else ()
        return not any(part.startswith((".", "~$")) for part in parts)


def _identity(folder: Path) -> tuple[int, int] | None:
    """Return what tells a folder from another of its name; None where there is none."""
    try:
        found = folder.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino

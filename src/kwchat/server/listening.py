"""The address that the server listens on."""

import errno
import socket

from kwchat.errors import PortBusyError, SettingsError
from kwchat.server import texts


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that holds the address; port 0 takes any free one.

    Raises:
        PortBusyError: the port is taken.
        SettingsError: the address is not of this machine.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            raise PortBusyError(texts.PORT_BUSY.format(host=host, port=port)) from error
        message = texts.ADDRESS_IMPOSSIBLE.format(host=host, port=port, reason=error.strerror)
        raise SettingsError(message) from error

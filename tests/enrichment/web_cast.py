"""A website on this machine that answers as it is told, byte by byte; and who connected where."""

import socket
import ssl
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address

OUTSIDE, INSIDE = ip_address("127.0.0.1"), ip_address("127.0.0.2")
Answer = bytes | Callable[[socket.socket], None]


def html(body: str = "<title>Acme</title>", **headers: str) -> bytes:
    """A page."""
    return answer(200, body.encode(), **{"Content-Type": "text/html; charset=utf-8", **headers})


def robots(text: str) -> bytes:
    """A robots.txt."""
    return answer(200, text.encode(), **{"Content-Type": "text/plain"})


def moved(to: str, status: int = 302) -> bytes:
    """A redirect."""
    return answer(status, b"", Location=to)


def answer(status: int, body: bytes = b"", **headers: str) -> bytes:
    """Any answer; ``Content_Type`` and ``Content-Type`` are the same."""
    told = {"Content-Length": str(len(body)), "Connection": "close", **headers}
    lines = [f"HTTP/1.1 {status} Said"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in told.items()]
    return "\r\n".join([*lines, "", ""]).encode() + body


class Site:
    """A server on loopback. ``pages`` maps ``/path`` or ``host/path`` to what is answered.

    Everything else is 404. ``connections`` counts who came, ``requests`` holds what they said.
    """

    def __init__(self, address: str = str(OUTSIDE), port: int = 0) -> None:
        self.pages: dict[str, Answer] = {}
        self.connections = 0
        self.requests: list[str] = []
        self.names: list[str | None] = []  # by which TLS asked for us
        self._tls: ssl.SSLContext | None = None
        self._listener = socket.create_server((address, port), backlog=50)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    @property
    def paths(self) -> list[str]:
        """What was asked for, in order."""
        return [request.split(" ")[1] for request in self.requests]

    def secure(self, context: ssl.SSLContext) -> None:
        """Speaks TLS from now on."""
        context.sni_callback = lambda _, name, __: self.names.append(name)
        self._tls = context

    def close(self) -> None:
        """Stops listening."""
        with suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=[connection], daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:
            if self._tls:
                connection = self._tls.wrap_socket(connection, server_side=True)
            heard = b""
            while b"\r\n\r\n" not in heard:
                if not (more := connection.recv(65_536)):
                    return
                heard += more
            request = heard.decode("latin-1")
            self.requests.append(request)
            said = self._answer(request)
            if callable(said):
                said(connection)
            else:
                connection.sendall(said)

    def _answer(self, request: str) -> Answer:
        path = request.split(" ")[1]
        host = request.partition("Host: ")[2].partition("\r\n")[0]
        for known in (f"{host}{path}", path):
            if known in self.pages:
                return self.pages[known]
        return answer(404)


class Watch:
    """Where this process connected to, and which names it looked up by itself."""

    def __init__(self) -> None:
        self.on = False
        self.connected: list[tuple] = []
        self.looked_up: list[str] = []
        sys.addaudithook(self._hear)

    def _hear(self, event: str, arguments: tuple) -> None:
        if not self.on:
            return
        if event == "socket.connect" and isinstance(arguments[1], tuple):
            self.connected.append(arguments[1])
        elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
            self.looked_up.append(str(arguments[0]))


_WATCH = Watch()  # a hook can't be taken back


@contextmanager
def watched() -> Iterator[Watch]:
    """What happens meanwhile."""
    _WATCH.connected, _WATCH.looked_up, _WATCH.on = [], [], True
    try:
        yield _WATCH
    finally:
        _WATCH.on = False

"""A line between a client and a server on loopback that breaks as it is told to."""

from __future__ import annotations

import contextlib
import socket
import threading
from types import TracebackType

BLOCK = 16384


class Line:
    """Forwards connections; each may end after so many bytes from the server, or fall silent there.

    Attributes:
        port: where the client connects.
        budgets: bytes from the server that the next connections may carry, in order; then without limit.
        silent: whether a connection at its end stays open and says nothing, instead of breaking.
        connections: how many were made.
    """

    def __init__(self, port: int, *budgets: int, silent: bool = False) -> None:
        """Listen; ``port`` is the server's."""
        self.budgets, self.silent, self.connections = list(budgets), silent, 0
        self._server = port
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def __enter__(self) -> Line:
        """The line, closed at the end of the block."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close everything."""
        self._listener.close()
        for end in self._open:
            end.close()

    def _accept(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            try:
                server = socket.create_connection(("127.0.0.1", self._server))
            except OSError:
                client.close()
                continue
            self._open += [client, server]
            budget = self.budgets.pop(0) if self.budgets else None
            threading.Thread(target=self._forward, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._forward, args=(server, client, budget), daemon=True).start()

    def _forward(self, source: socket.socket, target: socket.socket, budget: int | None) -> None:
        try:
            while block := source.recv(BLOCK):
                if budget is not None:
                    block, budget = block[:budget], budget - len(block[:budget])
                target.sendall(block)
                if budget == 0:
                    break
        except OSError:
            pass
        if not (budget == 0 and self.silent):
            for end in (source, target):
                with contextlib.suppress(OSError):
                    end.shutdown(socket.SHUT_RDWR)

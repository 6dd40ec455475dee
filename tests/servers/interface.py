"""A department's HTTP interface on loopback: pages of rows, a login, and every fault it is told to have."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
from base64 import b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, urlsplit
from xml.sax.saxutils import escape

Parameters = dict[str, str]


@dataclass
class Request:
    """What was asked."""

    path: str
    parameters: Parameters
    headers: dict[str, str]


@dataclass
class Fault:
    """What goes wrong in one request; the default is nothing.

    Attributes:
        status: sent instead of an answer, with ``headers``.
        body: sent instead of the page.
        cut: bytes of the body after which the connection is gone.
        reset: the connection is reset (RST) and not closed.
        lag: seconds before each block of the body; with ``block`` 1 a server that dribbles.
        page: the page that is answered whatever was asked.
        total: what is declared.
    """

    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes | None = None
    cut: int | None = None
    reset: bool = False
    lag: float = 0
    block: int = 1 << 16
    page: int | None = None
    total: int | None = None


@dataclass
class Interface:
    """The interface: its rows, its paging, its faults.

    Attributes:
        rows: what it holds.
        size: rows of a page.
        faults: by number of the request, from 1; a callable decides for every request without its own.
        asked: every request so far.
    """

    rows: list[dict[str, Any]]
    size: int = 10
    cursor: bool = False
    xml: bool = False
    zipped: bool = False
    token: str | None = None
    login: tuple[str, str] | None = None
    faults: dict[int, Fault] = field(default_factory=dict)
    every: Callable[[int, Request], Fault] = lambda _number, _request: Fault()
    asked: list[Request] = field(default_factory=list)
    port: int = 0

    @property
    def url(self) -> str:
        """Where it is."""
        return f"http://127.0.0.1:{self.port}/credit/arrears"

    def page(self, request: Request, fault: Fault) -> bytes:
        """The answer to a request for rows."""
        since = request.parameters.get("since", "")
        rows = [row for row in self.rows if str(row.get("changed", "")) >= since]
        start = int(request.parameters.get("cursor", "0"))
        if not self.cursor:
            start = (int(request.parameters.get("page", "1")) - 1) * self.size
        if fault.page is not None:
            start = (fault.page - 1) * self.size
        total = len(rows) if fault.total is None else fault.total
        part = rows[start : start + self.size]
        more = str(start + self.size) if start + self.size < len(rows) else None
        if self.xml:
            lines = ["".join(f"<{k}>{escape(str(v))}</{k}>" for k, v in row.items()) for row in part]
            text = "".join(f"<ROW>{line}</ROW>" for line in lines)
            return (
                f'<?xml version="1.0" encoding="UTF-8"?><R count="{total}"><ROWS>{text}</ROWS></R>'.encode()
            )
        answer = {"code": "0", "data": {"total": total, "list": part, "next": more}}
        return json.dumps(answer, ensure_ascii=False).encode()

    def admits(self, request: Request) -> bool:
        """Whether the login is right."""
        given = request.headers.get("authorization", "")
        if self.token is not None:
            return given == f"Bearer {self.token}"
        if self.login is not None:
            return given == "Basic " + b64encode(":".join(self.login).encode()).decode()
        return True

    @contextmanager
    def running(self) -> Iterator[Interface]:
        """Serve on a free port until the end of the block."""
        server = _Server(("127.0.0.1", 0), _handler(self))
        server.daemon_threads = True
        self.port = int(server.server_address[1])
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield self
        finally:
            server.shutdown()
            server.server_close()


class _Server(ThreadingHTTPServer):
    def handle_error(self, *_: object) -> None:
        """A client that is gone is what the tests are about."""


def _handler(served: Interface) -> type[BaseHTTPRequestHandler]:
    class Bound(Handler):
        interface = served

    return Bound


class Handler(BaseHTTPRequestHandler):
    """Answers for one interface, in the way of `http.server`."""

    interface: Interface
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True  # head and body are two writes; the second would wait 40 ms

    def do_GET(self) -> None:
        self._answer(b"")

    def do_POST(self) -> None:
        self._answer(self.rfile.read(int(self.headers.get("Content-Length", "0"))))

    def _answer(self, sent: bytes) -> None:
        parts = urlsplit(self.path)
        parameters = dict(parse_qsl(parts.query))
        if "json" in self.headers.get("Content-Type", ""):
            parameters |= json.loads(sent)
        elif sent:
            parameters |= dict(parse_qsl(sent.decode()))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(parts.path, parameters, headers)
        self.interface.asked.append(request)
        number = len(self.interface.asked)
        fault = self.interface.faults.get(number) or self.interface.every(number, request)
        if fault.status == 200 and not self.interface.admits(request):
            fault = Fault(status=401)
        body = fault.body if fault.body is not None else b""
        if fault.status == 200 and fault.body is None:
            body = self.interface.page(request, fault)
        self._send(fault, body)

    def _send(self, fault: Fault, body: bytes) -> None:
        self.send_response(fault.status)
        kind = "application/xml" if self.interface.xml else "application/json"
        if self.interface.zipped:
            body = gzip.compress(body)
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in fault.headers.items():
            self.send_header(name, value)
        self.end_headers()
        try:
            self._body(fault, body)
        except OSError:  # the client has gone
            self.close_connection = True

    def _body(self, fault: Fault, body: bytes) -> None:
        shown = body if fault.cut is None else body[: fault.cut]
        for start in range(0, len(shown), fault.block):
            time.sleep(fault.lag)
            self.wfile.write(shown[start : start + fault.block])
            self.wfile.flush()
        if fault.cut is not None:
            if fault.reset:
                linger = b"\1\0\0\0\0\0\0\0"  # on, zero seconds: close() resets
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, linger)
            self.rfile.close()  # or the socket would stay open for it
            self.connection.close()
            self.close_connection = True

    def log_message(self, *_: object) -> None:
        pass

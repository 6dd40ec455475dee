"""One request after another to one interface: who asks, how long it may take, when it is asked again."""

from __future__ import annotations

import base64
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus

import requests
import urllib3
from requests.auth import HTTPBasicAuth

from ingest.connectors.declared import Basic, Http, Token
from ingest.connectors.http_answer import RefusedError
from ingest.connectors.inbox import FetchError
from ingest.connectors.secrets import SHOWN, Secret, hide, scrub

BLOCK = 64 << 10
LONGEST_PAUSE = 60.0
# The server is busy, or somebody between us and it is; everything else is an answer that will not change.
AGAIN = (
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.INTERNAL_SERVER_ERROR,
    HTTPStatus.BAD_GATEWAY,
    HTTPStatus.SERVICE_UNAVAILABLE,
    HTTPStatus.GATEWAY_TIMEOUT,
)
KEPT_HEADERS = ("Content-Type", "Date", "ETag", "Last-Modified")
TRANSIENT = (requests.ConnectionError, requests.Timeout, urllib3.exceptions.HTTPError)


@dataclass(frozen=True)
class Response:
    """A whole body as it came, and what is worth knowing of how it came; no secret stands in it."""

    body: bytes
    url: str
    status: int
    headers: dict[str, str]
    received_at: datetime


class Client:
    """Asks one interface; every wait and every body is bounded."""

    def __init__(self, source: Http, say: Callable[[str], None]) -> None:
        """Read the secrets; nothing is sent yet.

        Raises:
            SecretError: one cannot be read.
        """
        self._source, self._say = source, say
        self._ends = time.monotonic() + source.whole_seconds
        self._session = requests.Session()
        self._session.trust_env = False  # a proxy or a password of the machine's user is nobody's declaration
        self._session.verify = str(source.ca_file) if source.ca_file else True
        self._session.headers.update({name: _plain(value) for name, value in source.headers.items()})
        self._parameters = {name: _plain(value) for name, value in source.parameters.items()}
        self._shown = {
            name: SHOWN if isinstance(value, Secret) else value for name, value in source.parameters.items()
        }
        self._log_in(source.authentication)

    def __enter__(self) -> Client:
        """The client, its connections closed at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close the connections."""
        self._session.close()

    def _log_in(self, way: Token | Basic | None) -> None:
        if isinstance(way, Token):
            self._session.headers[way.header] = way.prefix + way.token.read().get_secret_value()
        elif isinstance(way, Basic):
            password = way.password.read().get_secret_value()
            hide(base64.b64encode(f"{way.username}:{password}".encode()).decode())
            # as bytes: requests would send text in Latin-1, which has no Chinese; RFC 7617 §2.1 says UTF-8
            self._session.auth = HTTPBasicAuth(way.username.encode(), password.encode())

    def ask(self, parameters: dict[str, str]) -> Response:
        """The answer to one request, asked again while the server or the line has a passing trouble.

        Raises:
            RefusedError: the answer is final and not a success.
            FetchError: the trouble did not pass, the login is refused, the answer is too large, or the time
                of the whole pull is over.
        """
        attempt = 0
        while True:
            self._check_time(0)
            asked_back = None
            try:
                with self._send(parameters) as response:
                    if response.status_code not in AGAIN:
                        return self._whole(response, parameters)
                    asked_back = urllib3.Retry().get_retry_after(response.raw)
                    trouble = f"HTTP {response.status_code}"
            except requests.exceptions.SSLError as error:
                raise self._error(f"证书不可信 / the certificate is not trusted: {error}") from None
            except TRANSIENT as error:
                trouble = f"{type(error).__name__}: {error}"
            if attempt == self._source.retries:
                raise self._error(f"{attempt + 1} 次请求均未成功 / requests in vain: {trouble}")
            wait = (
                min(self._source.pause_seconds * 2**attempt, LONGEST_PAUSE)
                if asked_back is None
                else asked_back
            )
            self._check_time(wait)
            attempt += 1
            self._say(
                f"{trouble}: {wait:g} 秒后再试 / again in {wait:g} s ({attempt}/{self._source.retries})"
            )
            time.sleep(wait)

    def _check_time(self, wait: float) -> None:
        if time.monotonic() + wait > self._ends:
            told = f",服务器要求等待 {wait:g} 秒 / the server asks to wait {wait:g} s" if wait else ""
            raise self._error(
                f"整次取数的时限 {self._source.whole_seconds:g} 秒已到 / the time of the pull is over{told}"
            )

    def _error(self, told: str) -> FetchError:
        return FetchError(f"{self._source.url}: {scrub(told)}")

    def _send(self, parameters: dict[str, str]) -> requests.Response:
        everything = self._parameters | parameters
        query = everything if self._source.send == "query" else None
        return self._session.request(
            self._source.method,
            self._source.url,
            params=query,
            data=everything if self._source.send == "form" else None,
            json=everything if self._source.send == "json" else None,
            timeout=(self._source.connect_seconds, self._source.read_seconds),
            allow_redirects=False,  # a token must not follow to wherever an answer points
            stream=True,
        )

    def _whole(self, response: requests.Response, parameters: dict[str, str]) -> Response:
        status = response.status_code
        if status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            raise self._error(f"登录被拒绝 / login was refused: HTTP {status}")
        if status != HTTPStatus.OK:
            raise RefusedError(
                f"{self._source.url}: HTTP {status}(不是 200 / not 200; redirects are not followed)"
            )
        shown = requests.Request("GET", self._source.url, params=self._shown | parameters).prepare().url or ""
        headers = {n: scrub(response.headers[n]) for n in KEPT_HEADERS if n in response.headers}
        return Response(self._body(response.raw), scrub(shown), status, headers, datetime.now(UTC))

    def _body(self, raw: urllib3.BaseHTTPResponse) -> bytes:
        """All bytes, the transfer's own compression undone.

        Read as they come and not block by block, so that a server that sends a byte a minute meets the end
        of the pull's time.
        """
        body = bytearray()
        while block := raw.read1(BLOCK, decode_content=True):
            body += block
            if len(body) > self._source.max_bytes:
                raise self._error(
                    f"答复超过 {self._source.max_bytes:,} 字节 / the answer is larger; ask for smaller pages"
                )
            self._check_time(0)
        return bytes(body)


def _plain(value: str | Secret) -> str:
    return value.read().get_secret_value() if isinstance(value, Secret) else value

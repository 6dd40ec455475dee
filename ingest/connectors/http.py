"""HTTP: all pages of an interface as one delivery, complete by the source's own count or not at all.

Pages are kept one by one, so an interrupted pull goes on; a page that comes twice is asked for again; a
source that changes while it is read is read anew, a few times, and then said to be at fault.
"""

from __future__ import annotations

import hashlib
import time
from datetime import datetime, timedelta
from typing import Any

from ingest.connectors.declared import Cursor, Http, PageNumbers
from ingest.connectors.http_answer import Answer, RefusedError, read_answer
from ingest.connectors.http_client import Client, Response
from ingest.connectors.http_pages import KeptPages
from ingest.connectors.inbox import FetchError, Inbox

DELIVERED = "http_delivered"
REASKED = 2  # how often one page is asked for again before the whole pull begins anew
QUESTION = {"url", "method", "send", "parameters", "headers", "paging", "rows", "total", "key", "since"}
SAY_EVERY = 5.0  # seconds: a thousand pages are not a thousand lines of a log


class SourceChanged(Exception):  # noqa: N818 - what happened, not what failed
    """The pages do not belong together; the message says why."""


class PageAgain(SourceChanged):
    """This page alone is wrong; asked again it may be right."""


def fetch(inbox: Inbox) -> None:
    """Bring one complete pull into the inbox; nothing when it says what the last one said.

    Raises:
        FetchError: the interface fails, or contradicts itself in every attempt. No page is delivered then;
            those that are kept save asking again.
    """
    source = inbox.feed.connector
    assert isinstance(source, Http)  # noqa: S101 - the dispatch table's promise
    why: list[str] = []
    with Client(source, inbox.progress) as client:
        for _ in range(source.restarts + 1):
            pull = _Pull(inbox, source, client)
            try:
                pull.run()
            except FetchError as error:
                raise FetchError(f"{error}({pull.kept})") from None
            except SourceChanged as changed:
                why.append(str(changed))
                inbox.progress(f"从头再取 / from the beginning: {changed}")
                pull.pages.clear()
            else:
                return
    raise FetchError(
        f"{source.url}: 来源 {len(why)} 次自相矛盾,本次不入库 / the source contradicted itself, "
        f"nothing is delivered: {'; '.join(why)}"
    )


class _Pull:
    """One attempt to get every page."""

    def __init__(self, inbox: Inbox, source: Http, client: Client) -> None:
        self._inbox, self._source, self._client = inbox, source, client
        self._since = self._mark()
        asked = source.model_dump(mode="json", include=QUESTION) | {"mark": self._since}
        self.pages = KeptPages(inbox, asked)
        self._answers: list[Answer] = []
        self._keys: dict[bytes, int] = {}
        self._digests: dict[str, int] = {}
        self._cursors: set[str] = set()
        self._rows = 0
        self._said = time.monotonic()

    @property
    def kept(self) -> str:
        """What is said of an interrupted pull."""
        return f"已存 {len(self.pages.pages)} 页,下次接着取 / pages are kept, the next pull goes on"

    def _mark(self) -> str | None:
        since = self._source.since
        if since is None:
            return None
        return str(self._inbox.recall(DELIVERED).get("mark") or since.first)

    def run(self) -> None:
        """Get what is missing, then deliver."""
        self._take_up()
        while not self._complete():
            response, answer = self._next_page()
            self.pages.add(response, answer)
            self._say()
        self._look_beyond()
        self._deliver()

    def _take_up(self) -> None:
        """Count what an interrupted pull kept, and see that the source still says the same."""
        for page in self.pages.pages:
            self._count(read_answer(page.path.read_bytes(), self._source))
        if self._answers:
            number, last = len(self._answers), self._answers[-1]
            self._inbox.progress(f"接着上次的第 {number} 页 / going on after page {number}")
            try:
                now = read_answer(self._client.ask(self._parameters(number)).body, self._source)
            except RefusedError as refused:  # e.g. a cursor that is no longer valid
                raise SourceChanged(str(refused)) from None
            if (now.digest, now.total, now.next) != (last.digest, last.total, last.next):
                raise SourceChanged(f"第 {number} 页已不同 / page {number} is another one now")

    def _parameters(self, number: int) -> dict[str, str]:
        """What to ask for to get page ``number``, beside what every request says."""
        paging, asked = self._source.paging, {}
        if isinstance(paging, PageNumbers):
            asked[paging.parameter] = str(paging.first + number - 1)
            if paging.size_parameter and paging.size:
                asked[paging.size_parameter] = str(paging.size)
        elif isinstance(paging, Cursor) and number > 1:
            asked[paging.parameter] = self._answers[number - 2].next or ""
        if self._source.since is not None and self._since is not None:
            asked[self._source.since.parameter] = self._since
        return asked

    def _next_page(self) -> tuple[Response, Answer]:
        number = len(self._answers) + 1
        for attempt in range(REASKED + 1):
            response = self._client.ask(self._parameters(number))
            answer = read_answer(response.body, self._source)
            try:
                self._check(answer, number)
            except PageAgain as wrong:
                if attempt == REASKED:
                    raise
                self._inbox.progress(f"{wrong}: 再问这一页 / asked for again")
            else:
                self._count(answer)
                return response, answer
        raise AssertionError  # the last attempt returns or raises

    def _check(self, answer: Answer, number: int) -> None:
        """Whether the page can be the next one of those counted so far.

        Raises:
            PageAgain: it repeats another page, or is empty although rows are missing.
            SourceChanged: the declared total is another than before.
        """
        if self._answers and answer.total != self._answers[0].total:
            before = self._answers[0].total
            raise SourceChanged(
                f"总数由 {before} 变为 {answer.total} / the total changed from {before} to {answer.total}"
            )
        if answer.rows and (same := self._digests.get(answer.digest)):
            raise PageAgain(f"第 {number} 页与第 {same} 页相同 / page {number} repeats page {same}")
        if doubled := next((self._keys[key] for key in answer.keys if key in self._keys), None):
            raise PageAgain(
                f"第 {number} 页有第 {doubled} 页的行 / page {number} holds rows of page {doubled}"
            )
        if answer.next is not None and answer.next in self._cursors:
            raise PageAgain(f"第 {number} 页的游标已用过 / the cursor of page {number} was used before")
        missing = answer.total is not None and self._rows + answer.rows < answer.total
        if missing and (answer.next is None if self._by_cursor else answer.rows == 0):
            raise PageAgain(
                f"声明 {answer.total} 行,第 {number} 页为止只有 {self._rows + answer.rows} 行 / declared "
                f"{answer.total} rows, {self._rows + answer.rows} came down to page {number}"
            )

    @property
    def _by_cursor(self) -> bool:
        return not isinstance(self._source.paging, PageNumbers)

    def _count(self, answer: Answer) -> None:
        self._answers.append(answer)
        number = len(self._answers)
        self._rows += answer.rows
        self._digests.setdefault(answer.digest, number)
        self._keys.update(dict.fromkeys(answer.keys, number))
        if answer.next is not None:
            self._cursors.add(answer.next)

    def _complete(self) -> bool:
        """Whether the last page is there.

        Raises:
            SourceChanged: there are more rows than declared.
        """
        if not self._answers:
            return False
        last = self._answers[-1]
        if last.total is not None and self._rows > last.total:
            raise SourceChanged(
                f"声明 {last.total} 行,却有 {self._rows} 行 / declared {last.total} rows, {self._rows} came"
            )
        return last.next is None if self._by_cursor else self._rows == last.total

    def _look_beyond(self) -> None:
        """Whether there are rows after the declared last one: a total can be too small as well.

        Interfaces answer a page beyond the last with nothing, with an error, or with the last page again.
        """
        number = len(self._answers) + 1
        if not isinstance(self._source.paging, PageNumbers):
            return
        try:
            beyond = read_answer(self._client.ask(self._parameters(number)).body, self._source)
        except RefusedError:
            return
        if beyond.rows and beyond.digest != self._answers[-1].digest:
            rows = self._rows
            raise SourceChanged(
                f"声明 {rows} 行,第 {number} 页还有 / declared {rows} rows, page {number} has more"
            )

    def _say(self) -> None:
        if time.monotonic() - self._said > SAY_EVERY:
            self._said = time.monotonic()
            total = self._answers[-1].total
            self._inbox.progress(
                f"{len(self._answers)} 页 / pages, {self._rows:,} / {total or '?'} 行 / rows"
            )

    def _deliver(self) -> None:
        """Make the pull a delivery, unless it says what the last one said (law 2), then set the mark."""
        said = hashlib.sha256("".join(answer.digest for answer in self._answers).encode()).hexdigest()
        before = self._inbox.recall(DELIVERED)
        if self._rows and said == before.get("digest"):
            self._inbox.progress("与上次取得的相同,不再入库 / the same as last time, no-op")
        else:
            self.pages.deliver(self._answers[-1].total)
        self._inbox.remember(DELIVERED, {"digest": said} | self._new_mark(before))
        self.pages.clear()

    def _new_mark(self, before: dict[str, Any]) -> dict[str, str]:
        since = self._source.since
        if since is None:
            return {}
        changed = [answer.changed for answer in self._answers if answer.changed is not None]
        if not changed:
            return {"mark": before["mark"]} if "mark" in before else {}
        earliest = datetime.strptime(since.first, since.format)  # noqa: DTZ007 - the source's clock
        newest = max(changed) - timedelta(days=since.overlap_days)
        return {"mark": max(newest, earliest).strftime(since.format)}

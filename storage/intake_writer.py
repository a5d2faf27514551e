"""This module commits answers in groups, so that many respondents share one wait for the disk."""

import threading
import time
from concurrent.futures import Future
from queue import Empty, SimpleQueue
from typing import Final

from storage.faults import StorageFault, Unavailable
from storage.records import NewAnswer, Outcome
from storage.submissions import Submissions

LARGEST_GROUP = 64
COMPANY_SECONDS = 0.004
MOST_WAITING = 4_096  # beyond this, saying "busy" at once is kinder than a long silence


class IntakeWriter:
    """One thread that writes for all others. `add` returns only when the answer is committed.

    Groups form by themselves: while one is being committed, the next gathers. A lone answer is
    written at once; in a crowd, which the last group tells, a few milliseconds of waiting for
    company save more than they cost, for a commit costs the same for one as for thirty.
    """

    def __init__(self, submissions: Submissions) -> None:
        self._submissions: Final = submissions
        # Written in C: one switch between threads for an answer, where `Queue` needs three.
        self._waiting: SimpleQueue[tuple[NewAnswer, Future[Outcome]] | None] = SimpleQueue()
        self._gate = threading.Lock()
        self._open = True
        self._crowded = False
        self._thread = threading.Thread(target=self._run, name="intake-writer", daemon=True)
        self._thread.start()

    def add(self, answer: NewAnswer) -> Outcome:
        """Store one answer; raises what `Submissions.add` raises, Unavailable when overloaded."""
        return self.send(answer).result()

    def send(self, answer: NewAnswer) -> "Future[Outcome]":
        """Queue one answer and return a future of its outcome, for `asyncio.wrap_future`."""
        promise: Future[Outcome] = Future()
        with self._gate:  # nothing may slip in behind the end mark of `close`
            if not self._open:
                raise Unavailable("the intake writer is closed")
            if self._waiting.qsize() >= MOST_WAITING - 1:
                raise Unavailable("too many answers are waiting")
            self._waiting.put((answer, promise))
        return promise

    def close(self) -> None:
        """Write everything that is waiting, then stop; further answers are refused."""
        with self._gate:
            if self._open:
                self._open = False
                self._waiting.put(None)
        self._thread.join()

    def _run(self) -> None:
        open_ = True
        with self._submissions.database.held():
            while open_:
                group, open_ = self._gather()
                if group:
                    self._store(group)

    def _gather(self) -> tuple[list[tuple[NewAnswer, "Future[Outcome]"]], bool]:
        """Wait for one answer, then take along whoever is there already; False at the end mark."""
        group: list[tuple[NewAnswer, Future[Outcome]]] = []
        entry = self._waiting.get()
        if self._crowded and entry is not None:
            time.sleep(COMPANY_SECONDS)
        while entry is not None:
            group.append(entry)
            if len(group) == LARGEST_GROUP:
                break
            try:
                entry = self._waiting.get_nowait()
            except Empty:
                break
        self._crowded = len(group) > 1
        return group, entry is not None

    def _store(self, group: list[tuple[NewAnswer, "Future[Outcome]"]]) -> None:
        # Who gave up before its turn is skipped; who gives up later is still written.
        live = [entry for entry in group if entry[1].set_running_or_notify_cancel()]
        if not live:
            return
        try:
            outcomes = self._submissions.add_many([answer for answer, _ in live])
        except StorageFault as fault:
            if len(live) == 1:
                live[0][1].set_exception(fault)
            else:
                self._store_each(live)
            return
        except BaseException as fault:  # noqa: BLE001 -- handed to the callers, who wait for it
            for _, promise in live:
                promise.set_exception(fault)
            return
        for (_, promise), outcome in zip(live, outcomes, strict=True):
            promise.set_result(outcome)

    def _store_each(self, group: list[tuple[NewAnswer, "Future[Outcome]"]]) -> None:
        """Write a group that failed one by one: a bad answer must not take the others with it."""
        away: Unavailable | None = None
        for answer, promise in group:
            if away is not None:  # each would wait for the lock or the server as long again
                promise.set_exception(away)
                continue
            try:
                promise.set_result(self._submissions.add(answer))
            except Unavailable as fault:
                away = fault
                promise.set_exception(fault)
            except BaseException as fault:  # noqa: BLE001 -- handed to the caller, who waits for it
                promise.set_exception(fault)

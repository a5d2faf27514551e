"""This module answers the sign-in and sign-out pages: the only way to a live session."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response
from starlette.routing import Route

from dashboards.access.cookies import (
    LANGUAGE_COOKIE,
    LANGUAGES,
    CookieNames,
    form_token,
    form_token_is_right,
    is_pre_session,
    language_cookie_seconds,
    language_of,
    new_pre_session,
)
from dashboards.access.origin import safe_next
from dashboards.access.sessions import LiveSessions
from dashboards.access.words import ROLE_NAMES
from dashboards.sign_in.render import page
from dashboards.wiring import House, demo_sign_ins
from storage import Audit, People, Person, Sessions, SignedIn, SignInRefused
from ui.words import N_, Words, translator

_PRE_SESSION_SECONDS: Final = 4 * 3600
_LONGEST_NAME: Final = 100
_LONGEST_PASSWORD: Final = 1000
_LARGEST_FORM: Final = 16 * 1024


@dataclass(frozen=True, slots=True)
class Porter:
    """Answers the pages around sign-in with what one process shares."""

    house: House
    cookies: CookieNames
    sessions: LiveSessions
    people: People
    clock: Callable[[], datetime]

    def routes(self) -> list[Route]:
        """List the routes of the porter."""
        return [
            Route("/dang-nhap", self.show, methods=["GET"]),
            Route("/dang-nhap", self.sign_in, methods=["POST"]),
            Route("/dang-xuat", self.show, methods=["GET"]),
            Route("/dang-xuat", self.sign_out, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """Show the sign-in form, or to a signed-in person the way on and the way out."""
        language = _language(request)
        person = await run_in_threadpool(self._person, request)
        if person is not None:
            answer = self._who_is_in(request, language, person)
        else:
            message = N_("You have signed out.") if "xong" in request.query_params else ""
            onward = safe_next(request.query_params.get("tiep"))
            answer = self._form(request, language, message=message, kind="good", onward=onward)
        if request.query_params.get("lang") in LANGUAGES:
            self._remember_language(answer, language)
        return answer

    async def sign_in(self, request: Request) -> Response:
        """Check the form's token, then name and password; start a new session when right."""
        language = _language(request)
        form = await _small_form(request)
        if form is None:
            return self._form(request, language, message=_TOO_LARGE, status=413)
        onward = safe_next(_text(form, "tiep"))
        pre_session = request.cookies.get(self.cookies.pre_session)
        if not form_token_is_right(self._secret(), pre_session, _text(form, "csrf")):
            return self._form(request, language, message=_STALE, status=403, onward=onward)
        username = _text(form, "username").strip()[:_LONGEST_NAME]
        password = _text(form, "password")
        if not username or not password or len(password) > _LONGEST_PASSWORD:
            return self._form(
                request, language, message=_BOTH, status=422, onward=onward, username=username
            )
        outcome = await run_in_threadpool(self._check, username, password)
        if isinstance(outcome, SignInRefused):
            return self._refused(request, language, outcome, onward=onward, username=username)
        old = request.cookies.get(self.cookies.session)
        token = await run_in_threadpool(self._start, outcome.person, old)
        answer = RedirectResponse(onward, status_code=303)
        answer.headers["cache-control"] = "no-store"
        self._set(answer, self.cookies.session, token, seconds=None)
        answer.delete_cookie(self.cookies.pre_session, secure=self.cookies.secure, httponly=True)
        self._remember_language(answer, language)
        return answer

    async def sign_out(self, request: Request) -> Response:
        """End the session named by the cookie; the form's token is bound to that session."""
        token = request.cookies.get(self.cookies.session)
        form = await _small_form(request)
        if token and form is not None:
            if not form_token_is_right(self._secret(), token, _text(form, "csrf")):
                return RedirectResponse("/dang-xuat", status_code=303)
            await run_in_threadpool(self._end, token)
        answer = RedirectResponse("/dang-nhap?xong=1", status_code=303)
        answer.delete_cookie(self.cookies.session, secure=self.cookies.secure, httponly=True)
        return answer

    def _secret(self) -> bytes:
        return self.house.settings.secret

    def _person(self, request: Request) -> Person | None:
        token = request.cookies.get(self.cookies.session)
        return Sessions(self.house.database).person_for(token, now=self.clock()) if token else None

    def _check(self, username: str, password: str) -> SignedIn | SignInRefused:
        return self.people.sign_in(username, password, now=self.clock())

    def _start(self, person: Person, old: str | None) -> str:
        sessions = Sessions(self.house.database)
        if old:
            sessions.end(old)
            self.sessions.forget(old)
        now = self.clock()
        token = sessions.start(person.id, now=now)
        Audit(self.house.database).record(person.username, "sign_in", at=now)
        return token

    def _end(self, token: str) -> None:
        sessions = Sessions(self.house.database)
        now = self.clock()
        person = sessions.person_for(token, now=now, touch=False)
        sessions.end(token)
        self.sessions.forget(token)
        if person is not None:
            Audit(self.house.database).record(person.username, "sign_out", at=now)

    def _form(
        self,
        request: Request,
        language: str,
        *,
        message: str = "",
        kind: str = "bad",
        status: int = 200,
        onward: str = "/",
        username: str = "",
    ) -> Response:
        words = translator(language)
        kept = request.cookies.get(self.cookies.pre_session)
        pre_session = kept if kept is not None and is_pre_session(kept) else new_pre_session()
        values = {
            "csrf": form_token(self._secret(), pre_session),
            "message": words(message) if message in _MESSAGES else message,
            "message_kind": kind,
            "username": username,
            "demo": (demo := self._demo(words)),
            "demo_password": _one_password(demo),
        }
        answer = page(
            "sign_in.html.j2", language, values, title=words("Sign in"), onward=onward,
            status=status,
        )  # fmt: skip
        self._set(answer, self.cookies.pre_session, pre_session, seconds=_PRE_SESSION_SECONDS)
        return answer

    def _who_is_in(self, request: Request, language: str, person: Person) -> Response:
        words = translator(language)
        token = request.cookies[self.cookies.session]
        values = {"csrf": form_token(self._secret(), token), "name": person.display_name}
        return page("sign_out.html.j2", language, values, title=words("Sign out"))

    def _refused(
        self,
        request: Request,
        language: str,
        refusal: SignInRefused,
        *,
        onward: str,
        username: str,
    ) -> Response:
        words = translator(language)
        if refusal.wait_until is None:
            return self._form(
                request, language, message=_WRONG, status=401, onward=onward, username=username
            )
        seconds = max(1, int((refusal.wait_until - self.clock()).total_seconds()) + 1)
        answer = self._form(
            request,
            language,
            message=_waiting(words, seconds),
            status=429,
            onward=onward,
            username=username,
        )
        answer.headers["retry-after"] = str(seconds)
        return answer

    def _demo(self, words: Words) -> list[dict[str, str]]:
        shown = []
        for entry in demo_sign_ins(self.house):
            person = self.people.by_username(entry.username)
            if person is not None:
                role = words(ROLE_NAMES[person.role])
                shown.append({"username": entry.username, "password": entry.password, "role": role})
        return shown

    def _set(self, answer: Response, name: str, value: str, *, seconds: int | None) -> None:
        answer.set_cookie(
            name, value, max_age=seconds, path="/", httponly=True, samesite="lax",
            secure=self.cookies.secure,
        )  # fmt: skip

    def _remember_language(self, answer: Response, language: str) -> None:
        answer.set_cookie(
            LANGUAGE_COOKIE, language, max_age=language_cookie_seconds(), path="/", httponly=True,
            samesite="lax", secure=self.cookies.secure,
        )  # fmt: skip


_WRONG: Final = N_("The user name or the password is not right.")
_STALE: Final = N_("This page stood open for too long. Please sign in once more.")
_BOTH: Final = N_("Please give both the user name and the password.")
_TOO_LARGE: Final = N_("What was sent is too large for this form.")
_MESSAGES: Final = frozenset({_WRONG, _STALE, _BOTH, _TOO_LARGE, "You have signed out."})


def _waiting(words: Words, seconds: int) -> str:
    if seconds < 90:
        return words(N_("Too many failed attempts. Please try again in {n} seconds."), n=seconds)
    return words(
        N_("Too many failed attempts. Please try again in {n} minutes."), n=-(-seconds // 60)
    )


def _one_password(demo: list[dict[str, str]]) -> str:
    """Give the password that every demonstration account shares; empty where they differ."""
    passwords = {entry["password"] for entry in demo}
    return passwords.pop() if len(passwords) == 1 else ""


def _language(request: Request) -> str:
    asked = request.query_params.get("lang", "")
    return asked if asked in LANGUAGES else language_of(request.cookies)


def _text(form: FormData, name: str) -> str:
    value = form.get(name, "")
    return value if isinstance(value, str) else ""


async def _small_form(request: Request) -> FormData | None:
    """Read a plain form of a few fields; None when it is too large or no such form."""
    if not request.headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
        return FormData()
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > _LARGEST_FORM:
            return None
    request._body = bytes(body)
    return await request.form(max_fields=20, max_files=0)

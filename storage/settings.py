"""This module reads the settings of a process from the environment, all mistakes at once."""

import ipaddress
import os
import secrets
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from scoring.types import N_, Problem, ProblemsFound, said
from storage.addresses import database_address, sqlite_address

SECRET_FILE = "secret.key"  # noqa: S105 -- the name of the file, not what is in it
SECRET_LENGTH = 32
MOST_WORK = 22  # four million tries: a minute on an old phone, and nobody waits longer
MOST_MEGABYTES = 200
DATABASE_FILE = "thuocdo.sqlite3"
ENVIRONMENT = "environment"


@dataclass(frozen=True, slots=True)
class Settings:
    """What a process needs to know; `secret` never shows in a log."""

    data_dir: Path
    database_url: str = field(repr=False)  # may hold a password
    intake_database_url: str = field(repr=False)
    public_url: str
    survey_url: str
    staff_url: str
    bind: str
    trusted_proxies: tuple[str, ...]
    criteria_dir: Path | None
    secret: bytes = field(repr=False)
    proof_of_work: int = 0  # bits that a browser has to find; 0 asks for none
    evidence_mb: int = 20  # the largest evidence file, in megabytes

    @classmethod
    def from_environment(
        cls, data_dir: Path | None = None, *, environment: Mapping[str, str] | None = None
    ) -> "Settings":
        """Read THUOCDO_* and make the data directory; raise ProblemsFound with every mistake.

        Without THUOCDO_SECRET a secret is made once and kept in the data directory, readable by
        its owner only.
        """
        return _Reader(os.environ if environment is None else environment).settings(data_dir)


class _Reader:
    """Collects values and problems."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self.environment = environment
        self.problems: list[Problem] = []

    def settings(self, data_dir: Path | None) -> Settings:
        """Read everything, then raise what was wrong or return what was right."""
        folder = data_dir or Path(self._raw("THUOCDO_DATA_DIR") or "thuocdo-data")
        default_database = sqlite_address(folder.absolute() / DATABASE_FILE)
        database = self._value("THUOCDO_DATABASE_URL", _database, default_database)
        values = {
            "public_url": self._value("THUOCDO_PUBLIC_URL", _web, "http://127.0.0.1:8501"),
            "staff_url": self._value("THUOCDO_STAFF_URL", _web, "http://127.0.0.1:8502"),
            "survey_url": self._value("THUOCDO_SURVEY_URL", _web, "http://127.0.0.1:8503"),
            "intake_database_url": self._value(
                "THUOCDO_INTAKE_DATABASE_URL", _database, database or default_database
            ),
            "bind": self._value("THUOCDO_BIND", _address, "127.0.0.1"),
        }
        work = self._value("THUOCDO_PROOF_OF_WORK", _bits, "0")
        evidence = self._value("THUOCDO_EVIDENCE_MB", _megabytes, "20")
        proxies = self._value("THUOCDO_TRUSTED_PROXIES", _networks, "")
        criteria = self._raw("THUOCDO_CRITERIA_DIR")
        if criteria and not Path(criteria).is_dir():
            self._problem("THUOCDO_CRITERIA_DIR", _FOLDER, shown=criteria)
        needs_folder = not (self._raw("THUOCDO_SECRET") and self._raw("THUOCDO_DATABASE_URL"))
        secret = self._secret(folder) if self._folder_is_there(folder, needs_folder) else b""
        if self.problems:
            raise ProblemsFound(self.problems)
        return Settings(
            data_dir=folder,
            database_url=database,
            trusted_proxies=tuple(proxies.split()),
            criteria_dir=Path(criteria) if criteria else None,
            secret=secret,
            proof_of_work=int(work or 0),
            evidence_mb=int(evidence or 0),
            **values,
        )

    def _raw(self, name: str) -> str:
        return self.environment.get(name, "").strip()

    def _value(self, name: str, read: Callable[[str], str], default: str) -> str:
        raw = self._raw(name)
        if not raw:
            return default
        try:
            return read(raw)
        except ValueError:
            # A database URL may hold a password: never say it again.
            shown = _without_password(raw) if read is _database else raw
            self._problem(name, _EXPECTED[read], shown=shown)
            return ""

    def _folder_is_there(self, folder: Path, needed: bool) -> bool:
        """Make the data directory, for its owner only, where something will be kept in it."""
        try:
            if needed:
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        except OSError:
            self._problem("THUOCDO_DATA_DIR", _WRITABLE, shown=str(folder))
            return False
        return True

    def _secret(self, folder: Path) -> bytes:
        given = self._raw("THUOCDO_SECRET")
        if given:
            if len(given) < SECRET_LENGTH:
                self._problem("THUOCDO_SECRET", _SECRET, shown=_SHORTER)
            return given.encode()
        try:
            return kept_secret(folder / SECRET_FILE)
        except OSError:
            self._problem("THUOCDO_DATA_DIR", _WRITABLE, shown=str(folder))
            return b""

    def _problem(self, name: str, expected: str, *, shown: str) -> None:
        self.problems.append(
            Problem(
                code="setting",
                file=ENVIRONMENT,
                line=None,
                place=name,
                expected=said(expected),
                got=said(shown) if shown == _SHORTER else said("{value}", value=shown),
                remedy=said(N_("Set this variable again and start once more.")),
            )
        )


_SHORTER = N_("a shorter text")
_FOLDER = N_("a directory that exists")
_WRITABLE = N_("a directory that this process may write to")
_SECRET = N_("at least 32 characters that nobody can guess")


def kept_secret(file: Path) -> bytes:
    """Return the secret kept in a file, making it once, readable by its owner only.

    Raises OSError where the file cannot be made or read, or does not hold a whole secret.
    """
    if not file.exists():
        _make_secret(file)
    secret = file.read_bytes()
    if len(secret) < SECRET_LENGTH:
        raise OSError(f"{file} does not hold a whole secret")
    return secret


def _make_secret(file: Path) -> None:
    """Write the secret beside its place and link it there: seen whole or not at all."""
    draft = file.with_name(f"{file.name}.{secrets.token_hex(8)}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as handle:
        handle.write(secrets.token_hex(SECRET_LENGTH).encode())
        handle.flush()
        os.fsync(handle.fileno())
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # another process was first: its secret counts
    finally:
        draft.unlink()


def _database(text: str) -> str:
    return database_address(text).render_as_string(hide_password=False)


def _web(text: str) -> str:
    parts = urlsplit(text)
    parts.port  # noqa: B018 -- raises ValueError for a port that is no number
    wrong = (
        parts.scheme not in {"http", "https"}
        or not parts.hostname
        or parts.username is not None
        or parts.query
        or parts.fragment
        or any(letter.isspace() or letter in "<>\"'\\" for letter in text)
    )
    if wrong:
        raise ValueError("not a web address")
    return text.rstrip("/")


def _address(text: str) -> str:
    return "127.0.0.1" if text == "localhost" else str(ipaddress.ip_address(text))


def _networks(text: str) -> str:
    parts = text.replace(",", " ").split()
    return " ".join(str(ipaddress.ip_network(part, strict=False)) for part in parts)


def _bits(text: str) -> str:
    if not (text.isascii() and text.isdecimal() and int(text) <= MOST_WORK):
        raise ValueError("not a number of bits")
    return text


def _megabytes(text: str) -> str:
    if not (text.isascii() and text.isdecimal() and 1 <= int(text) <= MOST_MEGABYTES):
        raise ValueError("not a number of megabytes")
    return text


def _without_password(text: str) -> str:
    """Show only the scheme of a database URL that could not be read."""
    scheme, mark, _ = text.partition("://")
    return f"{scheme}://…" if mark and scheme.replace("+", "").isalnum() else "…"


_EXPECTED: dict[Callable[[str], str], str] = {
    _database: N_("sqlite:///FILE or postgresql://USER:PASSWORD@HOST/NAME"),
    _web: N_("an address such as https://khaosat.example.vn, without ? and #"),
    _address: N_("an IP address such as 127.0.0.1"),
    _bits: N_("a whole number from 0 (off) to 22; 16 takes an old phone about a second"),
    _megabytes: N_("a whole number of megabytes from 1 to 200"),
    _networks: N_("IP addresses or networks separated by commas, such as 10.0.0.0/8"),
}

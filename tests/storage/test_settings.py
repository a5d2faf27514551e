"""Settings are read from the environment, and every mistake is said at once."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from scoring.types import ProblemsFound
from storage.addresses import database_address
from storage.database import open_database
from storage.settings import Settings, kept_secret


def _read(folder: Path, **environment: str) -> Settings:
    return Settings.from_environment(folder, environment=environment)


def _wrong(folder: Path, **environment: str) -> dict[str, str]:
    with pytest.raises(ProblemsFound) as caught:
        _read(folder, **environment)
    return {problem.place: str(problem.sentence()) for problem in caught.value.problems}


def test_nothing_set_gives_a_working_local_installation(tmp_path: Path) -> None:
    settings = _read(tmp_path / "new" / "data")
    assert settings.bind == "127.0.0.1"
    assert settings.trusted_proxies == ()
    assert settings.criteria_dir is None
    assert settings.intake_database_url == settings.database_url
    assert len({settings.public_url, settings.staff_url, settings.survey_url}) == 3
    database = open_database(settings)
    with database.read() as connection:
        assert connection.exec_driver_sql("SELECT 1").scalar() == 1
    database.close()
    assert (tmp_path / "new" / "data" / "thuocdo.sqlite3").is_file()


def test_everything_set_is_taken(tmp_path: Path) -> None:
    settings = Settings.from_environment(
        environment={
            "THUOCDO_DATA_DIR": str(tmp_path),
            "THUOCDO_DATABASE_URL": "postgresql://thuocdo:mat%20khau@db:5432/thuocdo",
            "THUOCDO_INTAKE_DATABASE_URL": "postgresql+psycopg://intake:x@db/thuocdo",
            "THUOCDO_PUBLIC_URL": "https://khaosat.gialai.gov.vn/",
            "THUOCDO_SURVEY_URL": "https://phieu.gialai.gov.vn",
            "THUOCDO_STAFF_URL": "https://canbo.gialai.gov.vn",
            "THUOCDO_BIND": "::1",
            "THUOCDO_SECRET": "s" * 32,
            "THUOCDO_TRUSTED_PROXIES": "10.0.0.0/8, 127.0.0.1",
            "THUOCDO_CRITERIA_DIR": str(tmp_path),
        }
    )
    assert database_address(settings.database_url).password == "mat khau"
    assert settings.database_url.startswith("postgresql+psycopg://")
    assert settings.public_url == "https://khaosat.gialai.gov.vn"
    assert settings.trusted_proxies == ("10.0.0.0/8", "127.0.0.1/32")
    assert (settings.bind, settings.secret) == ("::1", b"s" * 32)
    assert settings.criteria_dir == settings.data_dir == tmp_path
    assert list(tmp_path.iterdir()) == []  # a given secret is not written down


def test_every_mistake_is_said_at_once(tmp_path: Path) -> None:
    wrong = {
        "THUOCDO_DATABASE_URL": "mysql://root@db/x",
        "THUOCDO_PUBLIC_URL": "khaosat.gialai.gov.vn",
        "THUOCDO_SURVEY_URL": "https://a b",
        "THUOCDO_STAFF_URL": "https://canbo.vn:port",
        "THUOCDO_BIND": "everywhere",
        "THUOCDO_SECRET": "short",
        "THUOCDO_TRUSTED_PROXIES": "10.0.0.0/8, proxy",
        "THUOCDO_CRITERIA_DIR": str(tmp_path / "missing"),
    }
    said = _wrong(tmp_path, **wrong)
    assert said.keys() == wrong.keys()
    assert all("expected" in sentence for sentence in said.values())


@pytest.mark.parametrize(
    "url",
    [
        "ftp://khaosat.vn",
        "https://",
        "https://user:pass@khaosat.vn",
        "https://khaosat.vn/?a=1",
        "https://khaosat.vn/#a",
        'https://khaosat.vn/"><script>',
        "javascript:alert(1)",
    ],
)
def test_address_that_must_not_stand_in_a_qr_code_is_refused(tmp_path: Path, url: str) -> None:
    assert _wrong(tmp_path, THUOCDO_PUBLIC_URL=url).keys() == {"THUOCDO_PUBLIC_URL"}


@pytest.mark.parametrize(
    "url", ["sqlite://", "sqlite:///:memory:", "nonsense", "sqlite:///a?mode=memory", "oracle://x"]
)
def test_database_that_is_not_supported_is_refused(tmp_path: Path, url: str) -> None:
    assert _wrong(tmp_path, THUOCDO_DATABASE_URL=url).keys() == {"THUOCDO_DATABASE_URL"}


def test_neither_secret_nor_password_is_ever_shown(tmp_path: Path) -> None:
    settings = _read(
        tmp_path, THUOCDO_SECRET="t0p" * 20, THUOCDO_DATABASE_URL="postgresql://u:pa55@db/x"
    )
    assert "t0p" not in repr(settings)
    assert "pa55" not in repr(settings)
    said = _wrong(tmp_path, THUOCDO_SECRET="t0p", THUOCDO_DATABASE_URL="mysql://u:pa55@db/x")
    assert "t0p" not in str(said)
    assert "pa55" not in str(said)


def test_secret_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    first, second = _read(tmp_path), _read(tmp_path)
    assert first.secret == second.secret
    assert len(first.secret) >= 32
    (file,) = tmp_path.iterdir()
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert _read(tmp_path / "other").secret != first.secret


def test_processes_that_start_together_agree_on_one_secret(tmp_path: Path) -> None:
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda _: kept_secret(tmp_path / "secret.key"), range(64)))
    assert len(found) == 1
    assert [file.name for file in tmp_path.iterdir()] == ["secret.key"]


def test_secret_that_was_cut_short_is_reported_not_used(tmp_path: Path) -> None:
    (tmp_path / "secret.key").write_bytes(b"abc")
    assert _wrong(tmp_path).keys() == {"THUOCDO_DATA_DIR"}


def test_data_directory_is_made_for_its_owner_only_whenever_the_data_lie_in_it(
    tmp_path: Path,
) -> None:
    settings = _read(tmp_path / "data", THUOCDO_SECRET="s" * 32)
    assert stat.S_IMODE(settings.data_dir.stat().st_mode) == 0o700
    elsewhere = "postgresql://thuocdo@db/thuocdo"
    _read(tmp_path / "none", THUOCDO_SECRET="s" * 32, THUOCDO_DATABASE_URL=elsewhere)
    assert not (tmp_path / "none").exists()


def test_data_directory_that_cannot_be_made_is_reported(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert _wrong(tmp_path / "file").keys() == {"THUOCDO_DATA_DIR"}


@pytest.mark.parametrize("name", ["dữ liệu 100%", "a?b#c", "a b@c"])
def test_data_directory_may_have_any_name(tmp_path: Path, name: str) -> None:
    settings = _read(tmp_path / name)
    database = open_database(settings)
    with database.write() as connection:
        connection.exec_driver_sql("CREATE TABLE t (a)")
    database.close()
    assert (tmp_path / name / "thuocdo.sqlite3").stat().st_size > 0
    assert not os.path.exists(tmp_path / "thuocdo.sqlite3")

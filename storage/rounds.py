"""This module stores rounds: the yearly runs of a criteria set over a peer group."""

import hashlib
from typing import Any

from sqlalchemy import Row, Select, insert, select, update

from scoring.types import Text
from storage.database import Database
from storage.faults import Refused
from storage.records import NewRound, Round
from storage.tables import RoundRow


class Rounds:
    """The rounds, newest year first. Of a stored round only the stage changes."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def open(self, new: NewRound) -> Round:
        """Open a round; Refused for an id that exists, ValueError for a hash not the content's."""
        if hashlib.sha256(new.set_content).hexdigest() != new.set_sha256:
            raise ValueError("the hash is not that of the set's content")
        with self.database.write() as connection:
            connection.execute(
                insert(RoundRow).values(
                    id=new.id,
                    title_vi=new.title.vi,
                    title_en=new.title.en,
                    year=new.year,
                    peer_group=new.group,
                    set_id=new.set_id,
                    set_sha256=new.set_sha256,
                    set_content=new.set_content,
                    opened_at=new.opened_at,
                    stage=new.stage,
                    simulated=new.simulated,
                )
            )
            stored = self.by_id(new.id)
        if stored is None:
            raise Refused("the round was not stored")
        return stored

    def all(self) -> tuple[Round, ...]:
        """Return every round, newest year first."""
        return self._read(select(RoundRow.__table__))

    def by_id(self, round_id: str) -> Round | None:
        """Return the round with this id, or None."""
        found = self._read(select(RoundRow.__table__).where(RoundRow.id == round_id))
        return found[0] if found else None

    def set_stage(self, round_id: str, stage: str) -> None:
        """Move a round to another stage; raise Refused where there is no such round."""
        with self.database.write() as connection:
            changed = connection.execute(
                update(RoundRow).where(RoundRow.id == round_id).values(stage=stage)
            )
            if changed.rowcount != 1:
                raise Refused(f"there is no round {round_id}")

    def _read(self, wanted: Select[*tuple[Any, ...]]) -> tuple[Round, ...]:
        with self.database.read() as connection:
            rows = connection.execute(
                wanted.order_by(RoundRow.year.desc(), RoundRow.peer_group, RoundRow.id)
            )
            return tuple(_round(row) for row in rows)


def _round(row: Row[*tuple[Any, ...]]) -> Round:
    return Round(
        id=row.id,
        title=Text(vi=row.title_vi, en=row.title_en),
        year=row.year,
        group=row.peer_group,
        set_id=row.set_id,
        set_sha256=row.set_sha256,
        set_content=row.set_content,
        opened_at=row.opened_at,
        stage=row.stage,
        simulated=row.simulated,
    )

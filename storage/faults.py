"""This module names the ways in which storage can fail, so that callers need no SQL library."""


class StorageFault(Exception):
    """Say that the database did not do what was asked; its text is for the log, not for people."""


class Refused(StorageFault):
    """Say that the data break a rule: an unknown code, a second row, a changed past."""


class RoundClosed(Refused):
    """Say that a round takes only appraised figures any more; `stage` is where it stands."""

    def __init__(self, round_id: str, stage: str) -> None:
        super().__init__(f"round {round_id} is {stage}: it takes only appraised figures")
        self.round_id = round_id
        self.stage = stage


class Unavailable(StorageFault):
    """Say that the database cannot be reached or is too busy; trying again may help."""


class ChangedMeanwhile(StorageFault):
    """Say that somebody else wrote since the caller looked; `latest_id` is what stands now."""

    def __init__(self, latest_id: int) -> None:
        super().__init__(f"somebody else has written since: the latest figure is now {latest_id}")
        self.latest_id = latest_id


class SchemaBehind(StorageFault):
    """Say that the tables are not those of this program; `thuocdo db upgrade` may help."""


class EvidenceRefused(Refused):
    """Say why a file is not taken as evidence: a reason's code."""

    def __init__(self, reason: str) -> None:
        super().__init__(f"evidence refused: {reason}")
        self.reason = reason


class EvidenceDamaged(StorageFault):
    """Say that a kept file is missing, unreadable or changed (`reason`); the row still stands."""

    def __init__(self, reason: str, sha256: str) -> None:
        super().__init__(f"evidence {sha256} is {reason}")
        self.reason = reason


class BackupFault(StorageFault):
    """Say why a backup was not made or not brought back: a reason's code and what it is about."""

    def __init__(self, reason: str, about: str) -> None:
        super().__init__(f"{reason}: {about}")
        self.reason = reason
        self.about = about

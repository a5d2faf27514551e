"""This module names what a one-stop register counts: per unit, procedure field and month."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from scoring.types import Text

# Counts of dossiers (hồ sơ) or petitions (phản ánh, kiến nghị), each a whole number from 0. What a
# dossier "received" in one month becomes may be counted in a later month.
MEASURES = MappingProxyType(
    {
        "received": Text("hồ sơ tiếp nhận", "dossiers received"),
        "early": Text("giải quyết trước hạn", "settled before the time limit"),
        "on_time": Text("giải quyết đúng hạn", "settled on time"),
        "late": Text("quá hạn", "late"),
        "pending": Text("đang giải quyết, còn trong hạn", "under way within the time limit"),
        "online": Text("nộp trực tuyến", "filed online"),
        "synced": Text("đồng bộ lên Cổng DVCQG", "synchronised to the national portal"),
        "digitised": Text("số hóa hồ sơ và kết quả", "digitised, papers and result"),
        "reused": Text("dùng lại dữ liệu đã số hóa", "using digitised data again"),
        "linked": Text("kết nối kho dữ liệu cá nhân", "linked to the personal data store"),
        "e_result": Text("trả kết quả điện tử", "with an electronic result"),
        "population": Text("dùng dữ liệu dân cư", "using population data"),
        "fee_due": Text("có nghĩa vụ tài chính", "with a fee due"),
        "paid_online": Text("thanh toán trực tuyến", "paid online"),
        "complained": Text("hồ sơ có phản ánh", "dossiers complained of"),
        "petitions": Text("phản ánh, kiến nghị", "petitions"),
        "petitions_on_time": Text("phản ánh xử lý đúng hạn", "petitions handled on time"),
        "petitions_bad": Text("phản ánh chưa hài lòng", "petitions answered unsatisfactorily"),
    }
)
NEEDED = ("received", "early", "on_time", "late")
# A state at the end of its month, not something done in it: of several months the last counts.
STATES = frozenset({"pending"})
# A part can never be more than its whole.
PARTS = MappingProxyType(
    {"online": "received", "paid_online": "fee_due", "petitions_on_time": "petitions"}
)

# How those served are cut, so that answers can be weighted to them.
MARGINS = MappingProxyType(
    {
        "field": Text("lĩnh vực", "field"),
        "channel": Text("hình thức nộp hồ sơ", "way of filing"),
        "sex": Text("giới tính", "sex"),
        "age": Text("nhóm tuổi", "age group"),
    }
)


@dataclass(frozen=True, slots=True)
class RegisterCounts:
    """What one unit's register counts in a procedure field and month ("2026-10")."""

    unit_code: str
    field: str
    month: str
    counts: Mapping[str, int | None]  # by measure; None where it is not counted


@dataclass(frozen=True, slots=True)
class MarginCount:
    """How many people a unit served in one category of a margin in a month ("2026-10")."""

    unit_code: str
    margin: str
    category: str
    month: str
    served: int

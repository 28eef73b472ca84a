"""What can an LMS ask of the door?  Each operation once: the guidance page and the OpenAPI document are made of it."""

from dataclasses import dataclass, field
from typing import Any

from app.domain.accounts.clients.rules import Scope
from app.web.exchange.fields import Field, Kind
from app.web.exchange.shapes import BATCH, COMPLETION, IDENTITY, ITEM, RECONCILIATION, VOID

COMPLETED = {
    "sector_id": "01101000001", "module": "ETEP-GV-01", "year": 2022, "status": "completed", "score": 8.5,
    "completed_at": "2022-04-01T09:30:00+07:00",
}  # fmt: skip
REF = "LMS-2022-HV00123-ETEP-GV-01-1"
RECORD = COMPLETED | {
    "ref": REF, "passed": True, "score_scale": 10, "progress": None, "enrolled_at": None,
    "standing": "counted", "completed_before_enrolment": False, "voided_at": None, "void_reason": None,
    "received_at": "2022-04-18T10:00:00+07:00", "changed_at": "2022-04-18T10:00:00+07:00",
}  # fmt: skip
DONE = {"ref": REF, "outcome": "created", "standing": "waiting"}
RECKONED = {
    "month": "2022-04", "sent": 130, "accepted": 128, "refused": 2,
    "standings": {"open": 40, "counted": 70, "duplicate": 3, "waiting": 5, "voided": 2},
    "ours": {"records": 120, "completed": 79, "voided": 2},
    "declared": {"records": 120, "completed": 80, "voided": 2},
    "differences": [{"name": "completed", "theirs": 80, "ours": 79}],
}  # fmt: skip
CURSOR = Field("cursor", Kind.TEXT, "Con trỏ của lần đọc trước; bỏ trống là từ đầu", "0-0")
LIMIT = Field("limit", Kind.WHOLE, "Số dòng mỗi lần, nhiều nhất 1.000", 200, least=1, most=1000)


@dataclass(frozen=True)
class Operation:
    """One thing to ask for, with an example of it and of its answer."""

    name: str
    method: str
    path: str
    title: str
    words: str
    scope: Scope | None = None
    fields: tuple[Field, ...] = ()
    query: tuple[Field, ...] = ()
    sent: Any = None
    answered: Any = None
    statuses: tuple[int, ...] = (200,)
    problems: tuple[str, ...] = ()
    items: tuple[Field, ...] = field(default=())

    @property
    def asks_for_key(self) -> bool:
        """Does it take an Idempotency-Key?"""
        return self.method != "GET" and self.scope not in (None, Scope.CHECK_IDENTITY)


OPERATIONS = (
    Operation(
        "issue", "POST", "/token", "Xin mã truy cập",
        "OAuth 2.0 (RFC 6749, 4.4). Cấp quyền bằng mã bí mật của kết nối; mã kết nối và mã bí mật đi trong"
        " tiêu đề Basic hoặc trong biểu mẫu. Mã truy cập dùng được một giờ.",
        sent="grant_type=client_credentials&client_id=lms-…&client_secret=tms_live_…",
        answered={"access_token": "tms_at_…", "token_type": "Bearer", "expires_in": 3600, "scope": "completions:write"},
        problems=("client_refused", "grant_unknown", "scope_unknown", "not_a_form"),
    ),
    Operation(
        "put_completion", "PUT", "/completions/{ref}", "Gửi một kết quả",
        "Số hiệu do LMS đặt: một người học, một mô đun, một lượt học. Gửi lại y nguyên là 200; tiến lên (đăng ký, đang"
        " học, hoàn thành) là 200; trái với điều đã gửi là 409 kèm các mục khác"
        " nhau. Người chưa xác thực mã thì kết quả chờ, và tự được tính ngay khi xác thực.",
        Scope.WRITE_COMPLETIONS, fields=COMPLETION, sent=COMPLETED, answered=DONE, statuses=(201, 200),
        problems=("conflict", "invalid"),
    ),
    Operation(
        "put_batch", "POST", "/completions/batch", "Gửi lô kết quả",
        "Nhiều nhất 1.000 kết quả, mỗi kết quả một trả lời theo đúng thứ tự đã gửi. Một kết quả sai không làm hỏng"
        " các kết quả khác: cả lô vẫn là 200, kết quả ấy có status 422 hoặc 409 kèm errors; sửa rồi gửi lại riêng nó.",
        Scope.WRITE_COMPLETIONS, fields=BATCH, items=ITEM,
        sent={"items": [{"ref": REF} | COMPLETED, {"ref": f"{REF[:-2]}-2"} | COMPLETED | {"module": "GV-01"}]},
        answered={"results": [DONE | {"status": 201},
                              {"ref": f"{REF[:-2]}-2", "status": 422, "outcome": "invalid", "errors": [
                                  {"pointer": "/items/1/module", "code": "unknown",
                                   "detail": "không có trong danh mục"}]}],
                  "summary": {"created": 1, "invalid": 1}},
        problems=("invalid", "too_large"),
    ),
    Operation(
        "void_completion", "POST", "/completions/{ref}/void", "Hủy kết quả",
        "Kết quả đã hoàn thành không sửa được: hủy kèm lý do rồi gửi số hiệu mới. Hủy lại cùng lý do vẫn là 200.",
        Scope.WRITE_COMPLETIONS, fields=VOID, sent={"reason": "Nhập nhầm người học"},
        answered={"ref": REF, "outcome": "voided", "standing": "voided"},
        problems=("not_found", "voided"),
    ),
    Operation(
        "show_completion", "GET", "/completions/{ref}", "Đọc một kết quả",
        "Chỉ kết quả của chính đơn vị; standing cho biết kết quả đang được tính, chờ xác thực mã, trùng hay đã hủy.",
        Scope.READ_COMPLETIONS, answered=RECORD, problems=("not_found",),
    ),
    Operation(
        "list_completions", "GET", "/completions", "Đọc các kết quả thay đổi",
        "Theo thứ tự thay đổi, từ sau con trỏ. Đọc tiếp với cursor vừa nhận cho đến khi more là false. Thay đổi là được"
        " gửi, tiến lên, hủy, hay được tính thay một kết quả vừa hủy; xác thực mã không thay đổi kết quả nào: tin ấy ở"
        " /identities/changes, rồi đọc từng số hiệu. Đọc từ đầu (không có con trỏ) thì được standing hiện nay của tất"
        " cả.",
        Scope.READ_COMPLETIONS, query=(CURSOR, LIMIT),
        answered={"items": [RECORD], "cursor": "812-1042", "more": False}, problems=("invalid",),
    ),
    Operation(
        "list_modules", "GET", "/modules", "Đọc danh mục mô đun", "Những mã mà mục module được nhận.",
        Scope.READ_CATALOGUE,
        answered={"items": [{"code": "ETEP-GV-01", "programme": "ETEP", "number": 1, "audience": "teacher",
                             "kind": "compulsory",
                             "name": "Hướng dẫn thực hiện Chương trình giáo dục phổ thông 2018"}]},
    ),
    Operation(
        "list_deadlines", "GET", "/deadlines", "Đọc hạn bồi dưỡng",
        "Các năm bồi dưỡng của những tỉnh mà kết nối phục vụ; due là thời điểm đầu tiên bị coi là muộn.",
        Scope.READ_CATALOGUE,
        answered={"items": [{"province": {"code": "93", "name": "Sở GDĐT"}, "year": 2022,
                             "opens": "2022-01-01T00:00:00+07:00", "due": "2022-12-01T00:00:00+07:00",
                             "modules": [{"code": "ETEP-GV-01", "way": "online", "hours": 40}]}]},
    ),
    Operation(
        "check", "POST", "/identity/check", "Kiểm tra mã và ngày sinh",
        "Trả lời match (đã xác thực và khớp), pending (đã khai báo hoặc có trong danh sách, chờ xác thực) hoặc"
        " mismatch, không nói sai ở đâu; làm gì với từng câu: xem mục Kiểm tra mã trước khi gửi. Sau 3 lần không khớp"
        " của một mã trong ngày thì đơn vị không được trả lời về mã đó nữa đến hết ngày, kể cả khi hỏi đúng.",
        Scope.CHECK_IDENTITY, fields=IDENTITY, sent={"sector_id": "01101000001", "birth_date": "1988-09-05"},
        answered={"result": "match"}, problems=("invalid", "guessed_enough"),
    ),
    Operation(
        "show_person", "GET", "/persons/{sector_id}", "Tra một mã định danh",
        "200: mã đã xác thực, từ lúc nào. 308: người này nay mang mã khác. 410: mã không còn dẫn đến ai. Chỉ người của"
        " tỉnh mà kết nối phục vụ, hoặc đã học với đơn vị; kết nối bị giới hạn trong vài tỉnh thì chỉ người của"
        " tỉnh ấy.",
        Scope.READ_IDENTITY, statuses=(200, 308), problems=("not_found", "withdrawn"),
        answered={"sector_id": "01101000001", "verified_since": "2022-04-10T08:00:00+07:00", "confirm_again": False},
    ),
    Operation(
        "list_changes", "GET", "/identities/changes", "Nhận thay đổi của mã định danh",
        "Mã của người đã học với đơn vị: verified (vừa xác thực), replaced (đổi sang mã khác), withdrawn (không còn"
        " hiệu lực). Không bao giờ bỏ sót; một dòng có thể đến lại. Giữ cursor, mỗi vài phút hỏi tiếp. Kết nối"
        " bị giới hạn trong vài tỉnh chỉ nhận tin của người tỉnh ấy.",
        Scope.READ_IDENTITY, query=(CURSOR, LIMIT), problems=("invalid",),
        answered={"items": [{"change": "verified", "sector_id": "01101000001", "replaced_by": None,
                             "at": "2022-04-18T10:00:00+07:00"}], "cursor": "815-77", "more": False},
    ),
    Operation(
        "show_reconciliation", "GET", "/reconciliation", "Đọc đối soát tháng",
        "Đã gửi, đã nhận, bị từ chối (đếm theo lần gửi); được tính, chờ, trùng, hủy (đếm theo bản ghi).",
        Scope.READ_COMPLETIONS, query=(RECONCILIATION[0],), answered=RECKONED, problems=("invalid",),
    ),
    Operation(
        "reconcile", "POST", "/reconciliation", "Đối soát tháng",
        "Gửi số của LMS cho cả tháng, nhận lại những số hai bên khác nhau. Gửi lại thì thay số cũ. Bản ghi thuộc tháng"
        " mà nó được gửi lần đầu, dù hoàn thành tháng nào; bản đã hủy vẫn là một bản ghi.",
        Scope.WRITE_COMPLETIONS, fields=RECONCILIATION,
        sent={"month": "2022-04", "records": 120, "completed": 80, "voided": 2}, answered=RECKONED,
        problems=("invalid",),
    ),
)  # fmt: skip

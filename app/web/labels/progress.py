"""Words for campaigns, boards and reminders."""

# How urgent each standing looks; "" is plain text: colour only for what needs action.
STANDING_TONES = {
    "not_declared": "grey", "listed": "grey", "unsaved": "wait", "pending": "info", "mismatch": "bad",
    "not_found": "bad", "duplicate": "bad", "reconfirm": "bad", "verified_self": "", "verified_bulk": "",
}  # fmt: skip

LABELS: dict[str, dict[str, str]] = {
    "figure": {
        "expected": "Tổng số",
        "declared": "Đã khai báo",
        "on_time": "Khai báo đúng hạn",
        "late": "Khai báo sau hạn",
        "verified": "Đã xác thực",
        "mismatch": "Chưa khớp",
        "pending": "Đang đối chiếu",
        "unsaved": "Chưa lưu",
        "not_started": "Chưa khai báo",
    },
    "standing": {
        "not_declared": "Chưa khai báo",
        "listed": "Có mã từ danh sách, chưa khai báo",
        "unsaved": "Chưa lưu",
        "pending": "Đang đối chiếu",
        "mismatch": "Chưa khớp",
        "not_found": "Không tìm thấy",
        "duplicate": "Trùng mã",
        "verified_self": "Đã xác thực",
        "verified_bulk": "Đã xác thực theo danh sách",
        "reconfirm": "Cần xác nhận lại",
    },
    "bulk_outcome": {
        "verified": "Đã xác thực",
        "mismatch": "Chưa khớp",
        "not_found": "Không tìm thấy",
        "duplicate": "Trùng mã",
        "unreachable": "Chưa đối chiếu được",
        "no_id": "Chưa có mã",
        "no_birth_date": "Chưa có ngày sinh",
    },
    "pace": {
        "done": "Mọi người đã khai báo.",
        "in_time": "Với tốc độ hiện nay, kịp hạn.",
        "too_slow": "Với tốc độ hiện nay, không kịp hạn.",
        "standing_still": "7 ngày qua chưa có thêm ai khai báo.",
        "over": "Đã hết hạn.",
    },
    "job_kind": {
        "recount": "Tính lại số liệu tiến độ",
        "turn_day": "Chuyển ngày số liệu tiến độ",
        "remind": "Gửi lời nhắc",
        "verify": "Đối chiếu hàng loạt với CSDL ngành",
    },
    "journal_event": {"deadline_moved": "Đổi hạn hoàn thành"},
}

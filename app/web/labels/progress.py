"""Words for campaigns, boards and reminders."""

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
        "mark_units": "Đánh dấu đơn vị cần tính lại số liệu",
    },
    "journal_event": {"deadline_moved": "Đổi hạn hoàn thành"},
}

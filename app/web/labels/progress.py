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
        "declared_lately": "Khai báo trong 7 ngày qua",
    },
    "standing_hint": {
        "not_declared": "Khai báo mã định danh trên CSDL ngành",
        "listed": "Nhà trường đã có mã; hãy kiểm tra và khai báo",
        "unsaved": "Đã nhập mã nhưng chưa lưu: chưa được tính là đã khai báo",
        "pending": "Hệ thống tự đối chiếu lại và báo kết quả; không cần nhập lại",
        "mismatch": "Họ tên hoặc ngày sinh chưa khớp với CSDL ngành",
        "not_found": "CSDL ngành không có mã này; hãy kiểm tra lại mã",
        "duplicate": "Một tài khoản khác đã xác thực mã này; quản trị đang xem xét",
        "verified_self": "Không cần làm gì thêm",
        "verified_bulk": "Nhà trường đã đối chiếu; không cần làm gì thêm",
        "reconfirm": "Hồ sơ trên CSDL ngành vừa thay đổi; hãy xác nhận lại",
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
        "mark_units": "Đánh dấu đơn vị cần tính lại số liệu",
        "remind": "Gửi lời nhắc",
        "mail_reminder": "Gửi thư nhắc",
    },
    "journal_event": {"deadline_moved": "Đổi hạn hoàn thành", "reminder_sent": "Gửi lời nhắc"},
    "deadline_problem": {
        "malformed": "Hãy nhập ngày theo dạng ngày/tháng/năm, ví dụ 23/04/2022.",
        "not_real": "Ngày này không có thật. Hãy kiểm tra lại.",
        "out_of_range": "Hãy nhập một ngày từ năm 2020 đến năm 2039.",
    },
    "notice": {
        "campaign_reminder": "{sender} nhắc: đề nghị thầy/cô cập nhật mã định danh trên CSDL ngành {deadline}.",
    },
    "mail_subject": {"campaign_reminder": "Nhắc cập nhật mã định danh trên CSDL ngành"},
    "mail": {
        "campaign_reminder": "Kính gửi thầy/cô,\n\n{sender} đề nghị thầy/cô cập nhật mã định danh trên CSDL ngành "
        "{deadline}.\n\nĐăng nhập tại {address}, chọn Việc của tôi > Mã định danh.\n\n"
        "Thư do hệ thống TEMIS gửi; không cần trả lời.",
    },
    "chat": {
        "not_started": "Kính gửi các thầy/cô {place}: còn {number} người chưa khai báo mã định danh trên TEMIS. "
        "Đề nghị thầy/cô đăng nhập {address}, mở mục Mã định danh và hoàn thành {deadline}.",
        "unsaved": "Kính gửi các thầy/cô {place}: còn {number} người đã nhập mã định danh nhưng chưa bấm "
        "LƯU THÔNG TIN nên chưa được tính. Đề nghị thầy/cô đăng nhập {address} và lưu {deadline}.",
        "mismatch": "Kính gửi các thầy/cô {place}: còn {number} người có mã định danh chưa khớp với CSDL ngành. "
        "Đề nghị thầy/cô đăng nhập {address} xem lý do, sửa hoặc bấm Nhờ nhà trường kiểm tra {deadline}.",
    },
}

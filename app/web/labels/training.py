"""The words of continuous training (bồi dưỡng thường xuyên)."""

LABELS: dict[str, dict[str, str]] = {
    "audience": {"teacher": "Giáo viên", "manager": "Cán bộ quản lý"},
    "module_kind": {
        "compulsory": "Bắt buộc",
        "compulsory_core": "Bắt buộc với cốt cán",
        "elective": "Tự chọn",
    },
    "training_way": {"online": "Trực tuyến", "classroom": "Tập trung", "blended": "Kết hợp"},
    "learning_status": {
        "enrolled": "Đã đăng ký",
        "in_progress": "Đang học",
        "failed": "Chưa đạt",
        "passed": "Đạt",
    },
    "record_standing": {
        "open": "Chưa hoàn thành",
        "counted": "Được tính",
        "duplicate": "Trùng, không tính thêm",
        "waiting": "Chờ xác thực mã",
        "voided": "Đã hủy",
    },
    "record_standing_tone": {
        "open": "grey",
        "counted": "ok",
        "duplicate": "grey",
        "waiting": "wait",
        "voided": "bad",
    },
    "record_verdict": {
        "new": "Mới",
        "same": "Đã có",
        "forward": "Cập nhật",
        "conflict": "Khác nội dung đã gửi",
    },
    "journal_event": {
        "module_imported": "Nhập mô đun bồi dưỡng",
        "completions_received": "Nhận kết quả bồi dưỡng",
        "completion_voided": "Hủy kết quả bồi dưỡng",
    },
}

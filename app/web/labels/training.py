"""The words of continuous training (bồi dưỡng thường xuyên)."""

LABELS: dict[str, dict[str, str]] = {
    "audience": {"teacher": "Giáo viên", "manager": "Cán bộ quản lý"},
    "module_kind": {
        "compulsory": "Bắt buộc",
        "compulsory_core": "Bắt buộc với cốt cán",
        "elective": "Tự chọn",
    },
    "training_way": {"online": "Trực tuyến", "classroom": "Tập trung", "blended": "Kết hợp"},
    "journal_event": {"module_imported": "Nhập mô đun bồi dưỡng"},
}

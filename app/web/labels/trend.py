"""Words for what becomes of evaluations over the years: one's own trend, who may become a core person."""

LABELS: dict[str, dict[str, str]] = {
    "core_figure": {"eligible": "Đủ điều kiện", "lacking": "Còn thiếu", "all": "Tất cả"},
    "core_kind": {"teacher": "Giáo viên", "manager": "Cán bộ quản lý"},
    "core_lack": {
        "years_unknown": "chưa có năm bắt đầu dạy học hoặc quản lý trong hồ sơ",
        "years_short": "mới {years} năm, cần {needed}",
        "rank_low": "xếp loại dưới mức {rank}",
        "levels_unknown": "không có mức từng tiêu chí (kết quả nhập từ giấy)",
        "key_low": "tiêu chí {criteria} chưa đạt mức {key}",
    },
    "security_event": {"trend_opened": "Xem quá trình đánh giá"},
}

"""Words for the board that puts all indicators together."""

LABELS: dict[str, dict[str, str]] = {
    "overview_subject": {
        "identity": "Mã định danh",
        "evaluation": "Đánh giá",
        "hand_in": "Nộp kết quả",
        "training": "Bồi dưỡng",
        "plans": "Kế hoạch hỗ trợ",
        "report": "Báo cáo",
    },
    "overview_counted": {
        "identity": "Đã xác thực mã",
        "evaluation": "Đã công bố kết quả",
        "hand_in": "Trường đã nộp kết quả",
        "training": "Đã đạt đủ mô đun",
        "plans": "Kế hoạch hỗ trợ đã duyệt",
    },
    "overview_of": {
        "identity": "Tổng số người",
        "evaluation": "Thuộc diện đánh giá",
        "hand_in": "Số trường",
        "training": "Cần bồi dưỡng",
        "plans": "Kế hoạch hỗ trợ đã nộp",
    },
    "overview_left": {
        "identity": "người chưa khai báo",
        "evaluation": "người chưa được công bố kết quả",
        "assessed": "người chưa tự đánh giá",
        "ranked": "người chưa xếp loại",
        "hand_in": "trường chưa nộp",
        "training": "người chưa đạt đủ mô đun",
    },
    "overview_course": {
        "late": "Quá hạn",
        "slow": "Chậm",
        "on_course": "Đang làm",
        "done": "Xong",
        "nothing": "Chưa có số liệu",
    },
    "overview_course_tone": {"late": "bad", "slow": "wait", "on_course": "info", "done": "plain", "nothing": "grey"},
}

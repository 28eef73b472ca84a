"""Words for results taken over from paper."""

LABELS: dict[str, dict[str, str]] = {
    "result_figure": {"due": "Trong danh sách", "missing": "Chưa nhập", "entered": "Đã nhập"},
    "paper_problem": {
        "rank_missing": "Hãy chọn xếp loại ghi trên phiếu.",
        "levels_partial": "Mức các tiêu chí mới điền một phần. Hãy điền đủ, hoặc để trống cả.",
        "reason_missing": "Xếp loại khác với quy tắc tính từ các mức đã nhập. Hãy ghi lý do nêu trên phiếu.",
        "signed_on_outside": "Ngày ký phải trong thời gian của đợt và không sau hôm nay.",
    },
    "journal_event": {
        "paper_result_entered": "Nhập kết quả xếp loại từ phiếu giấy",
        "added_to_period": "Thêm vào danh sách nhập kết quả",
    },
    "notice": {
        "paper_result_entered": "Kết quả xếp loại trên phiếu giấy của thầy/cô đã được nhập. Mở mục Đánh giá để xem."
    },
}

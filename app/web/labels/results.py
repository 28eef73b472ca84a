"""Words for results taken over from paper."""

LABELS: dict[str, dict[str, str]] = {
    "result_figure": {"due": "Trong danh sách", "missing": "Chưa nhập", "entered": "Đã nhập"},
    "copy_figure": {"due": "Trong danh sách", "without": "Chưa có bản chụp", "with": "Đã có bản chụp"},
    "own_section": {"paper_copies": "Bản chụp phiếu giấy"},
    "paper_problem": {
        "rank_missing": "Hãy chọn xếp loại ghi trên phiếu.",
        "levels_partial": "Mức các tiêu chí mới điền một phần. Hãy điền đủ, hoặc để trống cả.",
        "reason_missing": "Xếp loại khác với quy tắc tính từ các mức đã nhập. Hãy ghi lý do nêu trên phiếu.",
        "signed_on_outside": "Ngày ký phải trong thời gian của đợt và không sau hôm nay.",
    },
    "journal_event": {
        "paper_result_entered": "Nhập kết quả xếp loại từ phiếu giấy",
        "paper_copy_added": "Thêm bản chụp phiếu giấy",
        "paper_copy_removed": "Gỡ bản chụp phiếu giấy",
        "paper_copy_infected": "Phát hiện mã độc trong bản chụp phiếu",
        "added_to_period": "Thêm vào danh sách nhập kết quả",
    },
    "security_event": {"paper_copy_opened": "Mở bản chụp phiếu giấy"},
    "notice": {
        "paper_result_entered": "Kết quả xếp loại trên phiếu giấy của thầy/cô đã được nhập. Mở mục Đánh giá để xem.",
        "paper_copy_infected": "Bản chụp “{file}” nhiễm mã độc nên không ai mở được. Hãy gỡ và tải lên bản sạch.",
    },
}

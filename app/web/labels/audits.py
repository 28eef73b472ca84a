"""Words for audits of reports: who is invited, what was looked at, what was found."""

LABELS: dict[str, dict[str, str]] = {
    "audit_state": {
        "ahead": "Chưa tới ngày",
        "holding": "Đang kiểm toán",
        "over": "Hết hạn",
        "taken_back": "Đã thu hồi",
    },
    "audit_finding": {
        "fits": "Khớp với giấy tờ",
        "differs": "Không khớp",
        "missing": "Thiếu giấy tờ",
    },
    "audit_finding_tone": {"fits": "ok", "differs": "bad", "missing": "wait"},
    "audit_paper": {
        "self": "Phiếu tự đánh giá đã nộp",
        "result": "Kết quả đánh giá, xếp loại của thủ trưởng",
        "evidence": "Tệp minh chứng",
        "copy": "Bản chụp phiếu giấy",
    },
    "audit_look": {
        "audit_report_read": "Đọc báo cáo",
        "report_people_listed": "Xem danh sách người sau một số",
        "report_person_opened": "Xem một người trong báo cáo",
        "audit_sample_opened": "Mở một mẫu",
        "audit_person_opened": "Xem người được rút",
        "audit_paper_opened": "Mở giấy tờ",
        "exported": "Tải tệp",
    },
    "audit_problem": {
        "audit_size_wrong": "Hãy nhập số người từ 1 đến 200, không quá số người của danh sách.",
        "audit_provinces_needed": "Hãy chọn ít nhất một tỉnh.",
        "audit_basis_needed": "Hãy ghi căn cứ (ít nhất 10 chữ cái): số, ngày của hợp đồng hay công văn.",
        "audit_ends_wrong": "Ngày cuối không thể trước ngày đầu hay trước hôm nay.",
        "audit_too_long": "Mỗi lượt kiểm toán không quá một năm.",
        "audit_held_already": "Người này đã được mời kiểm toán một trong những báo cáo ấy trong những ngày ấy.",
        "audit_finding_needed": "Hãy chọn kết quả đối chiếu.",
        "audit_remark_needed": "Hãy ghi điểm nào không khớp, giấy tờ nào thiếu.",
        "auditor_unknown": "Người này không giữ chức vụ kiểm toán viên.",
        "unit_unknown": "Không có tỉnh này.",
    },
    "journal_event": {
        "auditor_invited": "Mời kiểm toán viên",
        "audit_taken_back": "Thu hồi quyền kiểm toán",
        "audit_sample_drawn": "Rút mẫu kiểm toán",
        "audit_finding_noted": "Ghi kết quả đối chiếu của kiểm toán",
    },
    "notice": {
        "audit_invited": "Bộ mời ông/bà kiểm toán báo cáo TEMIS năm {year}.",
        "audit_announced": "Bộ đã mời kiểm toán viên đọc báo cáo TEMIS năm {year} của tỉnh; nhật ký xem ở trang Báo cáo, mục Kiểm toán.",
        "audit_taken_back": "Quyền kiểm toán báo cáo TEMIS năm {year} đã được thu hồi.",
    },
}

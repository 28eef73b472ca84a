"""The words of official paper: decree 30/2020, and letters 4529 and 4530 with their forms."""

NATION = "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"
MOTTO = "Độc lập - Tự do - Hạnh phúc"
DRAFT = "BẢN NHÁP – không có giá trị. In lúc"
BLANK = "Mẫu trống để ghi tay"
CONFIDENTIAL = "Phiếu kín của người góp ý, không có mã xác minh. In lúc"
APPROVED = "Đã duyệt trên hệ thống TEMIS. In lúc"
VERIFY = "Mã xác minh: {code}\nTra cứu: {address}"
PLACE_DATE = "{place}, ngày {day} tháng {month} năm {year}"
UNDATED = "{place}, ngày …… tháng …… năm ……"

TEACHER_SOURCE = "Kèm theo Công văn số 4530/BGDĐT-NGCBQLGD"
MANAGER_SOURCE = "Kèm theo Công văn số 4529/BGDĐT-NGCBQLGD"

LABELS: dict[str, dict[str, str]] = {
    "paper_kind": {
        "self": "Phiếu tự đánh giá",
        "result": "Kết quả đánh giá",
        "tally": "Bảng tổng hợp ý kiến của đồng nghiệp (Biểu mẫu 03)",
        "school": "Bảng tổng hợp kết quả đánh giá giáo viên (Biểu mẫu 04)",
        "report": "Báo cáo tổng hợp kết quả đánh giá giáo viên (Biểu mẫu 05)",
        "survey": "Bảng tổng hợp ý kiến của giáo viên, nhân viên (Biểu mẫu 03)",
    },
    "blank_kind": {
        "teacher": "Phiếu tự đánh giá của giáo viên (Công văn 4530, Biểu mẫu 01)",
        "colleagues": "Phiếu lấy ý kiến của đồng nghiệp (Công văn 4530, Biểu mẫu 02)",
        "manager": "Phiếu hiệu trưởng tự đánh giá (Công văn 4529, Biểu mẫu 01)",
        "staff": "Phiếu lấy ý kiến của giáo viên, nhân viên (Công văn 4529, Biểu mẫu 02)",
    },
    "paper_standing": {
        "valid": "Còn giá trị",
        "replaced": "Đã được thay thế",
        "withdrawn": "Đã được rút lại",
    },
    "paper_standing_tone": {"valid": "ok", "replaced": "wait", "withdrawn": "bad"},
    "counts_on_paper": {
        "waiting": "chờ góp ý",
        "few": "ít hơn 3",
        "not_collated": "không tổng hợp",
        "not_published": "chưa công bố",
        "on_paper": "theo bản giấy",
    },
    "counts_on_paper_why": {
        "waiting": "Chưa hết hạn góp ý: số ý kiến có sau khi hết hạn.",
        "few": "Ít hơn 3 ý kiến thì không ghi, để giữ kín ý kiến của từng người.",
        "not_collated": "Không tổng hợp ý kiến của tổ quá ít người.",
        "not_published": "Số ý kiến về mình có sau khi công bố kết quả.",
        "on_paper": "Kết quả nhập từ phiếu giấy: ý kiến của đồng nghiệp xem ở bản giấy đã ký.",
    },
    "teacher_title": {
        "self": "PHIẾU TỰ ĐÁNH GIÁ CỦA GIÁO VIÊN CƠ SỞ GIÁO DỤC PHỔ THÔNG",
        "opinion": "PHIẾU LẤY Ý KIẾN CỦA ĐỒNG NGHIỆP TRONG TỔ CHUYÊN MÔN",
        "tally": "BẢNG TỔNG HỢP Ý KIẾN CỦA ĐỒNG NGHIỆP TRONG TỔ CHUYÊN MÔN",
        "school": "BẢNG TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ GIÁO VIÊN CỦA CƠ SỞ GIÁO DỤC PHỔ THÔNG",
        "report": "BÁO CÁO TỔNG HỢP KẾT QUẢ ĐÁNH GIÁ GIÁO VIÊN THEO CHUẨN NGHỀ NGHIỆP",
    },
    "manager_title": {
        "self": "PHIẾU HIỆU TRƯỞNG TỰ ĐÁNH GIÁ",
        "opinion": "PHIẾU LẤY Ý KIẾN CỦA GIÁO VIÊN, NHÂN VIÊN TRONG TRƯỜNG",
        "survey": "BẢNG TỔNG HỢP Ý KIẾN CỦA GIÁO VIÊN, NHÂN VIÊN TRONG TRƯỜNG",
        "result": "PHIẾU CẤP TRÊN ĐÁNH GIÁ HIỆU TRƯỞNG/PHÓ HIỆU TRƯỞNG",
    },
    "paper_batch": {
        "self": "Phiếu tự đánh giá của từng người đã nộp (Biểu mẫu 01)",
        "result": "Kết quả của từng người đã xếp loại (Biểu mẫu 04)",
        "all": "Tất cả: Biểu mẫu 04, 05, 03 của các tổ và Biểu mẫu 01 của từng người",
    },
    "paper_pack": {"pdf": "Một tệp PDF", "zip": "Tệp nén, mỗi phiếu một tệp PDF"},
    "paper_refusal": {"not_issued": "Phiếu này chưa có mã xác minh. Hãy mở phiếu và bấm “In phiếu”."},
    "journal_event": {
        "paper_issued": "In biểu mẫu có mã xác minh",
        "papers_requested": "Yêu cầu in hàng loạt biểu mẫu",
    },
    "security_event": {"paper_opened": "Mở biểu mẫu đánh giá"},
    "job_kind": {"papers": "In biểu mẫu đánh giá"},
}

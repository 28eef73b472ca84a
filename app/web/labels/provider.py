"""The words of a province's choice of an LMS."""

LABELS: dict[str, dict[str, str]] = {
    "provider_item": {
        "rules": "Đáp ứng quy định về bồi dưỡng qua mạng (Thông tư 21/2017/TT-BGDĐT)",
        "exchange": "Đã kết nối thử với TEMIS, gửi được kết quả học",
        "identity": "Cập nhật và xác thực được mã định danh theo Công văn 95/CV-ETEP",
        "protection": "Bảo vệ dữ liệu cá nhân, máy chủ đặt trong nước, có sao lưu",
        "material": "Có đủ học liệu các mô đun của năm, đúng bản được Bộ duyệt",
        "phone": "Học được trên điện thoại, đường truyền yếu",
        "support": "Có người trợ giúp người học qua điện thoại trong giờ hành chính",
        "handover": "Cam kết bàn giao dữ liệu học tập khi thôi dùng",
    },
    "provider_met": {"yes": "Đạt", "no": "Chưa đạt"},
    "provider_problem": {
        "choice_date": "Hãy nhập ngày trong 5 năm gần đây, muộn nhất là hôm nay.",
        "choice_document": "Hãy ghi số, tên văn bản lựa chọn.",
        "choice_unmet": "Mục này chưa đạt: hãy ghi vì sao vẫn chọn, ít nhất 10 chữ cái.",
    },
    "journal_event": {
        "provider_chosen": "Chọn hệ thống học của tỉnh",
        "provider_choice_scanned": "Lưu bản chụp quyết định chọn hệ thống học",
    },
}

"""Words for the evidence store."""

LABELS: dict[str, dict[str, str]] = {
    "evidence_problem": {
        "no_file": "Hãy chọn một tệp.",
        "empty_file": "Tệp trống, không có nội dung. Hãy kiểm tra rồi chọn lại.",
        "too_big": "Tệp lớn hơn 10 MB. Hãy giảm dung lượng hoặc chia thành nhiều tệp.",
        "wrong_type": "Loại tệp này không nhận. Hãy dùng PDF, ảnh JPG hoặc PNG, Word .docx, Excel .xlsx (ảnh HEIC của iPhone: hãy đổi sang JPG).",
        "extension_lies": "Nội dung tệp không đúng với đuôi tên tệp. Hãy lưu lại tệp đúng loại rồi tải lên.",
        "password": "Tệp có mật khẩu nên người xem không mở được. Hãy bỏ mật khẩu rồi tải lên.",
        "damaged": "Tệp bị hỏng hoặc chưa đầy đủ, không mở được. Hãy lưu lại tệp rồi tải lên.",
        "active_content": "Tệp có macro, đối tượng nhúng hoặc phần lấy từ nơi khác. Hãy lưu thành PDF rồi tải lên.",
        "too_many_pixels": "Ảnh quá lớn (hơn 40 triệu điểm ảnh). Hãy giảm kích thước ảnh rồi tải lên.",
        "too_heavy": "Tệp quá phức tạp để kiểm tra. Hãy lưu thành PDF rồi tải lên.",
        "infected": "Tệp nhiễm mã độc nên không được lưu. Hãy quét máy, rồi tải lên bản sạch.",
        "quota_full": "Đã dùng hết 200 MB của năm học này. Hãy gỡ minh chứng chưa nộp, hoặc dùng tệp nhỏ hơn.",
        "criterion_full": "Mỗi tiêu chí nhận tối đa 20 tệp. Hãy bỏ bớt minh chứng của tiêu chí.",
        "file_or_link": "Hãy chọn một tệp hoặc ghi một đường dẫn.",
        "bad_link": "Đường dẫn phải bắt đầu bằng https:// và không có khoảng trắng.",
        "last_file": "Đây là tệp duy nhất của minh chứng. Hãy tải tệp thay thế trước, hoặc gỡ cả minh chứng.",
        "sent_evidence": "Minh chứng đã nộp cùng phiếu nên không gỡ được. Có thể sửa hoặc tải tệp mới; phiếu đã nộp giữ bản cũ.",
    },
    "evidence_kind": {"pdf": "PDF", "jpg": "Ảnh", "png": "Ảnh", "docx": "Word", "xlsx": "Excel"},
    "scan_state": {
        "unscanned": "không quét mã độc",
        "checking": "đang kiểm tra mã độc",
        "clean": "sạch",
        "infected": "nhiễm mã độc, không mở được",
    },
    "journal_event": {
        "evidence_added": "Thêm minh chứng",
        "evidence_changed": "Sửa minh chứng",
        "evidence_file_added": "Thêm tệp minh chứng",
        "evidence_file_removed": "Gỡ tệp minh chứng",
        "evidence_removed": "Gỡ minh chứng chưa nộp",
        "evidence_applied": "Gắn minh chứng vào tiêu chí",
        "evidence_infected": "Phát hiện mã độc trong tệp minh chứng",
    },
    "security_event": {"evidence_opened": "Mở tệp minh chứng", "upload_refused": "Từ chối tệp tải lên"},
    "notice": {
        "evidence_infected": "Một tệp của minh chứng {code} nhiễm mã độc nên không ai mở được. Hãy gỡ tệp và tải lên bản sạch.",
    },
    "job_kind": {
        "scan_evidence": "Kiểm tra mã độc trong tệp minh chứng",
        "sweep_uploads": "Dọn tệp không còn ai dùng",
    },
}

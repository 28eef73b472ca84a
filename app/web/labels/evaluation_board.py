"""Words for the boards of evaluation periods and their reminders."""

LABELS: dict[str, dict[str, str]] = {
    "evaluation_figure": {
        "assessed": "Đã tự đánh giá",
        "late": "Tự đánh giá muộn",
        "unassessed": "Chưa tự đánh giá",
        "answered": "Đã gửi đủ góp ý đồng nghiệp",
        "unanswered": "Chưa gửi đủ góp ý đồng nghiệp",
        "ranked": "Đã xếp loại",
        "ranked_late": "Xếp loại muộn",
        "unranked": "Chưa xếp loại",
        "published": "Đã công bố",
        "assessed_lately": "Tự đánh giá trong 7 ngày qua",
        "ranked_lately": "Xếp loại trong 7 ngày qua",
        "handed_in": "Trường đã nộp kết quả",
        "-handed_in": "Trường chưa nộp kết quả",
        "handed_in_late": "Trường nộp muộn",
        "-handed_in_late": "Trường không nộp muộn",
        "accepted": "Trường đã được chấp nhận",
        "-accepted": "Trường chưa được chấp nhận",
    },
    "evaluation_step_due": {
        "self": "hạn tự đánh giá",
        "opinions": "hạn góp ý đồng nghiệp",
        "decision": "hạn xếp loại và công bố",
        "hand_in": "hạn nộp kết quả",
        "entering": "hạn nhập kết quả từ phiếu giấy",
    },
    "evaluation_pace": {
        "done": "Mọi người đã xong bước này.",
        "in_time": "Với tốc độ hiện nay, kịp hạn.",
        "too_slow": "Với tốc độ hiện nay, không kịp hạn.",
        "standing_still": "7 ngày qua chưa có thêm ai.",
        "over": "Bước này đã hết hạn.",
    },
    "notice": {
        "unassessed_reminder": "{sender} đề nghị thầy/cô nộp tự đánh giá theo chuẩn năm {year} {deadline}. Hãy mở mục Đánh giá.",
        "unanswered_reminder": "{sender} đề nghị thầy/cô gửi đủ góp ý đồng nghiệp năm {year} {deadline}. Hãy mở mục Góp ý đồng nghiệp ở trang Việc của tôi.",
    },
    "mail_subject": {
        "unassessed_reminder": "Nhắc tự đánh giá theo chuẩn nghề nghiệp",
        "unanswered_reminder": "Nhắc góp ý đồng nghiệp trong tổ chuyên môn",
    },
    "mail": {
        "unassessed_reminder": "Kính gửi thầy/cô,\n\n{sender} đề nghị thầy/cô nộp tự đánh giá theo chuẩn năm {year} "
        "{deadline}.\n\nĐăng nhập tại {address}, mở mục Đánh giá.\n\nThư do hệ thống TEMIS gửi; không cần trả lời.",
        "unanswered_reminder": "Kính gửi thầy/cô,\n\n{sender} đề nghị thầy/cô gửi đủ góp ý đồng nghiệp năm {year} "
        "{deadline}.\n\nĐăng nhập tại {address}, chọn Việc của tôi > Góp ý đồng nghiệp. Ý kiến được giữ kín.\n\n"
        "Thư do hệ thống TEMIS gửi; không cần trả lời.",
    },
    "chat": {
        "unassessed": "Kính gửi các thầy/cô {place}: còn {number} người chưa nộp tự đánh giá theo chuẩn năm {year}. "
        "Đề nghị thầy/cô đăng nhập {address}, mở mục Đánh giá và nộp {deadline}.",
        "unanswered": "Kính gửi các thầy/cô {place}: còn {number} người chưa gửi đủ góp ý đồng nghiệp năm {year}. "
        "Đề nghị thầy/cô đăng nhập {address}, mở mục Góp ý đồng nghiệp và gửi {deadline}.",
    },
}

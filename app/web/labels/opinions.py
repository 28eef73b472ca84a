"""Words for the opinions of teachers and staff on managers, and for anonymous surveys at large."""

LABELS: dict[str, dict[str, str]] = {
    # Letter 4529, form BM02, letter for letter; the first choice is 1.
    "agreement": {
        "1": "Hoàn toàn không đồng ý",
        "2": "Ít đồng ý",
        "3": "Tương đối đồng ý",
        "4": "Hoàn toàn đồng ý",
    },
    "scale": {"agreement": "Mức độ đồng ý"},
    "survey_state": {"open": "Đang lấy ý kiến", "closed": "Đã đóng"},
    "band": {"about": "khoảng {percent}%", "at_least": "từ {percent}% trở lên", "at_most": "từ {percent}% trở xuống"},
    "opinions_standing": {
        "not_open": "Chưa mở",
        "too_few_invited": "Ít hơn 5 người",
        "missed": "Hết hạn, không mở",
        "running": "Đang lấy ý kiến",
        "too_few_answers": "Ít hơn 5 ý kiến",
        "ready": "Đã có kết quả",
    },
    "opinions_standing_tone": {
        "not_open": "wait",
        "too_few_invited": "grey",
        "missed": "bad",
        "running": "info",
        "too_few_answers": "grey",
        "ready": "ok",
    },
    "evaluation_refusal": {
        "survey_not_open": "Phiếu lấy ý kiến này không còn mở.",
        "survey_possible": "Chỉ ghi nhận nghe trực tiếp khi không còn lấy phiếu được, có ít hơn 5 người được hỏi, hoặc ít hơn 5 ý kiến.",
        "survey_times": "Ngày đóng phải sau hôm nay và không muộn hơn hạn lấy ý kiến của đợt.",
        "survey_over": "Đợt lấy ý kiến đã đóng nên phiếu này không được ghi nhận.",
    },
    "journal_event": {
        "opinions_opened": "Mở lấy ý kiến về cán bộ quản lý",
        "opinions_closed": "Đóng lấy ý kiến về cán bộ quản lý",
        "opinion_comment_hidden": "Ẩn một góp ý về cán bộ quản lý",
        "opinion_comment_shown": "Cho hiện lại một góp ý về cán bộ quản lý",
        "people_heard": "Ghi nhận đã nghe trực tiếp ý kiến về cán bộ quản lý",
    },
    "notice": {
        "manager_opinions_asked": "Mời thầy/cô cho ý kiến về {about}. Phiếu ẩn danh, chỉ lưu số đếm.",
        "manager_opinions_reminder": "Sắp hết hạn cho ý kiến về {about}. Lời nhắc gửi chung cho mọi người được mời, kể cả người đã gửi.",
    },
    "survey_kind": {"manager_opinions": "Lấy ý kiến về cán bộ quản lý"},
    "survey_answers": {"not_stored": "Không lưu: hệ thống chỉ cộng số đếm nên không xuất ra được"},
    "own_section": {"surveys": "Phiếu lấy ý kiến ẩn danh"},
    "own_column": {
        "survey": "Loại phiếu",
        "about": "Về",
        "answered": "Đã gửi",
        "answers": "Câu trả lời",
    },
    "job_kind": {
        "open_opinions": "Mở lấy ý kiến về cán bộ quản lý",
        "survey_day": "Đếm phiếu lấy ý kiến trong ngày và nhắc",
        "close_surveys": "Đóng phiếu lấy ý kiến đến hạn",
    },
}

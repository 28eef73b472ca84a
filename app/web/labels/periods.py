"""Words for evaluation periods, their dates, and the shortened cycle."""

LABELS: dict[str, dict[str, str]] = {
    "evaluation_step": {
        "self": "Tự đánh giá",
        "opinions": "Góp ý của đồng nghiệp, ý kiến về cán bộ quản lý",
        "decision": "Xếp loại và công bố",
        "hand_in": "Trường nộp kết quả",
    },
    "period_cycle": {
        "yes": "Thủ trưởng xếp loại (hai năm một lần)",
        "no": "Năm ở giữa: chỉ tự đánh giá, trừ trường được đồng ý rút ngắn chu kỳ",
    },
    "vice_rated_by": {"principal": "Hiệu trưởng", "superior": "Cơ quan cấp trên, như với hiệu trưởng"},
    "period_problem": {
        "standard_not_in_force": "Chuẩn này không có hiệu lực vào ngày chốt danh sách.",
        "opinions_over": "Thời gian góp ý đã hết và số đếm đã hiện ra, nên không kéo dài được nữa.",
    },
    "period_refusal": {"period_over": "Đợt đánh giá đã khóa nên không đổi được nữa."},
    "day_problem": {
        "out_of_range": "Hãy nhập một ngày từ năm 2018 đến năm 2099.",
    },
    "cycle_state": {"proposed": "Chờ đồng ý", "consented": "Đã đồng ý", "declined": "Không đồng ý"},
    "cycle_state_tone": {"proposed": "wait", "consented": "ok", "declined": "bad"},
    "cycle_decision": {"consent": "Đồng ý, ghi văn bản", "decline": "Không đồng ý"},
    "cycle_problem": {
        "head_decides_anyway": "Năm nay thủ trưởng xếp loại ở mọi trường, không cần rút ngắn chu kỳ.",
        "period_over": "Đợt đánh giá đã khóa.",
        "consented_already": "Trường này đã được đồng ý rút ngắn chu kỳ.",
        "proposed_already": "Trường đã gửi đề nghị, đang chờ cấp trên trả lời.",
        "consent_in_future": "Ngày của văn bản không thể ở sau hôm nay.",
        "nobody_asked": "Trường chưa gửi đề nghị nào.",
        "results_handed_in": "Trường đã nộp kết quả của đợt này nên không đổi chu kỳ được nữa.",
    },
    "journal_event": {
        "enrolment_asked_for": "Bổ sung danh sách người được đánh giá",
        "cycle_proposed": "Đề nghị rút ngắn chu kỳ đánh giá",
        "cycle_shortened": "Đồng ý rút ngắn chu kỳ đánh giá",
        "cycle_declined": "Không đồng ý rút ngắn chu kỳ đánh giá",
    },
    "notice": {
        "period_opened": "Đợt đánh giá theo chuẩn năm {year} đã mở; nộp tự đánh giá {deadline}.",
        "period_changed": "Mốc thời gian đợt đánh giá theo chuẩn năm {year} đã đổi; nộp tự đánh giá {deadline}.",
        "paper_period_opened": "Đợt nhập kết quả đánh giá năm {year} từ phiếu giấy đã mở; nộp kết quả {deadline}.",
        "paper_period_changed": "Mốc nhập kết quả đánh giá năm {year} từ phiếu giấy đã đổi; nộp kết quả {deadline}.",
        "cycle_proposed": "{unit} đề nghị rút ngắn chu kỳ đánh giá.",
        "cycle_shortened": "Cấp trên đồng ý rút ngắn chu kỳ đánh giá: năm {year} thủ trưởng được xếp loại.",
        "cycle_declined": "Cấp trên không đồng ý rút ngắn chu kỳ đánh giá năm {year}. Hãy mở trang đề nghị để xem lý do.",
    },
    "job_kind": {"tell_heads": "Thông báo cho lãnh đạo các đơn vị"},
}

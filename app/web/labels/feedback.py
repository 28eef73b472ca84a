"""Words for surveys on training modules and programmes."""

LABELS: dict[str, dict[str, str]] = {
    "feedback_kind": {"module": "Sau mô đun", "programme": "Cuối chương trình"},
    "feedback_topic": {"material": "Về học liệu", "other": "Góp ý khác"},
    "feedback_state": {
        "preparing": "Đang gửi lời mời",
        "open": "Đang khảo sát",
        "counting": "Đang cộng số đếm",
        "closed": "Đã đóng",
        "too_few": "Ít hơn 5 người",
    },
    "feedback_state_tone": {
        "preparing": "wait",
        "open": "info",
        "counting": "wait",
        "closed": "ok",
        "too_few": "grey",
    },
    "evaluation_refusal": {
        "feedback_times": "Ngày đóng phải sau hôm nay và trong vòng 120 ngày.",
        "feedback_under_way": "Nội dung này đang có một đợt khảo sát chưa xong. Hãy đợi đợt đó đóng.",
        "feedback_not_open": "Đợt khảo sát này không còn mở.",
    },
    "journal_event": {
        "feedback_opened": "Mở khảo sát bồi dưỡng",
        "feedback_too_few": "Không khảo sát bồi dưỡng vì ít hơn 5 người",
        "feedback_closed": "Đóng khảo sát bồi dưỡng",
        "feedback_counted": "Cộng số đếm khảo sát bồi dưỡng",
        "feedback_comment_hidden": "Ẩn một góp ý trong khảo sát bồi dưỡng",
        "feedback_comment_shown": "Cho hiện lại một góp ý trong khảo sát bồi dưỡng",
    },
    "notice": {
        "module_feedback_asked": "Mời thầy/cô trả lời khảo sát sau khi học: {about}. Phiếu ẩn danh, chỉ lưu số đếm, không ảnh hưởng đến kết quả học.",
        "module_feedback_reminder": "Sắp hết hạn khảo sát: {about}. Lời nhắc gửi chung cho mọi người được mời, kể cả người đã gửi.",
        "programme_feedback_asked": "Mời thầy/cô trả lời khảo sát cuối chương trình bồi dưỡng: {about}. Phiếu ẩn danh, chỉ lưu số đếm, không ảnh hưởng đến chứng chỉ.",
        "programme_feedback_reminder": "Sắp hết hạn khảo sát cuối chương trình: {about}. Lời nhắc gửi chung cho mọi người được mời, kể cả người đã gửi.",
    },
    "survey_kind": {
        "module_feedback": "Khảo sát sau mô đun bồi dưỡng",
        "programme_feedback": "Khảo sát cuối chương trình bồi dưỡng",
    },
    "job_kind": {
        "open_feedback": "Mở khảo sát bồi dưỡng",
        "count_feedback": "Cộng số đếm khảo sát bồi dưỡng",
        "close_feedback": "Đóng khảo sát bồi dưỡng đến hạn",
    },
}

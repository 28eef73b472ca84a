"""Words for colleagues' opinions in the subject group."""

LABELS: dict[str, dict[str, str]] = {
    "evaluation_refusal": {
        "opinions_sent": "Ý kiến về đồng nghiệp này đã gửi nên không sửa được nữa.",
        "opinions_not_open": "Chưa đến thời gian góp ý đồng nghiệp.",
        "asking_over": "Đã hết hạn góp ý đồng nghiệp nên không đổi người được hỏi và không nhắc được nữa.",
        "opinions_closed": "Đã hết hạn góp ý đồng nghiệp. Nội dung đã lưu vẫn xem được nhưng không gửi được nữa; nếu cần, hãy báo tổ trưởng.",
    },
    "counts_hidden": {
        "waiting": "Chưa hết hạn góp ý",
        "few": "Ít hơn 3 ý kiến",
        "not_collated": "Không tổng hợp",
        "not_published": "Xem được sau khi công bố kết quả",
        "on_paper": "Theo bản giấy đã ký",
    },
    "counts_hidden_why": {
        "waiting": "Số đếm chỉ hiện ra khi hết hạn góp ý, để không ai suy ra được ý kiến của một người từ phần chênh lệch.",
        "few": "Ít hơn 3 ý kiến – không hiển thị để giữ kín ý kiến của từng người.",
        "not_collated": "Thủ trưởng ghi không tổng hợp cho tổ này trong đợt.",
        "not_published": "Thầy/cô xem được ý kiến về mình sau khi kết quả xếp loại được công bố.",
        "on_paper": "Kết quả nhập từ phiếu giấy: ý kiến của đồng nghiệp xem ở bản giấy đã ký.",
    },
    "group_way": {
        "alone": "Chỉ hỏi người trong tổ",
        "joined": "Ghép: hỏi thêm người của tổ khác",
        "left_out": "Không tổng hợp ý kiến",
    },
    "peer_problem": {
        "nobody_chosen": "Hãy chọn ít nhất một người để hỏi thêm hoặc thôi hỏi.",
        "reason_too_short": "Hãy ghi lý do, ít nhất 10 chữ.",
        "not_to_be_asked": "Trong các người đã chọn có người không hỏi được hoặc đang được hỏi rồi.",
        "has_answered": "Có người đã góp ý nên không thôi hỏi được nữa.",
        "not_asked": "Trong các người đã chọn có người không còn được hỏi.",
        "too_few_left": "Cần ít nhất 3 người được hỏi thì mới có số đếm.",
        "not_collated": "Tổ này đang ghi không tổng hợp nên không hỏi ai về người trong tổ.",
        "large_enough": "Tổ này đủ người để có số đếm nên phải tổng hợp.",
        "no_group_chosen": "Hãy chọn tổ được hỏi thêm.",
        "not_of_this_school": "Chỉ ghép được với tổ khác của cùng trường.",
        "too_late_to_join": "Đã hết hạn góp ý nên không ghép thêm tổ được nữa.",
    },
    "journal_event": {
        "peers_adjusted": "Đổi người được hỏi ý kiến về đồng nghiệp",
        "group_arranged": "Đổi cách lấy ý kiến của tổ chuyên môn",
        "peers_reminded": "Nhắc góp ý đồng nghiệp",
    },
    "notice": {
        "asked_about_colleagues": "Thầy/cô được đề nghị góp ý thêm về một đồng nghiệp. Hãy mở mục Góp ý đồng nghiệp.",
        "peer_reminder": "{sender} nhắc: thầy/cô chưa gửi góp ý đồng nghiệp. Hãy mở mục Góp ý đồng nghiệp ở trang Việc của tôi.",
    },
    "mail_subject": {"peer_reminder": "Nhắc góp ý đồng nghiệp trong tổ chuyên môn"},
    "mail": {
        "peer_reminder": "Kính gửi thầy/cô,\n\n{sender} nhắc: thầy/cô chưa gửi góp ý đồng nghiệp trong tổ chuyên môn.\n\n"
        "Đăng nhập tại {address}, chọn Việc của tôi > Góp ý đồng nghiệp. Ý kiến được giữ kín.\n\n"
        "Thư do hệ thống TEMIS gửi; không cần trả lời.",
    },
    "rater_state": {"asked": "Được hỏi", "done": "Đã gửi đủ", "silent": "Chưa gửi đủ"},
    "job_kind": {"mail_peer_reminder": "Gửi thư nhắc góp ý đồng nghiệp"},
}

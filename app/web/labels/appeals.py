"""Words for appeals against a rank, and for who is not due after all."""

LABELS: dict[str, dict[str, str]] = {
    "appeal_state": {
        "open": "Chờ giải quyết",
        "taken": "Đang giải quyết",
        "settled": "Đã giải quyết",
        "withdrawn": "Đã rút",
    },
    "appeal_state_tone": {"open": "wait", "taken": "info", "settled": "ok", "withdrawn": "grey"},
    "appeal_outcome": {"kept": "Giữ nguyên xếp loại", "changed": "Đổi xếp loại"},
    "appeal_figure": {"waiting": "Chờ giải quyết", "settled": "Đã giải quyết", "stuck": "Chưa ai giải quyết được"},
    "appeal_problem": {
        "settlement_reason_short": "Hãy viết rõ lý do, ít nhất 10 chữ cái.",
        "rank_is_the_same": "Xếp loại này giống lần đầu. Hãy chọn xếp loại khác, hoặc chọn giữ nguyên.",
        "rank_against_rule": "Xếp loại khác với quy tắc. Hãy ghi lý do.",
        "level_reasons_missing": "Mức ở tiêu chí {numbers} khác với tự đánh giá và các ý kiến đã có. "
        "Hãy quay lại ghi lý do.",
    },
    "evaluation_refusal": {
        "not_published": "Kết quả chưa công bố nên chưa có gì để đề nghị xem xét lại.",
        "appealed_once": "Kết quả này đã được đề nghị xem xét lại một lần. Mỗi kết quả chỉ đề nghị một lần.",
        "appeal_on_paper": "Kết quả này lấy từ phiếu giấy nên không đề nghị xem xét lại ở đây. Chưa đồng ý thì gửi "
        "đề nghị bằng giấy tới nơi đã ký phiếu; nếu nhập sai so với phiếu thì báo thủ trưởng sửa.",
        "appeal_late": "Đã hết hạn đề nghị xem xét lại kết quả này.",
        "appeal_taken": "Đã có người nhận giải quyết nên không rút đề nghị được nữa.",
        "appeal_not_taken": "Hãy nhận giải quyết trước khi xem xét.",
        "excused": "Người này không thuộc diện đánh giá của đợt.",
        "not_excused": "Người này đang thuộc diện đánh giá, hoặc là hồ sơ đã gộp.",
        "appeal_over": "Đề nghị này đã được rút hoặc đã giải quyết xong.",
    },
    "journal_event": {
        "person_excused": "Ghi không thuộc diện đánh giá",
        "person_due_again": "Tính lại là thuộc diện đánh giá",
        "rank_appealed": "Đề nghị xem xét lại xếp loại",
        "appeal_withdrawn": "Rút đề nghị xem xét lại",
        "appeal_taken_up": "Nhận giải quyết đề nghị xem xét lại",
        "named_opinions_opened": "Mở phiếu góp ý có tên khi giải quyết đề nghị",
        "appeal_settled": "Quyết định về đề nghị xem xét lại",
    },
    "notice": {
        "person_excused": "Thầy/cô được ghi là không thuộc diện của đợt đánh giá. Hãy mở mục Đánh giá để xem lý do.",
        "person_due_again": "Thầy/cô thuộc diện đánh giá của đợt này. Hãy mở mục Đánh giá để làm phiếu.",
        "appeal_filed": "{name} đề nghị xem xét lại kết quả xếp loại; ông/bà giải quyết ở mục Đánh giá.",
        "rank_is_appealed": "{name} đề nghị cấp trên xem xét lại kết quả xếp loại mà ông/bà đã công bố.",
        "appeal_without_settler": "Có đề nghị xem xét lại xếp loại gửi tới {unit} mà hiện chưa ai ở đó giải quyết được, "
        "vì người giữ chức vụ quyết định đã xếp loại lần đầu, là người được xếp loại, hoặc chưa có ai. Quản trị của đơn "
        "vị cần ghi thêm một người giữ chức vụ đó mà chưa quyết định lần đầu (ở Sở: phó giám đốc); người ấy thấy đề nghị "
        "ngay ở trang đầu, tự giải quyết hoặc ủy quyền ký thay.",
        "appeal_withdrawn": "{name} đã rút đề nghị xem xét lại kết quả xếp loại.",
        "appeal_taken_up": "Đề nghị xem xét lại của thầy/cô đã có người nhận giải quyết.",
        "appeal_settled": "Đề nghị xem xét lại của thầy/cô đã có quyết định. Hãy mở mục Đánh giá để xem.",
        "appeal_of_yours_settled": "Đề nghị của {name} về kết quả xếp loại mà ông/bà đã công bố đã được giải quyết. "
        "Hãy mở phiếu của người này để xem quyết định.",
    },
}

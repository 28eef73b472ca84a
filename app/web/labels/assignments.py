"""The words of assignments (phân công)."""

LABELS: dict[str, dict[str, str]] = {
    "assignment_state": {
        "ahead": "Chưa tới ngày",
        "holding": "Đang phụ trách",
        "over": "Hết thời gian",
        "taken_back": "Kết thúc sớm",
        "fallen": "Hết hiệu lực: người được phân công thôi công tác",
    },
    "assignment_state_tone": {
        "ahead": "info",
        "holding": "ok",
        "over": "grey",
        "taken_back": "grey",
        "fallen": "bad",
    },
    "assignment_side": {
        "all": "Tất cả",
        "mine": "Việc tôi được phân công",
        "made": "Đơn vị tôi phân công",
        "about": "Nơi khác phân công",
    },
    "assignment_standing": {"open": "Chưa kết thúc", "over": "Đã thôi", "any": "Tất cả"},
    "assignment_sort": {
        "place": "Nơi phụ trách",
        "person": "Họ tên",
        "task": "Nhiệm vụ",
        "starts": "Ngày, mới trước",
    },
    "unassigned_task": {
        "urge_training": "chưa có người đôn đốc",
        "approve_plans": "chưa có người duyệt kế hoạch",
        "guide_core_people": "chưa có giảng viên hướng dẫn",
    },
    "assignment_problem": {
        "task_not_here": "Đơn vị của ông/bà không phân công nhiệm vụ này.",
        "content_needed": "Hãy ghi nội dung mà người này làm đầu mối.",
        "content_over_units": "Đầu mối phụ trách theo đơn vị: hãy bỏ chọn từng người.",
        "places_needed": "Hãy chọn ít nhất một đơn vị hoặc một người được phụ trách.",
        "too_many_places": "Mỗi lần phân công nhiều nhất 100 đơn vị và người. Hãy chia làm nhiều lần.",
        "not_at_this_unit": "Hãy chọn một người đang công tác tại đơn vị.",
        "unit_unknown": "Có đơn vị không thuộc phạm vi của ông/bà. Hãy chọn lại.",
        "person_unknown": "Có người không dạy hay quản lý ở trường nào trong phạm vi của ông/bà. Hãy chọn lại.",
        "about_oneself": "Không ai tự phụ trách chính mình. Hãy bỏ chọn người này.",
        "starts_too_far": "Ngày bắt đầu phải trong vòng một năm trước hoặc sau hôm nay.",
        "ends_before_start": "Ngày cuối không được trước ngày bắt đầu.",
        "ends_in_the_past": "Ngày cuối đã qua. Để trống nếu chưa định ngày.",
        "taken": "Những ngày này đã có người phụ trách. Hãy kết thúc việc cũ trước, hoặc chọn ngày khác.",
    },
    "journal_event": {
        "task_assigned": "Phân công nhiệm vụ",
        "assignment_moved": "Đổi thời gian phân công",
        "assignment_ended": "Kết thúc phân công sớm",
    },
    "notice": {
        "task_assigned": "{from_unit} phân công thầy/cô {assigned} (số đơn vị và người: {number}). Xem mục Phân công.",
        "somebody_assigned": "{from_unit} phân công {name} {assigned} ở nơi thầy/cô công tác. Xem mục Phân công.",
        "assignment_moved": "{from_unit} đổi thời gian thầy/cô được phân công {assigned}. Xem mục Phân công.",
        "assignment_ended": "{from_unit} cho thầy/cô thôi {assigned} ở một nơi. Xem mục Phân công.",
    },
}

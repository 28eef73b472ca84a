"""The words of continuous training (bồi dưỡng thường xuyên)."""

LABELS: dict[str, dict[str, str]] = {
    "audience": {"teacher": "Giáo viên", "manager": "Cán bộ quản lý"},
    "module_kind": {
        "compulsory": "Bắt buộc",
        "compulsory_core": "Bắt buộc với cốt cán",
        "elective": "Tự chọn",
    },
    "training_way": {"online": "Trực tuyến", "classroom": "Tập trung", "blended": "Kết hợp"},
    "learning_status": {
        "enrolled": "Đã đăng ký",
        "in_progress": "Đang học",
        "failed": "Chưa đạt",
        "passed": "Đạt",
    },
    "learning_status_tone": {
        "enrolled": "grey",
        "in_progress": "info",
        "failed": "bad",
        "passed": "ok",
    },
    "dispute_state": {
        "open": "Đã báo sai, chờ trả lời",
        "voided": "Đã hủy theo báo sai",
        "kept": "Giữ nguyên",
    },
    "dispute_tone": {"open": "wait", "voided": "ok", "kept": "grey"},
    "dispute_list": {"open": "Chưa trả lời", "answered": "Đã trả lời"},
    "dispute_answer": {
        "void": "Kết quả sai: hủy kết quả này",
        "keep": "Kết quả đúng: giữ nguyên",
    },
    "record_standing": {
        "open": "Chưa hoàn thành",
        "counted": "Được tính",
        "duplicate": "Trùng, không tính thêm",
        "waiting": "Chờ xác thực mã",
        "voided": "Đã hủy",
    },
    "record_standing_tone": {
        "open": "grey",
        "counted": "ok",
        "duplicate": "grey",
        "waiting": "wait",
        "voided": "bad",
    },
    "record_verdict": {
        "new": "Mới",
        "same": "Đã có",
        "forward": "Cập nhật",
        "conflict": "Khác nội dung đã gửi",
    },
    "training_figure": {
        "passed": "Đã đạt",
        "late": "Đạt sau hạn",
        "begun": "Đang học",
        "not_started": "Chưa học",
        "waiting": "Chờ xác thực mã",
        "enrolled": "Mới đăng ký",
        "in_progress": "Học dở",
        "completed": "Đã học hết",
        "failed": "Học hết, chưa đạt",
        "passed_lately": "Đạt trong 7 ngày qua",
    },
    "training_whole_figure": {
        "passed": "Đã đạt đủ các mô đun",
        "begun": "Đã bắt đầu, chưa đạt đủ",
        "not_started": "Chưa học mô đun nào",
        "waiting": "Có kết quả chờ xác thực mã",
    },
    "training_pace": {
        "done": "Mọi người đã đạt.",
        "in_time": "Với tốc độ hiện nay, kịp hạn.",
        "too_slow": "Với tốc độ hiện nay, không kịp hạn.",
        "standing_still": "7 ngày qua chưa có thêm ai đạt.",
        "over": "Không còn thời gian.",
    },
    "notice": {
        "not_started_reminder": "{sender} đề nghị thầy/cô bắt đầu học {what} và hoàn thành {deadline}. Hãy mở mục Bồi dưỡng.",
        "begun_reminder": "{sender} đề nghị thầy/cô học tiếp {what} và hoàn thành {deadline}. Hãy mở mục Bồi dưỡng.",
        "training_target_set": "Chỉ tiêu bồi dưỡng năm {year} của đơn vị vừa được giao. Mở mục Bồi dưỡng để xem.",
        "urging_copy": "{sender} vừa nhắc {number} người ở nơi thầy/cô được phân công đôn đốc: học {what}, hoàn thành "
        "{deadline}. Mời thầy/cô theo dõi, nhắc tiếp.",
        "dispute_voided": "Kết quả học thầy/cô báo sai đã được hủy. Trả lời: {answer}",
        "dispute_kept": "Kết quả học thầy/cô báo sai được giữ nguyên. Trả lời: {answer}",
        "training_exempt": "Thầy/cô được miễn bồi dưỡng năm {year}. Lý do: {reason}",
        "training_added": "Thầy/cô được đưa vào danh sách bồi dưỡng năm {year}. Lý do: {reason}",
    },
    "mail_subject": {
        "not_started_reminder": "Nhắc bồi dưỡng thường xuyên",
        "begun_reminder": "Nhắc hoàn thành bồi dưỡng thường xuyên",
        "urging_copy": "Đôn đốc bồi dưỡng thường xuyên",
    },
    "mail": {
        "not_started_reminder": "Kính gửi thầy/cô,\n\n{sender} đề nghị thầy/cô bắt đầu học {what} và hoàn thành {deadline}."
        "\n\nĐăng nhập tại {address}, mở mục Bồi dưỡng.\n\nThư do hệ thống TEMIS gửi; không cần trả lời.",
        "begun_reminder": "Kính gửi thầy/cô,\n\n{sender} đề nghị thầy/cô học tiếp {what} và hoàn thành {deadline}."
        "\n\nĐăng nhập tại {address}, mở mục Bồi dưỡng.\n\nThư do hệ thống TEMIS gửi; không cần trả lời.",
        "urging_copy": "Kính gửi thầy/cô,\n\n{sender} vừa nhắc {number} người ở nơi thầy/cô được phân công đôn đốc: học "
        "{what}, hoàn thành {deadline}. Mời thầy/cô theo dõi, nhắc tiếp."
        "\n\nĐăng nhập tại {address}, mở mục Phân công.\n\nThư do hệ thống TEMIS gửi; không cần trả lời.",
    },
    "training_chat": {
        "not_started": "Kính gửi các thầy/cô {place}: còn {number} người chưa học {what}. Đề nghị thầy/cô bắt đầu học và "
        "hoàn thành {deadline}. Xem việc của mình tại {address}, mục Bồi dưỡng.",
        "begun": "Kính gửi các thầy/cô {place}: còn {number} người chưa hoàn thành {what}. Đề nghị thầy/cô học tiếp và "
        "hoàn thành {deadline}. Xem tiến độ của mình tại {address}, mục Bồi dưỡng.",
    },
    "training_problem": {
        "dates_out_of_order": "Hạn hoàn thành phải sau ngày mở.",
        "year_apart_from_dates": "Năm không khớp với các ngày.",
        "no_module": "Hãy chọn ít nhất một mô đun.",
        "too_many_modules": "Một năm có nhiều nhất 12 mô đun.",
        "modules_unclear": "Danh sách mô đun không hợp lệ. Hãy chọn lại.",
        "module_facts_out_of_range": "Số tiết từ 1 đến 500, chi phí từ 0 đến 50.000.000 đồng.",
        "year_exists": "Năm này đã có kế hoạch bồi dưỡng.",
    },
    "training_exception_kind": {"exempt": "Được miễn", "added": "Được thêm vào"},
    "own_section": {
        "learning": "Kết quả bồi dưỡng các hệ thống học đã báo",
        "training_exceptions": "Được miễn, được thêm vào danh sách bồi dưỡng",
    },
    "own_column": {
        "module": "Mô đun",
        "provider": "Hệ thống học của",
        "score": "Điểm",
        "received_at": "Nhận lúc",
        "void_reason": "Lý do hủy",
        "standing": "Được tính",
        "dispute": "Thầy/cô đã báo sai",
    },
    "training_exception": {
        "exempt": "Được miễn",
        "teacher": "Học mô đun của giáo viên",
        "manager": "Học mô đun của cán bộ quản lý",
    },
    "training_exceptions": {"exempt": "Được miễn", "added": "Thêm vào danh sách"},
    "training_refusal": {
        "disputed_already": "Kết quả này đã được báo sai và đang chờ trả lời, hoặc đã được xử lý.",
        "answered_already": "Kết quả báo sai này đã có người trả lời, hoặc đã được hủy.",
        "oneself": "Không ai tự quyết định ngoại lệ cho mình.",
    },
    "journal_event": {
        "record_disputed": "Báo sai kết quả bồi dưỡng",
        "dispute_answered": "Trả lời báo sai kết quả bồi dưỡng",
        "training_year_opened": "Lập kế hoạch bồi dưỡng năm",
        "training_year_changed": "Đổi kế hoạch bồi dưỡng năm",
        "training_exception_made": "Ghi ngoại lệ bồi dưỡng",
        "training_exception_ended": "Bỏ ngoại lệ bồi dưỡng",
        "training_target_set": "Giao chỉ tiêu bồi dưỡng",
        "module_imported": "Nhập mô đun bồi dưỡng",
        "completions_received": "Nhận kết quả bồi dưỡng",
        "completion_voided": "Hủy kết quả bồi dưỡng",
    },
}

"""Words for refusals, jobs, notices and journal entries."""

LABELS: dict[str, dict[str, str]] = {
    "refusal": {
        "stale_page": "Trang mở quá lâu, hãy tải lại rồi bấm lại. Nội dung vẫn ở trên màn hình.",
        "changed_meanwhile": "Nội dung này vừa được sửa ở trang khác hoặc máy khác. Hãy tải lại trang để xem bản mới.",
    },
    "job_state": {"waiting": "Đang chờ", "running": "Đang làm", "done": "Hoàn thành", "failed": "Không thành công"},
    "job_problem": {
        "lost": "Công việc bị gián đoạn nhiều lần. Hãy thử lại, hoặc báo quản trị hệ thống.",
        "office_lost": "Người yêu cầu không còn giữ chức vụ lúc yêu cầu, nên công việc không được làm.",
        "error": "Công việc gặp lỗi. Hãy thử lại, hoặc báo quản trị hệ thống.",
    },
    "job_kind": {"rehearsal": "Chạy thử hàng đợi", "statistics": "Chăm sóc cơ sở dữ liệu"},
    "notice": {},
    "journal_event": {},
}

"""Which links stand in the header of each role?  At most six (ux: service navigation)."""

from dataclasses import dataclass

from flask import request, url_for

from app.domain.identity.queries import oversees
from app.domain.progress.queries import sight_of
from app.domain.progress.rules import Sight
from app.domain.viewer import Viewer

# role → (endpoint, text) in reading order.
LINKS: dict[str, list[tuple[str, str]]] = {
    "teacher": [
        ("teacher.home", "Việc của tôi"),
        ("teacher.show_evaluation", "Đánh giá"),
        ("teacher.list_evidence", "Minh chứng"),
        ("teacher.show_training", "Bồi dưỡng"),
        ("teacher.show_identity", "Mã định danh"),
    ],
    "principal": [
        ("principal.home", "Việc cần làm"),
        ("principal.list_evaluations", "Đánh giá"),
        ("records.list_training", "Bồi dưỡng"),
        ("records.show_overview", "Tiến độ"),
        ("records.list_reports", "Báo cáo"),
        ("records.list_cases", "Mã định danh"),
    ],
    "district": [
        ("district.home", "Việc cần làm"),
        ("district.list_evaluations", "Đánh giá"),
        ("records.list_training", "Bồi dưỡng"),
        ("records.show_overview", "Tiến độ"),
        ("records.list_reports", "Báo cáo"),
        ("records.list_cases", "Mã định danh"),
    ],
    "province": [
        ("province.home", "Việc cần làm"),
        ("province.list_evaluations", "Đánh giá"),
        ("records.list_training", "Bồi dưỡng"),
        ("records.show_overview", "Tiến độ"),
        ("records.list_reports", "Báo cáo"),
        ("records.list_cases", "Mã định danh"),
    ],
    "university": [
        ("university.home", "Việc cần làm"),
        ("records.list_training", "Bồi dưỡng"),
        ("records.show_overview", "Tiến độ"),
        ("records.list_reports", "Báo cáo"),
    ],
    "ministry": [
        ("ministry.home", "Tổng quan"),
        ("records.list_periods", "Đợt đánh giá"),
        ("records.list_training", "Bồi dưỡng"),
        ("records.show_overview", "Tiến độ"),
        ("records.list_reports", "Báo cáo"),
    ],
    "auditor": [
        ("auditor.home", "Việc cần làm"),
        ("records.list_reports", "Báo cáo"),
        ("auditor.list_samples", "Mẫu đã rút"),
        ("records.list_audits", "Nhật ký xem"),
    ],
    "partner": [
        ("partner.home", "Việc cần làm"),
        ("records.show_boards", "Tiến độ"),
        ("partner.list_cases", "Yêu cầu"),
        ("records.show_connections", "Kết nối LMS"),
    ],
    "admin": [
        ("admin.home", "Việc cần làm"),
        ("records.show_boards", "Tiến độ"),
        ("admin.list_cases", "Mã định danh"),
        ("records.list_persons", "Danh sách người"),
        ("admin.list_accounts", "Tài khoản"),
    ],
}


BOARDS = ("/records/evaluation-progress/", "/records/training-progress/")
BENEATH = {
    "records.show_boards": BOARDS,
    "records.show_overview": ("/records/campaign", *BOARDS),
    "records.list_training": (
        "/province/training/",
        "/district/training/",
        "/records/certificates",
        "/records/certificate-counts",
        "/province/certificates",
        "/university/certificates",
        "/records/lms",
        "/province/lms-choice",
    ),
    "records.list_reports": ("/province/reports/", "/ministry/reports/"),
    "records.show_connections": ("/records/lms-choices",),
    "teacher.show_training": ("/teacher/needs", "/teacher/support"),
    "teacher.show_evaluation": ("/teacher/colleagues", "/teacher/opinions"),
}
"""Pages that belong to a link though their addresses lie elsewhere: all boards lie beneath the first one."""


@dataclass(frozen=True)
class Link:
    url: str
    text: str
    current: bool
    count: int | None = None


def links_for(viewer: Viewer | None) -> list[Link]:
    """The header's links for this viewer; the one of the page at hand is marked."""
    if viewer is None:
        return []
    links = []
    for endpoint, text in LINKS.get(viewer.role, []):
        if not leads_somewhere(viewer, endpoint):
            continue
        url = url_for(endpoint)
        # A door's own address ends with a slash and stands for itself only; other links also for the pages beneath.
        beneath = (*((f"{url}/",) if not url.endswith("/") else ()), *BENEATH.get(endpoint, ()))
        inside = request.path == url or request.path.startswith(beneath)
        links.append(Link(url=url, text=text, current=inside))
    return links


def leads_somewhere(viewer: Viewer, endpoint: str) -> bool:
    """Not every admin has cases or boards: the ministry's opens nobody's file, a provider's has no schools."""
    if endpoint == "admin.list_cases":
        return oversees(viewer)
    return endpoint != "records.show_boards" or sight_of(viewer) is not Sight.NOTHING


def home_of(viewer: Viewer) -> str:
    """Endpoint of the role's first page; somebody without an appointment lands on their account."""
    return LINKS[viewer.role][0][0] if viewer.role in LINKS else "account.menu"

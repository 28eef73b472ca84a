"""Which objects go through the LMS door, member by member?"""

from app.domain.training.records.rules import REF, REF_LENGTH
from app.web.exchange.fields import Field, Kind

REF_FIELD = Field(
    "ref", Kind.TEXT,
    "Số hiệu bản ghi do LMS đặt, không đổi về sau, không chứa mã định danh; chữ không dấu, số và các dấu . _ : -",
    "LMS-2022-HV00123-ETEP-GV-01-1", needed=True, longest=REF_LENGTH, pattern=REF,
)  # fmt: skip
COMPLETION = (
    Field("sector_id", Kind.TEXT, "Mã định danh trên CSDL ngành, là chuỗi: giữ nguyên số 0 ở đầu", "01101000001",
          needed=True, longest=30),
    Field("module", Kind.TEXT, "Mã mô đun, như GET /modules trả về", "ETEP-GV-01", needed=True, longest=20),
    Field("year", Kind.WHOLE, "Năm của kế hoạch bồi dưỡng, như GET /deadlines trả về; không phải năm hoàn thành", 2022,
          needed=True, least=2000, most=2100),
    Field("status", Kind.TEXT, "Tiến độ: đã đăng ký, đang học, đã hoàn thành", "completed", needed=True,
          choices=("enrolled", "in_progress", "completed")),
    Field("score", Kind.NUMBER, "Điểm, lấy đến hai chữ số thập phân", 8.5),
    Field("score_scale", Kind.WHOLE, "Thang điểm; không gửi là thang 10", 10, choices=(10, 100)),
    Field("passed", Kind.TRUTH, "Đạt hay chưa đạt; không gửi thì tính theo điểm (từ một nửa thang điểm là đạt)", True),
    Field("progress", Kind.WHOLE, "Phần trăm đã học", 100, least=0, most=100),
    Field("enrolled_at", Kind.INSTANT, "Lúc đăng ký, kèm múi giờ", "2022-03-01T08:00:00+07:00"),
    Field("completed_at", Kind.INSTANT, "Lúc hoàn thành, kèm múi giờ; bắt buộc khi đã hoàn thành",
          "2022-04-01T09:30:00+07:00"),
)  # fmt: skip
ITEM = (REF_FIELD, *COMPLETION)
BATCH = (Field("items", Kind.LIST, "Nhiều nhất 1.000 kết quả, mỗi kết quả có ref riêng", [], needed=True),)
VOID = (
    Field("reason", Kind.TEXT, "Lý do hủy", "Nhập nhầm người học", needed=True, longest=500),
)  # fmt: skip
IDENTITY = (
    Field("sector_id", Kind.TEXT, "Mã định danh", "01101000001", needed=True, longest=30),
    Field("birth_date", Kind.DAY, "Ngày sinh", "1988-09-05", needed=True),
)
RECONCILIATION = (
    Field("month", Kind.TEXT, "Tháng cần đối soát", "2022-04", needed=True, longest=7),
    Field("records", Kind.WHOLE, "Số bản ghi LMS gửi lần đầu trong tháng, kể cả bản đã hủy", 120, least=0, most=10**9),
    Field(
        "completed", Kind.WHOLE, "Trong đó đã hoàn thành, đạt hay chưa đạt, kể cả bản đã hủy", 80, least=0, most=10**9
    ),
    Field("voided", Kind.WHOLE, "Trong đó đã hủy", 2, least=0, most=10**9),
)

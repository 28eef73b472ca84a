"""Which columns does each kind of file have, and by which headings do people call them?

Headings are matched folded (no marks, no case, letters and digits only), so "MÃ ĐỊNH DANH" and "Mã định danh" are one.
"""

from dataclasses import dataclass
from enum import StrEnum


class ImportKind(StrEnum):
    UNITS = "units"
    REGISTRY = "registry"
    ROSTER = "roster"
    RESULTS = "results"
    COMPLETIONS = "completions"
    LEARNERS = "learners"


#: Kinds whose columns a person settles before the rows are checked: every LMS names and orders them as it likes.
MAPPED = frozenset({ImportKind.COMPLETIONS})


@dataclass(frozen=True)
class Column:
    """One column: its key, the folded headings it is met by, whether the file needs it; `instead` can stand for it."""

    key: str
    headings: tuple[str, ...]
    required: bool = False
    instead: tuple[str, ...] = ()


NUMBER = Column("number", ("stt", "tt", "so tt", "so thu tu"))
FULL_NAME = Column(
    "full_name",
    ("ho va ten", "ho ten", "ho va ten khai sinh", "ho va ten can bo giao vien", "ho va ten giao vien", "ho va ten gv",
     "ho va ten cb gv nv", "ho va ten cbgvnv", "ho ten giao vien", "ho va ten nha giao", "ho va ten cbgv"),
    required=True,
    instead=("family_names", "given_name"),
)  # fmt: skip
FAMILY_NAMES = Column("family_names", ("ho va ten dem", "ho dem", "ho va dem", "ho lot", "ho va chu lot", "ho chu dem"))
GIVEN_NAME = Column("given_name", ("ten", "ten goi"))
BIRTH_DATE = Column(
    "birth_date",
    ("ngay sinh", "ngay thang nam sinh", "ngay thang ns", "ngay thang sinh", "ntns", "sinh ngay", "nam sinh"),
)
GENDER = Column("gender", ("gioi tinh", "phai", "gioi"))
FEMALE = Column("female", ("nu",))
ETHNICITY = Column("ethnicity", ("dan toc",))
SECTOR_ID = Column(
    "sector_id",
    ("ma dinh danh", "ma dinh danh bo gd dt", "ma dinh danh bo gddt", "ma dinh danh bo", "ma dinh danh csdl nganh",
     "ma dinh danh tren csdl nganh", "ma dinh danh tren csdl nganh gd", "ma csdl nganh", "ma giao vien", "ma gv",
     "ma can bo", "ma dinh danh giao vien", "ma dinh danh nganh"),
)  # fmt: skip
POSITION = Column(
    "position",
    ("chuc vu", "vi tri viec lam", "chuc danh", "chuc vu cong tac", "nhiem vu", "vi tri", "chuc vu chuc danh"),
)
GROUP = Column("group", ("to chuyen mon", "to", "to bo mon", "thuoc to", "to cm", "ten to chuyen mon"))
SUBJECT = Column("subject", ("mon day", "mon giang day", "mon", "mon hoc", "chuyen mon", "day mon", "bo mon"))
LEVEL = Column("level", ("cap hoc", "cap day", "cap"))
PHONE = Column("phone", ("dien thoai", "so dien thoai", "di dong", "sdt", "dtdd", "so dt", "dien thoai di dong"))
EMAIL = Column("email", ("email", "e mail", "thu dien tu", "dia chi email", "hop thu"))
UNIT_CODE = Column("unit_code", ("ma truong", "ma don vi", "ma co so", "ma dv", "ma csgd"))
UNIT_NAME = Column("unit_name", ("ten don vi", "ten truong", "truong", "don vi", "don vi cong tac", "noi cong tac"))
QUALIFICATION = Column(
    "qualification", ("trinh do", "trinh do chuyen mon", "trinh do dao tao", "trinh do cm", "trinh do cao nhat")
)
STATUS = Column("status", ("trang thai", "tinh trang", "trang thai can bo"))
# Recognised so that nobody wonders, and left in the file: the citizen number is not needed here (DP-7).
CITIZEN_NUMBER = Column(
    "citizen_number", ("so cccd", "cccd", "cmnd", "so cmnd", "cmnd cccd", "so cmnd cccd", "can cuoc")
)

#: As many criteria as the longest standard has; each may have a column of its own.
MOST_CRITERIA = 18
MARKS = tuple(
    Column(f"mark_{no}", (f"tieu chi {no}", f"tc {no}", f"tc{no}", f"muc tieu chi {no}"))
    for no in range(1, MOST_CRITERIA + 1)
)

#: What a list of completions may say.  `full_name` only helps to recognise a row: whose it is, the ID says.
COMPLETION_COLUMNS = (
    Column(SECTOR_ID.key, (*SECTOR_ID.headings, "ma so id", "id number", "idnumber", "ma so", "ma dinh danh gv",
                           "ma hoc vien", "ma nguoi hoc", "sector id"), required=True),
    Column(FULL_NAME.key, (*FULL_NAME.headings, "ten day du", "full name", "ho ten hoc vien", "ho va ten hoc vien",
                           "hoc vien", "ten hoc vien", "user full name")),
    Column("module", ("mo dun", "ma mo dun", "ten mo dun", "module", "khoa hoc", "ten khoa hoc", "ma khoa hoc",
                      "course", "course name", "course short name", "course full name", "ten rut gon khoa hoc",
                      "khoa boi duong", "noi dung boi duong", "chuyen de")),
    Column("year", ("nam", "nam hoc", "nam boi duong", "year", "dot")),
    Column("said", ("trang thai", "tinh trang", "trang thai hoc", "trang thai hoc tap", "trang thai hoan thanh",
                    "status", "completion status", "tinh trang hoan thanh", "hoan thanh khoa hoc", "course complete",
                    "completion state")),
    Column("passed", ("ket qua", "ket qua danh gia", "xep loai", "dat chua dat", "dat khong dat", "dat", "pass",
                      "passed", "ket qua cuoi khoa")),
    Column("score", ("diem", "diem so", "diem tong ket", "diem trung binh", "diem thi", "diem danh gia",
                     "diem kiem tra", "diem cuoi khoa", "tong diem", "diem 10", "diem 100", "score",
                     "grade", "final grade", "grade 10 00", "grade 100 00",
                     "diem 10 00", "diem 100 00", "course total real", "course total percentage",
                     "tong khoa hoc thuc te", "tong ket khoa hoc")),
    Column("progress", ("tien do", "tien do hoc tap", "tien do hoan thanh", "phan tram hoan thanh", "ty le hoan thanh",
                        "progress", "completion progress")),
    Column("enrolled_at", ("ngay dang ky", "ngay ghi danh", "ngay bat dau", "ngay vao hoc", "thoi gian bat dau",
                           "thoi gian ghi danh", "enrolled", "time enrolled", "date enrolled", "start date",
                           "started on", "bat dau vao luc")),
    Column("completed_at", ("ngay hoan thanh", "thoi gian hoan thanh", "thoi diem hoan thanh", "hoan thanh luc",
                            "hoan thanh vao luc", "ngay ket thuc", "thoi gian ket thuc", "completed", "completed on",
                            "completion date", "date completed", "time completed", "ngay hoan thanh khoa hoc")),
    Column("ref", ("ma ban ghi", "ma tham chieu", "ma ket qua", "ma luot hoc", "ref", "record id", "completion id",
                   "id ban ghi")),
)  # fmt: skip

COLUMNS: dict[ImportKind, tuple[Column, ...]] = {
    ImportKind.UNITS: (
        NUMBER,
        Column("code", ("ma don vi", "ma truong", "ma", "ma co so", "ma dv"), required=True),
        Column("name", ("ten don vi", "ten truong", "ten", "don vi"), required=True),
        Column("kind", ("loai", "loai don vi", "cap don vi", "loai hinh"), required=True),
        Column("parent_code", ("ma don vi quan ly", "ma don vi cap tren", "don vi quan ly", "truc thuoc", "ma cap tren",
                               "ma dv quan ly"), required=True),
        Column("levels", ("cap hoc", "cac cap hoc", "cap")),
        Column("difficult", ("vung kho khan", "vung kk", "kho khan", "dac biet kho khan")),
        Column("lms_provider", ("don vi cung cap lms", "nha cung cap lms", "lms", "don vi cung cap dich vu")),
    ),
    ImportKind.REGISTRY: (
        NUMBER, Column(SECTOR_ID.key, SECTOR_ID.headings, required=True), FULL_NAME,
        Column(BIRTH_DATE.key, BIRTH_DATE.headings, required=True), GENDER, FEMALE, ETHNICITY, UNIT_CODE, UNIT_NAME,
        POSITION, SUBJECT, QUALIFICATION, STATUS, CITIZEN_NUMBER, FAMILY_NAMES, GIVEN_NAME,
    ),
    ImportKind.ROSTER: (
        NUMBER, FULL_NAME, BIRTH_DATE, GENDER, FEMALE, ETHNICITY, SECTOR_ID, POSITION, GROUP, SUBJECT, LEVEL, PHONE,
        EMAIL, UNIT_CODE, UNIT_NAME, QUALIFICATION, CITIZEN_NUMBER, FAMILY_NAMES, GIVEN_NAME,
    ),
    ImportKind.RESULTS: (
        NUMBER, FULL_NAME, BIRTH_DATE, SECTOR_ID, POSITION, GROUP, SUBJECT, UNIT_CODE, UNIT_NAME, FAMILY_NAMES,
        GIVEN_NAME, *MARKS,
        Column("rank", ("xep loai", "ket qua xep loai", "xep loai cua thu truong", "thu truong xep loai", "ket qua",
                        "hieu truong xep loai", "ket qua danh gia", "ket qua danh gia xep loai", "muc xep loai",
                        "xep loai chung"), required=True),
        Column("self_rank", ("tu danh gia", "tu xep loai", "ket qua tu danh gia", "xep loai tu danh gia",
                             "ca nhan tu xep loai")),
        Column("reason", ("ly do xep loai", "ly do xep khac quy tac", "ghi chu")),
        Column("year", ("nam danh gia", "nam hoc danh gia", "nam hoc")),
        Column("signed_on", ("ngay ky", "ngay quyet dinh", "ngay xep loai")),
        Column("signed_by", ("nguoi ky", "thu truong ky", "nguoi xep loai")),
        Column("document", ("so quyet dinh", "so van ban", "so hieu")),
    ),
    ImportKind.COMPLETIONS: COMPLETION_COLUMNS,
    ImportKind.LEARNERS: (
        NUMBER, FULL_NAME, BIRTH_DATE, SECTOR_ID, POSITION, UNIT_CODE, UNIT_NAME, FAMILY_NAMES, GIVEN_NAME,
        Column("exception", ("ngoai le", "dien", "dien hoc", "mien hoac them", "mien them", "mien hay them",
                             "noi dung ngoai le"), required=True),
        Column("exception_reason", ("ly do ngoai le", "ly do mien", "ly do mien hoac them", "ly do mien them",
                                    "ly do them", "ly do")),
    ),
}  # fmt: skip

#: The first of the columns, folded, that our file of failed rows puts after the user's own: it and whatever follows it
#: are left aside when the file comes back corrected.
ADDED_BY_US = "dong trong tep goc"

#: How the cells under a list begin, folded: signatures, totals.
FOOTER_BEGINNINGS = (
    "nguoi lap", "hieu truong", "p hieu truong", "thu truong", "truong phong", "giam doc", "ky ten", "xac nhan",
    "tong so", "tong cong", "danh sach nay", "danh sach gom", "nguoi tong hop", "ke toan truong", "noi nhan",
)  # fmt: skip
FOOTER_WORDS = frozenset({"cong", "ghi chu", "tong"})

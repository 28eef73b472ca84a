"""Words for imports: columns, reasons, outcomes, refusals."""

from app.domain.imports.cells import Finding, Reason
from app.domain.imports.columns import MOST_CRITERIA
from app.domain.imports.models import ImportFile, ImportRow
from app.domain.imports.planned import CHANGE
from app.domain.vietnamese import printable
from app.web.labels.training import LABELS as EXCEPTIONS

LABELS: dict[str, dict[str, str]] = {
    "import_kind": {
        "roster": "Danh sách cán bộ, giáo viên, nhân viên",
        "units": "Danh sách đơn vị",
        "registry": "Bản xuất từ CSDL ngành",
        "results": "Kết quả đánh giá từ phiếu giấy",
        "completions": "Danh sách hoàn thành mô đun từ LMS",
        "learners": "Người được miễn, người thêm vào danh sách bồi dưỡng",
    },
    "import_state": {
        "checking": "Đang kiểm tra",
        "mapping": "Chờ chỉ các cột",
        "refused": "Không đọc được",
        "checked": "Chờ xác nhận",
        "applying": "Đang nhập",
        "applied": "Đã nhập",
    },
    "import_outcome": {
        "read": "Dòng đã đọc",
        "create": "Thêm mới",
        "update": "Cập nhật",
        "move": "Chuyển về trường",
        "unchanged": "Không đổi",
        "by_hand": "Cần quyết định",
        "refused": "Bị từ chối",
        "differs": "Khác với hồ sơ, không ghi đè",
        "recovered_zeros": "Mã được khôi phục số 0",
        "typed_over": "Thay lý do, ngoại lệ đã ghi",
        "waiting": "Chờ xác thực mã",
        "duplicate": "Trùng nguồn khác, không tính thêm",
    },
    "import_column": {
        "": "Cả dòng",
        "number": "STT",
        "full_name": "Họ và tên",
        "family_names": "Họ và tên đệm",
        "given_name": "Tên",
        "birth_date": "Ngày sinh",
        "gender": "Giới tính",
        "female": "Nữ",
        "ethnicity": "Dân tộc",
        "sector_id": "Mã định danh",
        "position": "Chức vụ",
        "group": "Tổ chuyên môn",
        "subject": "Môn dạy",
        "level": "Cấp học",
        "phone": "Điện thoại",
        "email": "Email",
        "unit_code": "Mã trường",
        "unit_name": "Tên đơn vị",
        "qualification": "Trình độ",
        "status": "Trạng thái",
        "citizen_number": "Số căn cước",
        "code": "Mã đơn vị",
        "name": "Tên đơn vị",
        "kind": "Loại",
        "parent_code": "Mã đơn vị quản lý",
        "levels": "Cấp học",
        "difficult": "Vùng khó khăn",
        "lms_provider": "Đơn vị cung cấp LMS",
        "rank": "Xếp loại",
        "self_rank": "Tự đánh giá",
        "reason": "Lý do xếp khác quy tắc",
        "year": "Năm",
        "signed_on": "Ngày ký",
        "signed_by": "Người ký",
        "document": "Số quyết định",
        "module": "Mô đun",
        "said": "Tình trạng học",
        "passed": "Kết quả (đạt, chưa đạt)",
        "score": "Điểm",
        "progress": "Tiến độ (%)",
        "enrolled_at": "Ngày đăng ký",
        "completed_at": "Ngày hoàn thành",
        "ref": "Mã bản ghi của LMS",
        "exception": "Ngoại lệ",
        "exception_reason": "Lý do ngoại lệ",
        **{f"mark_{no}": f"Tiêu chí {no}" for no in range(1, MOST_CRITERIA + 1)},
    },
    "import_exception": EXCEPTIONS["training_exception"] | {"rule": "Theo quy định"},
    "import_reason": {
        "missing": "Ô trống, cần điền.",
        "formula": "Ô chứa công thức. Hãy thay bằng giá trị.",
        "cell_error": "Ô đang báo lỗi {shown}.",
        "control_character": "Ô có ký tự điều khiển không dùng được.",
        "legacy_encoding": "Chữ dùng bảng mã cũ (TCVN3/VNI). Hãy đổi sang Unicode rồi tải lại.",
        "too_long": "Dài quá {shown} ký tự.",
        "name_malformed": "“{shown}” không phải là họ tên.",
        "name_mixed_scripts": "“{shown}” lẫn chữ cái của bảng chữ khác, trông giống chữ Việt. Hãy gõ lại.",
        "date_malformed": "“{shown}” không phải là ngày. Hãy ghi như 05/09/1988.",
        "date_not_real": "Ngày {shown} không có thật.",
        "birth_year_impossible": "Năm sinh {shown} không hợp lệ: phải từ 1930 và đủ 18 tuổi.",
        "id_not_digits": "“{shown}” có ký tự không phải chữ số.",
        "id_exponent": "“{shown}” đã mất chữ số vì ô định dạng số. Hãy định dạng cột là Văn bản và nhập lại mã.",
        "id_wrong_length": "“{shown}” phải có từ 8 đến 14 chữ số.",
        "ref_malformed": "Mã “{shown}” chỉ được gồm chữ cái không dấu, chữ số và các dấu . _ : -",
        "ref_holds_id": "Mã “{shown}” chứa mã định danh của người học; hãy đặt mã khác",
        "code_malformed": "“{shown}” không phải là mã đơn vị.",
        "no_such_criterion": "Chuẩn này chỉ có {shown} tiêu chí; cột này phải để trống.",
        "not_in_list": "Không hiểu “{shown}”. Hãy ghi theo tệp mẫu.",
        "gender_contradiction": "Cột giới tính ghi Nam nhưng cột Nữ được đánh dấu.",
        "duplicate_in_file": "Trùng với dòng {shown} của chính tệp này.",
        "position_above_yours": "Chức vụ người đứng đầu, cấp phó của trường do quản trị cấp trên nhập. Nhờ cấp trên.",
        "own_record": "Hồ sơ của chính thầy/cô không sửa bằng tệp của mình. Nhờ quản trị cấp trên.",
        "unit_not_yours": "Mã {shown} không thuộc phạm vi thầy/cô quản lý.",
        "unit_unknown": "Không có đơn vị mang mã {shown}.",
        "parent_unknown": "Không có đơn vị quản lý mang mã {shown}.",
        "parent_kind_wrong": "Đơn vị loại này không thể trực thuộc đơn vị mang mã {shown}.",
        "parent_changed": "Đơn vị này đang trực thuộc đơn vị khác, không phải {shown}. Hãy liên hệ cấp trên.",
        "unit_kind_changed": "Mã {shown} đang là của một đơn vị loại khác.",
        "position_not_in_unit": "{shown} không phải là trường học, hoặc không có chức vụ này.",
        "level_needed": "Trường có nhiều cấp học: hãy ghi cấp học của người này.",
        "level_not_at_school": "Trường không có cấp học đã ghi.",
        "id_ambiguous": "Mã {shown} khớp với nhiều mã trên CSDL ngành. Hãy nhập đủ số 0 ở đầu.",
        "several_candidates": "Đã có người giống thế này trong hồ sơ; cần người quyết định có phải là một hay không.",
        "other_person_claims_id": "Mã {shown} đang đứng tên một người khác trong hồ sơ; cần kiểm tra lại.",
        "name_differs": "Họ tên trong tệp ({shown}) khác hồ sơ. Hồ sơ được giữ nguyên; đây là việc cần xử lý.",
        "birth_date_differs": "Ngày sinh trong tệp ({shown}) khác hồ sơ. Hồ sơ được giữ nguyên; đây là việc cần xử lý.",
        "verified_id_differs": "Mã trong tệp ({shown}) khác mã đã xác thực. Mã đã xác thực được giữ nguyên.",
        "listed_id_differs": "Mã trong tệp ({shown}) khác mã của danh sách trước. Cần kiểm tra mã nào đúng.",
        "zero_recovered": "Đã khôi phục số 0 ở đầu theo CSDL ngành: {shown}.",
        "zero_suspected": "Ô là số, nghi mất số 0 ở đầu: {shown}.",
        "id_length_unusual": "Mã {shown} dài khác thường (thường có 10 đến 12 chữ số).",
        "capitals_tidied": "Đổi chữ in hoa thành {shown}.",
        "cell_disregarded": "Không đọc được ô này nên bỏ qua.",
        "person_unknown": "Chưa có ai tên {shown} trong hồ sơ của trường. Quản trị của trường nhập danh sách trước.",
        "handed_in": "Kết quả của đơn vị đã nộp lên cấp trên nên không nhập thêm được. Hãy thu hồi, hoặc đề nghị trả lại.",
        "no_period": "Không có đợt nhập kết quả nào đang mở cho đơn vị của ông/bà, hoặc ông/bà không được ký.",
        "not_rated": "Chức vụ này không thuộc diện đánh giá theo chuẩn.",
        "not_decided_here": "Kết quả của người này do cấp khác quyết định và nhập.",
        "levels_partial": "Chưa có mức ở tiêu chí {shown}. Hãy điền đủ mọi tiêu chí, hoặc để trống cả.",
        "reason_missing": "Xếp loại khác với quy tắc tính từ các mức đã điền. Hãy ghi lý do nêu trên phiếu.",
        "signed_on_outside": "Ngày ký phải trong thời gian của đợt và không sau hôm nay.",
        "result_appealed": "Kết quả đang được xem xét lại nên không sửa được.",
        "result_replaced": "Thay bản đã nhập: {shown}. Bản trước vẫn được giữ.",
        "typed_over": "Thay điều đã ghi: {shown}.",
        "other_school_then": "Vào ngày chốt danh sách, người này công tác ở trường khác.",
        "number_malformed": "“{shown}” không phải là số. Hãy ghi như 8,5 hoặc 85%.",
        "too_short": "Hãy viết ít nhất {shown} chữ cái.",
        "id_not_yours": "Không có ai trong phạm vi của ông/bà mang, khai báo hay có trong danh sách mã {shown}.",
        "lms_not_yours": "LMS này không thuộc phạm vi của ông/bà.",
        "module_unknown": "Không có mô đun nào là “{shown}”. Hãy chỉ mô đun ở bước Cột.",
        "module_unclear": "“{shown}” có thể là nhiều mô đun. Hãy chỉ mô đun ở bước Cột.",
        "year_unclear": "“{shown}” không phải là năm bồi dưỡng, ví dụ 2022.",
        "result_unsaid": "Đã hoàn thành nhưng chưa có điểm, cũng không ghi đạt hay chưa đạt.",
        "day_unsaid": "Đã hoàn thành nhưng chưa có ngày hoàn thành.",
        "out_of_range": "“{shown}” nằm ngoài khoảng cho phép.",
        "in_future": "Ngày {shown} chưa tới.",
        "said_otherwise": "Khác với điều đã báo về người này. Muốn sửa kết quả đã xong, LMS hủy bản ghi cũ rồi gửi bản mới.",
        "taken_back": "Bản ghi này đã bị hủy nên không nhận lại.",
        "still_waits": "Chưa ai xác thực mã này. Kết quả được giữ lại và tự được tính khi mã được xác thực.",
        "counts_already": "Đã có kết quả đạt của người này cho mô đun và năm này; không tính thêm lần nữa.",
        "done_before_enrolment": "Ngày hoàn thành trước ngày đăng ký; vẫn nhận.",
        "year_not_yours": "Năm bồi dưỡng này không do đơn vị của ông/bà lập.",
        "learns_anyway": "Người này đã thuộc diện học theo chức vụ; không cần thêm.",
        "need_not_learn": "Chức vụ của người này không thuộc diện học; không cần miễn.",
    },
    "import_refusal": {
        "wrong_extension": "Chỉ nhận tệp .xlsx hoặc .csv.",
        "extension_lies": "Đuôi tệp không đúng với nội dung bên trong. Hãy lưu lại từ Excel thành .xlsx rồi tải lại.",
        "too_big": "Tệp lớn hơn 10 MB. Hãy chia thành nhiều tệp.",
        "empty": "Tệp trống.",
        "old_excel": "Tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Hãy bỏ mật khẩu và lưu lại thành .xlsx.",
        "locked": "Tệp có mật khẩu. Hãy bỏ mật khẩu rồi tải lại.",
        "has_macros": "Tệp có macro. Hãy lưu lại thành .xlsx không có macro.",
        "not_a_spreadsheet": "Đây không phải là bảng tính.",
        "damaged": "Tệp bị hỏng hoặc không đúng chuẩn. Hãy mở bằng Excel, lưu lại thành .xlsx rồi tải lại.",
        "too_heavy": "Tệp quá nặng khi mở ra. Hãy xóa các trang, hình và định dạng thừa rồi lưu lại.",
        "too_many_rows": "Tệp có dòng ở quá dòng {limit}. Hãy xóa các dòng trống phía dưới hoặc chia tệp.",
        "too_many_columns": "Tệp có quá {limit} cột (ở dòng {row}).",
        "has_nul": "Tệp có ký tự rỗng (NUL), không phải là tệp CSV.",
        "old_encoding": "Tệp không phải Unicode. Hãy lưu lại kiểu “CSV UTF-8” rồi tải lại.",
        "bad_quotes": "Dấu ngoặc kép ở dòng {row} không khép lại.",
        "line_too_long": "Dòng {row} dài quá 1 triệu ký tự.",
        "no_header": "Không tìm thấy dòng tiêu đề. Cần ít nhất các cột: {names}.",
        "missing_columns": "Thiếu cột: {names}.",
        "duplicate_columns": "Có hai cột cùng nội dung: {names}. Hãy giữ một cột.",
    },
    "import_problem": {
        "not_mapped": "Chưa chỉ các cột của tệp. Hãy chỉ các cột rồi kiểm tra.",
        "still_checking": "Tệp đang được kiểm tra. Hãy chờ kiểm tra xong.",
        "file_refused": "Tệp này không nhập được.",
        "preview_expired": "Bản xem trước đã quá 1 giờ. Hãy tải tệp lên lại để kiểm tra với dữ liệu mới.",
        "other_file": "Bản xem trước không phải của tệp này. Hãy tải lại trang.",
        "nothing_to_do": "Tệp không có thay đổi nào để nhập.",
    },
    "mapping_problem": {
        "no_id_column": "Hãy chỉ cột có mã định danh.",
        "no_module": "Hãy chỉ cột có mô đun, hoặc chọn mô đun cho cả tệp.",
        "no_year": "Hãy chỉ cột có năm, hoặc ghi năm cho cả tệp.",
        "column_twice": "Có hai cột cùng nội dung “{name}”. Hãy giữ một cột.",
        "name_unsettled": "Hãy chọn mô đun, hoặc bỏ qua các dòng này.",
    },
    "job_kind": {"check_import": "Kiểm tra tệp", "apply_import": "Nhập dữ liệu", "sweep_imports": "Dọn tệp nhập cũ"},
    "notice": {
        "you_moved": "Thầy/cô đã được chuyển về {unit}. Nếu không đúng, hãy báo quản trị của đơn vị này.",
        "person_moved_away": "{name} đã được chuyển về {unit}, theo danh sách của đơn vị đó.",
    },
    "journal_event": {
        "import_uploaded": "Tải tệp lên để nhập",
        "import_columns_settled": "Chỉ các cột của tệp nhập",
        "import_confirmed": "Xác nhận nhập tệp",
        "import_applied": "Nhập xong tệp",
        "person_added": "Thêm người",
        "person_completed": "Bổ sung thông tin còn trống",
        "appointment_changed": "Thay đổi công tác",
        "person_moved": "Chuyển trường",
        "unit_added": "Thêm đơn vị",
        "unit_changed": "Sửa đơn vị",
    },
}


def sentence(finding: Finding) -> str:
    """The column and what is said about it, e.g. "Ngày sinh: Ngày 31/02/1988 không có thật."."""
    shown = finding.shown
    if finding.column == "exception" and finding.reason is Reason.TYPED_OVER:
        shown = CHANGE.join(LABELS["import_exception"][code] for code in shown.split(CHANGE))
    text = LABELS["import_reason"][finding.reason].format(shown=shown)
    return f"{LABELS['import_column'][finding.column]}: {text}" if finding.column else text


def refusal_sentence(refusal: dict) -> str:
    """Why a file as a whole cannot be imported."""
    names = ", ".join(LABELS["import_column"].get(name, name) for name in refusal.get("names", []))
    facts = {"limit": "", "row": ""} | refusal | {"names": names}
    if isinstance(facts["limit"], int):
        facts["limit"] = f"{facts['limit']:,}".replace(",", ".")
    return LABELS["import_refusal"][refusal["code"]].format(**facts)


def finding_sentence(finding: list[str]) -> str:
    """As `sentence`, for a finding as the database keeps it."""
    column, reason, shown = finding
    return sentence(Finding(column, Reason(reason), shown))


def row_name(row: ImportRow, file: ImportFile) -> str:
    """What tells a row apart for its reader: the name that stands in it."""
    places = file.facts.get("position", {})
    place = places.get("full_name", places.get("name", places.get("given_name", places.get("sector_id"))))
    cell = row.cells[place] if place is not None and place < len(row.cells) else None
    return printable(cell[1])[:80] if cell else "(không có tên)"


FILTERS = {
    "import_finding": finding_sentence,
    "import_refusal": refusal_sentence,
    "import_row_name": row_name,
}

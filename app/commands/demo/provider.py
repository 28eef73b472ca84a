"""Which LMS has the cast's province chosen before the newcomer looks?  With one item that it puts up with for now."""

from datetime import date

from app.commands.demo.life import somebody
from app.domain.organisation.rules import LmsProvider, Position
from app.domain.training.provider.actions import choose_provider
from app.domain.training.provider.rules import Choice, Item

STARTS, DECIDED = date(2021, 3, 1), date(2021, 2, 22)
DOCUMENT = "Quyết định 118/QĐ-SGDĐT về lựa chọn hệ thống bồi dưỡng qua mạng"
NOTES = {
    Item.PHONE: "Video chưa tự giảm chất lượng khi đường truyền yếu; đơn vị cung cấp khắc phục trong năm 2022.",
    Item.EXCHANGE: "Đã gửi thử 200 kết quả học, khớp đủ.",
}
REMARK = "Đáp ứng được việc bồi dưỡng các mô đun của năm; xem lại sau mỗi năm học."


def choose_system(province: str) -> None:
    """The province's officer puts down what was decided."""
    choice = Choice(
        LmsProvider.VIETTEL, STARTS, DOCUMENT, DECIDED, {item: item is not Item.PHONE for item in Item}, NOTES, REMARK
    )
    made, problems = choose_provider(somebody(province, Position.PROVINCE_OFFICER), choice, 0)
    assert made is not None, problems

"""What stands above and beside the provinces?  The ministry, a university, the two providers of LMS."""

from app.commands.demo.world import DemoUnit, World


def top() -> World:
    """The university is an invention: which one serves which province is data to enter, never known beforehand."""
    return World(
        units=[
            DemoUnit("BO", "Bộ Giáo dục và Đào tạo", "ministry", "Bộ GDĐT"),
            DemoUnit("DHSP", "Trường Đại học Sư phạm Phương Nam", "university", "Trường ĐHSP", "BO"),
            DemoUnit("VIETTEL", "Viettel", "provider", "Đơn vị cung cấp LMS", "BO", provider="viettel"),
            DemoUnit("VNPT", "VNPT", "provider", "Đơn vị cung cấp LMS", "BO", provider="vnpt"),
        ]
    )

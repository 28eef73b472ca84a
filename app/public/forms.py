"""Which forms stand before the sign-in?"""

from wtforms import BooleanField, PasswordField
from wtforms.validators import DataRequired, EqualTo, Length

from app.domain.accounts.rules.passwords import LONGEST
from app.web.forms import REQUIRED, BaseForm, TextField

needed = DataRequired(REQUIRED)
short = Length(max=LONGEST, message=f"Nhiều nhất {LONGEST} ký tự.")
NEW = {"autocomplete": "new-password"}


class ActivationForm(BaseForm):
    """A password is taken as typed: neither trimmed nor cleaned (IN-1)."""

    login = TextField(
        "Tên đăng nhập", longest=100, validators=[needed],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )  # fmt: skip
    activation_code = TextField(
        "Mã kích hoạt", longest=40, validators=[needed],
        render_kw={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"},
    )  # fmt: skip
    new_password = PasswordField("Mật khẩu mới", [needed, short], render_kw=NEW)
    repeat_password = PasswordField(
        "Gõ lại mật khẩu mới",
        [needed, EqualTo("new_password", "Hai lần gõ mật khẩu chưa giống nhau."), short],
        render_kw=NEW,
    )
    shared = BooleanField("Máy dùng chung")

"""Which forms does everybody's own account have?  Passwords are taken as typed: neither trimmed nor cleaned (IN-1)."""

from collections.abc import Sequence

from wtforms import BooleanField, PasswordField, RadioField
from wtforms.validators import DataRequired, EqualTo, Length, ValidationError

from app.domain.accounts.rules.passwords import LONGEST
from app.web.forms import REQUIRED, BaseForm, LongTextField, TextField, offered
from app.web.labels import choices

needed = DataRequired(REQUIRED)
CURRENT = {"autocomplete": "current-password"}
NEW = {"autocomplete": "new-password"}
NAME = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}
FIGURES = {"inputmode": "numeric", "autocomplete": "one-time-code"}
TOO_LONG = f"Nhiều nhất {LONGEST} ký tự."
DIFFERENT = "Hai lần gõ mật khẩu chưa giống nhau."


class SecretField(PasswordField):
    """A password: never sent back to the page, never cut."""

    def __init__(self, label: str, validators: Sequence[object] = (), **options: object) -> None:
        super().__init__(label, [needed, *validators, Length(max=LONGEST, message=TOO_LONG)], **options)  # type: ignore[arg-type]


class SignInForm(BaseForm):
    login = TextField("Tên đăng nhập", longest=100, validators=[needed], render_kw=NAME)
    password = SecretField("Mật khẩu", render_kw=CURRENT)
    shared = BooleanField("Máy dùng chung")


class PasswordAgainForm(BaseForm):
    password = SecretField("Mật khẩu", render_kw=CURRENT)
    figures = TextField("Mã 6 chữ số", longest=40, validators=[needed], render_kw=FIGURES)


class PasswordChangeForm(BaseForm):
    current_password = SecretField("Mật khẩu đang dùng", render_kw=CURRENT)
    new_password = SecretField("Mật khẩu mới", render_kw=NEW)
    repeat_password = SecretField("Gõ lại mật khẩu mới", [EqualTo("new_password", DIFFERENT)], render_kw=NEW)


class SecondFactorForm(BaseForm):
    figures = TextField("Mã 6 chữ số", longest=40, validators=[needed], render_kw=FIGURES)


class NoticeForm(BaseForm):
    read = BooleanField("Tôi đã đọc thông báo này")

    def validate_read(self, field: BooleanField) -> None:
        """The tick is the acknowledgement."""
        if not field.data:
            raise ValidationError("Hãy đánh dấu khi đã đọc xong.")


class PhoneForm(BaseForm):
    phone = TextField(
        "Số điện thoại di động", longest=20, validators=[needed],
        render_kw={"inputmode": "tel", "autocomplete": "tel"},
    )  # fmt: skip


class DataRequestForm(BaseForm):
    kind = RadioField(
        "Yêu cầu",
        choices=offered(choices("request_kind")),
        default="correction",
    )
    text = LongTextField("Nội dung", longest=2000, validators=[needed])

"""`flask demo-code LOGIN`: the six figures that an authenticator would show now.  In a demonstration only (AUTH-7)."""

import click
from flask import Flask
from sqlalchemy import select

from app.db import db
from app.domain import clock
from app.domain.accounts.actions.second_factor import next_figures
from app.domain.accounts.models import Account
from app.web.startup import holds_demo_data


def init_app(app: Flask) -> None:
    """Register `flask demo-code`."""

    @app.cli.command("demo-code")
    @click.argument("login")
    def demo_code(login: str) -> None:
        """Print a working second-factor code of a demonstration's account."""
        if app.extensions["settings"].production or not holds_demo_data():
            raise click.ClickException("Lệnh này chỉ dùng trong bản trình diễn.")
        account_id = db.session.scalar(select(Account.id).where(Account.login == login))
        figures = next_figures(account_id, clock.now()) if account_id else None
        if figures is None:
            raise click.ClickException("Tài khoản này chưa có bước xác thực thứ hai. Hãy đăng nhập một lần trước.")
        click.echo(f"{figures}   (bản trình diễn: người thật xem mã này trên điện thoại)")

"""`flask backup`, `flask restore`, `flask drill`: how does an installation survive its machine? (REL-3)"""

import time
from datetime import datetime, timedelta
from pathlib import Path

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from app.commands.backups.acts import back_up, drill, put_back
from app.commands.backups.archives import opened_archive
from app.commands.backups.proofs import MOST_TOLD, Proof
from app.commands.backups.retention import prune
from app.domain import clock

RPO, RTO = timedelta(hours=24), timedelta(hours=4)
ARCHIVE = click.Path(exists=True, dir_okay=False, path_type=Path)


class BackupGroup(AppGroup):
    """`flask backup DIR` means `flask backup make DIR`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        named = not args or args[0] in self.commands or args[0] == "--help"
        return super().parse_args(ctx, args if named else ["make", *args])


group = BackupGroup("backup", help="Back up into a folder (`flask backup DIR`), or verify a backup.")


def told(at: datetime) -> str:
    return f"{at.astimezone(clock.VIETNAM):%H:%M:%S %d/%m/%Y}"


def span(length: timedelta) -> str:
    minutes = int(length.total_seconds() // 60)
    return f"{minutes // 60} giờ {minutes % 60} phút"


def show_proof(proof: Proof) -> None:
    click.echo(f"{'SAI' if proof.faults else 'ĐÚNG':<6}{proof.what}{f' ({proof.detail})' if proof.detail else ''}")
    for fault in proof.faults[:MOST_TOLD]:
        click.echo(f"      - {fault}")
    if (more := len(proof.faults) - MOST_TOLD) > 0:
        click.echo(f"      … và {more} lỗi nữa")


@group.command("make")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--prune", "and_prune", is_flag=True, help="Then delete what is older than 30 days and 12 months.")
def make(folder: Path, and_prune: bool) -> None:
    """Back up the database and the stored files into FOLDER while everything runs."""
    recipient = current_app.extensions["settings"].backup_recipient
    path, manifest = back_up(folder, recipient)
    click.echo(path)
    size = f"{path.stat().st_size / 1e6:.1f} MB"
    click.echo(f"{sum(manifest.contents.counts.values())} dòng, {len(manifest.files)} tệp, {size}")
    if not recipient:
        click.echo("Không mã hóa: thư mục này phải nằm trên ổ đã mã hóa (hoặc đặt TEMIS_BACKUP_RECIPIENT).")
    for name in manifest.missing:
        click.echo(f"Không có trong kho tệp: {name}", err=True)
    for gone in prune(folder, clock.now()) if and_prune else ():
        click.echo(f"Đã xóa {gone.relative_to(folder)}")


@group.command("verify")
@click.argument("path", metavar="ARCHIVE", type=ARCHIVE)
def verify(path: Path) -> None:
    """Are all bytes of ARCHIVE and of the files that it names still as they were?"""
    with opened_archive(path) as archive:
        found = {name: archive.files.fault(digest) for name, digest in archive.manifest.files.items()}
        proof = Proof(f"{len(found)} tệp", [f"{name}: {fault}" for name, fault in found.items() if fault])
        show_proof(Proof("Cơ sở dữ liệu và bản kê", [], f"sao lưu lúc {told(archive.manifest.at)}"))
        show_proof(proof)
    if proof.faults:
        raise SystemExit(1)


@click.command("restore")
@click.argument("path", metavar="ARCHIVE", type=ARCHIVE)
@click.option("--replace", is_flag=True, help="Overwrite a database that holds data.")
def restore(path: Path, replace: bool) -> None:
    """Put ARCHIVE back: the files into TEMIS_STORAGE, then the database, in one transaction."""
    with opened_archive(path) as archive:
        put_back(archive, replace=replace)
        click.echo(f"Đã khôi phục bản sao lưu lúc {told(archive.manifest.at)}. Tiếp theo: flask db upgrade.")


@click.command("drill")
@click.argument("path", metavar="ARCHIVE", type=ARCHIVE)
def rehearse(path: Path) -> None:
    """Restore ARCHIVE to a scratch place, prove it whole, and print RPO and RTO; nothing in use is touched."""
    begun = time.monotonic()
    with opened_archive(path) as archive:
        opening = time.monotonic() - begun
        found, took = drill(archive)
    age, lasted = clock.now() - archive.manifest.at, timedelta(seconds=opening + took)
    for proof in found:
        show_proof(proof)
    click.echo(f"RPO   {span(age)} kể từ lúc sao lưu{' - QUÁ' if age > RPO else ''} (mục tiêu {span(RPO)})")
    late = " - QUÁ" if lasted > RTO else ""
    click.echo(f"RTO   {lasted.total_seconds():.1f} giây để khôi phục{late} (mục tiêu {span(RTO)})")
    if any(proof.faults for proof in found):
        raise SystemExit(1)


def init_app(app: Flask) -> None:
    """Register the three."""
    for command in (group, restore, rehearse):
        app.cli.add_command(command)

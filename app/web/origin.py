"""From where does this request come: which network, which device, which kind of browser?  (SES-1, AUTH-4)"""

import ipaddress
import re
import secrets

from flask import Response, current_app, request

from app.domain.accounts.actions.sign_in import Browser
from app.domain.accounts.attempts import Origin

A_YEAR = 365 * 86_400
_MARK = re.compile(r"^[A-Za-z0-9_-]{40,60}$")
_BROWSERS = (
    ("coc_coc_browser", "Cốc Cốc"), ("Edg", "Edge"), ("OPR", "Opera"), ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def _cookie() -> str:
    return "__Host-device" if current_app.config["SESSION_COOKIE_SECURE"] else "device"


def origin() -> Origin:
    """The address and the device's random mark; a mark that is not of our making counts as none."""
    mark = request.cookies.get(_cookie(), "")
    return Origin(address=request.remote_addr or "", device=mark if _MARK.match(mark) else "")


def marked(given: Origin) -> Origin:
    """The same origin, with a fresh mark for a device that has none yet."""
    return given if given.device else Origin(given.address, secrets.token_urlsafe(32))


def remember_device(response: Response, known: Origin) -> None:
    """Leave the mark on the device: it says nothing but "this device came in before"."""
    secure = bool(current_app.config["SESSION_COOKIE_SECURE"])
    response.set_cookie(_cookie(), known.device, max_age=A_YEAR, secure=secure, httponly=True, samesite="Lax", path="/")


def browser(*, shared_machine: bool) -> Browser:
    """What is kept of the browser, so that its owner recognises it in the list: its kind, never more."""
    agent = request.headers.get("User-Agent", "")
    kind = next((name for sign, name in _BROWSERS if sign in agent), "")
    system = next((name for sign, name in _SYSTEMS if sign in agent), "")
    family = ", ".join(filter(None, (kind, system)))
    return Browser(family=family, network=network(request.remote_addr or ""), shared_machine=shared_machine)


def network(address: str) -> str:
    """The /24 (or /48) that the address lies in; empty when it is no address."""
    try:
        size = 24 if ipaddress.ip_address(address).version == 4 else 48
    except ValueError:
        return ""
    return str(ipaddress.ip_network(f"{address}/{size}", strict=False))

"""What does every answer tell the browser about safety?  (CSP-1, CSP-3, SES-6)"""

from flask import Flask, Response, request

from app.web.identity import session_token

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; font-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'; manifest-src 'self'"
)
PERMISSIONS = "camera=(), geolocation=(), microphone=(), payment=(), usb=()"
YEAR = 31_536_000


def fixed_headers(https: bool) -> dict[str, str]:
    """What every answer carries, whoever sends it: pages, files, errors (CSP-3)."""
    headers = {
        "Content-Security-Policy": POLICY + ("; upgrade-insecure-requests" if https else ""),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "same-origin",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": PERMISSIONS,
        "X-Robots-Tag": "noindex",
    }
    if https:
        headers["Strict-Transport-Security"] = f"max-age={YEAR}; includeSubDomains"
    return headers


def init_app(app: Flask) -> None:
    """Set the headers on every response, errors and files included."""
    headers = fixed_headers(app.config["PREFERRED_URL_SCHEME"] == "https")

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if request.endpoint != "static":
            if session_token(request):  # files too, which Flask sends as "no-cache"
                response.headers["Cache-Control"] = "no-store"
            response.headers.setdefault("Cache-Control", "no-cache")
            response.vary.update(["Cookie", "HX-Request"])
        elif "v" in request.args:
            # The address holds the content's hash, so this copy never goes stale.
            response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
        return response

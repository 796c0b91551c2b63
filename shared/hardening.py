"""What every answer carries so that a browser keeps our pages to themselves, and what no answer is given to."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs

from flask import Flask, Response, abort, request
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response as Plain

from shared import hosts, trouble
from shared.config import Config

LARGEST = 96 * 1024  # bytes of a request: the longest note, if it is all families, and each byte written as %F0
MOST_PARTS = 100  # fields of a form that comes in parts; none of ours does
SOCKETS = "/socket.io"
TWO_YEARS = 63_072_000  # seconds

POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "font-src 'self'",
    "frame-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "require-trusted-types-for 'script'",  # only browser/trusted.js makes HTML
    "trusted-types samklang",
)
OFF = (
    *("accelerometer", "autoplay", "browsing-topics", "camera", "display-capture", "encrypted-media"),
    *("gamepad", "geolocation", "gyroscope", "hid", "idle-detection", "keyboard-map", "local-fonts", "magnetometer"),
    *("microphone", "midi", "otp-credentials", "payment", "picture-in-picture", "publickey-credentials-create"),
    *("publickey-credentials-get", "serial", "storage-access", "usb", "window-management"),
    "xr-spatial-tracking",
)
HEADERS = {
    "Referrer-Policy": "no-referrer",  # forms then come with Origin: null, so they carry a proof of their own
    "X-Content-Type-Options": "nosniff",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": ", ".join([*(f"{name}=()" for name in OFF), "fullscreen=(self)", "screen-wake-lock=(self)"]),
    "Cache-Control": "no-store, no-transform",  # compressed on the way, its size would tell what is in it
}


class Misdirected(HTTPException):
    """Asked under a name that is not ours."""

    code = 421


def harden(app: Flask, config: Config) -> None:
    app.config["MAX_CONTENT_LENGTH"] = app.config["MAX_FORM_MEMORY_SIZE"] = LARGEST
    app.config["MAX_FORM_PARTS"] = MOST_PARTS
    app.config["PROVIDE_AUTOMATIC_OPTIONS"] = False
    framed = "'self'" if config.dev else "'none'"  # the gallery shows every screen in a frame
    app.wsgi_app = Gate(app.wsgi_app, config)  # type: ignore[method-assign]
    trouble.answer_with(app, config)

    @app.before_request
    def only_by_our_own_name() -> None:
        if not hosts.answers_to(config, request.environ.get("HTTP_HOST", "")):
            raise Misdirected

    @app.before_request
    def only_plain_forms() -> None:
        if request.mimetype.startswith("multipart/"):  # none of ours comes in parts; a part could be a whole file
            abort(400)

    @app.before_request
    def only_from_our_own_pages() -> None:
        if request.method in ("GET", "HEAD"):
            return
        origin = request.headers.get("Origin") or "null"
        if origin == "null":
            if not hosts.proves(request.form.get(hosts.FIELD, ""), request.cookies):
                abort(403)
        elif not hosts.is_our_page(config, origin, request.host):
            abort(403)

    @app.get("/favicon.ico")
    def icon() -> Response:
        return Response(status=204)

    @app.after_request
    def keep_to_yourself(answer: Response) -> Response:
        for name, value in HEADERS.items():
            answer.headers.setdefault(name, value)
        answer.headers.setdefault("Content-Security-Policy", policy(config, request.host, framed))
        if config.https:
            answer.headers["Strict-Transport-Security"] = f"max-age={TWO_YEARS}"
        if answer.mimetype == "text/html" and not answer.is_streamed:
            answer.set_data(hosts.with_proof(answer.get_data(as_text=True), request.cookies))
        return answer


def policy(config: Config, host: str, framed_by: str = "'none'") -> str:
    """What a page may load and do. Some browsers do not count our own live connection as 'self', so it is named."""
    known = hosts.answers_to(config, host)
    live = f" {'wss' if config.https else 'ws'}://{host}" if known else ""
    return "; ".join([*POLICY, f"connect-src 'self'{live}", f"frame-ancestors {framed_by}"])


class Gate:
    """Stands before everything, and lets through to the live connections only what our own pages ask."""

    def __init__(self, inner: Any, config: Config):
        self.inner, self.config = inner, config

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        if environ.get("PATH_INFO", "").startswith(SOCKETS) and (status := self.refuses(environ)):
            return Plain(status=status, headers=HEADERS)(environ, start_response)
        return self.inner(environ, start_response)

    def refuses(self, environ: dict[str, Any]) -> int | None:
        """The status for a live connection that may not be: not a websocket, not by our name, not from our pages."""
        host, origin = environ.get("HTTP_HOST", ""), environ.get("HTTP_ORIGIN", "")
        if not hosts.answers_to(self.config, host):
            return 421
        if environ["REQUEST_METHOD"] != "GET" or environ.get("HTTP_UPGRADE", "").lower() != "websocket":
            return 404  # there is nothing to read here
        asked = parse_qs(environ.get("QUERY_STRING", ""))
        if asked.get("EIO") != ["4"] or asked.get("transport") != ["websocket"] or "sid" in asked:
            return 400
        return None if hosts.is_our_page(self.config, origin, host) else 403

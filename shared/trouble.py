"""The pages for what cannot be answered. They say what to do next, and nothing about us or about what was asked."""

from __future__ import annotations

from flask import Flask, Response, jsonify, make_response, request
from werkzeug.exceptions import HTTPException

from shared import runlog, screen
from shared.config import Config
from shared.words import choose, words

KINDS = {  # status -> which words
    400: "unclear",
    403: "not_ours",
    404: "nowhere",
    405: "nowhere",
    413: "too_much",
    421: "other_name",
    429: "wait",
}
OURS = "ours"  # any other trouble is our own


def answer_with(app: Flask, config: Config) -> None:
    """Has every error answered by these pages, unless a part of the house has words of its own for it."""

    @app.errorhandler(HTTPException)
    def known(wrong: HTTPException) -> Response:
        if wrong.code is not None and wrong.code < 400:
            return make_response(wrong)  # a redirect
        return page(config, wrong.code or 500)

    @app.errorhandler(Exception)
    def unknown(wrong: Exception) -> Response:
        runlog.failed("page", wrong)
        return page(config, 500)


def page(config: Config, status: int) -> Response:
    asked = [lang for lang, _ in request.accept_languages]
    t = words(choose(None, asked, config.lang))
    kind = KINDS.get(status, OURS)
    title, text = t(f"trouble.{kind}.title"), t(f"trouble.{kind}.text")
    if request.accept_mimetypes.best == "application/json":
        return make_response(jsonify(refused=text, retry=status >= 500 or status == 429), status)
    if "X-Look" in request.headers:  # a screen keeps what it shows, and asks again
        return make_response("", status)
    return make_response(screen.render("shared/trouble.html", t, title=title, text=text), status)

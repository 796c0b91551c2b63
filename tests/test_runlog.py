"""What is written down: that something happened, and nothing else. Cases P16, P17, P18."""

from __future__ import annotations

import io
import logging
import re
from pathlib import Path

import pytest

from shared import runlog
from shared.runlog import Line
from tests.servers import serving

CANARY = "canary"
LINE = re.compile(r"[A-Z]+ [a-z][a-z _]* run=[0-9a-f]{6}( [a-z_]+=\d+)*( \w+)?( [a-z]+/[\w/]+\.py:\d+)?")
PROXIES = Path(__file__).parent.parent / "docs/proxy"
TELLING = re.compile(
    r"\$(remote_addr|request|request_uri|args|query_string|http_user_agent|http_referer|uri|cookie_\w+)"
)


@pytest.fixture
def written():
    """A logger like the process's own, and what it has written."""
    out = io.StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(Line())
    names = ("samklang", "werkzeug", "engineio.server", "flask.app", "somebody.else")
    for name in names:
        logging.getLogger(name).addHandler(handler)
    yield lambda: out.getvalue().splitlines()
    for name in names:
        logging.getLogger(name).removeHandler(handler)


def break_down(word: str) -> None:
    secret = f"{CANARY} {word}"  # also a local must not come along
    raise ValueError(f"cannot read {secret!r} from 127.77.1.2")


@pytest.mark.parametrize("name", ["werkzeug", "engineio.server", "flask.app", "somebody.else"])
def test_P17_what_a_library_says_is_an_event_without_a_name(written, name):
    try:
        break_down("in an error")
    except ValueError:
        logging.getLogger(name).exception("127.77.1.2 GET /J/%s", CANARY)
    logging.getLogger(name).error(f"{CANARY} %s", CANARY, stack_info=True)
    assert len(written()) == 2
    for line in written():
        assert LINE.fullmatch(line) and CANARY not in line and "127" not in line and "library" in line


def test_P16_an_error_of_our_own_tells_its_kind_and_our_own_line_only(written):
    try:
        break_down("in an error")
    except ValueError as wrong:
        runlog.failed("page", wrong)
    [line] = written()
    assert LINE.fullmatch(line) and CANARY not in line
    assert "page failed" in line and "ValueError" in line


def test_P17_a_line_holds_counts_and_nothing_that_came_from_anybody(written):
    runlog.note("meetings deleted", n=2, who=CANARY)  # type: ignore[arg-type]
    runlog.note(f"code {CANARY.upper()} typed")
    first, second = written()
    assert first.endswith("n=2") and "meetings deleted" in first
    assert CANARY not in (first + second).lower()


@pytest.mark.server
def test_P16_P17_a_server_that_is_asked_nonsense_writes_nothing_of_it(tmp_path):
    with serving(tmp_path) as server:
        device = server.phone()
        for path in (
            f"/J/{CANARY}",
            f"/m/{CANARY}/?{CANARY}",
            f"/{CANARY}%00",
            f"/lead/key/{CANARY}",
            f"/socket.io/?{CANARY}",
        ):
            device.open(path)
        assert server.stop() == 0
        assert server.complained == ""
        everything = [file.read_bytes() for file in server.data.rglob("*") if file.is_file()]
        assert not any(CANARY.encode() in each for each in [*everything, server.said.encode()])


def test_P18_nginx_is_told_to_write_nothing_about_who_asked():
    text = re.sub(r"#.*", "", (PROXIES / "nginx.conf").read_text("utf8"))
    servers = text.split("server {")[1:]
    assert len(servers) == 2 and all("access_log off;" in each for each in servers)
    assert "log_format" not in text and "gzip off;" in text
    assert set(re.findall(r"error_log \S+ (\w+);", text)) == {"emerg"}
    kept = [line for line in text.splitlines() if TELLING.search(line)]
    assert all("proxy_set_header" in line for line in kept), "an address goes on to us, and into no file"


def test_P18_caddy_is_told_to_write_nothing_about_who_asked():
    text = re.sub(r"#.*", "", (PROXIES / "Caddyfile").read_text("utf8"))
    options, site = text.split("samklang.example {")
    assert "exclude http.log.access http.log.error" in options and "level PANIC" in options
    assert not re.search(r"^\s*(log|encode)\b", site, re.MULTILINE), "no access log, nothing compressed"

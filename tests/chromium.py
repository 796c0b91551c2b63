"""Finds a Chromium that really starts, or installs one. `python -m tests.chromium` prints where it is.

A browser counts as found only once it has taken a picture of a page, since many a name on PATH is a stub.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TOOLS = Path(__file__).resolve().parent.parent / ".tools"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "microsoft-edge", "msedge")
DEBIAN = ("chromium", "fonts-noto-core", "fonts-noto-color-emoji")
FROM_NPM = "@sparticuz/chromium@153.0.0"
PATIENCE = 60_000  # milliseconds for a cold start on a slow machine
PNG = b"\x89PNG"


def find() -> str:
    """The path of a Chromium that works. Raises LookupError when there is none and none could be installed."""
    for candidate in candidates():
        if starts(candidate):
            return candidate
        say(f"{candidate} does not start; looking further.")
    raise LookupError(
        "No Chromium starts here, and none could be installed. Install Chromium, Chrome or Edge, "
        "or name one in SAMKLANG_CHROMIUM, and try again."
    )


def flags() -> list[str]:
    """What to start it with: quiet on the network, and without a sandbox only where root makes that impossible."""
    quiet = ["--disable-dev-shm-usage", "--disable-background-networking"]
    quiet += ["--disable-features=AutofillServerCommunication"]  # at each field it would ask its maker about the form
    return [*quiet, "--no-sandbox"] if is_root() else quiet


def candidates() -> Iterator[str]:
    """Each browser worth trying, the nearest first; the last ones are fetched only if it comes to that."""
    if named := os.environ.get("SAMKLANG_CHROMIUM"):
        yield named
    yield from filter(None, map(shutil.which, NAMES))
    yield from usual_places()
    yield from from_debian()
    yield from from_playwright()
    yield from from_npm()


def starts(candidate: str) -> bool:
    """Whether this one opens a page and takes a picture of it, in the way the tests will."""
    with ThreadPoolExecutor(1) as beside:  # Playwright runs once in a thread, and a test may be using it in this one
        return beside.submit(takes_a_picture, candidate).result()


def takes_a_picture(candidate: str) -> bool:
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=candidate, args=flags(), timeout=PATIENCE)
            page = browser.new_page()
            page.set_content("<h1>Samklang</h1>")
            picture = page.screenshot(timeout=PATIENCE)
            browser.close()
    except Error:
        return False
    return picture.startswith(PNG)


def usual_places() -> Iterator[str]:
    """Where Windows and macOS keep theirs, off PATH."""
    programs = [os.environ.get(name, "") for name in ("PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA")]
    for place in filter(None, programs):
        yield from existing(
            Path(place), "Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"
        )
    for app in ("Google Chrome", "Chromium", "Microsoft Edge"):
        yield from existing(Path("/Applications"), f"{app}.app/Contents/MacOS/{app}")


def from_debian() -> Iterator[str]:
    if not (is_root() and shutil.which("apt-get")):
        return
    say("Installing Chromium and fonts with apt-get ...")
    quietly = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    tell(["apt-get", "update", "-qq"], env=quietly)
    tell(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *DEBIAN], env=quietly)
    yield from filter(None, [shutil.which("chromium")])


def from_playwright() -> Iterator[str]:
    say("Fetching Chromium with Playwright ...")
    browsers = TOOLS / "browsers"
    install = [sys.executable, "-m", "playwright", "install", "--only-shell", "chromium"]
    tell(install, env={**os.environ, "PLAYWRIGHT_BROWSERS_PATH": str(browsers)})
    yield from existing(browsers, "*/*/headless_shell*", "*/*/chrome-headless-shell*")


def from_npm() -> Iterator[str]:
    if not sys.platform.startswith("linux"):
        return
    say("Fetching Chromium with npm ...")
    from hatch_build import npm

    command, environment = npm()
    folder = TOOLS / "sparticuz"
    folder.mkdir(parents=True, exist_ok=True)
    tell(
        [*command, "install", "--ignore-scripts", "--no-package-lock", "--prefix", str(folder), FROM_NPM],
        env=environment,
    )
    unpack = "import chromium from '@sparticuz/chromium'; console.log(await chromium.executablePath())"
    node = shutil.which("node", path=environment["PATH"]) or "node"
    said = tell([node, "--input-type=module", "--eval", unpack], env={**environment, "TMPDIR": str(folder)}, cwd=folder)
    yield from filter(None, said.splitlines()[-1:])


def existing(folder: Path, *patterns: str) -> Iterator[str]:
    for pattern in patterns:
        yield from (str(path) for path in sorted(folder.glob(pattern)) if path.is_file())


def tell(command: list[str], env: dict[str, str], cwd: Path | None = None) -> str:
    """What a command says; nothing when it cannot be had. Whether it helped is seen by starting the browser."""
    try:
        done = subprocess.run(command, env=env, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
    except OSError:
        return ""
    return done.stdout if done.returncode == 0 else ""


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        print(find())
    except LookupError as none:
        sys.exit(str(none))

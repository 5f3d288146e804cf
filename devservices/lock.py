"""`make lock`: resolve requirements*.in into hashed lock files for every platform and Python from 3.11 on.

No registry address and no path of this machine gets into them (hence --no-header).
"""

import shutil
import subprocess
import sys

from devservices.stages import ROOT, complain, say

OPTIONS = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--quiet"]


def find_uv() -> list[str] | None:
    """The resolver: installed, or fetched into .venv."""
    for command in ([shutil.which("uv") or "uv"], [sys.executable, "-m", "uv"]):
        try:
            if subprocess.run([*command, "--version"], capture_output=True, check=False).returncode == 0:
                return command
        except OSError:
            continue
    install = [sys.executable, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "uv"]
    return [sys.executable, "-m", "uv"] if subprocess.run(install, check=False).returncode == 0 else None


def main() -> int:
    """Resolve both files; the development lock keeps the versions of the runtime lock."""
    uv = find_uv()
    if uv is None:
        complain("uv could not be installed: is the network there?")
        return 1
    for name, constraints in (("requirements", []), ("requirements-dev", ["-c", "requirements.lock"])):
        command = [*uv, "pip", "compile", *OPTIONS, f"{name}.in", "-o", f"{name}.lock", *constraints, "--upgrade"]
        if subprocess.run(command, cwd=ROOT, check=False).returncode != 0:
            return 1
        say(f"  ✓ {name}.lock")
    return 0


if __name__ == "__main__":
    sys.exit(main())

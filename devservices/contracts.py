"""Run import-linter, which has a command but no `python -m` door of its own."""

import sys

from importlinter.cli import lint_imports_command

if __name__ == "__main__":
    sys.exit(lint_imports_command())

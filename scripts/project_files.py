"""What the checks share: the files of the project, their includes, C++ text without comments."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CPP = {".cpp", ".h"}

INCLUDE = re.compile(r'^[ \t]*#[ \t]*include[ \t]*(?:"([^"\n]+)"|<([^>\n]+)>|(\S+))', re.MULTILINE)

# Raw strings first: they may hold anything, quotes and comment signs included.
_HIDDEN = re.compile(
    r'R"(?P<mark>[^()\s\\]{0,16})\(.*?\)(?P=mark)"'
    r'|"(?:[^"\\\n]|\\.)*"'
    r"|(?<![0-9a-zA-Z_])'(?:[^'\\\n]|\\.)+'"
    r"|//[^\n]*"
    r"|/\*.*?\*/",
    re.DOTALL,
)


def project_files(root=ROOT):
    """Paths relative to `root` of all files that are tracked or not ignored, and exist."""
    # safe.directory: CI may run as another user than the one who made the clone.
    command = ["git", "-c", "safe.directory=*", "ls-files", "-z", "--cached", "--others",
               "--exclude-standard"]
    listing = subprocess.run(command, cwd=root, check=True, capture_output=True, text=True).stdout
    names = set(listing.split("\0")) - {""}
    return sorted(Path(name) for name in names if (root / name).exists())


def hide_text(source, keep_strings=False):
    """`source` without comments and the contents of strings; every line stays where it was."""

    def hide(match):
        text = match.group()
        is_comment = text.startswith("/")
        if keep_strings and not is_comment:
            return text
        return (" " if is_comment else '""') + "\n" * text.count("\n")

    return _HIDDEN.sub(hide, source)


def includes(source):
    """(line, path, quoted) of each #include; path is None for an include through a macro."""
    visible = hide_text(source, keep_strings=True)
    for match in INCLUDE.finditer(visible):
        line = visible.count("\n", 0, match.start()) + 1
        yield line, match.group(1) or match.group(2), match.group(1) is not None


def finish(check, problems):
    """Ends a check: prints its problems and exits with 1 if there are any."""
    for problem in problems:
        print(problem)
    if problems:
        print(f"{check}: {len(problems)} problem(s)")
        sys.exit(1)
    print(f"{check}: ok")

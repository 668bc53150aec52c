"""The way in. This file alone must be readable by any Python 3, so that one too old answers with a sentence and not with a syntax error."""

import os
import shutil
import sys

OLDEST = (3, 11)
NEWER = ("python3.14", "python3.13", "python3.12", "python3.11")

if sys.version_info < OLDEST:
    found = next((path for path in map(shutil.which, NEWER) if path), None)
    if found:
        os.execv(found, [found, "-m", "ops", *sys.argv[1:]])  # noqa: S606  found on PATH, the same command again
    here = ".".join(str(part) for part in sys.version_info[:3])
    sys.stderr.write("需要 Python 3.11 或更新版本，当前是 " + here + "；请安装后重试，或用 make PYTHON=/path/to/python3.12 指定。\n")
    sys.stderr.write("Python 3.11 or newer is needed, this is " + here + "; install it, or name one: make PYTHON=/path/to/python3.12\n")
    sys.exit(1)

from ops.entry import main  # noqa: E402  only a Python that is new enough can read it

sys.exit(main(sys.argv[1:]))

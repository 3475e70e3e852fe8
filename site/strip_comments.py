"""Takes the comments off the page's JavaScript, as they are half of what would be sent: strip_comments.py FOLDER

Only whole lines go: `// …`, and `/** … */` with nothing behind it. A type in the middle of a line stays, and a line of
a text never begins with either.
"""

import pathlib
import re
import sys

WHOLE_LINES = re.compile(r"^[ \t]*(?://.*|/\*\*(?:[^*]|\*(?!/))*\*/[ \t]*)\n", re.MULTILINE)

for path in sorted(pathlib.Path(sys.argv[1]).rglob("*.js")):
    path.write_text(WHOLE_LINES.sub("", path.read_text(encoding="utf-8")), encoding="utf-8")

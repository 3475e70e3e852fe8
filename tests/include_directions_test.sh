#!/usr/bin/env bash
# Includes run along the flow of ARCHITECTURE.md and never back: a file may include its own folder, shared/, and the
# folder just before it. Then the test plants files that break the rule, as a check that finds nothing must be able to.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# folder | folders it may include. The longest folder that matches a file decides. The viewer's capture writes its PNG with
# the picture library of the tools.
rules='
shared         | shared
trainer        | trainer shared
runtime        | runtime shared
runtime/viewer | runtime/viewer runtime/tools runtime shared
runtime/tools  | runtime/tools runtime shared
web            | web runtime shared
tests          | tests trainer runtime runtime/viewer runtime/tools web shared
'

# Prints "file:line: what is wrong" for each include against the rules; silent when all is well.
wrong_includes() { # checkout
  (
    cd "$1"
    for folder in shared trainer runtime web tests; do
      [[ ! -d $folder ]] || find "$folder" -name node_modules -prune -o -name '*.[ch]pp' -print0 -o -name '*.h' -print0
    done | xargs -0 -r grep -nHE '^[[:space:]]*#[[:space:]]*include[[:space:]]*["<]' || true
  ) |
    awk -v rules="$rules" '
      function folder_of(path,   f) {  # the longest folder of the rules that holds this path
        for (f = path; sub(/\/[^\/]*$/, "", f);) if (f in may) return f
        return ""
      }
      BEGIN {
        n = split(rules, lines, "\n")
        for (i = 1; i <= n; ++i) if (split(lines[i], parts, /[ \t]*\|[ \t]*/) == 2) may[parts[1]] = " " parts[2] " "
      }
      {
        split($0, at, ":")
        match($0, /["<][^">]*[">]/)
        quoted = substr($0, RSTART, 1) == "\""
        target = substr($0, RSTART + 1, RLENGTH - 2)
        from = folder_of(at[1])
        to = folder_of(target)
        where = at[1] ":" at[2] ": "
        if (to == "" && quoted)
          print where "\"" target "\" is named from no folder of this project; write \"folder/file\", or <file> for a library"
        else if (to != "" && index(may[from], " " to " ") == 0)
          print where from "/ must not include " to "/ (\"" target "\"); it may include:" substr(may[from], 1, length(may[from]) - 1)
      }'
}

found=$(wrong_includes "$root")
if [[ -n $found ]]; then
  printf '%s\n' "$found"
  exit 1
fi

# ---- the check itself: each planted line must be found, each lawful one passed over ----

planted=$(mktemp -d)
trap 'rm -rf "$planted"' EXIT
expect() { # file, include line, refused or allowed
  mkdir -p "$planted/$(dirname "$1")"
  printf '%s\n' "$2" >"$planted/$1"
  local said outcome=allowed
  said=$(wrong_includes "$planted")
  [[ -z $said ]] || outcome=refused
  rm "$planted/$1"
  [[ $outcome == "$3" ]] && return 0
  printf '%s with %s was %s, must be %s\n' "$1" "$2" "$outcome" "$3"
  exit 1
}
expect runtime/bad.cpp '#include "trainer/recipe.hpp"' refused
expect trainer/bad.cpp '#include "runtime/generator.hpp"' refused
expect trainer/bad.cpp '#  include <runtime/generator.hpp>' refused
expect shared/bad.hpp '#include "runtime/generator.hpp"' refused
expect runtime/bad.cpp '#include "runtime/viewer/play.hpp"' refused
expect runtime/tools/bad.cpp '#include "runtime/viewer/play.hpp"' refused
expect web/bad.cpp '#include "runtime/tools/picture.hpp"' refused
expect runtime/bad.cpp '#include "generator.hpp"' refused
expect runtime/bad.cpp '#include "../trainer/recipe.hpp"' refused
expect runtime/bad.cpp '#include "tests/random_model.hpp"' refused
expect runtime/viewer/good.cpp '#include "runtime/generator.hpp"' allowed
expect tests/good.cpp '#include "trainer/recipe.hpp"' allowed
expect web/good.cpp '#include "shared/latent.hpp"' allowed
expect runtime/good.cpp '#include <Eigen/Core>' allowed

#!/bin/sh
# Puts the page together: assemble.sh DIST WEBBUILD [MODELS]
# DIST becomes a folder of static files for any host; WEBBUILD is the build folder of the preset `web`;
# MODELS holds the weights files, site/models unless told.
set -eu

if [ $# -lt 2 ] || [ $# -gt 3 ]; then
  echo "usage: $0 DIST WEBBUILD [MODELS]" >&2
  exit 2
fi
dist=$1
package=$2/web/package
site=$(cd "$(dirname "$0")" && pwd)
models=${3:-$site/models}

if [ ! -f "$package/ganvas_wasm.wasm" ]; then
  echo "$package/ganvas_wasm.wasm is missing: build the web package first (cmake --preset web && cmake --build --preset web)" >&2
  exit 2
fi
if [ -e "$dist" ] && [ ! -f "$dist/.ganvas" ] && [ -n "$(ls -A "$dist")" ]; then
  echo "$dist exists and is not a page of Ganvas: name an empty or a new folder" >&2
  exit 2
fi

rm -rf "$dist"
mkdir -p "$dist/web" "$dist/models" "$dist/real"
: > "$dist/.ganvas"
cp "$site"/*.html "$site"/*.css "$site"/*.js "$site"/*.svg "$dist/"
cp "$site"/real/*.png "$site"/real/*.json "$dist/real/"
cp "$package"/*.js "$package"/*.wasm "$dist/web/"
python3 "$site/strip_comments.py" "$dist"
for weights in "$models"/*.safetensors; do
  [ ! -f "$weights" ] || cp "$weights" "$dist/models/"
done
[ ! -d "$models/history" ] || cp -r "$models/history" "$dist/models/"
python3 "$site/index_models.py" "$dist/models" > "$dist/models/index.json"

#!/bin/sh
# Puts the page together: assemble.sh DIST WEBBUILD [MODELS]
# DIST becomes a folder of static files for any host; WEBBUILD is the build folder of the preset `web`;
# MODELS holds the weights files, site/models unless told. GANVAS_ADDRESS and GANVAS_SOURCES may say where the page and its
# source will be found on the web (assembly/build.mjs).
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

# The packages of the lock file, fetched anew only when it changed.
if ! cmp -s "$site/package-lock.json" "$site/node_modules/.fetched-lock.json"; then
  if ! npm --prefix "$site" ci --no-audit --no-fund >&2; then
    echo "npm could not fetch the packages of site/package-lock.json (above): check the connection, then run this again" >&2
    exit 2
  fi
  cp "$site/package-lock.json" "$site/node_modules/.fetched-lock.json"
fi

rm -rf "$dist"
mkdir -p "$dist"
: > "$dist/.ganvas"
node "$site/assembly/build.mjs" "$dist" "$package" "$models"

#!/bin/bash
# The window's picture shows, pixel for pixel, what ganvas-sample draws for the same seed and label.
# viewer_test.sh FOLDER-OF-VIEW FOLDER-OF-TOOLS FOLDER-OF-TESTS
set -euo pipefail
view=$1/ganvas-view sample=$2/ganvas-sample tests=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"$tests/write_random_model" "$folder/model.safetensors"

shows_image() {  # FILE OPTIONS: the large image is, pixel for pixel, what ganvas-sample draws; leaves its scale
  local file=$folder/$1 options=$2 x y
  read -r _ _ x y _ scale < <(xvfb-run -a "$view" "$file" $options --capture "$folder/view.png")
  options=${options/--label/--labels}
  "$sample" --model "$file" --count 1 ${options%%--size*} --out "$folder/digit.png"
  "$tests/compare_digit" "$folder/view.png" "$folder/digit.png" "$x" "$y" "$scale"
}
for options in "" "--seed 3 --label 4" "--seed 12345 --label 9 --truncation 0.5 --size 800x600"; do
  shows_image model.safetensors "$options"
  [ "$scale" -ge 10 ] || { echo "the digit is shown at only $scale times its size"; exit 1; }
done

# In the strip, a thin image is less than a pixel wide or high.
"$tests/write_random_model" "$folder/tall.safetensors" 0 385 1
shows_image tall.safetensors ""
"$tests/write_random_model" "$folder/wide.safetensors" 0 1 385
shows_image wide.safetensors ""

refused() {  # WORDS COMMAND...: exit code 2, the words on stderr, and no picture
  local words=$1 code=0 try
  shift
  for try in 1 2 3; do
    code=0
    xvfb-run -a -e "$folder/stderr" "$@" --capture "$folder/none.png" > "$folder/stdout" 2>&1 || code=$?
    # 3 to 6 are xvfb-run's own troubles, as when another one takes the same screen: they say nothing of the viewer.
    ((code >= 3 && code <= 6)) || break
  done
  grep -qF -- "$words" "$folder/stdout" "$folder/stderr" || { echo "no '$words' from: $*"; cat "$folder/stdout"; exit 1; }
  [ "$code" -eq 2 ] && [ ! -e "$folder/none.png" ] || { echo "exit code $code from: $*"; exit 1; }
}
refused "cannot open: No such file" "$view" "$folder/missing.safetensors"
head -c 1000 "$folder/model.safetensors" > "$folder/short.safetensors"
refused "it is truncated" "$view" "$folder/short.safetensors"
refused "wants WxH" "$view" "$folder/model.safetensors" --size huge
refused "--seed" "$view" "$folder/model.safetensors" --seed -1
echo "the window shows the digit that ganvas-sample gives"

#!/bin/bash
# The window's picture shows, pixel for pixel, what ganvas-sample draws for the same seed and label.
# viewer_test.sh FOLDER-OF-VIEW FOLDER-OF-TOOLS FOLDER-OF-TESTS
set -euo pipefail
view=$(realpath "$1")/ganvas-view sample=$2/ganvas-sample tests=$3
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
mkdir "$folder/screen"
"$tests/write_random_model" "$folder/model.safetensors"

unseen() {  # COMMAND...: what it says is in stdout, what it ends with in code
  local try
  for try in 1 2 3; do
    code=0
    xvfb-run -a -s "-screen 0 1280x1024x24 -noreset -fbdir $folder/screen" -e "$folder/stderr" "$@" > "$folder/stdout" 2>&1 || code=$?
    # 3 to 6 are xvfb-run's own troubles, as when another one takes the same screen: they say nothing of the viewer.
    ((code >= 3 && code <= 6)) || break
  done
}
shows_image() {  # FILE OPTIONS [smooth [START]]: the large image is, pixel for pixel, what ganvas-sample draws; tells what else is where
  local file=$folder/$1 options=$2 smooth=${3:-} start=${4:-} x y
  unseen $start "$view" "$file" $options --capture "$folder/view.png"
  read -r _ _ x y _ scale _ _ strip_left _ strip_right _ strip_top _ sliders _ _ _ marked_left _ marked_right _ marked_y \
    _ _ undo _ _ redo _ _ history_y < <(grep "^image at" "$folder/stdout") ||
    { echo "no picture of $file $options:"; cat "$folder/stdout"; exit 1; }
  options=${options/--label/--labels}
  for only_the_windows in --size --crisp --smooth; do options=${options%%$only_the_windows*}; done
  "$sample" --model "$file" --count 1 $options --out "$folder/digit.png"
  "$tests/compare_digit" "$folder/view.png" "$folder/digit.png" "$x" "$y" "$scale" $smooth
}
for options in "" "--seed 3 --label 4" "--seed 12345 --label 9 --truncation 0.5 --size 800x600"; do
  shows_image model.safetensors "$options"
  [ "$scale" -ge 10 ] || { echo "the digit is shown at only $scale times its size"; exit 1; }
done

# Walked along directions, together with the rest.
cp "$(dirname "$0")/../site/models/digits.safetensors" "$folder/digits.safetensors"
shows_image digits.safetensors "--seed 5 --label 3 --walk slant=2.5 --walk weight-above=-1 --truncation 0.8"

unseen "$view" --walk slant=2.5 "$folder/digits.safetensors" --capture "$folder/view.png"  # the order of --help
[ "$code" -eq 0 ] || { cat "$folder/stdout"; exit 1; }

# Coloured pictures are smooth unless crisp ones are asked for, grey ones the other way round.
cp "$(dirname "$0")/../site/models/cifar10-small.safetensors" "$folder/colour.safetensors"
shows_image colour.safetensors "--label 7" smooth
shows_image colour.safetensors "--label 7 --crisp"
shows_image digits.safetensors "--label 3 --smooth" smooth

# The window open on a screen, while keys are pressed and pictures are clicked. Its working directory is $folder/here.
cat > "$folder/hand.sh" << 'EOF'
folder=${0%/*}
soon() { for try in {1..50}; do "$@" && return; sleep 0.2; done; echo "not even soon: $*"; false; }
looks() { cmp -s "$folder/screen/Xvfb_screen0" "$folder/$1"; }  # LIKE-FILE, which `look` made
looks_otherwise() { ! looks "$1"; }
look() { cp "$folder/screen/Xvfb_screen0" "$folder/$1"; }
steady() { look now && sleep 0.5 && until looks now; do look now && sleep 0.5; done; }
# A busy machine draws late, and a key that was let go by then was never down: what shows is held until it does.
press() { look now && xdotool keydown "$1" && soon looks_otherwise now && xdotool keyup "$1" && steady; }
tap() { xdotool keydown "$1" && sleep 0.5 && xdotool keyup "$1" && sleep 0.5; }  # what should not show
with() { xdotool keydown "$1" && "${@:2}" && xdotool keyup "$1"; }
hold() { look now && xdotool keydown "$1" && soon looks_otherwise now && steady && xdotool keyup "$1" && steady; }
drag() {  # FROM TO Y, by many places on the way
  xdotool mousemove "$1" "$3" mousedown 1
  local i
  for i in {1..10}; do xdotool mousemove $(($1 + ($2 - $1) * i / 10)) "$3" && sleep 0.1; done
  steady && xdotool mouseup 1 && xdotool mousemove 400 300 && steady
}
click() { xdotool mousemove "$1" "$2" && steady && xdotool click 1 && soon looks_otherwise now && steady; }
saved() { xdotool keydown ctrl keydown s && soon test -s "$1" && xdotool keyup s keyup ctrl && steady; }  # FILE
mkdir -p "$folder/here"
cd "$folder/here"
"$@" &
window=$!
trap 'kill $window' EXIT
id=$(timeout 20 xdotool search --sync --onlyvisible --name Ganvas)
xdotool mousemove 400 300 windowfocus "$id"
sleep 1 && steady
. "$folder/acts.sh"
kill -0 $window
EOF
by_hand() {  # COMMAND...: with the acts that are on stdin; the window lives through them
  cat > "$folder/acts.sh"
  unseen bash -eu "$folder/hand.sh" "$@"
  [ "$code" -eq 0 ] || { echo "exit code $code, by hand: $*"; cat "$folder/stdout" "$folder/acts.sh"; exit 1; }
}
is_saved() {  # NAME OPTIONS: in the folder that window was in is, by that name, what ganvas-sample draws
  "$sample" --model "$folder/digits.safetensors" --count 1 $2 --out "$folder/digit.png"
  "$tests/compare_digit" "$folder/here/$1" "$folder/digit.png" 0 0 1
}

# Keys and clicks choose what is shown, and Ctrl+S saves that under its name, and nothing twice. A key with Ctrl or Alt
# is none of the viewer's own, and no slider takes a number that is typed.
shows_image digits.safetensors "--seed 5 --label 3"
in_strip=$(((strip_right - strip_left + 10) / 10))  # from one picture to the next
by_hand "$view" "$folder/digits.safetensors" --seed 5 << EOF
[ "\$(xdotool getwindowname \$id)" = "digits.safetensors – Ganvas" ]
press 7
saved digits-seed5-label7.png
with alt tap 3
saved digits-seed5-label7-2.png
click $((strip_left + 9 * in_strip + 5)) $((strip_top + 5))
saved digits-seed5-label9.png
press 2
with ctrl click $((marked_right - 4)) $marked_y
for key in 1 e 3; do tap \$key; done
press 9
tap Return
saved digits-seed5-label9-2.png
EOF
is_saved digits-seed5-label7.png "--seed 5 --labels 7"
is_saved digits-seed5-label7-2.png "--seed 5 --labels 7"
is_saved digits-seed5-label9.png "--seed 5 --labels 9"
is_saved digits-seed5-label9-2.png "--seed 5 --labels 9 --walk slant=3"

# A drag is one step of undo, and so is a key that is held. The arrow keys turn the slider that is marked: at first the
# upper direction, and ψ is above it. Pictures are saved as what they then are, the first without a number.
rm "$folder"/here/*
by_hand "$view" "$folder/digits.safetensors" --seed 5 --label 3 << EOF
is=1
next() { saved digits-seed5-label3\$( ((is == 1)) || echo -\$is).png; is=\$((is + 1)); }
drag $(((marked_left + marked_right) / 2)) $((marked_right - 4)) $marked_y
next
with ctrl press z
next
with ctrl press y
next
hold Left
next
with ctrl press z
hold Up
hold Right
next
click $undo $history_y
next
click $undo $history_y
with ctrl with shift press z
next
click $undo $history_y
click $redo $history_y
next
press r
next
with ctrl press z
press Home
next
with shift press s
with ctrl press z
next
EOF
for picture in "=--walk slant=3" -2= "-3=--walk slant=3" "-4=--walk slant=-3" \
  "-5=--walk slant=3 --truncation 1.5" "-6=--walk slant=3" "-7=--walk slant=3" "-8=--walk slant=3" -9= -10= -11=; do
  is_saved "digits-seed5-label3${picture%%=*}.png" "--seed 5 --labels 3 ${picture#*=}"
done

# On a German keyboard, where Z and Y have changed places, Ctrl+Z undoes as well.
rm "$folder"/here/*
cat > "$folder/german.sh" << 'EOF'
setxkbmap de
exec "$@"
EOF
by_hand bash "$folder/german.sh" "$view" "$folder/digits.safetensors" --seed 5 --label 3 << 'EOF'
press 7
with ctrl press z
saved digits-seed5-label3.png
with ctrl press y
saved digits-seed5-label7.png
EOF

# What could not be done is said over the picture, until Esc or a click: here the folder to save in is gone.
by_hand "$view" "$folder/digits.safetensors" << 'EOF'
look before
rm -r "$folder/here"
with ctrl press s
soon looks_otherwise before
press Escape
soon looks before
with ctrl press s
soon looks_otherwise before
click 400 300
soon looks before
EOF

# The letters of a file's own labels are shown, not a question mark for each. (Below the strip; the rest tells times.)
labelled() {  # FILE LABEL: digits, where each label is this one
  python3 - "$folder/digits.safetensors" "$1" "$2" << 'EOF'
import json, struct, sys
data = open(sys.argv[1], 'rb').read()
size = struct.unpack('<Q', data[:8])[0]
header = json.loads(data[8:8 + size])
(key, card), = [(k, json.loads(v)) for k, v in header['__metadata__'].items() if v.startswith('{')]
card['labels'] = [sys.argv[3] + str(i) for i in range(len(card['labels']))]
header['__metadata__'][key] = json.dumps(card)
text = json.dumps(header).encode()
text += b' ' * (-len(text) % 8)
open(sys.argv[2], 'wb').write(struct.pack('<Q', len(text)) + text + data[8 + size:])
EOF
}
for label in да не; do
  labelled "$folder/labelled.safetensors" $label
  by_hand "$view" "$folder/labelled.safetensors" <<< "look $label"
  tail -c $(((1024 - strip_top - 74) * 1280 * 4)) "$folder/$label" > "$folder/$label.names"
done
! cmp -s "$folder/да.names" "$folder/не.names" || { echo "да is shown as не is"; exit 1; }

# On a display of small pixels everything has as many more.
cat > "$folder/small.sh" << 'EOF'
xprop -root -f RESOURCE_MANAGER 8s -set RESOURCE_MANAGER "Xft.dpi: 192"
exec "$@"
EOF
usual=$scale
shows_image digits.safetensors "" "" "bash $folder/small.sh"
[ "$scale" -eq $((2 * usual)) ] || { echo "a digit is $scale times its size, usually $usual times"; exit 1; }

# In the strip, a thin image is less than a pixel wide or high.
"$tests/write_random_model" "$folder/tall.safetensors" 0 385 1
shows_image tall.safetensors ""
"$tests/write_random_model" "$folder/wide.safetensors" 0 1 385
shows_image wide.safetensors ""
# An image larger than the room is shown whole.
"$tests/write_random_model" "$folder/large.safetensors" 0 1024 256
shows_image large.safetensors "--size 1200x820"  # at 5/8, where no pixel is taken from between two
# The strip of 32 large images stays beside the panel, in the least window too.
"$tests/write_random_model" "$folder/many.safetensors" 32 128 128
strip_within() {  # OPTIONS RIGHT
  shows_image many.safetensors "$1"
  [ "$strip_left" -ge 0 ] && [ "$strip_right" -le "$2" ] || { echo "the strip: $strip_left to $strip_right"; exit 1; }
}
strip_within "--label 22" 800
strip_within "--label 31 --size 640x480" 240
# Its images stay large enough to be told apart: not all labels fit, and those of the last page have all of the room.
shows_image many.safetensors "--label 31"
((strip_right - strip_left >= 2 * 40 && strip_right - strip_left < 400)) || { echo "the last page: $strip_left to $strip_right"; exit 1; }
# The buttons of 100 labels do not take the room of the sliders.
"$tests/write_random_model" "$folder/labels.safetensors" 100 28 28 64
shows_image labels.safetensors "--label 99"
[ "$sliders" -ge 200 ] || { echo "the sliders have only $sliders pixels"; exit 1; }
# Ten images of this one are wider than a texture may be.
"$tests/write_random_model" "$folder/texture.safetensors" 0 1 3072
shows_image texture.safetensors "--size 3600x480"

refused() {  # WORDS COMMAND...: exit code 2, the words on stderr, and no picture
  local words=$1
  shift
  unseen "$@" --capture "$folder/none.png"
  grep -qF -- "$words" "$folder/stdout" "$folder/stderr" || { echo "no '$words' from: $*"; cat "$folder/stdout"; exit 1; }
  [ "$code" -eq 2 ] && [ ! -e "$folder/none.png" ] || { echo "exit code $code from: $*"; exit 1; }
}
refused "cannot open: No such file" "$view" "$folder/missing.safetensors"
head -c 1000 "$folder/model.safetensors" > "$folder/short.safetensors"
truncate -s 6G "$folder/others.safetensors"  # of holes: another tool's weights
refused "others.safetensors: has 6442450944 bytes, the limit is 1073741824" "$view" "$folder/others.safetensors"
refused "it is truncated" "$view" "$folder/short.safetensors"
"$tests/write_random_model" "$folder/widest.safetensors" 0 1 65536
refused "pixels a side" "$view" "$folder/widest.safetensors"
refused "wants WxH" "$view" "$folder/model.safetensors" --size huge
refused "'nan' is no number" "$view" "$folder/model.safetensors" --truncation nan
refused "model.safetensors; give a number from 0 to 9" "$view" "$folder/model.safetensors" --label 10
refused "tall.safetensors takes no labels" "$view" "$folder/tall.safetensors" --label 0
refused "it has none" "$view" "$folder/tall.safetensors" --walk slant=1
refused "wants a model" "$view" --walk slant=1
refused "cannot open: No such file" "$view" "$folder/missing.safetensors" --walk slant=1
refused "--seed" "$view" "$folder/model.safetensors" --seed -1
if "$sample" --model "$folder/model.safetensors" --truncation nan --out "$folder/none.png" 2> "$folder/stderr"; then
  echo "ganvas-sample takes a truncation that is no number"
  exit 1
fi
grep -qF "'nan' is no number" "$folder/stderr"
echo "the window shows the digit that ganvas-sample gives"

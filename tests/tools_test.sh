#!/bin/bash
# What ganvas-sample and ganvas-inspect refuse before they draw, and that they lose nothing.
# tools_test.sh FOLDER-OF-VIEW FOLDER-OF-TOOLS
set -euo pipefail
sample=$2/ganvas-sample inspect=$2/ganvas-inspect
models=$(dirname "${BASH_SOURCE[0]}")/../site/models
digits=$models/digits.safetensors
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

refused() {  # WORDS COMMAND...: exit code 2, and the words on stderr
  local words=$1 code=0
  shift
  "$@" > "$folder/stdout" 2> "$folder/stderr" || code=$?
  [ "$code" -eq 2 ] && grep -qF -- "$words" "$folder/stderr" ||
    { echo "exit code $code, no '$words' from: $*"; cat "$folder/stderr"; exit 1; }
}

cp "$digits" "$folder/mine.safetensors"
refused 'is the file that is read' "$sample" --model "$folder/mine.safetensors" --out "$folder/../${folder##*/}/mine.safetensors"
cmp "$digits" "$folder/mine.safetensors"
refused "there is no folder $folder/none" "$sample" --model "$digits" --out "$folder/none/a.png"
refused 'is a folder' "$sample" --model "$digits" --out "$folder"
truncate -s 6G "$folder/others.safetensors"  # of holes: another tool's weights
refused "others.safetensors: has 6442450944 bytes, the limit is 1073741824" "$sample" --model "$folder/others.safetensors" --out "$folder/a.png"
refused "others.safetensors: has 6442450944 bytes, the limit is 1073741824" "$inspect" "$folder/others.safetensors"
refused 'the limit is 8589934592; draw ' "$sample" --model "$models/dcgan-cifar10.safetensors" --count 1000000 --out "$folder/a.npy"
short_of_memory() {  # KILOBYTES COMMAND...
  (ulimit -v "$1" && shift && "$@")
}
refused 'ganvas-sample: out of memory; ask for fewer ' short_of_memory 400000 "$sample" --model "$digits" --count 200000 --out "$folder/a.npy"
[ ! -e "$folder/a.npy" ]

zeros=$(printf '0,%.0s' {1..63})
latents() {  # LATENT LABEL-WEIGHTS
  echo "{\"latents\":[[$zeros$1]]$2}" > "$folder/latents.json"
}
latents 1e39 ',"label_weights":[[1,0,0,0,0,0,0,0,0,0]]'
refused "$folder/latents.json.latents[0] holds 1e+39" "$sample" --model "$digits" --latents "$folder/latents.json" --out "$folder/a.png"
latents 0 ''
refused '.label_weights has 0 rows for 1 latents' "$sample" --model "$digits" --latents "$folder/latents.json" --out "$folder/a.png"

# A folder that held digits and their labels holds pictures without labels afterwards, not another run's.
"$sample" --model "$digits" --count 3 --format idx --out "$folder/idx"
[ "$(stat -c %s "$folder/idx/labels-idx1-ubyte")" -eq 11 ]
"$sample" --model "$models/dcgan-mnist.safetensors" --count 5 --format idx --out "$folder/idx"
[ "$(stat -c %s "$folder/idx/images-idx3-ubyte")" -eq $((16 + 5 * 784)) ]
[ ! -e "$folder/idx/labels-idx1-ubyte" ]

# What nobody can read is not there: the disk behind standard output is full.
lost() {  # COMMAND...
  "$@" > /dev/full
}
refused 'ganvas-inspect: cannot write to standard output: No space left' lost "$inspect" "$digits"
refused 'ganvas-inspect: cannot write to standard output: No space left' lost "$inspect" --json "$digits"
refused 'ganvas-inspect: cannot write to standard output: No space left' lost "$inspect" --help

# The ending of --out says what is written, and a --format that says something else is refused; all before it is drawn.
"$sample" --model "$digits" --count 2 --out "$folder/two.npy"
[ "$(head -c 6 "$folder/two.npy" | tail -c 5)" = NUMPY ]
"$sample" --model "$digits" --count 2 --out "$folder/two.PNG" && "$sample" --model "$digits" --count 2 --out "$folder/two"
cmp "$folder/two.PNG" "$folder/two"
refused "two.jpg: ends neither in .png nor in .npy" "$sample" --model "$digits" --out "$folder/two.jpg"
refused "two.png: ends in .png, and --format is idx" "$sample" --model "$digits" --out "$folder/two.png" --format idx
refused "two.npy: ends in .npy, and --format is png" "$sample" --model "$digits" --out "$folder/two.npy" --format png
many=(--count 100000 --format idx)
at_once() {  # COMMAND...
  timeout 20 "$@"
}
refused 'idx holds images of one channel' at_once "$sample" --model "$models/cifar10-small.safetensors" --count 100000 --format idx --out "$folder/colour"
refused "two.npy/idx: cannot make the folder" at_once "$sample" --model "$digits" "${many[@]}" --out "$folder/two.npy/idx"
mkdir -p "$folder/taken/images-idx3-ubyte"
refused 'images-idx3-ubyte: is a folder' at_once "$sample" --model "$digits" "${many[@]}" --out "$folder/taken"

# Every metric has a line of its own, with all of its protocol, what real images reach, and the named directions.
"$inspect" "$digits" > "$folder/text"
"$inspect" --json "$digits" > "$folder/json"
python3 - "$folder" << 'EOF'
import json, sys
text = open(sys.argv[1] + '/text').read().splitlines()
card = json.load(open(sys.argv[1] + '/json'))['card']
for metric in card['metrics']:
    line, = [line for line in text if line.split() and line.split()[0] == metric['name']]
    assert line.endswith(f"({metric['protocol']})"), line
    assert ('real' in metric) == ('(real: ' in line), line
for direction in card['directions']:
    assert any(line.startswith(direction['name']) for line in text), direction
EOF
echo "the tools lose nothing, and say what they want"

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

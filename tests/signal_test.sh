#!/bin/bash
# A training that is told to end saves first, whoever tells it; told twice, it ends at once.
# signal_test.sh FOLDER-OF-VIEW FOLDER-OF-TOOLS FOLDER-OF-TESTS
set -euo pipefail
train=$2/../../trainer/ganvas-train recipes=$(dirname "$0")/../trainer/recipes
folder=$(mktemp -d)
pid=
trap 'kill -9 $pid 2>/dev/null || true; rm -rf "$folder"' EXIT

begin() {  # NAME OPTIONS...: a run in the background
  name=$1
  shift
  "$train" train vanilla-mnist --recipes "$recipes" --set data_set=fashion --data "$folder" --out "$folder/$name" \
    --classifier "$folder/none" "$@" > "$folder/$name.log" 2>&1 &
  pid=$!
}
await() {  # FILE: that is there, and not empty
  for ((i = 0; i < 600; i++)); do
    [[ -s $1 ]] && return
    sleep 0.1
  done
  echo "no $1 after a minute:"
  cat "$folder"/*.log
  exit 1
}
ends_with() {  # CODE: what the run ends with, within half a minute
  local code=0 i
  for ((i = 0; i < 300; i++)); do kill -0 "$pid" 2>/dev/null && sleep 0.1 || break; done
  kill -0 "$pid" 2>/dev/null && { echo "it did not end:"; cat "$folder/$name.log"; exit 1; }
  wait "$pid" || code=$?
  [[ $code == "$1" ]] || { echo "it ended with $code, wants $1:"; cat "$folder/$name.log"; exit 1; }
}

for signal in HUP TERM INT; do  # HUP: the terminal has gone
  begin "$signal" --set tick=5
  await "$folder/$signal/00000-vanilla-mnist/stats.jsonl"
  kill -"$signal" "$pid"
  ends_with 0
  grep -q "^stopped at step" "$folder/$signal.log"
  [[ -s $folder/$signal/00000-vanilla-mnist/checkpoint.safetensors ]]
done

# While it looks for directions and measures there is nothing left to save.
begin finishing --set tick=5 --set steps=5
await "$folder/finishing/00000-vanilla-mnist/vanilla-mnist.safetensors"
kill -INT "$pid"
sleep 0.2
kill -INT "$pid"
ends_with 130
[[ -s $folder/finishing/00000-vanilla-mnist/checkpoint.safetensors ]]

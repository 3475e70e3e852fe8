"""Writes the list of the models in a folder, as the page reads it: index_models.py FOLDER > index.json"""

import json
import pathlib
import struct
import sys

FLAGSHIP = "digits"  # what the page opens with


def entry(path):
    with path.open("rb") as file:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > min(path.stat().st_size, 100_000_000):
            raise ValueError("the header is longer than the file")
        card = json.loads(json.loads(file.read(length))["__metadata__"]["ganvas"])
    beside = {
        "history": path.parent / "history" / path.stem / "history.json",
        "discriminator": path.with_name(f"{path.stem}.discriminator.safetensors"),
    }
    return {
        "name": path.stem,
        "title": card.get("title") or card["name"],
        "kind": card["kind"],
        "data": card.get("training", {}).get("data_set", ""),
        "input": card["networks"][0]["input"],
        "bytes": path.stat().st_size,
        "file": path.name,
        **{key: file.relative_to(path.parent).as_posix() for key, file in beside.items() if file.exists()},
    }


def main(folder):
    entries = []
    for path in sorted(pathlib.Path(folder).glob("*.safetensors")):
        if path.stem.endswith(".discriminator"):
            continue  # listed with its generator
        try:
            entries.append(entry(path))
        except (OSError, ValueError, KeyError, struct.error) as error:
            sys.exit(f"{path}: no weights file of Ganvas ({error})")
    entries.sort(key=lambda item: (item["name"] != FLAGSHIP, item["title"]))
    json.dump(entries, sys.stdout, indent=1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: index_models.py FOLDER")
    main(sys.argv[1])

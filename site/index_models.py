"""Writes the list of the models in a folder, as the page reads it: index_models.py FOLDER > index.json"""

import json
import pathlib
import struct
import sys

FLAGSHIP = "digits"  # what the page opens with
PLAYABLE = ("gan", "conditional_gan", "pyramid")  # what is drawn from a latent vector


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
        "bytes": path.stat().st_size,
        "file": path.name,
        **{key: file.relative_to(path.parent).as_posix() for key, file in beside.items() if file.exists()},
    }


def main(folder):
    entries = []
    for path in sorted(pathlib.Path(folder).glob("*.safetensors")):
        try:
            entries.append(entry(path))
        except (OSError, ValueError, KeyError, struct.error) as error:
            sys.exit(f"{path}: no weights file of Ganvas ({error})")
    playable = [item for item in entries if item["kind"] in PLAYABLE]
    playable.sort(key=lambda item: (item["name"] != FLAGSHIP, item["title"]))
    json.dump(playable, sys.stdout, indent=1)


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit("usage: index_models.py FOLDER")
    main(sys.argv[1])

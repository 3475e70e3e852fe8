#!/usr/bin/env python3
"""Real pictures for the page: make.py NAME DIR writes NAME.png and NAME.json beside this script.

DIR holds the data set's test images and labels in IDX form, raw or gzip. NAME.png is 20 rows of 20 pictures, 8-bit grey,
40 of each label; picture i stands in row i // 20 and column i % 20, and its label is labels[i] in NAME.json. Test
pictures, as no generator learned from them. The order is fixed by SEED: it decides which pictures, and where each stands.
"""
import gzip
import json
import pathlib
import random
import struct
import sys
import zlib

COLUMNS, OF_EACH, SEED = 20, 40, 1

KNOWN = {
    "mnist": (
        "MNIST test set (Y. LeCun, C. Cortes, C. J. C. Burges)",
        "CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/",
    ),
    "fashion": (
        "Fashion-MNIST test set (Zalando Research; H. Xiao, K. Rasul, R. Vollgraf 2017)",
        "MIT, Copyright (c) 2017 Zalando SE, https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE",
    ),
}


def read_idx(folder, name):
    """The axes and the bytes of an IDX file of unsigned bytes."""
    path = next((p for p in (folder / name, folder / (name + ".gz")) if p.exists()), None)
    if path is None:
        sys.exit(f"{folder / name}: no such file, nor {name}.gz; ./ganvas data fetches them")
    content = path.read_bytes() if path.suffix != ".gz" else gzip.decompress(path.read_bytes())
    if len(content) < 4 or content[:3] != b"\0\0\x08":
        sys.exit(f"{path}: begins with {content[:4].hex()}, wanted 000008 and the number of axes: no IDX file of bytes")
    axes = struct.unpack(f">{content[3]}I", content[4 : 4 + 4 * content[3]])
    values = content[4 + 4 * content[3] :]
    wanted = 1
    for axis in axes:
        wanted *= axis
    if len(values) != wanted:
        sys.exit(f"{path}: holds {len(values)} bytes after its header, which announces {wanted}: cut off or damaged")
    return axes, values


def choose(labels):
    """Indices of OF_EACH pictures a label, mixed."""
    chance = random.Random(SEED)
    chosen = []
    for label in sorted(set(labels)):
        chosen += chance.sample([i for i, other in enumerate(labels) if other == label], OF_EACH)
    chance.shuffle(chosen)
    return chosen


def png(width, height, rows):
    """8-bit grey, each row filtered by Up or not at all, whichever leaves smaller differences."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines, above = [], bytes(width)
    for row in rows:
        up = bytes((a - b) & 255 for a, b in zip(row, above))
        lines.append(min((b"\0" + row, b"\2" + up), key=lambda line: sum(min(v, 256 - v) for v in line[1:])))
        above = row
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    body = zlib.compress(b"".join(lines), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in KNOWN:
        sys.exit(f"usage: make.py {'|'.join(KNOWN)} DIR")
    name, folder, here = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(__file__).resolve().parent
    (count, height, width), pixels = read_idx(folder, "t10k-images-idx3-ubyte")
    (labelled,), labels = read_idx(folder, "t10k-labels-idx1-ubyte")
    if count != labelled:
        sys.exit(f"{folder}: {count} images and {labelled} labels: the files do not belong together")
    chosen = choose(labels)
    rows = [
        b"".join(pixels[(i * height + y) * width : (i * height + y + 1) * width] for i in chosen[first : first + COLUMNS])
        for first in range(0, len(chosen), COLUMNS)
        for y in range(height)
    ]
    (here / f"{name}.png").write_bytes(png(width * COLUMNS, len(rows), rows))
    source, licence = KNOWN[name]
    about = {
        "labels": [labels[i] for i in chosen],
        "columns": COLUMNS,
        "source": f"{source}: {OF_EACH} pictures of each label, chosen and mixed by make.py with seed {SEED}",
        "licence": licence,
    }
    (here / f"{name}.json").write_text(json.dumps(about) + "\n")


main()

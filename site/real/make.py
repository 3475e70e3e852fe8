#!/usr/bin/env python3
"""Real pictures for the page: make.py NAME DIR writes NAME.png and NAME.json beside this script.

DIR holds the data set's test images and labels in IDX form, raw or gzip, or, for cifar10, a folder of PNG or JPEG files for
each label (that wants Debian's python3-pil). NAME.png is rows of 20 pictures, 8-bit grey or colour, as many of each label
as KNOWN says; picture i stands in row i // 20 and column i % 20, and its label is labels[i] in NAME.json. Test pictures, as
no generator learned from them. The order is fixed by SEED: it decides which pictures, and where each stands.
"""
import gzip
import json
import pathlib
import random
import struct
import sys
import zlib

COLUMNS, SEED = 20, 1

# Pictures of each label, who made them, their licence. Photographs are compressed badly, so fewer must do.
KNOWN = {
    "mnist": (
        40,
        "MNIST test set (Y. LeCun, C. Cortes, C. J. C. Burges)",
        "CC BY-SA 3.0, https://creativecommons.org/licenses/by-sa/3.0/",
    ),
    "fashion": (
        40,
        "Fashion-MNIST test set (Zalando Research; H. Xiao, K. Rasul, R. Vollgraf 2017)",
        "MIT, Copyright (c) 2017 Zalando SE, https://github.com/zalandoresearch/fashion-mnist/blob/master/LICENSE",
    ),
    "cifar10": (
        20,
        "CIFAR-10 test set, of JPEG files (A. Krizhevsky 2009)",
        "no licence stated; Krizhevsky: Learning Multiple Layers of Features from Tiny Images, 2009",
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


def read_idx_set(folder):
    """Of a data set in IDX form: each picture's bytes, labels, width, channels."""
    (count, height, width), pixels = read_idx(folder, "t10k-images-idx3-ubyte")
    (labelled,), labels = read_idx(folder, "t10k-labels-idx1-ubyte")
    if count != labelled:
        sys.exit(f"{folder}: {count} images and {labelled} labels: the files do not belong together")
    size = height * width
    return (lambda i: pixels[i * size : (i + 1) * size]), list(labels), width, 1


def read_folders(folder):
    """The same of a folder of pictures for each label, in the order of the labels' names."""
    try:
        from PIL import Image
    except ImportError:
        sys.exit("make.py: PNG and JPEG files are read by Pillow, which is missing: apt-get install python3-pil")
    files, labels = [], []
    for label, name in enumerate(sorted(p.name for p in folder.iterdir() if p.is_dir())):
        found = sorted(p for p in (folder / name).iterdir() if p.suffix in (".png", ".jpg", ".jpeg"))
        files, labels = files + found, labels + [label] * len(found)
    if not files:
        sys.exit(f"{folder}: no folders of PNG or JPEG files, wanted one for each label")
    return (lambda i: Image.open(files[i]).convert("RGB").tobytes()), labels, Image.open(files[0]).width, 3


def choose(labels, of_each):
    """Indices of so many pictures of each label, mixed."""
    chance = random.Random(SEED)
    chosen = []
    for label in sorted(set(labels)):
        chosen += chance.sample([i for i, other in enumerate(labels) if other == label], of_each)
    chance.shuffle(chosen)
    return chosen


def paeth(left, above, corner):
    guess = left + above - corner
    return min((left, above, corner), key=lambda value: abs(guess - value))


def png(width, height, channels, rows):
    """8 bits a channel; each row filtered by Up or not at all, in colour also by Paeth: what leaves the smallest differences."""

    def chunk(kind, data):
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    lines, above = [], bytes(width * channels)
    for row in rows:
        ways = [b"\0" + row, b"\2" + bytes((a - b) & 255 for a, b in zip(row, above))]
        if channels > 1:
            left, corner = bytes(channels) + row, bytes(channels) + above
            ways.append(b"\4" + bytes((v - paeth(a, b, c)) & 255 for v, a, b, c in zip(row, left, above, corner)))
        lines.append(min(ways, key=lambda line: sum(min(v, 256 - v) for v in line[1:])))
        above = row
    head = struct.pack(">IIBBBBB", width, height, 8, 0 if channels == 1 else 2, 0, 0, 0)
    body = zlib.compress(b"".join(lines), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", body) + chunk(b"IEND", b"")


def main():
    if len(sys.argv) != 3 or sys.argv[1] not in KNOWN:
        sys.exit(f"usage: make.py {'|'.join(KNOWN)} DIR")
    name, folder, here = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(__file__).resolve().parent
    picture, labels, width, channels = (read_folders if name == "cifar10" else read_idx_set)(folder)
    of_each, source, licence = KNOWN[name]
    chosen = choose(labels, of_each)
    pictures = [picture(i) for i in chosen]
    line = width * channels
    rows = [
        b"".join(one[y * line : (y + 1) * line] for one in pictures[first : first + COLUMNS])
        for first in range(0, len(chosen), COLUMNS)
        for y in range(len(pictures[0]) // line)
    ]
    (here / f"{name}.png").write_bytes(png(width * COLUMNS, len(rows), channels, rows))
    about = {
        "labels": [labels[i] for i in chosen],
        "columns": COLUMNS,
        "source": f"{source}: {of_each} pictures of each label, chosen and mixed by make.py with seed {SEED}",
        "licence": licence,
    }
    (here / f"{name}.json").write_text(json.dumps(about) + "\n")


main()

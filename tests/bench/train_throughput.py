"""Images a second: `ganvas-train` beside Python's PyTorch, the same networks, losses, batch and cores, in one run.

    python3 tests/bench/train_throughput.py --trainer build/trainer/trainer/ganvas-train

The two take turns, so that a noisy machine disturbs both; what counts is the ratio, round by round, and its median.
Both reuse the generated batch for the two steps, keep an average of G, and run with the same settings of glibc's
allocator and with one thread in OpenBLAS, without which PyTorch is five times slower on two cores. PyTorch must be of the trainer's LibTorch version (Debian: python3-torch). Prints a table; --json FILE too.
"""

import argparse
import copy
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

from torch_layers import module_of

ROOT = pathlib.Path(__file__).resolve().parents[2]
SETTINGS = {"MALLOC_MMAP_THRESHOLD_": str(1 << 30), "MALLOC_TRIM_THRESHOLD_": str(1 << 30),
            "OPENBLAS_NUM_THREADS": "1"}  # what the trainer sets for itself
RECIPES = {"dcgan-mnist": 100, "dcgan-cifar10": 6}  # steps a round, the first half of which warms up


def train_in_pytorch(recipe, steps, threads, channels, side):
    """Prints the images a second of the second half of `steps`."""
    import time

    import torch
    from torch import nn
    from torch.nn.functional import softplus

    torch.set_num_threads(threads)
    torch.manual_seed(1)
    generator = nn.Sequential(*map(module_of, recipe["generator"]["layers"]))
    discriminator = nn.Sequential(*map(module_of, recipe["discriminator"]["layers"]))
    average = copy.deepcopy(generator).requires_grad_(False)

    def adam(network, options):
        return torch.optim.Adam(network.parameters(), lr=options["lr"], betas=(options["beta1"], options["beta2"]),
                                foreach=True)

    adam_g = adam(generator, recipe["generator_adam"])
    adam_d = adam(discriminator, recipe["discriminator_adam"])
    batch = recipe["batch_size"]
    images = torch.randint(256, (10000, channels, side, side), dtype=torch.uint8)
    started = 0.0
    for step in range(steps):
        if step == steps // 2:
            started = time.perf_counter()
        real = images[torch.randint(len(images), (batch,))].float().div_(127.5).sub_(1)
        fake = generator(torch.randn(batch, recipe["latent"]["size"]))
        adam_d.zero_grad(set_to_none=True)
        (softplus(-discriminator(real)).mean() + softplus(discriminator(fake.detach())).mean()).backward()
        adam_d.step()
        discriminator.requires_grad_(False)
        adam_g.zero_grad(set_to_none=True)
        softplus(-discriminator(fake)).mean().backward()
        adam_g.step()
        discriminator.requires_grad_(True)
        with torch.no_grad():
            for name in ("parameters", "buffers"):
                for mean, now in zip(getattr(average, name)(), getattr(generator, name)()):
                    mean.lerp_(now, 0.001) if mean.is_floating_point() else mean.copy_(now)
    print((steps - steps // 2) * batch / (time.perf_counter() - started))


def random_cifar(folder):
    """Pixels do not matter to speed: the binary files of CIFAR-10 with 2,000 random images each."""
    (folder / "cifar10").mkdir()
    for name in [f"data_batch_{i}" for i in range(1, 6)] + ["test_batch"]:
        records = b"".join(bytes([i % 10]) + os.urandom(3072) for i in range(2000))
        (folder / "cifar10" / f"{name}.bin").write_bytes(records)


def train_in_ganvas(trainer, name, steps, threads, folder):
    settings = [f"steps={steps}", f"threads={threads}", f"tick={steps // 2}", "sample_ticks=1000000", "snapshots=[]",
                "checkpoint_ticks=1000000"]
    if name.endswith("-mnist"):
        settings.append("data_set=fashion")
    command = [trainer, "train", name, "--recipes", ROOT / "trainer/recipes", "--data", folder, "--out",
               folder / "runs", "--device", "cpu", "--classifier", ""]
    for setting in settings:
        command += ["--set", setting]
    speeds, said = [], []
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) as training:
        for line in training.stdout:
            said.append(line)
            speeds += re.findall(r"step +\d+ of .*?(\d+) images/s", line)
            if len(speeds) == 2:  # the second half; what the finished run would measure is not asked for
                training.kill()
                return float(speeds[1])
    sys.exit(f"{name}: ganvas-train failed: {''.join(said)}")


def beside_pytorch(name, steps, threads):
    recipe = json.loads((ROOT / "trainer/recipes" / f"{name}.json").read_text())
    channels, side, _ = recipe["discriminator"]["input"]
    program = (f"import sys, json; sys.path.insert(0, {str(pathlib.Path(__file__).parent)!r}); import train_throughput as t;"
               f"t.train_in_pytorch(json.loads(sys.stdin.read()), {steps}, {threads}, {channels}, {side})")
    done = subprocess.run([sys.executable, "-c", program], input=json.dumps(recipe), capture_output=True, text=True,
                          env={**os.environ, **SETTINGS}, check=False)
    if done.returncode:
        sys.exit(f"{name}: PyTorch failed: {done.stderr}")
    return float(done.stdout)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--trainer", required=True, help="the program ganvas-train")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--threads", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--recipe", choices=RECIPES, action="append", help="default: all")
    parser.add_argument("--json", help="also write the rounds into this file")
    options = parser.parse_args()
    results = {}
    with tempfile.TemporaryDirectory() as scratch:
        folder = pathlib.Path(scratch)
        random_cifar(folder)
        for name in options.recipe or RECIPES:
            rounds = []
            for _ in range(options.rounds):
                ours = train_in_ganvas(options.trainer, name, RECIPES[name], options.threads, folder)
                rounds.append((ours, beside_pytorch(name, RECIPES[name], options.threads)))
                print(f"{name:16} ganvas {rounds[-1][0]:8.1f}   PyTorch {rounds[-1][1]:8.1f}", flush=True)
            results[name] = rounds
            ratios = [ours / theirs for ours, theirs in rounds]
            print(f"{name:16} ganvas {statistics.median(r[0] for r in rounds):8.1f} images/s"
                  f"   PyTorch {statistics.median(r[1] for r in rounds):8.1f}"
                  f"   ratio {statistics.median(ratios):.2f} ({min(ratios):.2f} to {max(ratios):.2f})", flush=True)
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(results))


if __name__ == "__main__":
    main()

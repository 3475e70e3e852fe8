"""The runtime without a browser: milliseconds, GFLOP/s and share of the processor's peak, by model and by layer.

    ./ganvas bench native --compare ../other/build/bench --instructions

Beside it LibTorch's forward pass with one thread (Debian: python3-torch) and, where it is wanted, another build of the
runtime. All run on one core and take turns, so that a noisy machine disturbs all; what counts is
the ratio, round by round, and its median. --instructions counts by callgrind what no neighbour can disturb.
Prints tables; --out FILE writes JSON too.
"""

import argparse
import json
import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent


class Program:
    """One that answers commands, on one core."""

    def __init__(self, command, core):
        self.name = str(command[0])
        self.process = subprocess.Popen(["taskset", "-c", str(core), *map(str, command)], stdin=subprocess.PIPE,
                                        stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"})

    def ask(self, command):
        self.process.stdin.write(command + "\n")
        self.process.stdin.flush()
        answer = self.process.stdout.readline()
        if not answer:
            sys.exit(f"bench native: {self.name} ended at '{command}' with code {self.process.wait()}")
        return json.loads(answer)

    def close(self):
        self.process.stdin.close()
        self.process.wait()


def program_of(build):
    program = build / "tests/bench/bench_forward"
    if not program.exists():
        sys.exit(f"bench native: {build} holds no {program.relative_to(build)}; give the build/bench of a checkout in which "
                 "./ganvas bench native ran")
    return program


def instructions(program, model, batch):
    """Of one batch: three batches less one, so that loading does not count."""
    counts = []
    for times in (1, 3):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={folder}/out", program, model],
                                  input=f"once {batch} {times}\n", capture_output=True, text=True, check=False)
        found = re.search(r"Collected : (\d+)", done.stderr)
        if done.returncode or not found:
            sys.exit(f"bench native: valgrind failed: {done.stderr[-500:]}")
        counts.append(int(found[1]))
    return (counts[1] - counts[0]) // 2


def measure(programs, batch, rounds, seconds):
    """[{name: answer}] of each round, the programs in turn."""
    return [{name: program.ask(f"sample {batch} {seconds}") for name, program in programs.items()}
            for _ in range(rounds)]


def summary(rounds, name):
    return {"median": statistics.median(r[name]["median"] for r in rounds),
            "p95": statistics.median(r[name]["p95"] for r in rounds)}


def bench_model(model, options, peak):
    programs = {"ganvas": Program([program_of(options.build), model], options.core)}
    if options.torch:
        programs["torch"] = Program([sys.executable, HERE / "torch_forward.py", model], options.core)
        difference = programs["torch"].ask("info")["difference"]
        if not difference < 1e-4:
            sys.exit(f"bench native: {model.name}: LibTorch's pixels differ by {difference}")
    if options.compare:
        programs["other"] = Program([program_of(options.compare), model], options.core)
    cost = 2 * programs["ganvas"].ask("info")["multiply_adds"] / 1e9
    result = {"gflop": cost, "batches": {}, "layers": programs["ganvas"].ask("layers")}
    for batch in options.batches:
        rounds = measure(programs, batch, options.rounds, options.seconds)
        entry = {name: summary(rounds, name) for name in programs}
        speed = cost * batch / entry["ganvas"]["median"] * 1e3
        entry["gflops"], entry["share"] = speed, speed / peak
        text = f"{model.stem:8} {batch:4} {entry['ganvas']['median']:10.3f} {entry['ganvas']['p95']:10.3f} ms {speed:7.1f} GFLOP/s {speed / peak:5.0%}"
        for name in ("torch", "other"):
            if name in programs:
                ratios = [r[name]["median"] / r["ganvas"]["median"] for r in rounds]
                entry[f"{name}_ratio"] = statistics.median(ratios)
                text += f"   {name} {entry[name]['median']:9.3f} ms, ratio {entry[f'{name}_ratio']:.2f} ({min(ratios):.2f} to {max(ratios):.2f})"
        if options.instructions:
            entry["instructions"] = instructions(program_of(options.build), model, batch)
            text += f"   {entry['instructions'] / 1e6:.2f} M instructions"
            if options.compare:
                entry["other_instructions"] = instructions(program_of(options.compare), model, batch)
                text += f", other {entry['other_instructions'] / 1e6:.2f} M"
        print(text, flush=True)
        result["batches"][batch] = entry
    for program in programs.values():
        program.close()
    return result


def print_layers(name, layers, peak):
    print(f"\n{name}, one image, by step")
    for step in layers:
        speed = 2 * step["multiply_adds"] / step["ms"] / 1e6 if step["ms"] else 0
        span = f"{step['first']}" if step["first"] == step["last"] else f"{step['first']}-{step['last']}"
        print(f"  {span:>6} {step['layer']:18} {step['shape']:16} {step['ms']:9.4f} ms {speed:7.1f} GFLOP/s {speed / peak:5.0%}")


def main():
    parser = argparse.ArgumentParser(prog="ganvas bench native", description=__doc__.splitlines()[0])
    parser.add_argument("--build", required=True, type=pathlib.Path, help=argparse.SUPPRESS)
    parser.add_argument("--generators", type=lambda s: s.split(","), help="of tests/bench/generators.json; default: all")
    parser.add_argument("--batches", type=lambda s: [int(n) for n in s.split(",")], default=[1, 10, 64])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--seconds", type=float, default=0.5, help="of each program in each round")
    parser.add_argument("--core", type=int, default=max(os.sched_getaffinity(0)))
    parser.add_argument("--no-torch", dest="torch", action="store_false", help="not beside LibTorch")
    parser.add_argument("--compare", type=pathlib.Path, help="the build/bench of another checkout")
    parser.add_argument("--instructions", action="store_true", help="count them with callgrind")
    parser.add_argument("--out", type=pathlib.Path, help="also write JSON")
    options = parser.parse_args()
    names = options.generators or [entry["name"] for entry in json.loads((HERE / "generators.json").read_text())]
    models = options.build / "models"
    first = Program([program_of(options.build), models / f"{names[0]}.safetensors"], options.core)
    peaks = first.ask("peak 2")
    first.close()
    peak = peaks[f"peak_{peaks['lanes']}"]
    print(f"one core; multiply-and-add peak {peaks['peak_4']:.1f} GFLOP/s in packets of 4, {peaks['peak_8']:.1f} of 8 and "
          f"{peaks['peak_16']:.1f} of 16 fused; the kernels use packets of {peaks['lanes']}\n{'model':8} {'n':>4} {'median':>10} {'95 %':>10}")
    results = {"peak": peaks, "models": {}}
    for name in names:
        skip_torch = options.torch and name == "digits"  # conditional batch norm is no module of torch.nn
        asked = argparse.Namespace(**{**vars(options), "torch": options.torch and not skip_torch})
        results["models"][name] = bench_model(models / f"{name}.safetensors", asked, peak)
    for name, result in results["models"].items():
        print_layers(name, result["layers"], peak)
    if options.out:
        options.out.write_text(json.dumps(results, indent=1))


if __name__ == "__main__":
    main()

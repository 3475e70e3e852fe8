"""bench_forward's commands `info` and `sample`, answered by LibTorch (Python's PyTorch) on one thread."""

import json
import pathlib
import statistics
import sys
import time

import torch

from torch_layers import module_of

TYPES = {"F32": torch.float32, "I64": torch.int64}


def read_weights(path):
    data = pathlib.Path(path).read_bytes()
    size = int.from_bytes(data[:8], "little")
    header = json.loads(data[8:8 + size])
    card = json.loads(header.pop("__metadata__")["ganvas"])
    tensors = {}
    for name, tensor in header.items():
        begin, end = (8 + size + offset for offset in tensor["data_offsets"])
        tensors[name] = torch.frombuffer(bytearray(data[begin:end]), dtype=TYPES[tensor["dtype"]]).view(tensor["shape"])
    return card, tensors


class LabelledSequential(torch.nn.Sequential):
    """label_embedding and concat: the label's row beside the latent vector."""

    def forward(self, z, labels=None):
        for module in self:
            if isinstance(module, torch.nn.Embedding):
                row = module(labels)
            elif isinstance(module, torch.nn.Identity):
                z = torch.cat([z, row], 1)
            else:
                z = module(z)
        return z


def generator_of(card, tensors):
    modules = []
    for layer in card["networks"][0]["layers"]:
        if layer["type"] == "label_embedding":
            modules.append(torch.nn.Embedding(layer["num_embeddings"], layer["embedding_dim"]))
        elif layer["type"] == "concat":
            modules.append(torch.nn.Identity())
        elif layer["type"] == "conditional_batch_norm":
            sys.exit("torch_forward: conditional_batch_norm is no module of torch.nn")
        else:
            modules.append(module_of(layer))
    generator = LabelledSequential(*modules).eval()
    prefix = "generator."
    state = {name[len(prefix):]: tensor for name, tensor in tensors.items() if name.startswith(prefix)}
    generator.load_state_dict(state, strict=False)
    missing = [name for name in generator.state_dict() if name not in state and "num_batches" not in name]
    if missing:
        sys.exit(f"torch_forward: the file has no {missing}")
    return generator


def main():
    torch.set_num_threads(1)
    card, tensors = read_weights(sys.argv[1])
    generator = generator_of(card, tensors)
    labelled = bool(card.get("labels"))
    with torch.inference_mode():
        drawn = generator(tensors["self_test.inputs"], *([tensors["self_test.labels"]] if labelled else []))
        difference = (drawn - tensors["self_test.outputs"]).abs().max().item()
        for line in sys.stdin:
            command, *numbers = line.split()
            if command == "info":
                print(json.dumps({"difference": difference}), flush=True)
                continue
            n, seconds = int(numbers[0]), float(numbers[1])
            z = torch.randn(n, card["latent"]["size"])
            labels = [torch.arange(n) % len(card["labels"])] if labelled else []
            generator(z, *labels)
            times, start = [], time.thread_time()
            while len(times) < 5 or time.thread_time() - start < seconds:
                begin = time.thread_time()
                generator(z, *labels)
                times.append((time.thread_time() - begin) * 1e3)
            times.sort()
            print(json.dumps({"median": statistics.median(times), "p95": times[len(times) * 95 // 100],
                              "count": len(times)}), flush=True)


if __name__ == "__main__":
    main()

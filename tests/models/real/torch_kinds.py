"""PyTorch: state dictionaries, whole modules, optimisers, odd tensors, scripts."""

import copy
import io
import pickle
import warnings

import torch
from kinds import Files, kind, pickled, written
from torch import nn

warnings.simplefilter("ignore")
torch.manual_seed(0)
SMALL = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))


def saved(value: object, name: str) -> Files:
    """A value in both of torch's formats."""
    for suffix, new in (("zip", True), ("legacy", False)):
        out = io.BytesIO()
        torch.save(value, out, _use_new_zipfile_serialization=new)
        yield f"{name}-{suffix}.pt", out.getvalue()


@kind("torch state dictionaries", "torch")
def states() -> Files:
    yield from saved(SMALL.state_dict(), "small")
    yield from saved(
        {"model": SMALL.state_dict(), "epoch": 3, "args": {"lr": 0.1, "name": "x"}}, "checkpoint"
    )
    parts = nn.ModuleList(
        [nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.LSTM(4, 4), nn.Embedding(5, 4)]
    )
    yield from saved(parts.state_dict(), "parts")


@kind("torch optimisers", "torch")
def optimisers() -> Files:
    for made in (torch.optim.SGD, torch.optim.Adam, torch.optim.AdamW, torch.optim.RMSprop):
        optimiser = made(SMALL.parameters(), lr=0.1)
        SMALL(torch.ones(2, 4)).sum().backward()
        optimiser.step()
        plan = torch.optim.lr_scheduler.StepLR(optimiser, 3)
        yield from saved({"o": optimiser.state_dict(), "s": plan.state_dict()}, made.__name__)


@kind("torch whole modules", "torch")
def modules() -> Files:
    yield from saved(SMALL, "small")
    yield from saved(
        nn.Sequential(
            *(
                nn.Conv2d(3, 4, 3),
                nn.BatchNorm2d(4),
                nn.GELU(),
                nn.MaxPool2d(2),
                nn.Dropout(),
                nn.Flatten(),
            ),
            *(
                nn.LayerNorm(4),
                nn.Softmax(-1),
                nn.AdaptiveAvgPool2d(1),
                nn.Upsample(scale_factor=2),
                nn.SiLU(),
            ),
        ),
        "convolutions",
    )
    yield from saved(nn.TransformerEncoder(nn.TransformerEncoderLayer(8, 2, 16), 2), "transformer")
    yield from saved(
        nn.ModuleDict({"l": nn.LSTM(4, 4), "g": nn.GRU(4, 4), "e": nn.Embedding(5, 4)}), "recurrent"
    )
    yield from saved([nn.CrossEntropyLoss(), nn.MSELoss(), nn.MultiheadAttention(4, 2)], "losses")


@kind("torch optimiser objects", "torch")
def optimiser_objects() -> Files:
    yield from saved(torch.optim.SGD(SMALL.parameters(), lr=0.1), "sgd")
    yield from saved(torch.optim.Adam(SMALL.parameters(), lr=0.1), "adam")


@kind("torch parameters and buffers", "torch")
def parameters() -> Files:
    yield from saved(
        [nn.Parameter(torch.ones(2)), nn.Buffer(torch.ones(2)), nn.ParameterList([torch.ones(1)])],
        "all",
    )


@kind("torch tensors of every type", "torch")
def types() -> Files:
    kinds = (
        torch.float32,
        torch.float64,
        torch.float16,
        torch.bfloat16,
        torch.int8,
        torch.int16,
        torch.int32,
    )
    more = (torch.int64, torch.uint8, torch.bool, torch.complex64, torch.complex128)
    yield from saved({str(one): torch.ones(3).to(one) for one in (*kinds, *more)}, "types")
    yield from saved(
        [*kinds, torch.device("cpu"), torch.device("cuda", 1), torch.Size([1, 2]), torch.strided],
        "names",
    )
    new = (torch.float8_e4m3fn, torch.float8_e5m2, torch.uint16)
    yield "float8.pt", written(lambda out: torch.save([torch.ones(3).to(one) for one in new], out))


@kind("torch views and shared storages", "torch")
def views() -> Files:
    base = torch.arange(12.0)
    yield from saved(
        [base, base[2:5], base.view(3, 4).t(), base[::2], torch.empty(0), torch.tensor(5)], "views"
    )
    yield from saved(torch.ones(3, requires_grad=True), "learns")


@kind("torch sparse tensors", "torch")
def sparse() -> Files:
    dense = torch.eye(3)
    yield from saved([dense.to_sparse(), dense.to_sparse_csr(), dense.to_sparse_csc()], "sparse")


@kind("torch quantised tensors", "torch")
def quantised() -> Files:
    one = torch.quantize_per_tensor(torch.ones(3), 0.1, 0, torch.qint8)
    scales = torch.tensor([0.1, 0.2])
    other = torch.quantize_per_channel(torch.ones(2, 2), scales, torch.zeros(2), 0, torch.quint8)
    yield from saved([one, other], "quantised")


@kind("torch nested and meta tensors", "torch")
def nested() -> Files:
    yield (
        "nested.pt",
        written(
            lambda out: torch.save(torch.nested.nested_tensor([torch.ones(1), torch.ones(2)]), out)
        ),
    )
    yield from saved(torch.ones(2, device="meta"), "meta")


@kind("torch random state", "torch")
def randoms() -> Files:
    yield from saved({"cpu": torch.get_rng_state()}, "state")


@kind("TorchScript", "torch")
def scripts() -> Files:
    yield (
        "scripted.pt",
        written(lambda out: torch.jit.save(torch.jit.script(copy.deepcopy(SMALL)), out)),
    )
    yield (
        "traced.pt",
        written(
            lambda out: torch.jit.save(torch.jit.trace(copy.deepcopy(SMALL), torch.ones(1, 4)), out)
        ),
    )


@kind("torch tensors in plain pickles", "torch")
def plain() -> Files:
    yield from pickled({"a": torch.ones(3), "m": SMALL}, "value")


@kind("torch exported programs", "torch")
def exported() -> Files:
    yield (
        "small.pt2",
        written(
            lambda out: torch.export.save(torch.export.export(SMALL, (torch.ones(1, 4),)), out)
        ),
    )


@kind("torch with a module of its own pickles", "torch")
def protocols() -> Files:
    for protocol in (2, 4, 5):
        out = io.BytesIO()
        torch.save(SMALL.state_dict(), out, pickle_module=pickle, pickle_protocol=protocol)
        yield f"protocol-{protocol}.pt", out.getvalue()

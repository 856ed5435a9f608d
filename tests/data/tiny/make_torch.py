"""Writes dense.torchscript beside itself with PyTorch: y = relu(x · W + b) of make.py."""
import pathlib

import torch

from make import BIAS, WEIGHTS

model = torch.nn.Module()
model.W = torch.nn.Parameter(torch.tensor(WEIGHTS))
model.b = torch.nn.Parameter(torch.tensor(BIAS))
scripted = torch.jit.script(model.eval())
scripted.define("def forward(self, x: Tensor) -> Tensor:\n    return torch.relu(torch.matmul(x, self.W) + self.b)\n")
scripted.save(str(pathlib.Path(__file__).parent / "dense.torchscript"))

"""Writes a network of convolutions without bias and BatchNorm: as ONNX, and for PyTorch's mobile runtimes by tracing and by scripting.

torch 1.13's optimize_for_mobile of a traced module forgets the BatchNorm where the convolution has no bias, and says nothing.
"""

import sys

import torch
from torch import nn
from torch.utils.mobile_optimizer import optimize_for_mobile


class Network(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Conv2d(3, 8, 3, padding=1, bias=False)
        self.norm = nn.BatchNorm2d(8)
        self.second = nn.Conv2d(8, 4, 3, padding=1, bias=False)
        self.last = nn.BatchNorm2d(4)

    def forward(self, x):
        x = torch.relu(self.norm(self.first(x)))
        return self.last(self.second(x)).mean([2, 3])


torch.manual_seed(7)
torch.set_num_threads(1)
model = Network().eval()
for norm in (model.norm, model.last):
    nn.init.uniform_(norm.weight, 0.5, 1.5)
    nn.init.normal_(norm.bias, std=0.5)
    nn.init.normal_(norm.running_mean, std=0.5)
    nn.init.uniform_(norm.running_var, 0.5, 2)
example = torch.zeros(1, 3, 16, 12)
folder = sys.argv[1]
torch.onnx.export(model, example, f"{folder}/model.onnx", opset_version=13, input_names=["x"], output_names=["y"])
with torch.no_grad():
    optimize_for_mobile(torch.jit.trace(model, example)).save(f"{folder}/traced.pt")
    optimize_for_mobile(torch.jit.script(model)).save(f"{folder}/scripted.pt")

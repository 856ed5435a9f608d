"""Small networks that the tests of PyTorch sources export."""

import torch
from torch import nn


class Net(nn.Module):
    def __init__(self, num_classes, width=8):
        super().__init__()
        print("this line is no answer")
        self.features = nn.Sequential(nn.Conv2d(3, width, 3, stride=2, bias=False), nn.BatchNorm2d(width), nn.ReLU6())
        self.head = nn.Linear(width, num_classes)

    def forward(self, image):
        return self.head(self.features(image).mean((2, 3)))


class Text(nn.Module):
    """Integers, an input that may be left out, and outputs in a dictionary."""

    def __init__(self):
        super().__init__()
        self.table = nn.Embedding(50, 8)
        self.head = nn.Linear(8, 3)

    def forward(self, ids, mask=None):
        x = self.table(ids)
        if mask is not None:
            x = x * mask.unsqueeze(-1)
        return {"scores": self.head(x.mean(1)), "hidden": x}


class Branch(nn.Module):
    """What tracing gets wrong: the exported file has one of the two branches."""

    def forward(self, x):
        return x * 2 if x.sum() > 0 else x * 3 + 1


class Positive(nn.Module):
    def forward(self, x):
        return torch.nonzero(x > 0)


class Square(nn.Module):
    def forward(self, x):
        return x.reshape(7, 7)


class Sleepy(nn.Module):
    def __init__(self):
        super().__init__()
        import time
        time.sleep(600)


class Greedy(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(3 * 2 ** 28))


class Ending(nn.Module):
    def __init__(self):
        super().__init__()
        import os
        os._exit(9)


def make(width: int = 4):
    return nn.Sequential(nn.Flatten(), nn.Linear(12, width))


number = 3

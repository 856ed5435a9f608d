import torch.nn as nn


def supported_hyperparameters():
    return {"lr", "momentum", "width"}


class Inverted(nn.Module):
    def __init__(self, width):
        super().__init__()
        deep = 4 * width
        self.body = nn.Sequential(
            nn.Conv2d(width, deep, 1), nn.BatchNorm2d(deep), nn.Hardswish(),
            nn.Conv2d(deep, deep, 3, padding=1, groups=deep), nn.BatchNorm2d(deep), nn.Hardswish(),
            nn.Conv2d(deep, width, 1), nn.BatchNorm2d(width))

    def forward(self, x):
        return x + self.body(x)


class Net(nn.Module):
    def __init__(self, in_shape, out_shape, prm, device):
        super().__init__()
        width = int(8 + 16 * prm["width"])
        self.body = nn.Sequential(
            nn.Conv2d(in_shape[1], width, 3, stride=2, padding=1), Inverted(width), Inverted(width), nn.AdaptiveAvgPool2d(1), nn.Flatten(),
            nn.Linear(width, out_shape[0]))

    def forward(self, x):
        return self.body(x)

import torch.nn as nn


def supported_hyperparameters():
    return {"lr", "momentum", "dropout"}


class Net(nn.Module):
    def __init__(self, in_shape: tuple, out_shape: tuple, prm: dict, device) -> None:
        super().__init__()
        self.device = device
        self.features = nn.Sequential(
            nn.Conv2d(in_shape[1], 16, 5, stride=2, padding=2), nn.ReLU(inplace=True), nn.MaxPool2d(3, 2, 1),
            nn.Conv2d(16, 32, 3, padding=1), nn.ReLU(inplace=True), nn.AdaptiveAvgPool2d((2, 2)))
        self.classifier = nn.Sequential(nn.Dropout(prm["dropout"]), nn.Linear(128, 48), nn.ReLU(inplace=True), nn.Linear(48, out_shape[0]))

    def forward(self, x):
        return self.classifier(self.features(x).flatten(1))

    def train_setup(self, prm):
        self.to(self.device)

    def learn(self, train_data):
        pass

#!/usr/bin/env python3
"""A plain PyTorch script for the question of tests/experiments/real_chest_xray.json, as the figure to compare with.

    bench/peer_chest_xray.py DATA [THREADS [source]]      source: train the source only

Trains, in fp32, ResNet-18 at 64 pixels on DATA/natural (5 epochs), then on DATA/chest-xray from scratch and from those weights
(8 epochs), and a logistic regression on the frozen features; prints seconds and test AUCs.  Needs torch, torchvision.
"""
import sys
import time

import torch
import torchvision
from torchvision import transforms


def images(folder, train):
    steps = [transforms.Resize((64, 64))]
    if train:
        steps += [transforms.RandomHorizontalFlip(), transforms.RandomCrop(64, padding=8)]
    steps += [transforms.ToTensor(), transforms.Normalize([0.5] * 3, [0.25] * 3)]
    return torchvision.datasets.ImageFolder(folder, transforms.Compose(steps))


def train(model, data, epochs, optimizer, peak):
    loader = torch.utils.data.DataLoader(data, batch_size=32, shuffle=True)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, peak, epochs=epochs, steps_per_epoch=len(loader))
    model.train()
    for _ in range(epochs):
        for x, y in loader:
            optimizer.zero_grad()
            torch.nn.functional.cross_entropy(model(x), y).backward()
            optimizer.step()
            schedule.step()


def outputs(model, data):
    model.eval()
    with torch.no_grad():
        parts = [(model(x), y) for x, y in torch.utils.data.DataLoader(data, batch_size=64)]
    return torch.cat([p[0] for p in parts]), torch.cat([p[1] for p in parts])


def auc(scores, labels):
    positive, negative = scores[labels == 1], scores[labels == 0]
    pairs = positive[:, None] - negative[None, :]
    return ((pairs > 0).double().mean() + 0.5 * (pairs == 0).double().mean()).item()


def probe(model, folder):
    model.fc = torch.nn.Identity()
    x, y = outputs(model, images(folder + "/train", False))
    xt, yt = outputs(model, images(folder + "/test", False))
    mean, deviation = x.mean(0), x.std(0) + 1e-6
    x, xt = ((x - mean) / deviation).double(), ((xt - mean) / deviation).double()
    weight, bias = torch.zeros(x.shape[1], dtype=torch.double), torch.zeros(1, dtype=torch.double)
    weight.requires_grad_(), bias.requires_grad_()
    solver = torch.optim.LBFGS([weight, bias], max_iter=500, line_search_fn="strong_wolfe")

    def closure():
        solver.zero_grad()
        loss = torch.nn.functional.binary_cross_entropy_with_logits(x @ weight + bias, y.double())
        loss = loss + 0.05 * weight.square().sum()
        loss.backward()
        return loss

    solver.step(closure)
    return auc((xt @ weight + bias).detach(), yt)


def main():
    data, threads = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 2
    torch.set_num_threads(threads)
    torch.manual_seed(0)
    start = time.time()
    source = torchvision.models.resnet18(num_classes=10)
    adamw = torch.optim.AdamW(source.parameters(), lr=2e-3, weight_decay=0.02)
    train(source, images(data + "/natural", True), 5, adamw, 2e-3)
    print(f"source model: {time.time() - start:.0f} s")
    if sys.argv[3:] == ["source"]:
        return
    chest = data + "/chest-xray"
    for name in ("scratch", "fine-tuned"):
        begin = time.time()
        model = torchvision.models.resnet18(num_classes=10)
        if name == "fine-tuned":
            model.load_state_dict(source.state_dict())
        model.fc = torch.nn.Linear(512, 2)
        adamw = torch.optim.AdamW(model.parameters(), lr=3e-4, weight_decay=0.01)
        train(model, images(chest + "/train", True), 8, adamw, 3e-4)
        scores, labels = outputs(model, images(chest + "/test", False))
        print(f"{name}: AUC {auc(scores[:, 1] - scores[:, 0], labels):.3f}, {time.time() - begin:.0f} s")
    begin = time.time()
    print(f"linear probe: AUC {probe(source, chest):.3f}, {time.time() - begin:.0f} s")
    print(f"all: {time.time() - start:.0f} s with {threads} threads, torch {torch.__version__}")


main()

"""The networks that test_models.py compares: what we call them, and how Python makes the same one."""
import dataclasses
import re

import torch
import torchvision
from torch import nn
from torchvision.models.swin_transformer import SwinTransformer
from torchvision.models.vision_transformer import VisionTransformer, interpolate_embeddings

CLASSES = 7


@dataclasses.dataclass
class Case:
    """family: our model.  make(): Python's network.  size: of its images.  gradients: of a training step, by name."""
    family: str
    variant: str
    parameters: dict
    make: object
    size: int = 64
    gradients: tuple = ()
    channels: int = 3        # of our images; 1: the file has the weights of colour images
    file: object = None      # state dict -> what the file has instead; our model fits it
    script: object = None    # network -> a TorchScript module that our model is made from
    reference: object = None  # state dict -> the network that ours equals, where it is not make()'s


def _torchvision(name, **options):
    return lambda: getattr(torchvision.models, name)(weights=None, num_classes=CLASSES, **options)


def _case(family, name, parameters, **options):
    made = {key: options.pop(key) for key in ("dropout",) if key in options}
    return Case(family, name, parameters, _torchvision(name, **made), **options)


def _vit(channels, heads, size=64, patch=16):
    return lambda: VisionTransformer(image_size=size, patch_size=patch, num_layers=12, num_heads=heads, hidden_dim=channels,
                                     mlp_dim=4 * channels, num_classes=CLASSES)


def _swin(window, patch=4):
    return lambda: SwinTransformer(patch_size=[patch, patch], embed_dim=96, depths=[2, 2, 6, 2], num_heads=[3, 6, 12, 24],
                                   window_size=[window, window], num_classes=CLASSES)


class Cbr(nn.Module):
    """A network of the Transfusion paper: convolution, batch norm, ReLU, 3x3 max pooling with stride 2."""

    def __init__(self, kernel, channels):
        super().__init__()
        sides = [3, *channels]
        self.features = nn.Sequential(*(
            nn.Sequential(nn.Conv2d(a, b, kernel, padding=kernel // 2, bias=False), nn.BatchNorm2d(b), nn.ReLU(),
                          nn.MaxPool2d(3, 2, 1)) for a, b in zip(sides, sides[1:])))
        self.classifier = nn.Sequential(nn.Dropout(0), nn.Linear(sides[-1], CLASSES))

    def forward(self, x):
        return self.classifier(self.features(x).mean((2, 3)))


def _before_0_3(state):
    """DenseNet's names of before torchvision 0.3."""
    return {re.sub(r"(denselayer\d+\.(?:norm|conv))([12])", r"\1.\2", key): tensor for key, tensor in state.items()}


def _of_timm(state):
    """timm's names of a vision transformer, behind a wrapper."""
    parts = [("encoder.layers.encoder_layer_", "blocks."), ("encoder.pos_embedding", "pos_embed"), ("encoder.ln.", "norm."),
             ("class_token", "cls_token"), ("conv_proj.", "patch_embed.proj."), ("heads.head.", "head."), (".ln_1.", ".norm1."),
             (".ln_2.", ".norm2."), (".self_attention.in_proj_", ".attn.qkv."), (".self_attention.out_proj.", ".attn.proj."),
             (".mlp.0.", ".mlp.fc1."), (".mlp.3.", ".mlp.fc2.")]
    named = {}
    for key, tensor in state.items():
        for ours, theirs in parts:
            key = key.replace(ours, theirs)
        named[f"module.{key}"] = tensor
    return named


def _timm_convnext(state):
    """timm counts stages from 0, each with the downsampling before its blocks; a block's scale is a plain vector."""
    parts = {"block.0": "conv_dw", "block.2": "norm", "block.3": "mlp.fc1", "block.5": "mlp.fc2"}
    named = {}
    for key, tensor in state.items():
        words = key.split(".")
        place = int(words[1]) if words[0] == "features" else None
        if words[0] == "classifier":
            key = {"0": "head.norm", "2": "head.fc"}[words[1]] + "." + words[2]
        elif place == 0:
            key = f"stem.{words[2]}.{words[3]}"
        elif place % 2 == 0:
            key = f"stages.{place // 2}.downsample.{words[2]}.{words[3]}"
        elif words[3] == "layer_scale":
            key, tensor = f"stages.{place // 2}.blocks.{words[2]}.gamma", tensor.flatten()
        else:
            key = f"stages.{place // 2}.blocks.{words[2]}.{parts['.'.join(words[3:5])]}.{words[5]}"
        named[key] = tensor
    return named


def _timm_swin(before_0_9):
    def renamed(state):
        named = {}
        for key, tensor in state.items():
            words = key.split(".")
            if words[0] != "features":
                key = key.replace("head.", "head." if before_0_9 else "head.fc.")
            elif words[1] == "0":
                key = f"patch_embed.{'proj' if words[2] == '0' else 'norm'}.{words[3]}"
            elif int(words[1]) % 2 == 0:
                key = f"layers.{int(words[1]) // 2 - (1 if before_0_9 else 0)}.downsample.{'.'.join(words[2:])}"
            else:
                key = f"layers.{int(words[1]) // 2}.blocks.{'.'.join(words[2:])}"
                key = key.replace(".mlp.0.", ".mlp.fc1.").replace(".mlp.3.", ".mlp.fc2.")
            named[key] = tensor
        return named
    return renamed


def _timm_efficientnet(state):
    """The parts of an inverted bottleneck; that of the first stage has no expansion."""
    expanded = {"0.0": "conv_pw", "0.1": "bn1", "1.0": "conv_dw", "1.1": "bn2", "2.fc1": "se.conv_reduce", "2.fc2": "se.conv_expand",
                "3.0": "conv_pwl", "3.1": "bn3"}
    plain = {"0.0": "conv_dw", "0.1": "bn1", "1.fc1": "se.conv_reduce", "1.fc2": "se.conv_expand", "2.0": "conv_pw", "2.1": "bn2"}
    named = {}
    for key, tensor in state.items():
        words = key.split(".")
        if words[0] == "classifier":
            key = f"classifier.{words[2]}"
        elif words[1] in ("0", "8"):
            part = {"00": "conv_stem", "01": "bn1", "80": "conv_head", "81": "bn2"}[words[1] + words[2]]
            key = f"{part}.{words[3]}"
        else:
            part = (plain if words[1] == "1" else expanded)[".".join(words[4:6])]
            key = f"blocks.{int(words[1]) - 1}.{words[2]}.{part}.{words[6]}"
        named[key] = tensor
    return named


def _timm_vgg(state):
    """The first two linear layers are convolutions there, over 7 x 7 and 1 x 1 positions."""
    named = {}
    for key, tensor in state.items():
        for ours, theirs, side in (("classifier.0.", "pre_logits.fc1.", 7), ("classifier.3.", "pre_logits.fc2.", 1)):
            if key == ours + "weight":
                tensor = tensor.reshape(tensor.shape[0], -1, side, side)
            key = key.replace(ours, theirs)
        named[key.replace("classifier.6.", "head.fc.")] = tensor
    return named


def _before_0_13(state):
    return {key.replace(".mlp.0.", ".mlp.linear_1.").replace(".mlp.3.", ".mlp.linear_2."): tensor for key, tensor in state.items()}


def _vit_of_64_pixels(state):
    network = _vit(192, 3, size=64)()
    network.load_state_dict(interpolate_embeddings(64, 16, dict(state)))
    return network


def _window_of_5(state):
    network = _swin(5)()
    mine = network.state_dict()
    for key, tensor in state.items():
        if key.endswith("relative_position_bias_table"):
            grid = tensor.t().reshape(1, -1, 13, 13)
            mine[key] = nn.functional.interpolate(grid, size=9, mode="bicubic", align_corners=True).flatten(2)[0].t()
        elif not key.endswith("relative_position_index"):
            mine[key] = tensor
    network.load_state_dict(mine)
    return network


def _script(network):
    return torch.jit.script(network)


def _trace(network):
    return torch.jit.trace(network.eval(), torch.zeros(2, 3, 64, 64))


_RESNET = {"resnet18": {}, "resnet34": {"depth": 34}, "resnet50": {"depth": 50}, "resnet101": {"depth": 101},
           "resnet152": {"depth": 152}, "resnext50_32x4d": {"depth": 50, "groups": 32, "group_width": 4},
           "resnext101_32x8d": {"depth": 101, "groups": 32, "group_width": 8},
           "wide_resnet50_2": {"depth": 50, "group_width": 128}}
_CBR = {"large_t": (7, (32, 64, 128, 256, 512)), "large_w": (7, (64, 128, 256, 512)), "small": (7, (32, 64, 128, 256)),
        "tiny": (5, (32, 64, 128, 256))}

CASES = [
    *(_case("resnet", name, parameters, gradients=("conv1.weight", "fc.weight") if name == "resnet18" else ())
      for name, parameters in _RESNET.items()),
    _case("vgg", "vgg11", {"depth": 11}, size=32),
    _case("vgg", "vgg13_bn", {"depth": 13, "batch_norm": True}, size=32),
    _case("vgg", "vgg16", {"depth": 16, "dropout": 0.0}, size=32, dropout=0.0,
          gradients=("features.0.weight", "classifier.6.weight")),
    _case("vgg", "vgg19_bn", {"depth": 19, "batch_norm": True}, size=32),
    _case("densenet", "densenet121", {}, gradients=("features.conv0.weight", "classifier.weight")),
    _case("densenet", "densenet169", {"depth": 169}),
    _case("densenet", "densenet201", {"depth": 201}),
    _case("mobilenet", "mobilenet_v2", {"version": "v2", "dropout": 0.0}, dropout=0.0,
          gradients=("features.0.0.weight", "classifier.1.weight")),
    _case("mobilenet", "mobilenet_v3_large", {"version": "v3_large"}),
    _case("mobilenet", "mobilenet_v3_small", {"version": "v3_small"}),
    *(_case("efficientnet", f"efficientnet_{v}", {"variant": v}) for v in ("b0", "b1", "b2", "b3", "b4", "v2_s")),
    *(_case("convnext", f"convnext_{v}", {"variant": v}) for v in ("tiny", "small", "base")),
    Case("vit", "vit_tiny_16", {"variant": "tiny_16"}, _vit(192, 3)),
    Case("vit", "vit_small_16", {"variant": "small_16"}, _vit(384, 6)),
    Case("vit", "vit_b_16", {"variant": "b_16"}, _torchvision("vit_b_16", image_size=32), size=32,
         gradients=("conv_proj.weight", "heads.head.weight")),
    Case("vit", "vit_b_32", {"variant": "b_32"}, _torchvision("vit_b_32", image_size=64)),
    *(_case("swin", f"swin_{v}", {"variant": v}) for v in "tsb"),
    *(Case("simple_cnn", f"cbr_{v}", {"variant": v}, lambda shape=shape: Cbr(*shape)) for v, shape in _CBR.items()),
    # A small-image stem has other shapes, so it is compared with a network of the same ones.
    Case("vit", "vit_tiny, small stem", {"variant": "tiny_16", "stem": "small"}, _vit(192, 3, size=32, patch=4), size=32),
    Case("swin", "swin_t, small stem", {"stem": "small"}, _swin(7, patch=2), size=32),
    # Grey images with the weights of colour ones: the first convolution is summed over its inputs.
    _case("vgg", "vgg11", {"depth": 11}, size=32, channels=1),
    _case("resnet", "resnet18", {}, channels=1),
    _case("densenet", "densenet121", {}, channels=1),
    _case("mobilenet", "mobilenet_v2", {}, channels=1),
    _case("efficientnet", "efficientnet_b0", {}, channels=1),
    _case("convnext", "convnext_tiny", {}, channels=1),
    Case("vit", "vit_tiny_16", {"variant": "tiny_16"}, _vit(192, 3), channels=1),
    _case("swin", "swin_t", {}, channels=1),
    Case("simple_cnn", "cbr_small", {}, lambda: Cbr(*_CBR["small"]), channels=1),
    # Files of other names and shapes.
    Case("densenet", "densenet121, names of before 0.3", {}, _torchvision("densenet121"), file=_before_0_3),
    Case("vit", "vit_tiny_16, names of timm", {"variant": "tiny_16"}, _vit(192, 3), file=_of_timm),
    Case("convnext", "convnext_tiny, names of timm", {}, _torchvision("convnext_tiny"), file=_timm_convnext),
    Case("efficientnet", "efficientnet_b1, names of timm", {"variant": "b1"}, _torchvision("efficientnet_b1"), file=_timm_efficientnet),
    Case("vgg", "vgg11, names of timm", {"depth": 11}, _torchvision("vgg11"), size=32, file=_timm_vgg),
    Case("swin", "swin_t, names of timm", {}, _torchvision("swin_t"), file=_timm_swin(before_0_9=False)),
    Case("swin", "swin_t, names of timm before 0.9", {}, _torchvision("swin_t"), file=_timm_swin(before_0_9=True)),
    Case("vit", "vit_tiny_16, names of before 0.13", {"variant": "tiny_16"}, _vit(192, 3), file=_before_0_13),
    Case("vit", "vit_tiny_16, of 96 pixels", {"variant": "tiny_16"}, _vit(192, 3, size=96), file=dict,
         reference=_vit_of_64_pixels),
    Case("swin", "swin_t, window 5 of 7", {"window": 5}, _swin(7), file=dict, reference=_window_of_5),
    # Exported modules.
    Case("torchscript", "resnet18, scripted", {}, _torchvision("resnet18"), script=_script,
         gradients=("conv1.weight", "fc.weight")),
    Case("torchscript", "densenet121, scripted", {}, _torchvision("densenet121"), script=_script),
    Case("torchscript", "vgg11, traced", {}, _torchvision("vgg11"), script=_trace),
    Case("torchscript", "swin_t, traced", {}, _torchvision("swin_t"), script=_trace),
    Case("torchscript", "mobilenet_v2, scripted", {}, _torchvision("mobilenet_v2"), script=_script, channels=1),
]
for _entry in CASES:
    _entry.variant += ", grey" if _entry.channels == 1 else ""

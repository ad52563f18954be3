import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, axes, i, o, kernel, stride):
        super().__init__()
        Conv, Norm = (nn.Conv2d, nn.InstanceNorm2d) if axes == 2 else (nn.Conv3d, nn.InstanceNorm3d)
        padding = [k // 2 for k in kernel]
        self.conv1, self.norm1 = Conv(i, o, kernel, stride, padding, bias=False), Norm(o, affine=True)
        self.conv2, self.norm2 = Conv(o, o, kernel, 1, padding, bias=False), Norm(o, affine=True)

    def forward(self, x):
        x = F.leaky_relu(self.norm1(self.conv1(x)))
        return F.leaky_relu(self.norm2(self.conv2(x)))


class UNet(nn.Module):  # uNet:width=16
    """levels: (stride, kernel) of every level, as plan.yaml lists them, z first; without z for 2-D images."""

    def __init__(self, levels, channels, classes, width=16, stages=1):
        super().__init__()
        axes = len(levels[0][0])
        Up, Conv = (nn.ConvTranspose2d, nn.Conv2d) if axes == 2 else (nn.ConvTranspose3d, nn.Conv3d)
        self.depth = len(levels) - 1
        c = [min(width << level, 320) for level in range(self.depth + 1)]
        for level, (stride, kernel) in enumerate(levels):
            self.add_module(f"down{level}", Block(axes, c[level - 1] if level else channels, c[level], kernel, stride))
        for level in range(self.depth):
            stride = levels[level + 1][0]
            self.add_module(f"up{level}", Up(c[level + 1], c[level], stride, stride))
            self.add_module(f"merge{level}", Block(axes, 2 * c[level], c[level], levels[level][1], 1))
        for stage in range(stages):
            self.add_module(f"head{stage or ''}", Conv(c[stage], classes, 1))

    def forward(self, x):
        skips = []
        for level in range(self.depth + 1):
            skips.append(x := getattr(self, f"down{level}")(x))
        for level in reversed(range(self.depth)):
            x = getattr(self, f"merge{level}")(torch.cat([getattr(self, f"up{level}")(x), skips[level]], 1))
        return self.head(x)

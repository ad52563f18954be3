import torch
from torch import nn
from torch.nn import functional as F


class Block(nn.Module):
    def __init__(self, axes, i, o):
        super().__init__()
        Conv, Norm = (nn.Conv2d, nn.InstanceNorm2d) if axes == 2 else (nn.Conv3d, nn.InstanceNorm3d)
        self.conv1, self.norm1 = Conv(i, o, 3, padding=1, bias=False), Norm(o, affine=True)
        self.conv2, self.norm2 = Conv(o, o, 3, padding=1, bias=False), Norm(o, affine=True)

    def forward(self, x):
        x = F.leaky_relu(self.norm1(self.conv1(x)))
        return F.leaky_relu(self.norm2(self.conv2(x)))


class UNet(nn.Module):  # uNet:width=16,depth=3
    def __init__(self, axes, channels, classes, width=16, depth=3, stages=1):
        super().__init__()
        Up, Conv = (nn.ConvTranspose2d, nn.Conv2d) if axes == 2 else (nn.ConvTranspose3d, nn.Conv3d)
        self.depth, self.pool = depth, F.max_pool2d if axes == 2 else F.max_pool3d
        c = [min(width << level, 320) for level in range(depth + 1)]
        for level in range(depth + 1):
            self.add_module(f"down{level}", Block(axes, c[level - 1] if level else channels, c[level]))
        for level in reversed(range(depth)):
            self.add_module(f"up{level}", Up(c[level + 1], c[level], 2, stride=2))
            self.add_module(f"merge{level}", Block(axes, 2 * c[level], c[level]))
        for stage in range(stages):
            self.add_module(f"head{stage or ''}", Conv(c[stage], classes, 1))

    def forward(self, x):
        skips = [x := self.down0(x)]
        for level in range(1, self.depth + 1):
            skips.append(x := getattr(self, f"down{level}")(self.pool(x, 2)))
        for level in reversed(range(self.depth)):
            x = getattr(self, f"merge{level}")(torch.cat([getattr(self, f"up{level}")(x), skips[level]], 1))
        return self.head(x)

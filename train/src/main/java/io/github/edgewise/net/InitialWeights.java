package io.github.edgewise.net;

import static org.bytedeco.pytorch.global.torch.kaiming_normal_;
import static org.bytedeco.pytorch.global.torch.normal_;
import static org.bytedeco.pytorch.global.torch.xavier_normal_;
import static org.bytedeco.pytorch.global.torch.zeros_;

import java.util.function.BiConsumer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.FanModeType;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Nonlinearity;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.kFanIn;
import org.bytedeco.pytorch.kLeakyReLU;

/// Random first weights other than the engine's own.
final class InitialWeights {
    private InitialWeights() {}

    /// Convolutions from Glorot's normal distribution, scales of batch normalisation from N(1, 0.02), as the
    /// boundary loss experiments begin.
    static void xavier(Module network) {
        each(network, (name, weight) -> {
            if (weight.dim() == 4) {
                xavier_normal_(weight);
            } else if (name.endsWith("weight") && weight.numel() > 1) {
                normal_(weight, 1, 0.02);
            }
        });
    }

    /// Convolutions from N(0, 2 / ((1 + a^2) n)) for leaky rectifiers of slope a, n being the size of the
    /// second axis of the weight times its kernel (He et al., ICCV 2015, arXiv 1502.01852), biases and the
    /// scale of the last normalisation of a residual block 0, as nnU-Net begins.
    static void kaiming(Module network, double a) {
        each(network, (name, weight) -> {
            if (weight.dim() > 3) {
                kaiming_normal_(weight, a, new FanModeType(new kFanIn()), new Nonlinearity(new kLeakyReLU()));
            } else if (name.endsWith("bias") || name.endsWith("last.weight")) {
                zeros_(weight);
            }
        });
    }

    private static void each(Module network, BiConsumer<String, Tensor> begin) {
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            var named = network.named_parameters();
            for (long i = 0; i < named.size(); i++) {
                begin.accept(named.items().get(i).key().getString(), named.items().get(i).value());
            }
        }
    }
}

package io.github.edgewise.net;

import static org.bytedeco.pytorch.global.torch.normal_;
import static org.bytedeco.pytorch.global.torch.xavier_normal_;

import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Tensor;

/// Random first weights other than the engine's own.
final class InitialWeights {
    private InitialWeights() {}

    /// Convolutions from Glorot's normal distribution, scales of batch normalisation from N(1, 0.02), as the
    /// boundary loss experiments begin.
    static void xavier(Module network) {
        try (var _ = new NoGradGuard()) {
            var named = network.named_parameters();
            for (long i = 0; i < named.size(); i++) {
                Tensor weight = named.items().get(i).value();
                String name = named.items().get(i).key().getString();
                if (weight.dim() == 4) {
                    xavier_normal_(weight);
                } else if (name.endsWith("weight") && weight.numel() > 1) {
                    normal_(weight, 1, 0.02);
                }
            }
        }
    }
}

package io.github.edgewise.engine;

import static org.bytedeco.pytorch.global.torch.clear_cache;
import static org.bytedeco.pytorch.global.torch.decrement_nesting;
import static org.bytedeco.pytorch.global.torch.increment_nesting;
import static org.bytedeco.pytorch.global.torch.is_autocast_enabled;
import static org.bytedeco.pytorch.global.torch.set_autocast_dtype;
import static org.bytedeco.pytorch.global.torch.set_autocast_enabled;

import java.util.List;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.DeviceType;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Runs the convolutions of a forward pass in bfloat16, while the weights stay float32.
public final class Autocast {
    static {
        NativeLibraries.load();
    }

    private Autocast() {}

    /// The result of `forward` as float32, because a softmax or a loss in 16 bits would be too imprecise. The
    /// engine's autocast state is per thread and is restored in any case.
    ///
    /// @param on false to compute in the precision of the weights
    public static Tensor bf16(boolean on, Supplier<Tensor> forward) {
        return allBf16(on, () -> List.of(forward.get())).getFirst();
    }

    /// The same for a pass that returns several tensors.
    public static List<Tensor> allBf16(boolean on, Supplier<List<Tensor>> forward) {
        if (!on) return forward.get();
        boolean was = is_autocast_enabled(DeviceType.CPU);
        set_autocast_enabled(DeviceType.CPU, true);
        set_autocast_dtype(DeviceType.CPU, ScalarType.BFloat16);
        increment_nesting();
        try {
            return forward.get().stream().map(x -> x.to(ScalarType.Float)).toList();
        } finally {
            if (decrement_nesting() == 0) clear_cache();
            set_autocast_enabled(DeviceType.CPU, was);
        }
    }
}

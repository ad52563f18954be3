package io.github.edgewise.net;

import io.github.edgewise.engine.Computation;
import io.github.edgewise.engine.Device;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.predict.Blending;
import io.github.edgewise.predict.WindowSums;
import io.github.edgewise.volume.Shape;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.DeviceOptional;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.ScalarTypeOptional;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// Sums of windows as tensors of the training engine: softmax, mirrored copies and blending use its threads.
/// They add the same float32 numbers in the same order as sums in arrays.
///
/// Their memory is freed when the last slice has been taken, or else by the garbage collector.
final class TensorWindowSums implements WindowSums {
    private static final long[] CLASSES = {1}; // the axis of [B, K, d, h, w]

    /// Voxels that go through a network together on a graphics card.
    private static final int CARD_VOXELS = 1 << 20;

    private final UnaryOperator<Tensor> network;
    private final Device device;
    private final Blending blending;
    private final Shape window;
    private final PointerScope owned;
    private final Tensor weights; // [d, h, w]
    private final Tensor values; // [K, d, H, W], the first open slice first
    private final Tensor weightSums; // [d, H, W]
    private int open;
    private int given;
    private int left;

    /// @param network gives the logits of windows as float32, `[B, K, d, h, w]` without d in 2-D; called in a
    ///     scope and without gradients
    /// @param device of the network
    TensorWindowSums(UnaryOperator<Tensor> network, Device device, Blending blending) {
        this.network = network;
        this.device = device;
        this.blending = blending;
        this.window = blending.sliding().window();
        this.left = blending.whole().depth();
        Shape whole = blending.whole();
        try (var scope = new PointerScope()) {
            var numbers = new TensorOptions(ScalarType.Float)
                    .device(new DeviceOptional(device.torch()));
            weights = Tensors.of(device, blending.sliding().gaussian(), window.depth(), window.height(),
                    window.width());
            values = torch.zeros(new long[]{blending.classes(), window.depth(), whole.height(),
                whole.width()}, numbers);
            weightSums = torch.zeros(new long[]{window.depth(), whole.height(), whole.width()}, numbers);
            owned = scope.extend(); // what is in it outlives this block
        }
    }

    @Override
    public int together() {
        return device.isCpu() ? TOGETHER : Math.max(TOGETHER, CARD_VOXELS / window.voxels());
    }

    @Override
    public void open(int slices) { open += slices; }

    @Override
    public void add(List<float[]> windows, List<Place> places) {
        try (var _ = Computation.begin(); var _ = new PointerScope(); var _ = new NoGradGuard()) {
            shift();
            int copies = blending.copies();
            var sums = new ArrayList<Tensor>();
            List<Tensor> images = windows.stream().map(this::tensor).toList();
            for (int first = 0; first < images.size() * copies; first += together()) {
                int last = Math.min(images.size() * copies, first + together());
                var inputs = new TensorVector();
                for (int i = first; i < last; i++) {
                    inputs.push_back(mirrored(images.get(i / copies), i % copies));
                }
                Tensor probabilities = probabilities(torch.stack(inputs));
                for (int i = first; i < last; i++) {
                    Tensor back = mirrored(probabilities.select(0, i - first), i % copies);
                    if (i % copies == 0) {
                        sums.add(back);
                    } else {
                        sums.getLast().add_(back);
                    }
                }
            }
            for (int i = 0; i < sums.size(); i++) {
                Tensor mean = copies > 1 ? sums.get(i).div_(new Scalar(copies)) : sums.get(i);
                add(mean, places.get(i));
            }
        }
    }

    /// The softmax of the logits of windows `[B, C, d, h, w]`; on the processor in between in float64, as
    /// where arrays are used.
    private Tensor probabilities(Tensor images) {
        boolean isFlat = window.axes() == 2;
        Tensor logits = network.apply(isFlat ? images.squeeze(2) : images);
        Tensor softmax = device.isCpu() ? precise(logits) : logits.softmax(1);
        return isFlat ? softmax.unsqueeze(2) : softmax;
    }

    private static Tensor precise(Tensor logits) {
        Tensor exponentials = logits.sub(logits.amax(CLASSES, true)).to(ScalarType.Double).exp_();
        return exponentials.div_(exponentials.sum(CLASSES, true, new ScalarTypeOptional()))
                .to(ScalarType.Float);
    }

    private Tensor tensor(float[] part) {
        return Tensors.of(device, part, part.length / window.voxels(), window.depth(), window.height(),
                window.width());
    }

    /// A window `[C, d, h, w]`, reversed along the axes of one copy.
    private Tensor mirrored(Tensor part, int copy) {
        long[] axes = blending.mirrored(copy).stream().mapToLong(axis -> axis + 1).toArray();
        return axes.length == 0 ? part : part.flip(axes);
    }

    /// Adds a result `[K, d, h, w]`, as far as it lies in open slices of the image.
    private void add(Tensor result, Place place) {
        long[] from = {Math.max(0, -place.z()), Math.max(0, -place.y()), Math.max(0, -place.x())};
        long[] size = {Math.min(window.depth(), open - place.z()) - from[0],
            Math.min(window.height(), blending.whole().height() - place.y()) - from[1],
            Math.min(window.width(), blending.whole().width() - place.x()) - from[2]};
        long[] to = {Math.max(0, place.z()), Math.max(0, place.y()), Math.max(0, place.x())};
        Tensor weight = part(weights, 0, from, size);
        part(values, 1, to, size).add_(part(result, 1, from, size).mul(weight));
        part(weightSums, 0, to, size).add_(weight);
    }

    /// A view of a box, whose axes begin with axis `first`.
    private static Tensor part(Tensor tensor, int first, long[] from, long[] size) {
        Tensor part = tensor;
        for (int axis = 0; axis < from.length; axis++) {
            part = part.narrow(first + axis, from[axis], size[axis]);
        }
        return part;
    }

    @Override
    public float[] first() {
        float[] slice;
        try (var _ = new PointerScope(); var _ = new NoGradGuard()) {
            slice = Tensors.floats(values.select(1, given).div(weightSums.select(0, given)));
        }
        given++;
        open--;
        left--;
        if (left == 0) owned.close();
        return slice;
    }

    /// Moves the open slices to the front, and clears the room behind them.
    private void shift() {
        if (given == 0) return;
        int kept = window.depth() - given;
        for (Tensor sums : List.of(values, weightSums)) {
            long axis = sums.dim() - 3;
            if (kept > 0) sums.narrow(axis, 0, kept).copy_(sums.narrow(axis, given, kept).clone());
            sums.narrow(axis, kept, given).zero_();
        }
        given = 0;
    }
}

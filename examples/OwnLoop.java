import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.schedule.Ramp;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Conv2dImpl;
import org.bytedeco.pytorch.Conv2dOptions;
import org.bytedeco.pytorch.Module;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

// A network and a training loop of one's own, with generalised Dice + alpha * boundary. On the class path are
// edgewise-core, edgewise-loss and the engine:
//
//     java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
//         -cp 'cli/target/libraries/*' examples/OwnLoop.java

static final int SIZE = 40;
static final int STEPS = 60;

static final class Net extends Module {
    private final Conv2dImpl first = convolution("first", 1, 8);
    private final Conv2dImpl second = convolution("second", 8, 8);
    private final Conv2dImpl last = convolution("last", 8, 2);

    private Conv2dImpl convolution(String name, long from, long to) {
        var options = new Conv2dOptions(from, to, new LongPointer(3, 3));
        options.padding().put(new LongPointer(1, 1));
        return register_module(name, new Conv2dImpl(options)); // so that parameters() finds its weights
    }

    Tensor forward(Tensor x) { // [B,1,H,W] to logits [B,2,H,W]
        return last.forward(torch.relu(second.forward(torch.relu(first.forward(x)))));
    }
}

void main() {
    Engine.start(1, 1); // threads and seed: with these, every run is the same
    // a bright disc in noise, in place of images and masks of your own
    var random = new Random(1);
    var mask = new byte[SIZE * SIZE];
    var image = new float[SIZE * SIZE];
    for (int i = 0; i < mask.length; i++) {
        mask[i] = (byte) (Math.hypot(i / SIZE - 16, i % SIZE - 22) < 6 ? 1 : 0);
        image[i] = mask[i] + 0.5f * (float) random.nextGaussian();
    }
    var labels = new LabelMap(Grid.of(Shape.of(SIZE, SIZE), Spacing.of(0.5, 0.5)), 2, mask);

    // what outlives a step is made outside of its scope
    var net = new Net();
    var optimizer = new Adam(net.parameters(), new AdamOptions(1e-2));
    var loss = new GeneralizedDiceLoss().plus(new Ramp(0.01, 0.1), new BoundaryLoss());
    Tensor images = Tensors.of(image, 1, 1, SIZE, SIZE);
    Target target = Target.of(List.of(labels)); // one-hot classes and exact distances, made once
    for (int step = 0; step <= STEPS; step++) {
        var moment = new TrainingTime(step, (double) step / STEPS); // alpha grows with every step
        try (var _ = new PointerScope()) { // frees every tensor of the step
            optimizer.zero_grad();
            Tensor value = loss.value(Prediction.of(net.forward(images)), target, moment);
            value.backward();
            optimizer.step();
            if (step % 10 == 0) {
                IO.println("step %d: loss %.4f, alpha %.3f".formatted(step, value.item_float(),
                        loss.weights(moment).getLast()));
            }
        }
    }
}

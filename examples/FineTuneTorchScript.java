import io.github.edgewise.engine.Engine;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.checkpoint.TorchScript;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Adam;
import org.bytedeco.pytorch.AdamOptions;
import org.bytedeco.pytorch.Tensor;

// Goes on training a network that Python exported, with generalised Dice + alpha * boundary, and saves it for
// Python. It takes images of one channel and gives the logits of two classes:
//
//     torch.jit.script(model).save("model.pt")     # or torch.jit.trace(model, image)
//
//     java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
//         -cp 'cli/target/libraries/*' examples/FineTuneTorchScript.java model.pt tuned.pt
//
//     model = torch.jit.load("tuned.pt")

static final int SIZE = 40;
static final int STEPS = 20;

void main(String[] files) throws IOException {
    Engine.start(1, 1); // threads and seed: with these, every run is the same
    // a bright disc in noise, in place of images and masks of your own
    var random = new Random(1);
    var mask = new byte[SIZE * SIZE];
    var image = new float[SIZE * SIZE];
    for (int i = 0; i < mask.length; i++) {
        mask[i] = (byte) (Math.hypot(i / SIZE - 16, i % SIZE - 22) < 6 ? 1 : 0);
        image[i] = mask[i] + 0.5f * (float) random.nextGaussian();
    }
    var labels = new LabelMap(Grid.of(Shape.of(SIZE, SIZE)), 2, mask);

    // what outlives a step is made outside of its scope
    TorchScript model = TorchScript.load(Path.of(files[0]));
    model.module().train(true);
    var optimizer = new Adam(model.parameters(), new AdamOptions(1e-2));
    var loss = new GeneralizedDiceLoss().plus(0.01, new BoundaryLoss());
    Tensor images = Tensors.of(image, 1, 1, SIZE, SIZE);
    Target target = Target.of(List.of(labels)); // one-hot classes and exact distances, made once
    for (int step = 0; step <= STEPS; step++) {
        try (var _ = new PointerScope()) { // frees every tensor of the step
            optimizer.zero_grad();
            Tensor value = loss.value(Prediction.of(model.forward(images)), target);
            value.backward();
            optimizer.step();
            if (step % 5 == 0) IO.println("step %d: loss %.4f".formatted(step, value.item_float()));
        }
    }
    model.module().eval();
    model.save(Path.of(files[1]));
}

package examples;

import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.schedule.TrainingTime;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/// A loss of your own is one record: here the Brier score, the mean of (p - g)^2, times `scale`.
///
/// Compile it into the folder `extensions` beside the launcher and name it in full:
///
///     javac -cp 'cli/target/libraries/*' -d extensions examples/OwnLoss.java
///     ./edgewise train my-data --out runs/own --loss 'generalizedDice + 0.5*examples.OwnLoss:scale=2'
///
/// A constructor without arguments gives the defaults; the components are the settings. Test it as `LossTest`
/// tests the others.
///
/// @param scale what the mean is multiplied by
public record OwnLoss(double scale) implements Loss {
    public OwnLoss() { this(1); }

    @Override
    public Tensor value(Prediction prediction, Target target, TrainingTime moment) {
        Tensor error = prediction.probabilities().sub(target.oneHot()); // [B,K,D,H,W]
        return error.square().mean().mul(new Scalar(scale));
    }
}

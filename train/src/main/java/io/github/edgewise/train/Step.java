package io.github.edgewise.train;

import static org.bytedeco.pytorch.global.torch.clip_grad_norm_;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.sample.Batch;
import io.github.edgewise.sample.TargetArrays;
import io.github.edgewise.engine.Autocast;
import io.github.edgewise.engine.Computation;
import io.github.edgewise.engine.Tensors;
import io.github.edgewise.optimiser.UpdateRule;
import io.github.edgewise.loss.Prediction;
import io.github.edgewise.loss.Target;
import io.github.edgewise.loss.TermGradients;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.net.Model;
import io.github.edgewise.schedule.TermStatistics;
import io.github.edgewise.schedule.TrainingTime;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/// One step of the optimiser: batch to tensors, forward, loss, backward, update. Every tensor it makes is
/// freed with its scope.
///
/// The gradient of each loss term at the logits is computed separately, which costs little. The weighted sum
/// of these gradients goes back through the network once. So the gradient share of every term is known.
///
/// A network with logits at several stages gets the loss at each, with half the weight at every coarser one.
/// The measured values and the weights of terms are those of the finest stage.
///
/// @param model with its weights
/// @param optimizer over those weights
/// @param loss to minimise
/// @param bf16 whether to compute convolutions in bfloat16
/// @param relief factor for the weights of all terms but the first
/// @param longestGradient gradients longer than this are scaled down to it; infinite for never
/// @param unitMm the unit of length of the loss in mm, see [io.github.edgewise.volume.Lengths]
public record Step(Model model, UpdateRule optimizer, WeightedSum loss, boolean bf16, double relief,
        double longestGradient, double unitMm) {
    /// A step with losses in mm.
    public Step(Model model, UpdateRule optimizer, WeightedSum loss, boolean bf16, double relief,
            double longestGradient) {
        this(model, optimizer, loss, bf16, relief, longestGradient, 1);
    }

    /// The result of a step.
    ///
    /// @param loss the weighted sum
    /// @param weights of the terms
    /// @param measured values and gradients of the terms
    /// @param cosine between the gradients of the first and the last term; 1 where there is one term
    /// @param predicted share of the voxels where every class is the most probable
    /// @param present share of the voxels of every class
    public record Outcome(double loss, List<Double> weights, TermStatistics measured, double cosine,
            List<Double> predicted,
            List<Double> present) {}

    /// Takes the step.
    ///
    /// @param batches whose gradients are averaged, at least one
    /// @param epochs what earlier epochs measured
    /// @return what each batch gave
    /// @throws IllegalArgumentException where the loss is not a finite number
    /// @throws io.github.edgewise.engine.EngineStopped after [io.github.edgewise.engine.Engine#stop()]
    public List<Outcome> take(List<Batch> batches, TrainingTime moment, List<TermStatistics> epochs) {
        try (var _ = Computation.begin()) {
            return computed(batches, moment, epochs);
        }
    }

    private List<Outcome> computed(List<Batch> batches, TrainingTime moment, List<TermStatistics> epochs) {
        var outcomes = new ArrayList<Outcome>();
        optimizer.zeroGrad();
        for (Batch batch : batches) {
            try (var _ = new PointerScope()) {
                Tensor images = Tensors.of(batch.images(), batch.shape()); // [B,C,D,H,W]
                List<Tensor> logits = Autocast.allBf16(bf16, () -> model.stages(images)); // [B,K,D,H,W] first
                outcomes.add(backward(logits, batch, moment, epochs, 1. / batches.size()));
            }
        }
        try (var _ = new PointerScope()) {
            if (Double.isFinite(longestGradient)) clip_grad_norm_(model.parameters(), longestGradient);
            optimizer.step();
        }
        return outcomes;
    }

    /// @param part what the gradients count for
    private Outcome backward(List<Tensor> logits, Batch batch, TrainingTime moment,
            List<TermStatistics> epochs,
            double part) {
        Prediction prediction = Prediction.of(logits.getFirst());
        Target target = target(batch, 0);
        TermGradients terms = TermGradients.of(loss, prediction, target, moment);
        TermStatistics measured = terms.measured();
        List<Double> weights = relieved(loss.weights(moment, epochs.isEmpty() ? List.of(measured) : epochs),
                relief);
        double total = 0;
        for (int i = 0; i < weights.size(); i++) {
            total += weights.get(i) * measured.values().get(i);
        }
        if (!Double.isFinite(total)) {
            throw new InvalidInputException("the loss is " + total + " in epoch " + (moment.epoch() + 1)
                    + "; try a lower learning rate or precision: FLOAT32");
        }
        Outcome outcome = new Outcome(total, weights, measured, terms.cosine(0, weights.size() - 1),
                predicted(prediction), shares(target.oneHot()));
        var gradients = new TensorVector(
                terms.total(weights).mul(new Scalar(part * share(0, logits.size()))));
        for (int s = 1; s < logits.size(); s++) {
            TermGradients coarse = TermGradients.of(loss, Prediction.of(logits.get(s)), target(batch, s),
                    moment);
            gradients.push_back(coarse.total(weights).mul(new Scalar(part * share(s, logits.size()))));
        }
        torch.backward(new TensorVector(logits.toArray(Tensor[]::new)), gradients, new BoolOptional(), false,
                new TensorVector());
        return outcome;
    }

    /// How much stage `s` counts: half as much as the one before, all of them 1.
    static double share(int s, int stages) { return Math.pow(2, -s) / (2 - Math.pow(2, 1. - stages)); }

    private Target target(Batch batch, int s) {
        TargetArrays truth = batch.truth(s);
        Tensor oneHot = Tensors.of(truth.oneHot(), truth.shape()); // [B,K,D,H,W]
        Target target = truth.hasDistances()
                ? Target.of(oneHot, Tensors.of(truth.distances(), truth.shape()),
                        Tensors.of(truth.extents(), oneHot.size(0), oneHot.size(1), 2))
                : Target.of(oneHot);
        if (truth.hasRegions()) target = target.regions(Tensors.of(truth.regions(), truth.shape()));
        if (truth.hasCentreLines()) {
            long[] one = truth.shape();
            one[1] = 1;
            target = target.centreLines(Tensors.of(truth.centreLineValues(), one));
        }
        return target.with(batch.spacings(s)).unitMm(unitMm);
    }

    /// These weights, all but the first lowered.
    static List<Double> relieved(List<Double> weights, double relief) {
        var lower = new ArrayList<>(weights);
        for (int i = 1; i < lower.size(); i++) {
            lower.set(i, lower.get(i) * relief);
        }
        return lower;
    }

    /// The share of the voxels where every class has the highest logit. Compared with the highest, since the
    /// engine's own argmax over two classes takes 22 ms for eight images of 128 x 128: a sixth of a step.
    private static List<Double> predicted(Prediction prediction) {
        Tensor z = prediction.logits().detach();
        return shares(z.ge(z.amax(new long[]{1}, true)).to(z.scalar_type()));
    }

    /// The mean of every channel.
    private static List<Double> shares(Tensor x) {
        return Tensors.doubles(x.transpose(0, 1).flatten(1, -1).mean(1)); // [K]
    }
}

package io.github.edgewise.train;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.sample.Augmentation;
import io.github.edgewise.sample.Deformation;
import io.github.edgewise.sample.Intensity;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.plan.Images;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.optimiser.Adam;
import io.github.edgewise.loss.CrossEntropyLoss;
import io.github.edgewise.loss.GeneralizedDiceLoss;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.WeightedSum;
import io.github.edgewise.net.Network;
import io.github.edgewise.net.UNet;
import io.github.edgewise.volume.Lengths;
import java.util.Optional;

/// Everything that defines a run, apart from the data.
///
/// `new Recipe()` holds the defaults; each `with` gives a changed copy.
///
/// @param network the design of the network
/// @param loss what is minimised; with a second stage, what its first stage minimises
/// @param then a second stage of the training with another loss, if there is one
/// @param length when the run ends
/// @param images how images are prepared, if the plan should not decide
/// @param sampling how patches are sampled
/// @param optimisation how weights are changed
/// @param machine seed, threads and precision
/// @param reference whether loss and learning rate have the known faults of the published code of the
///     boundary loss experiments ([ReferenceForm]), whatever other settings say
@SuppressWarnings("overloads") // one name for every part: with(new UNet()), with(new DiceLoss())
public record Recipe(Network network, Loss loss, Optional<LateStage> then, Length length, Images images,
        Sampling sampling, Optimisation optimisation, Machine machine, boolean reference) {
    public Recipe {
        if (then.isPresent() && length.minutes() == 0 && length.epochs() < 2) {
            throw new InvalidInputException(
                    "a run with a second stage needs at least two epochs, one for each "
                            + "stage, but the recipe has one; give more epochs, or leave out the second stage");
        }
        if (reference) {
            loss = ReferenceForm.of(loss, sampling.slices());
            then = ReferenceForm.of(then, sampling.slices());
            optimisation = ReferenceForm.of(optimisation);
        }
    }

    /// When the run ends.
    ///
    /// @param epochs passes; without a limit in minutes the run has exactly these
    /// @param steps optimiser steps of one epoch; 0 for one pass over the cases, or over all slices of them
    ///     where slices are trained on
    /// @param minutes 0, or the time after which no new epoch begins; then schedules run by the clock and
    ///     `epochs` has no effect
    /// @param patience 0, or after how many epochs without a higher score the run ends early
    public record Length(int epochs, int steps, double minutes, int patience) {
        public Length {
            if (epochs < 1 || steps < 0 || !(minutes >= 0) || Double.isInfinite(minutes) || patience < 0) {
                throw new InvalidInputException(
                        "a run needs at least one epoch, and no negative steps, "
                                + "minutes or patience, but got " + epochs + " epochs, " + steps + " steps, "
                                + minutes + " minutes, patience " + patience);
            }
        }

        /// True if a run of this length can go on with another: to no fewer epochs or minutes, and with any
        /// patience. Epochs do not become minutes.
        boolean canBecome(Length other) {
            boolean sameEpochs = minutes > 0 ? epochs == other.epochs : epochs <= other.epochs;
            boolean sameClock = minutes > 0 ? minutes <= other.minutes : other.minutes == 0;
            return steps == other.steps && sameEpochs && sameClock;
        }

        /// Without an early end.
        public Length(int epochs, int steps, double minutes) { this(epochs, steps, minutes, 0); }
    }

    /// How patches are sampled.
    ///
    /// @param batch patches per step; 0 for what the plan suggests
    /// @param foregroundShare share of patches that must contain foreground
    /// @param validationShare share of the training patients that are validation cases instead
    /// @param augmentation how patches are varied
    /// @param slices whether volumes are trained on slice by slice, with a 2-D network; AUTO for as planned
    public record Sampling(int batch, double foregroundShare, double validationShare,
            Augmentation augmentation, Slices slices) {
        public Sampling {
            if (batch < 0 || !(foregroundShare >= 0 && foregroundShare <= 1)
                    || !(validationShare >= 0 && validationShare < 1)) {
                throw new InvalidInputException(
                        "batch is not negative, foregroundShare lies in 0 to 1 and "
                                + "validationShare in 0 to below 1, but they are " + batch + ", "
                                + foregroundShare
                                + " and " + validationShare);
            }
        }

        /// The same with that many patches per step; 0 for what the plan suggests.
        public Sampling batch(int other) {
            return new Sampling(other, foregroundShare, validationShare, augmentation, slices);
        }

        /// The same with another share of foreground patches.
        public Sampling foregroundShare(double other) {
            return new Sampling(batch, other, validationShare, augmentation, slices);
        }

        /// The same with another share of validation patients.
        public Sampling validationShare(double other) {
            return new Sampling(batch, foregroundShare, other, augmentation, slices);
        }

        /// The same with other augmentation.
        public Sampling augmentation(Augmentation other) {
            return new Sampling(batch, foregroundShare, validationShare, other, slices);
        }

        /// The same with volumes trained on slice by slice, or not.
        public Sampling slices(Slices other) {
            return new Sampling(batch, foregroundShare, validationShare, augmentation, other);
        }
    }

    /// How weights are changed.
    ///
    /// @param optimiser the rule
    /// @param learningRate the highest learning rate
    /// @param weightDecay its weight decay
    /// @param decay how the learning rate falls from there
    /// @param warmUp the share of the run over which it rises, in a straight line from 0
    /// @param longestGradient gradients longer than this are scaled down to it; infinite for never
    /// @param average decay of the moving average of the weights. The average is validated, kept as the best
    ///     and used for prediction: 0.999 looks back about 1,000 steps; 0 for the weights themselves
    /// @param accumulate batches whose gradients make one step, for batches that memory has no room for
    /// @param guard whether an epoch in which a class that is there was not predicted sends training back to
    ///     the best weights, with a tenth of the weight for all terms of the loss but the first
    /// @param beta2 by how much Adam's mean of squared gradients falls at every step; without effect on SGD
    public record Optimisation(Optimiser optimiser, double learningRate, double weightDecay, Decay decay,
            double warmUp, double longestGradient, double average, int accumulate, boolean guard,
            double beta2) {
        public Optimisation {
            if (!(learningRate > 0) || !(weightDecay >= 0) || Double.isInfinite(learningRate + weightDecay)) {
                throw new InvalidInputException(
                        "the learning rate must be positive and the weight decay not "
                                + "negative, but they are " + learningRate + " and " + weightDecay);
            }
            if (!(warmUp >= 0 && warmUp < 1) || !(average >= 0 && average < 1)) {
                throw new InvalidInputException("warmUp and average lie in 0 to below 1, but they are "
                        + warmUp + " and " + average);
            }
            if (!(beta2 >= 0 && beta2 < 1)) {
                throw new InvalidInputException("beta2 lies in 0 to below 1, but is " + beta2);
            }
            if (!(longestGradient > 0) || accumulate < 1) {
                throw new InvalidInputException("longestGradient must be positive and accumulate at least "
                        + "1, but they are " + longestGradient + " and " + accumulate);
            }
        }

        /// AdamW with a rate of 0.002 that falls along a half cosine, and averaged weights.
        public static final Optimisation USUAL = new Optimisation(Optimiser.ADAMW, 2e-3, 1e-4, Decay.COSINE,
                0, 1,
                0.999, 1, false, Adam.USUAL_BETA2);

        /// The same with another rule.
        public Optimisation optimiser(Optimiser other) {
            return new Optimisation(other, learningRate, weightDecay, decay, warmUp, longestGradient, average,
                    accumulate, guard, beta2);
        }

        /// The same with another highest learning rate.
        public Optimisation learningRate(double other) {
            return new Optimisation(optimiser, other, weightDecay, decay, warmUp, longestGradient, average,
                    accumulate, guard, beta2);
        }

        /// The same with another weight decay.
        public Optimisation weightDecay(double other) {
            return new Optimisation(optimiser, learningRate, other, decay, warmUp, longestGradient, average,
                    accumulate, guard, beta2);
        }

        /// The same with a rate that falls in another way.
        public Optimisation decay(Decay other) {
            return new Optimisation(optimiser, learningRate, weightDecay, other, warmUp, longestGradient,
                    average, accumulate, guard, beta2);
        }

        /// The same with another share of the run over which the rate rises.
        public Optimisation warmUp(double other) {
            return new Optimisation(optimiser, learningRate, weightDecay, decay, other, longestGradient,
                    average, accumulate, guard, beta2);
        }

        /// The same with another limit of gradients; infinite for none.
        public Optimisation longestGradient(double other) {
            return new Optimisation(optimiser, learningRate, weightDecay, decay, warmUp, other, average,
                    accumulate, guard, beta2);
        }

        /// The same with another decay of the moving average of weights; 0 for none.
        public Optimisation average(double other) {
            return new Optimisation(optimiser, learningRate, weightDecay, decay, warmUp, longestGradient,
                    other, accumulate, guard, beta2);
        }

        /// The same with the gradients of that many batches in a step.
        public Optimisation accumulate(int other) {
            return new Optimisation(optimiser, learningRate, weightDecay, decay, warmUp, longestGradient,
                    average, other, guard, beta2);
        }

        /// The same with or without the guard against a collapsing class.
        public Optimisation guard(boolean other) {
            return new Optimisation(optimiser, learningRate, weightDecay, decay, warmUp, longestGradient,
                    average, accumulate, other, beta2);
        }

        /// The same with another decay of Adam's mean of squared gradients.
        public Optimisation beta2(double other) {
            return new Optimisation(optimiser, learningRate, weightDecay, decay, warmUp, longestGradient,
                    average, accumulate, guard, other);
        }

        /// The learning rate when a share `t` of the run is done, but for what [Decay#after] takes.
        double rate(double t) {
            double risen = warmUp == 0 ? 1 : Math.min(1, t / warmUp);
            return learningRate * risen * decay.at(t);
        }
    }

    /// What the result may depend on besides the data.
    ///
    /// @param seed of first weights, splits and patches
    /// @param threads of the engine; the same seed and number of threads give the same run bit for bit
    /// @param precision of convolutions
    public record Machine(long seed, int threads, NumericPrecision precision) {
        public Machine {
            if (threads < 1)
                throw new InvalidInputException("at least one thread is needed, not " + threads);
        }
    }

    /// A U-Net, generalised Dice and cross-entropy, 100 epochs.
    public Recipe() {
        this(new UNet(), new GeneralizedDiceLoss().plus(1, new CrossEntropyLoss()), Optional.empty(),
                new Length(100, 100, 0), Images.AS_PLANNED,
                new Sampling(0, 0.5, 0.1, new Augmentation(true, true, Deformation.USUAL, Intensity.USUAL),
                        Slices.AUTO),
                Optimisation.USUAL,
                new Machine(1, Runtime.getRuntime().availableProcessors(), NumericPrecision.AUTO), false);
    }

    public Recipe with(Network other) {
        return new Recipe(other, loss, then, length, images, sampling, optimisation, machine, reference);
    }

    /// The same with another loss, of the first stage where there are two.
    public Recipe with(Loss other) {
        return new Recipe(network, other, then, length, images, sampling, optimisation, machine, reference);
    }

    /// The same with other losses in all stages.
    public Recipe with(StagedLoss other) {
        return new Recipe(network, other.loss(), other.then(), length, images, sampling, optimisation,
                machine,
                reference);
    }

    /// The losses of all stages.
    public StagedLoss staged() { return new StagedLoss(loss, then); }

    public Recipe with(Length other) {
        return new Recipe(network, loss, then, other, images, sampling, optimisation, machine, reference);
    }

    public Recipe with(Images other) {
        return new Recipe(network, loss, then, length, other, sampling, optimisation, machine, reference);
    }

    public Recipe with(Sampling other) {
        return new Recipe(network, loss, then, length, images, other, optimisation, machine, reference);
    }

    public Recipe with(Optimisation other) {
        return new Recipe(network, loss, then, length, images, sampling, other, machine, reference);
    }

    public Recipe with(Machine other) {
        return new Recipe(network, loss, then, length, images, sampling, optimisation, other, reference);
    }

    /// True if a run of this recipe can go on with another: only the length differs, and it is not shorter.
    public boolean canGoOnAs(Recipe other) {
        return with(other.length).equals(other) && length.canBecome(other.length);
    }

    /// The same with the known faults of the published code.
    public Recipe asPublished() {
        return new Recipe(network, loss, then, length, images, sampling, optimisation, machine, true);
    }

    /// The same with the lengths of the loss that were left to the data, in mm.
    public Recipe planned(Lengths lengths) {
        double unitMm = lengths.unitMm();
        return with(new StagedLoss(loss.planned(unitMm), then.map(late -> late.planned(unitMm))));
    }

    /// Why patches cannot be deformed with this loss. A deformed patch gets a new distance map, which ends at
    /// the reach of the loss and is zero on voxel faces. Empty if the loss allows deformation or it is off.
    public Optional<String> undeformable() {
        if (sampling.augmentation().deformation().share() == 0) return Optional.empty();
        WeightedSum all = staged().together();
        if (Double.isInfinite(all.reachMm())) {
            return Optional.of("the loss has no clip; give it a clip, for example "
                    + "boundary:clipMm=planned");
        }
        ZeroLevel zero = all.maps().zeroLevel();
        return zero == ZeroLevel.FACE
                ? Optional.empty()
                : Optional.of("the loss needs maps with zero level " + zero + ", not FACE");
    }

    /// The same with patches that are never deformed.
    public Recipe undeformed() {
        Augmentation a = sampling.augmentation;
        return with(sampling.augmentation(new Augmentation(a.flips(), a.turns(), a.intensity())));
    }

    /// The same, guarded against a class that collapses.
    public Recipe guarded() { return with(optimisation.guard(true)); }

    /// The same with another highest learning rate.
    public Recipe learningRate(double other) { return with(optimisation.learningRate(other)); }

    /// The same with that many patches per step; 0 for what the plan suggests.
    public Recipe batch(int other) { return with(sampling.batch(other)); }

    /// The same for that many epochs.
    public Recipe epochs(int epochs) {
        return with(new Length(epochs, length.steps(), length.minutes(), length.patience()));
    }

    /// The same with that many steps per epoch; 0 for one pass over the cases.
    public Recipe steps(int steps) {
        return with(new Length(length.epochs(), steps, length.minutes(), length.patience()));
    }

    /// The same for that many minutes.
    public Recipe minutes(double minutes) {
        return with(new Length(length.epochs(), length.steps(), minutes, length.patience()));
    }

    /// The same, but it ends when the score has not risen for that many epochs; 0 for never.
    public Recipe patience(int patience) {
        return with(new Length(length.epochs(), length.steps(), length.minutes(), patience));
    }

    /// The same with another seed.
    public Recipe seed(long seed) { return with(new Machine(seed, machine.threads(), machine.precision())); }

    /// The same on that many threads.
    public Recipe threads(int threads) {
        return with(new Machine(machine.seed(), threads, machine.precision()));
    }
}

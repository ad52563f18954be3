package io.github.edgewise.train;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.loss.Loss;
import io.github.edgewise.loss.Losses;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.Locale;
import java.util.Optional;

/// A second stage of a training: the last share of the epochs, with a loss of its own.
///
/// It begins at a whole epoch, with the best weights of the first stage, fresh moments of the optimiser and a
/// fresh average of the weights. Each stage is a training of its own: weights of terms, the decay of the
/// learning rate, its warm-up and what adaptive weights have measured count from the beginning of the stage.
/// The best epoch is chosen over both stages. So the second stage is kept only if its score on the validation
/// cases is higher; without validation cases, the last epoch is kept.
///
/// @param loss what the second stage minimises
/// @param share of the epochs, or of the minutes where these limit the run; above 0 and below 1. Each stage
///     has at least one epoch
/// @param rate the highest learning rate of the second stage is this times that of the recipe; above 0
public record LateStage(Loss loss, double share, double rate) {
    /// The share of a stage that has none of its own.
    public static final double USUAL_SHARE = 0.2;
    /// The factor of the learning rate of a stage that has none of its own.
    public static final double USUAL_RATE = 0.1;

    public LateStage {
        require(share, rate);
    }

    /// Fails if a second stage cannot have these settings.
    static void require(double share, double rate) {
        if (!(share > 0 && share < 1)) {
            throw new InvalidInputException(
                    "the share of the second stage lies above 0 and below 1, but is " + share);
        }
        if (!(rate > 0) || Double.isInfinite(rate)) {
            throw new InvalidInputException("the rate of the second stage, a factor of the learning rate of "
                    + "the recipe, is a positive number, but is " + rate);
        }
    }

    /// The last fifth of the epochs, with a tenth of the learning rate.
    public LateStage(Loss loss) { this(loss, USUAL_SHARE, USUAL_RATE); }

    /// The same with another share of the epochs.
    public LateStage share(double other) { return new LateStage(loss, other, rate); }

    /// The same with another factor of the learning rate.
    public LateStage rate(double other) { return new LateStage(loss, share, other); }

    /// The same with the lengths that were left to the data, in mm.
    LateStage planned(double unitMm) { return new LateStage(loss.planned(unitMm), share, rate); }

    /// In words: `dice + boundary, in the last 20 % of the training, with 0.1 of the learning rate`.
    public String text() {
        return Losses.text(loss) + ", in the last " + number(100 * share) + " % of the training, with "
                + number(rate) + " of the learning rate";
    }

    private static String number(double value) {
        return new BigDecimal(value).round(new MathContext(3)).stripTrailingZeros().toPlainString();
    }

    /// How many of a run's epochs the second stage has: the nearest whole number, but each stage has one.
    ///
    /// @param all epochs of the run, at least two
    int epochs(int all) { return Math.clamp(Math.round(share * all), 1, Math.max(1, all - 1)); }

    /// What the second stage did, for example `began after epoch 8 with the weights of epoch 7 (score 0.712);
    /// its best epoch is 10 (score 0.731), so it is kept`. Empty if it has no complete epoch.
    public static Optional<String> outcome(History history) {
        int begun = history.begun(2);
        if (begun == history.entries().size()) return Optional.empty();
        Optional<History.Entry> first = history.first(begun).best();
        Optional<History.Entry> second = new History(history.stage(2)).best();
        if (second.isEmpty()) {
            return Optional.of("began after epoch " + begun
                    + " and is kept, because there are no scores on validation cases to compare");
        }
        String begin = "began after epoch " + begun + " with the weights of "
                + first.map(LateStage::scored).orElse("that epoch");
        boolean kept = history.best().map(e -> e.stage() == 2).orElse(true);
        return Optional.of(begin + "; its best is " + scored(second.get()) + ", so "
                + (kept ? "it is kept" : "the weights of the first stage are kept"));
    }

    private static String scored(History.Entry epoch) {
        return String.format(Locale.ROOT, "epoch %d (score %.3f)", epoch.epoch(),
                epoch.score().orElse(Double.NaN));
    }
}

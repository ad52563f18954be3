package io.github.edgewise.djl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import ai.djl.engine.Engine;
import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import ai.djl.training.loss.Loss;
import ai.djl.training.loss.SimpleCompositeLoss;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.djl.GeneralizedDiceLoss.AbsentClass;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The losses against the golden numbers of the published code, which Edgewise's own losses are tested with.
class LossTest {
    private static final String TWO = "a_2x2x32x48";

    private static List<Integer> classes(String digits) {
        var classes = new ArrayList<Integer>();
        digits.chars().forEach(c -> classes.add(c - '0'));
        return classes;
    }

    /// The value, the length and the largest number of the gradient with respect to the logits.
    private static double[] measured(Loss loss, NDList labels, NDArray logits) {
        logits.setRequiresGradient(true);
        try (var collector = Engine.getInstance().newGradientCollector()) {
            NDArray value = loss.evaluate(labels, new NDList(logits));
            collector.backward(value);
            NDArray gradient = logits.getGradient();
            return new double[]{value.getDouble(), Math.sqrt(gradient.square().sum().getDouble()),
                gradient.abs().max().getDouble()};
        }
    }

    private static void assertGolden(double[] measured, double value, double length, double largest) {
        assertThat(measured[0]).isCloseTo(value, within(1e-12 * Math.abs(value)));
        assertThat(measured[1]).isCloseTo(length, within(1e-11 * length));
        assertThat(measured[2]).isCloseTo(largest, within(1e-11 * largest));
    }

    @ParameterizedTest
    @CsvSource({
        "a_2x2x32x48, 01, 0.5565004450557669, 0.0039875122200235345, 0.00012293489862934872",
        "a_2x2x32x48, 1, 0.5995861102711341, 0.004447200385456722, 0.0001581644714298815",
        "b_3x4x24x20, 0123, 0.8161864809537533, 0.004896906919698908, 0.00044072659260886054",
        "b_3x4x24x20, 123, 0.8241183612298696, 0.005127409627539429, 0.00046359644934569004",
        "c_1x3x8x16x12, 012, 0.6980023145208144, 0.0049982397904151385, 0.000235647574174964",
        "c_1x3x8x16x12, 12, 0.7154645797960164, 0.005569806581041804, 0.0002875887239062112",
        "d_2x2x32x48_emptyfg, 01, 0.7812921965553115, 0.0027310775723419557, 0.00011954079735259951",
        "d_2x2x32x48_emptyfg, 1, 0.8017147629061554, 0.0030108650272882395, 0.00015395080251816184"})
    void generalised_dice_is_the_published_one(String input, String classes, double value, double length,
            double largest) {
        try (NDManager manager = NDManager.newBaseManager()) {
            var golden = new Golden(input);
            var loss = new GeneralizedDiceLoss(1, classes(classes), AbsentClass.REFERENCE);
            assertGolden(measured(loss, golden.labels(manager, false), golden.logits(manager)), value, length,
                    largest);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "a_2x2x32x48, 1, true, 0.6593005065636437, 0.008266832730252137, 0.0005644031087178981",
        "a_2x2x32x48, 1, false, 0.7016584837527958, 0.008876288878881547, 0.0005659289384604447",
        "a_2x2x32x48, 01, false, 0.2590453744521262, 0.007877742948710575, 0.0005259117194549362",
        "b_3x4x24x20, 123, false, 0.720747471095049, 0.007664780591677433, 0.0006416934307813912",
        "b_3x4x24x20, 0123, true, 0.5476148552222518, 0.005733392780015273, 0.0004683727406115357",
        "c_1x3x8x16x12, 12, false, 0.46259213005966265, 0.005714004126436186, 0.0003819788812548106",
        "c_1x3x8x16x12, 012, true, 0.3481245029876666, 0.003769607825227648, 0.0003555157420991846",
        "d_2x2x32x48_emptyfg, 1, false, 0.3926897936066005, 0.006870802141055748, 0.0005659289384604447"})
    void boundary_loss_is_the_published_one(String input, String classes, boolean isTruncated, double value,
            double length, double largest) {
        try (NDManager manager = NDManager.newBaseManager()) {
            var golden = new Golden(input);
            var loss = new BoundaryLoss(1, classes(classes), Double.POSITIVE_INFINITY, true);
            assertGolden(measured(loss, golden.labels(manager, isTruncated), golden.logits(manager)), value,
                    length, largest);
        }
    }

    @Test
    void gradients_are_those_of_central_differences_also_with_weights_clips_and_absent_classes() {
        List<Loss> losses = List.of(new GeneralizedDiceLoss(), new GeneralizedDiceLoss(3, List.of(2, 0),
                AbsentClass.LARGEST_PRESENT), new BoundaryLoss(),
                new BoundaryLoss(0.5f, List.of(0, 2), 1.5, true));
        try (NDManager manager = NDManager.newBaseManager()) {
            double[] logits = new double[2 * 3 * 5 * 3];
            double[] oneHot = new double[logits.length];
            double[] distances = new double[logits.length];
            for (int i = 0; i < logits.length; i++) {
                logits[i] = Math.sin(i * 1.7) * 2;
                distances[i] = Math.cos(i * 0.9) * 4;
            }
            for (int image = 0; image < 2; image++) {
                for (int v = 0; v < 15; v++) { // class 1 is absent from the first image
                    oneHot[(image * 3 + (image == 0 ? v % 2 * 2 : v % 3)) * 15 + v] = 1;
                }
            }
            var shape = new Shape(2, 3, 5, 3);
            var labels = new NDList(manager.create(oneHot, shape), manager.create(distances, shape));
            for (Loss loss : losses) {
                NDArray at = manager.create(logits, shape);
                at.setRequiresGradient(true);
                double[] gradient;
                try (var collector = Engine.getInstance().newGradientCollector()) {
                    collector.backward(loss.evaluate(labels, new NDList(at)));
                    gradient = at.getGradient().toDoubleArray();
                }
                for (int i = 0; i < logits.length; i += 7) {
                    double up = shifted(loss, labels, manager, logits, i, 1e-5);
                    double down = shifted(loss, labels, manager, logits, i, -1e-5);
                    assertThat(gradient[i]).as("%s %d", loss.getName(), i).isCloseTo((up - down) / 2e-5,
                            within(1e-8));
                }
            }
        }
    }

    private static double shifted(Loss loss, NDList labels, NDManager manager, double[] logits, int at,
            double by) {
        double[] other = logits.clone();
        other[at] += by;
        return loss.evaluate(labels, new NDList(manager.create(other, labels.head().getShape()))).getDouble();
    }

    @Test
    void an_absent_class_is_punished_with_the_weight_of_the_rarest() {
        try (NDManager manager = NDManager.newBaseManager()) {
            var golden = new Golden("d_2x2x32x48_emptyfg");
            NDList labels = golden.labels(manager, false);
            double published = measured(new GeneralizedDiceLoss(1, List.of(), AbsentClass.REFERENCE), labels,
                    golden.logits(manager))[1];
            assertThat(measured(new GeneralizedDiceLoss(), labels, golden.logits(manager))[1])
                    .isGreaterThan(published * 1.01);
        }
    }

    @Test
    void the_boundary_loss_is_zero_for_the_truth_and_its_published_value_differs_by_a_constant() {
        try (NDManager manager = NDManager.newBaseManager()) {
            var golden = new Golden(TWO);
            NDList labels = golden.labels(manager, false);
            NDArray sure = labels.head().mul(2000).sub(1000);
            assertThat(new BoundaryLoss().evaluate(labels, new NDList(sure)).getDouble()).isZero();
            double[] plain = measured(new BoundaryLoss(), labels, golden.logits(manager));
            double[] published = measured(
                    new BoundaryLoss(1, List.of(), Double.POSITIVE_INFINITY, true), labels,
                    golden.logits(manager));
            assertThat(plain[0]).isGreaterThan(published[0]);
            assertThat(plain[1]).isCloseTo(published[1], within(1e-15));
        }
    }

    @Test
    void losses_add_up_with_their_weights() {
        try (NDManager manager = NDManager.newBaseManager()) {
            var golden = new Golden(TWO);
            NDList labels = golden.labels(manager, false);
            var logits = new NDList(golden.logits(manager));
            Loss sum = new SimpleCompositeLoss().addLoss(new GeneralizedDiceLoss())
                    .addLoss(new BoundaryLoss(0.25f));
            double dice = new GeneralizedDiceLoss().evaluate(labels, logits).getDouble();
            double boundary = new BoundaryLoss().evaluate(labels, logits).getDouble();
            assertThat(sum.evaluate(labels, logits).getDouble()).isCloseTo(dice + 0.25 * boundary,
                    within(1e-14));
        }
    }

    @Test
    void labels_and_settings_that_do_not_fit_are_refused() {
        try (NDManager manager = NDManager.newBaseManager()) {
            NDList labels = new SegmentationLabels(2).of(manager,
                    List.of(new LabelMap(Grid.of(io.github.edgewise.volume.Shape.of(4, 5)), 2,
                            new byte[20])));
            var logits = new NDList(manager.zeros(new Shape(1, 3, 4, 5)));
            var fitting = new NDList(manager.zeros(new Shape(1, 2, 4, 5)));
            refused(() -> new BoundaryLoss().evaluate(labels, logits), "have the shape (1, 2, 4, 5), but the "
                    + "logits have (1, 3, 4, 5)");
            refused(() -> new BoundaryLoss().evaluate(new NDList(labels.head()), fitting),
                    "have no distances");
            refused(() -> new GeneralizedDiceLoss(1, List.of(2), AbsentClass.REFERENCE).evaluate(labels,
                    fitting),
                    "class 2, but the network has only 2 classes (0-1)");
            refused(() -> new BoundaryLoss().evaluate(labels,
                    new NDList(manager.zeros(new Shape(1, 1, 4, 5)))),
                    "only the background");
            refused(() -> new BoundaryLoss().evaluate(labels, new NDList(manager.zeros(new Shape(4, 5)))),
                    "logits must have the shape");
            refused(() -> new BoundaryLoss(1, List.of(1, 1), 1, false), "class 1 is named twice");
            refused(() -> new GeneralizedDiceLoss(1, List.of(-1), AbsentClass.REFERENCE), "0 to 255, not -1");
            refused(() -> new BoundaryLoss(1, List.of(), Double.NaN, false),
                    "clipMm must be a positive number");
        }
    }

    private static void refused(Runnable call, String part) {
        assertThatThrownBy(call::run).isInstanceOf(InvalidInputException.class).hasMessageContaining(part);
    }
}

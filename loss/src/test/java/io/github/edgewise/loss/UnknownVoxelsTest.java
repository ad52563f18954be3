package io.github.edgewise.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.fixture.Doubles;
import io.github.edgewise.schedule.TrainingTime;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.IntPredicate;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every loss where the class of some voxels is unknown: they have no gradient and do not change the value.
class UnknownVoxelsTest {
    private static final String ACTIVE = "activeBoundary";
    /// They look at neighbours: what lies beyond the cut is unknown to them, not the end of the image.
    private static final Set<String> LOOKS_AROUND = Set.of("surfaceDice", "boundaryDou", "clDice",
            "hausdorff",
            "skeletonRecall");
    private static final int B = 3;
    private static final int K = 3;
    private static final int WIDTH = 8;
    private static final List<Shape> SHAPES = List.of(Shape.of(5, WIDTH), Shape.of(3, 4, WIDTH));

    static List<String> names() {
        Stream<String> inner = Stream.of("dice", "squaredDice", "generalizedDice", "tversky", "focalTversky",
                "crossEntropy", "focal", "diceCrossEntropy");
        return Stream.of(Losses.names().stream().filter(name -> !name.equals(ACTIVE)),
                inner.flatMap(name -> Losses.wrappers().stream().map(w -> w + "(" + name + ")")),
                Stream.of("boundary:bandMm=2.5", "boundary:scale=EACH_SIDE", "scnp(boundary)",
                        "scnp:both=true(lovasz)", "perClassSigmoid(boundary)", "scnp(surfaceDice)",
                        "generalizedDice + 0.3*boundary", "scnp(dice + 0.5*l1Ace)"))
                .flatMap(all -> all).distinct().toList();
    }

    /// A value, and the gradient of every logit.
    private record Answer(double value, List<Double> gradient) {}

    private static Answer answer(String spec, double[] logits, Target target, Shape shape) {
        Tensor z = Doubles.leaf(logits, ScalarType.Double, size(shape, logits.length / shape.voxels() / K));
        Tensor value = Losses.parse(spec).value(Prediction.of(z), target);
        value.backward();
        return new Answer(value.item_double(), list(Doubles.values(z.grad())));
    }

    private static long[] size(Shape s, int batch) {
        return s.axes() == 2
                ? new long[]{batch, K, s.height(), s.width()}
                : new long[]{batch, K, s.depth(), s.height(), s.width()};
    }

    private static List<Double> list(double[] values) { return DoubleStream.of(values).boxed().toList(); }

    private static Target target(List<LabelMap> batch) {
        Target made = Target.of(batch);
        Tensor oneHot = made.oneHot().to(ScalarType.Double);
        Target typed = Target.of(oneHot, made.distances().to(ScalarType.Double)).with(
                batch.stream().map(labels -> labels.grid().spacing()).toList());
        return made.hasUnknown() ? typed.known(oneHot.sum(1).unsqueeze(1)) : typed;
    }

    /// A partly labelled image, one without any label, and a whole one.
    private static List<LabelMap> batch(Shape shape, SplittableRandom random) {
        Grid grid = Grid.of(shape, new Spacing(2, 1, 1));
        byte[] some = new byte[shape.voxels()];
        byte[] all = new byte[shape.voxels()];
        for (int i = 0; i < some.length; i++) {
            some[i] = (byte) random.nextInt(2);
            all[i] = 1;
        }
        return List.of(labels(grid, random).unknown(some), labels(grid, random).unknown(all),
                labels(grid, random));
    }

    /// Objects of several voxels.
    private static LabelMap labels(Grid grid, SplittableRandom random) {
        byte[] labels = new byte[grid.voxels()];
        for (int i = 0; i < labels.length; i++) {
            boolean joins = i > 0 && random.nextInt(3) > 0;
            labels[i] = joins ? labels[i - 1] : (byte) random.nextInt(K);
        }
        return new LabelMap(grid, K, labels);
    }

    @ParameterizedTest
    @MethodSource("names")
    void unknown_voxels_have_no_gradient_and_do_not_change_the_value(String name) {
        for (Shape shape : SHAPES) {
            for (int seed = 0; seed < 2; seed++) {
                try (var _ = new PointerScope()) {
                    var random = new SplittableRandom(seed);
                    List<LabelMap> batch = batch(shape, random);
                    Target target = target(batch);
                    double[] z = random.doubles((long) B * K * shape.voxels(), -2, 2).toArray();
                    double[] other = z.clone();
                    for (int i = 0; i < z.length; i++) {
                        if (!isKnown(batch, shape, i)) other[i] = random.nextDouble(-90, 90);
                    }
                    Answer one = answer(name, z, target, shape);
                    Answer two = answer(name, other, target, shape);

                    assertThat(one.value()).isFinite().isEqualTo(two.value());
                    assertThat(one.gradient()).isEqualTo(two.gradient());
                    assertThat(gradient(one, i -> !isKnown(batch, shape, i))).allMatch(g -> g == 0);
                    assertThat(gradient(one, i -> isKnown(batch, shape, i))).allMatch(Double::isFinite)
                            .anyMatch(g -> g != 0);
                }
            }
        }
    }

    private static List<Double> gradient(Answer answer, IntPredicate which) {
        return IntStream.range(0, answer.gradient().size()).filter(which).mapToObj(answer.gradient()::get)
                .toList();
    }

    private static boolean isKnown(List<LabelMap> batch, Shape shape, int logit) {
        return batch.get(logit / shape.voxels() / K).isKnown(logit % shape.voxels());
    }

    @ParameterizedTest
    @MethodSource("names")
    void a_loss_is_that_of_the_labelled_part(String name) {
        if (LOOKS_AROUND.contains(name) || name.contains("surfaceDice")) return;
        for (Shape shape : SHAPES) {
            try (var _ = new PointerScope()) {
                var random = new SplittableRandom(7);
                int half = WIDTH / 2;
                byte[] unknown = new byte[shape.voxels()];
                for (int i = 0; i < unknown.length; i++) {
                    unknown[i] = (byte) (i % WIDTH < half ? 0 : 1);
                }
                Grid grid = Grid.of(shape, new Spacing(2, 1, 1));
                Target target = target(List.of(labels(grid, random).unknown(unknown)));
                double[] z = random.doubles((long) K * shape.voxels(), -2, 2).toArray();
                var part = new Shape(shape.axes(), shape.depth(), shape.height(), half);
                Target cut = Target.of(left(target.oneHot(), half), left(target.distances(), half),
                        target.extents()).with(List.of(grid.spacing())).regions(left(target.regions(), half));
                double[] leftHalf = IntStream.range(0, z.length).filter(i -> i % WIDTH < half)
                        .mapToDouble(i -> z[i]).toArray();

                Answer whole = answer(name, z, target, shape);
                Answer small = answer(name, leftHalf, cut, part);
                assertThat(whole.value()).isCloseTo(small.value(), within(1e-9));
                assertThat(difference(gradient(whole, i -> i % WIDTH < half), small.gradient()))
                        .isLessThan(1e-9);
            }
        }
    }

    /// The largest difference.
    private static double difference(List<Double> a, List<Double> b) {
        assertThat(a).hasSameSizeAs(b);
        return IntStream.range(0, a.size()).mapToDouble(i -> Math.abs(a.get(i) - b.get(i))).max()
                .orElseThrow();
    }

    private static Tensor left(Tensor x, int half) { return x.narrow(x.dim() - 1, 0, half).contiguous(); }

    @ParameterizedTest
    @MethodSource("names")
    void a_mask_of_ones_changes_nothing(String name) {
        try (var _ = new PointerScope()) {
            Shape shape = SHAPES.getFirst();
            var random = new SplittableRandom(3);
            Grid grid = Grid.of(shape);
            Target target = target(List.of(labels(grid, random), labels(grid, random)));
            double[] z = random.doubles(2L * K * shape.voxels(), -2, 2).toArray();
            Answer plain = answer(name, z, target, shape);
            Answer masked = answer(name, z, target.known(target.oneHot().sum(1).unsqueeze(1)), shape);
            assertThat(masked.value()).isCloseTo(plain.value(), within(1e-12));
            assertThat(difference(masked.gradient(), plain.gradient())).isLessThan(1e-12);
        }
    }

    @Test
    void the_gradients_of_terms_are_those_of_the_logits() {
        try (var _ = new PointerScope()) {
            Shape shape = SHAPES.getFirst();
            var random = new SplittableRandom(5);
            List<LabelMap> batch = batch(shape, random);
            double[] z = random.doubles((long) B * K * shape.voxels(), -2, 2).toArray();
            Tensor logits = Doubles.leaf(z, ScalarType.Double, size(shape, B));
            WeightedSum loss = WeightedSum.of(Losses.parse("generalizedDice + boundary"));
            TermGradients terms = TermGradients.of(loss, Prediction.of(logits), target(batch),
                    TrainingTime.START);
            List<Double> total = list(Doubles.values(terms.total(List.of(1., 1.))));
            Answer sum = answer("generalizedDice + boundary", z, target(batch), shape);
            assertThat(difference(total, sum.gradient())).isLessThan(1e-15);
        }
    }

    @Test
    void the_active_boundary_loss_refuses_them() {
        try (var _ = new PointerScope()) {
            Shape shape = SHAPES.getFirst();
            var random = new SplittableRandom(1);
            Target target = target(batch(shape, random));
            double[] z = new double[B * K * shape.voxels()];
            assertThatThrownBy(() -> answer(ACTIVE, z, target, shape))
                    .isInstanceOf(InvalidInputException.class)
                    .hasMessageContaining("use boundary or surfaceDice");
            assertThatThrownBy(() -> Losses.parse("dice + scnp(activeBoundary)").requireUnknown())
                    .isInstanceOf(InvalidInputException.class);
            names().forEach(name -> Losses.parse(name).requireUnknown());
        }
    }
}

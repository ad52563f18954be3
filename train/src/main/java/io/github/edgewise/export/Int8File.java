package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.export.Int8Effect.Change;
import io.github.edgewise.file.WholeFile;
import io.github.edgewise.metric.Dice;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.net.Model;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.ModelMetadata.Weights;
import io.github.edgewise.predict.OnnxNetworks;
import io.github.edgewise.predict.PatchLogits;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.predict.SlidingWindow;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.IntStream;

/// Networks written in int8, and measured before the file is moved to its place.
///
/// The largest difference of a probability says little here: near a border a probability may change by .2
/// without any harm, or by .05 everywhere with much. So the file is judged by the Dice of cases that the
/// networks were not trained on.
///
/// @param data of each network
record Int8File(List<Model> networks, ModelMetadata metadata, List<Int8Data> data) {
    /// A file is not written where the mean Dice falls by more: as much as a better loss may gain. Six
    /// trained networks lost 0.004 at most. There is no option to write it all the same: weights in float16
    /// change probabilities by less than 0.005.
    private static final double MOST_LOST = 0.02;

    /// A window is timed at least that often, and for about this time.
    private static final int FEWEST_ROUNDS = 5;
    private static final int MOST_ROUNDS = 200;
    private static final long LONG_ENOUGH_NANOS = 3_000_000_000L;
    private static final int THREADS = Runtime.getRuntime().availableProcessors();

    Int8File {
        networks = List.copyOf(networks);
        data = List.copyOf(data);
        metadata = metadata.with(Weights.INT8);
    }

    /// Measures the file, then writes it.
    Int8Effect write(Path file, Int8Effect.Listener listener) throws IOException {
        byte[] exact = OnnxFile.bytes(new OnnxGraph(false), networks, metadata, true);
        byte[] rounded = OnnxFile.bytes(new OnnxGraph(false, new Int8Convolutions(ranges())), networks,
                metadata, true);
        List<PatchLogits> float32 = opened(exact);
        List<PatchLogits> int8 = opened(rounded);
        try {
            Int8Effect effect = effect(float32, int8, listener);
            require(effect, file);
            WholeFile.fill(file, part -> Files.write(part, rounded));
            return effect;
        } finally {
            float32.forEach(PatchLogits::close);
            int8.forEach(PatchLogits::close);
        }
    }

    private static void require(Int8Effect effect, Path file) {
        Change dice = effect.dice();
        if (dice.float32() - dice.int8() <= MOST_LOST) return;
        String why = Double.isNaN(dice.float32())
                ? String.format(Locale.ROOT, "no class occurs in the %d cases that int8 is measured on",
                        effect.cases())
                : String.format(Locale.ROOT, "in int8 the mean Dice of %d cases falls from %.4f to %.4f, and "
                        + "by %.2f at most is allowed", effect.cases(), dice.float32(), dice.int8(),
                        MOST_LOST);
        throw new InvalidInputException(file + " was not written, because " + why
                + "; export without --int8, or with --half for a file of half the size");
    }

    private List<PatchLogits> opened(byte[] file) throws IOException {
        OnnxNetworks opened = OnnxNetworks.open(file, "the network", THREADS);
        return IntStream.range(0, networks.size()).mapToObj(i -> opened.network(i, networks.get(i).stride()))
                .toList();
    }

    private Map<String, ActivationRanges.Around> ranges() throws IOException {
        var all = new HashMap<String, ActivationRanges.Around>();
        for (int i = 0; i < networks.size(); i++) {
            String prefix = OnnxFile.prefix(i, networks.size());
            ActivationRanges.of(networks.get(i), metadata.description(), data.get(i).windows(), THREADS)
                    .layers().forEach((name, around) -> all.put(prefix + name, around));
        }
        return all;
    }

    private Int8Effect effect(List<PatchLogits> float32, List<PatchLogits> int8, Int8Effect.Listener listener)
            throws IOException {
        var difference = new Difference(metadata.description().classes());
        int cases = 0;
        for (int i = 0; i < networks.size(); i++) {
            for (float[] window : data.get(i).windows()) {
                difference.add(float32.get(i).logits(window, 1, patch()),
                        int8.get(i).logits(window, 1, patch()));
            }
            cases += data.get(i).cases().size();
        }
        int windows = data.stream().mapToInt(each -> each.windows().size()).sum();
        int all = cases;
        var dice = new Change(
                dice(float32, (name, done, _) -> listener.scoring(name, done, 2 * all)),
                dice(int8, (name, done, _) -> listener.scoring(name, all + done, 2 * all)));
        return new Int8Effect(windows, difference.largest, difference.sum / difference.count, cases, dice,
                time(float32.getFirst(), int8.getFirst()));
    }

    private Shape patch() { return metadata.description().patch(); }

    private double dice(List<PatchLogits> opened, Int8Effect.Listener listener) throws IOException {
        List<Metric> dice = List.of(new Dice());
        var parts = new ArrayList<Evaluation>();
        for (int i = 0; i < opened.size(); i++) {
            var segmenter = new Segmenter(opened.get(i), metadata.description(), SlidingWindow.OVERLAP)
                    .with(data.get(i).post()); // is not closed: others use its network
            for (var one : data.get(i).cases()) {
                listener.scoring(one.name(), parts.size(), 0);
                parts.add(segmenter.segment(one).score(dice));
            }
        }
        return Evaluation.of(parts).mean(new Dice().name());
    }

    /// The shortest times of one window, in turns: what other processes on the machine disturb least.
    private Change time(PatchLogits float32, PatchLogits int8) {
        float[] window = data.getFirst().windows().getFirst();
        millis(float32, window);
        millis(int8, window);
        double one = Double.POSITIVE_INFINITY;
        double other = Double.POSITIVE_INFINITY;
        long begun = System.nanoTime();
        for (int i = 0; i < MOST_ROUNDS; i++) {
            if (i >= FEWEST_ROUNDS && System.nanoTime() - begun > LONG_ENOUGH_NANOS) break;
            one = Math.min(one, millis(float32, window));
            other = Math.min(other, millis(int8, window));
        }
        return new Change(one, other);
    }

    private double millis(PatchLogits network, float[] window) {
        long begun = System.nanoTime();
        network.logits(window, 1, patch());
        return (System.nanoTime() - begun) / 1e6;
    }

    /// How far probabilities are apart.
    private static final class Difference {
        private final int classes;
        private double largest;
        private double sum;
        private long count;

        Difference(int classes) { this.classes = classes; }

        void add(float[] one, float[] other) {
            double[] first = new double[one.length];
            double[] second = new double[one.length];
            OutputComparison.addSoftmax(one, 1, classes, first);
            OutputComparison.addSoftmax(other, 1, classes, second);
            for (int i = 0; i < first.length; i++) {
                double apart = Math.abs(first[i] - second[i]);
                largest = apart <= largest ? largest : apart; // NaN is the largest
                sum += apart;
            }
            count += first.length;
        }
    }
}

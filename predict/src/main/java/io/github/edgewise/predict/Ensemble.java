package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.prepare.PreparedImage;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Reorientation;
import io.github.edgewise.volume.Volume;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/// Several networks for one task, for example those of all folds: the mean of their probabilities. A single
/// network gives exactly the result of its [Segmenter].
///
/// Networks may differ in architecture, patch and precision, and 2-D networks that segment slices may be
/// combined with 3-D ones. They must have the same channels and classes. Networks that prepare images equally
/// share the prepared image; each keeps the probabilities of as many slices as its window is deep. Closing
/// the ensemble frees the weights of all networks.
public final class Ensemble implements AutoCloseable {
    private final List<Segmenter> members;
    private final PostProcessing post;

    /// @param members the networks by name; the names are used in messages
    /// @throws IllegalArgumentException where there is no network, or one has other channels or classes than
    ///     the first
    public Ensemble(Map<String, Segmenter> members) {
        var ordered = new LinkedHashMap<>(members);
        if (ordered.isEmpty()) throw new InvalidInputException("an ensemble needs at least one network");
        var first = ordered.entrySet().iterator().next();
        ordered.forEach((name, member) -> {
            if (!traits(member).equals(traits(first.getValue()))) {
                throw new InvalidInputException("networks of one ensemble must have the same channels and "
                        + "classes, but " + first.getKey() + " has " + traits(first.getValue()) + " and "
                        + name
                        + " has " + traits(member));
            }
        });
        this.members = List.copyOf(ordered.values());
        this.post = PostProcessing.NONE;
    }

    private Ensemble(List<Segmenter> members, PostProcessing post) {
        this.members = members;
        this.post = post;
    }

    private static String traits(Segmenter member) {
        return member.description().channels() + " channels and " + member.description().classes()
                + " classes";
    }

    /// How many networks there are.
    public int size() { return members.size(); }

    /// The same networks, each with the mean over mirrored copies, see [Segmenter#mirrored]. The two
    /// ensembles share their weights, so close only one of them.
    public Ensemble mirrored() {
        return new Ensemble(members.stream().map(Segmenter::mirrored).toList(), post);
    }

    /// The same networks with a post-processing of their mean, that of single networks does not count. The
    /// two ensembles share their weights, so close only one of them.
    public Ensemble with(PostProcessing other) { return new Ensemble(members, other); }

    /// How label maps are made from the mean of the probabilities; at first [PostProcessing#NONE].
    public PostProcessing post() { return post; }

    /// The number of channels of an image.
    public int channels() { return members.getFirst().description().channels(); }

    /// The number of classes, background included.
    public int classes() { return members.getFirst().description().classes(); }

    /// The probability of every class at every voxel, shape `[K, D, H, W]`, on the image's grid.
    ///
    /// @param image as it was read
    /// @throws IllegalArgumentException where the image does not match one of the networks
    public Volume probabilities(Volume image) {
        Optional<Oriented> together = slices(image);
        if (together.isEmpty()) return mean(image);
        Volume probabilities = together.get().slices().all();
        Optional<Reorientation> order = together.get().order();
        return order.isPresent() ? order.get().inverse().of(probabilities) : probabilities;
    }

    /// The class of every voxel on the image's grid, after [#post]; without it the most probable one. The
    /// probabilities are made slice by slice by all networks together, see [Segmenter#segment(Volume)]. If
    /// networks were trained in different orientations, their slices differ: then two maps of all
    /// probabilities are in memory.
    public LabelMap segment(Volume image) {
        Optional<Oriented> together = slices(image);
        if (together.isEmpty()) return post.of(mean(image));
        LabelMap labels = together.get().slices().decided(post);
        Optional<Reorientation> order = together.get().order();
        return post.cleaned(order.isPresent() ? order.get().inverse().of(labels) : labels);
    }

    /// Slices of an image in the orientation of the networks.
    private record Oriented(ProbabilitySlices slices, Optional<Reorientation> order) {}

    /// The mean of all networks; nothing where their orientations differ.
    private Optional<Oriented> slices(Volume image) {
        List<Optional<Reorientation>> orders = members.stream().map(member -> member.order(image)).distinct()
                .toList();
        if (orders.size() > 1) return Optional.empty();
        Optional<Reorientation> order = orders.getFirst();
        var prepared = new HashMap<Preparation, PreparedImage>(); // most members see the same image
        List<ProbabilitySlices> each = members.stream().map(member -> member.slices(
                prepared.computeIfAbsent(member.description().preparation(),
                        preparation -> member.prepared(image, order))))
                .toList();
        ProbabilitySlices first = each.getFirst();
        return Optional.of(new Oriented(each.size() == 1
                ? first
                : new ProbabilitySlices(first.grid(), first.classes(), () -> mean(each)), order));
    }

    private Volume mean(Volume image) {
        Volume first = members.getFirst().probabilities(image);
        float[] sum = first.values();
        for (Segmenter member : members.subList(1, members.size())) {
            add(member.probabilities(image).values(), sum);
        }
        divide(sum, members.size());
        return first;
    }

    private static float[] mean(List<ProbabilitySlices> each) {
        float[] sum = each.getFirst().source().get();
        for (ProbabilitySlices one : each.subList(1, each.size())) {
            add(one.source().get(), sum);
        }
        divide(sum, each.size());
        return sum;
    }

    private static void add(float[] more, float[] sum) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] += more[i];
        }
    }

    private static void divide(float[] sum, int count) {
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= count;
        }
    }

    @Override
    public void close() { members.forEach(Segmenter::close); }
}

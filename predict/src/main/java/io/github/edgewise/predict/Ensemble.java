package io.github.edgewise.predict;

import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Several networks for one task at work together, such as those of all folds: the mean of their
/// probabilities. One network alone gives exactly what its [Segmenter] gives.
///
/// Networks may differ in design, patch and precision, a 2-D network that works on slices may stand beside a
/// 3-D one, but they must agree in channels and classes. The memory of one probability map is needed twice,
/// however many networks there are. Closing it frees the weights of all.
public final class Ensemble implements AutoCloseable {
    private final List<Segmenter> members;

    /// @param members by name, for messages
    /// @throws IllegalArgumentException where there is none, or one has other channels or classes than the
    ///     first
    public Ensemble(Map<String, Segmenter> members) {
        var ordered = new LinkedHashMap<>(members);
        if (ordered.isEmpty()) throw new IllegalArgumentException("an ensemble needs at least one network");
        var first = ordered.entrySet().iterator().next();
        ordered.forEach((name, member) -> {
            if (!traits(member).equals(traits(first.getValue()))) {
                throw new IllegalArgumentException("networks that are averaged must agree, but "
                        + first.getKey() + " has " + traits(first.getValue()) + " and " + name + " "
                        + traits(member));
            }
        });
        this.members = List.copyOf(ordered.values());
    }

    private Ensemble(List<Segmenter> members) { this.members = members; }

    private static String traits(Segmenter member) {
        return member.description().channels() + " channels and " + member.description().classes()
                + " classes";
    }

    /// The same networks, each of which averages over mirrored copies too, see [Segmenter#mirrored]. It
    /// shares the weights, so close only one of the two.
    public Ensemble mirrored() { return new Ensemble(members.stream().map(Segmenter::mirrored).toList()); }

    /// Channels of an image.
    public int channels() { return members.getFirst().description().channels(); }

    /// The probability of every class at every voxel, shape `[K, D, H, W]`, on the image's grid.
    ///
    /// @param image as read
    /// @throws IllegalArgumentException where the image does not fit one of the networks
    public Volume probabilities(Volume image) {
        Volume first = members.getFirst().probabilities(image);
        if (members.size() == 1) return first;
        float[] sum = first.values().clone();
        for (Segmenter member : members.subList(1, members.size())) {
            float[] more = member.probabilities(image).values();
            for (int i = 0; i < sum.length; i++) {
                sum[i] += more[i];
            }
        }
        for (int i = 0; i < sum.length; i++) {
            sum[i] /= members.size();
        }
        return new Volume(first.grid(), sum);
    }

    /// The most probable class of every voxel, on the image's grid.
    public LabelMap segment(Volume image) { return LabelMap.mostProbable(probabilities(image)); }

    @Override
    public void close() { members.forEach(Segmenter::close); }
}

package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// Several networks for one task, for example those of all folds: the mean of their probabilities. A single
/// network gives exactly the result of its [Segmenter].
///
/// Networks may differ in architecture, patch and precision, and 2-D networks that segment slices may be
/// combined with 3-D ones. They must have the same channels and classes. However many networks there are, two
/// probability maps are in memory. Closing the ensemble frees the weights of all networks.
public final class Ensemble implements AutoCloseable {
    private final List<Segmenter> members;

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
    }

    private Ensemble(List<Segmenter> members) { this.members = members; }

    private static String traits(Segmenter member) {
        return member.description().channels() + " channels and " + member.description().classes()
                + " classes";
    }

    /// The same networks, each with the mean over mirrored copies, see [Segmenter#mirrored]. The two
    /// ensembles share their weights, so close only one of them.
    public Ensemble mirrored() { return new Ensemble(members.stream().map(Segmenter::mirrored).toList()); }

    /// The number of channels of an image.
    public int channels() { return members.getFirst().description().channels(); }

    /// The probability of every class at every voxel, shape `[K, D, H, W]`, on the image's grid.
    ///
    /// @param image as it was read
    /// @throws IllegalArgumentException where the image does not match one of the networks
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

package io.github.edgewise.data;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;
import java.util.List;

/// A case ready for training: the normalised image, its labels and, if the loss asks for them, the signed
/// distance maps of the whole image.
///
/// The maps are made once, from the whole image, and patches are cut from them: a map of a patch would not
/// know the boundary beside it. Flips and quarter turns move a map exactly as they move the label it belongs
/// to.
public final class Sample {
    private static final int REMEMBERED = 20_000;

    private final String name;
    private final Volume image;
    private final Supervision supervision;
    private final List<Truth> truths;
    private final int[][] members;

    /// @param image already normalised
    public Sample(String name, Volume image, LabelMap labels, Supervision supervision) {
        this.name = name;
        this.image = image;
        this.supervision = supervision;
        this.truths = supervision.stages().stream().map(size -> Truth.of(labels, supervision, size)).toList();
        this.members = new int[labels.classes()][];
        members[0] = new int[0];
        for (int k = 1; k < members.length; k++) {
            members[k] = members(labels, k);
        }
    }

    /// Voxels of class `k`, all of them or an even choice of 20,000.
    private static int[] members(LabelMap labels, int k) {
        int count = labels.count(k);
        int step = 1 + count / REMEMBERED;
        int[] found = new int[count / step + 1];
        int n = 0;
        for (int i = 0, seen = 0; i < labels.grid().voxels(); i++) {
            if (labels.at(i) != k) continue;
            if (seen++ % step == 0) found[n++] = i;
        }
        return Arrays.copyOf(found, n);
    }

    public String name() { return name; }

    public Grid grid() { return labels().grid(); }

    public Volume image() { return image; }

    public LabelMap labels() { return truths.getFirst().labels(); }

    /// What is known of the truth.
    public Supervision supervision() { return supervision; }

    /// The signed distances of class `k` over the whole image, in mm; not a copy.
    public float[] distances(int k) { return truths.getFirst().distances(k); }

    /// The truth of the whole case at stage `s`.
    Truth truth(int s) { return truths.get(s); }

    /// Indices of voxels of class `k` to aim patches at; empty for the background and where the class is
    /// absent.
    int[] members(int k) { return members[k]; }
}

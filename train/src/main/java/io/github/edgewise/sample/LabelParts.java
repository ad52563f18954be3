package io.github.edgewise.sample;

import io.github.edgewise.distance.CentreLines;
import io.github.edgewise.distance.ComponentRegions;
import io.github.edgewise.plan.Slices;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import java.util.Arrays;

/// The parts of objects in a label map, of a whole case or of a block of a deformed one: the regions of their
/// components, and their centre lines. Slices with maps of their own also have parts of their own.
///
/// @param wanted what to make
record LabelParts(TargetSpec wanted, LabelMap labels) {
    /// The number of the nearest component, per class; no voxel for the background. No class if no loss needs
    /// regions.
    ///
    /// @param numbers the component of every voxel within its class, from 1; 0 for the background
    float[][] regions(int[] numbers) {
        float[][] regions = new float[wanted.regions() ? labels.classes() : 0][];
        Arrays.setAll(regions, k -> new float[k == 0 ? 0 : labels.grid().voxels()]);
        for (int z = 0; wanted.regions() && z < blocks(); z++) {
            LabelMap block = block(z);
            int n = block.grid().voxels();
            int[][] nearest = ComponentRegions.of(block, Arrays.copyOfRange(numbers, z * n, (z + 1) * n));
            for (int k = 1; k < regions.length; k++) {
                for (int i = 0; i < n; i++) {
                    regions[k][z * n + i] = nearest[k][i];
                }
            }
        }
        return regions;
    }

    /// 1 near a centre line of the foreground, 0 elsewhere; no voxel if no loss needs them.
    byte[] centreLines() {
        byte[] lines = new byte[wanted.centreLines() ? labels.grid().voxels() : 0];
        for (int z = 0; wanted.centreLines() && z < blocks(); z++) {
            LabelMap block = block(z);
            int n = block.grid().voxels();
            System.arraycopy(CentreLines.of(block), 0, lines, z * n, n);
        }
        return lines;
    }

    /// How many label maps are looked at on their own: one, or every slice.
    private int blocks() {
        return wanted.slices() == Slices.MAP_OF_SLICE ? labels.grid().shape().depth() : 1;
    }

    private LabelMap block(int z) {
        return wanted.slices() == Slices.MAP_OF_SLICE ? labels.slice(z) : labels;
    }

    /// The numbers of components on larger voxels: each has that of its first fine voxel of its class.
    ///
    /// @param coarse the labels on the larger voxels
    /// @param size how many fine voxels one of them covers
    static int[] coarse(LabelMap fine, int[] numbers, LabelMap coarse, Size size) {
        if (size.equals(Size.ONE)) return numbers;
        Shape from = fine.grid().shape();
        Shape to = coarse.grid().shape();
        int[] own = new int[to.voxels()];
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == 0) continue;
            int x = i % from.width() / size.x();
            int y = i / from.width() % from.height() / size.y();
            int z = i / from.width() / from.height() / size.z();
            int at = to.index(z, y, x);
            if (own[at] == 0 && coarse.at(at) == fine.at(i)) own[at] = numbers[i];
        }
        return own;
    }
}

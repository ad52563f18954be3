package io.github.edgewise.volume;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntUnaryOperator;

/// Keeps small components when labels are transferred to larger voxels.
final class KeptLesions {
    private KeptLesions() {}

    /// Gives every component without a coarse voxel the coarse voxel that contains most of it.
    ///
    /// @param lesions the components of class `classIndex`
    /// @param chosen the coarse labels, changed in place
    /// @param cell the coarse voxel for the index of a fine one
    static void of(Components lesions, int classIndex, byte[] chosen, IntUnaryOperator cell) {
        int[] numbers = lesions.numbers();
        var kept = new boolean[lesions.count() + 1];
        List<Map<Integer, Integer>> shares = new ArrayList<>();
        for (int i = 0; i <= lesions.count(); i++) {
            shares.add(new LinkedHashMap<>());
        }
        for (int i = 0; i < numbers.length; i++) {
            if (numbers[i] == 0 || kept[numbers[i]]) continue;
            int at = cell.applyAsInt(i);
            if ((chosen[at] & 0xff) == classIndex) kept[numbers[i]] = true;
            else shares.get(numbers[i]).merge(at, 1, Integer::sum);
        }
        for (int lesion = 1; lesion <= lesions.count(); lesion++) {
            if (kept[lesion]) continue;
            int most = Collections.max(shares.get(lesion).values());
            int at = shares.get(lesion).entrySet().stream().filter(e -> e.getValue() == most)
                    .mapToInt(Map.Entry::getKey).findFirst().orElseThrow();
            chosen[at] = (byte) classIndex;
        }
    }
}

package io.github.edgewise.report;

import io.github.edgewise.distance.DistanceMap;
import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.volume.LabelMap;
import java.util.List;
import java.util.stream.IntStream;

/// A label map with the distance maps of its classes.
///
/// @param labels the class of every voxel
/// @param maps the distance maps of the classes from 1 on
record Surfaces(LabelMap labels, List<DistanceMap> maps) {
    static Surfaces of(LabelMap labels) {
        return new Surfaces(labels, IntStream.range(1, labels.classes())
                .mapToObj(k -> SignedDistance.of(labels).forClass(k)).toList());
    }

    /// The distance in mm from the face between two neighbouring voxels to the surface of class `k`. It is 0
    /// if the face belongs to that surface, otherwise the mean of the distances of both voxels: exact if the
    /// surface is parallel to the face, elsewhere at most half a voxel off. Infinite if the class has no
    /// surface.
    float mm(int k, int one, int other) {
        if (k > maps.size() || !maps.get(k - 1).hasSurface()) return Float.POSITIVE_INFINITY;
        float[] phi = maps.get(k - 1).mm();
        return phi[one] < 0 == phi[other] < 0 ? Math.abs(phi[one] + phi[other]) / 2 : 0;
    }
}

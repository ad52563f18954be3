package io.github.edgewise.export;

import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Volume;
import java.util.Collections;
import java.util.List;

/// An image of the size of a patch to try a network on, always the same: a phantom of a head with lesions in
/// every channel, with values as the network's images have them before they are prepared.
final class SampleImage {
    private static final int MOST_CLASSES = 6;
    private static final double FOREGROUND = 0.05;
    private static final double MEAN = 100;
    private static final double DEVIATION = 20;

    private SampleImage() {}

    static Volume of(ModelDescription description) {
        Grid grid = Grid.of(description.patch());
        var phantom = new Phantom(grid, Math.min(MOST_CLASSES, description.classes()), FOREGROUND, 1);
        int voxels = grid.voxels();
        float[] values = new float[description.patch().values(description.channels())];
        for (int c = 0; c < description.channels(); c++) {
            System.arraycopy(phantom.make(c).image().values(), 0, values, c * voxels, voxels);
        }
        Volume even = Normalisation.of(new Volume(grid, values),
                Collections.nCopies(description.channels(), Normalisation.IMAGE));
        List<Normalisation> channels = description.preparation().channels();
        for (int i = 0; i < values.length; i++) {
            Normalisation channel = channels.get(i / voxels);
            boolean isFixed = channel.of() == Normalisation.Of.DATA_SET;
            values[i] = (float) ((isFixed ? channel.mean() : MEAN)
                    + (isFixed ? channel.deviation() : DEVIATION) * even.values()[i]);
        }
        return new Volume(grid, values);
    }
}

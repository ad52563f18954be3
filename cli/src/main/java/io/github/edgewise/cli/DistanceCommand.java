package io.github.edgewise.cli;

import io.github.edgewise.distance.SignedDistance;
import io.github.edgewise.distance.ZeroLevel;
import io.github.edgewise.io.LabelRule;
import io.github.edgewise.io.Volumes;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `edgewise distance`: signed distance maps of a label map.
@Command(
        name = "distance",
        mixinStandardHelpOptions = true,
        description = "Writes exact signed distance maps in mm, negative inside, a channel per class.",
        footer = {
            "", "Example:", "  edgewise distance labels.nii.gz --class 1,2 -o maps.nii.gz"})
final class DistanceCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "LABELS", description = "a label map")
    private Path labels = Path.of("");

    @Option(names = "-o", required = true, paramLabel = "OUT", description = "for example maps.nii.gz")
    private Path out = Path.of("");

    @Option(
            names = "--class",
            split = ",",
            paramLabel = "K",
            description = "classes, in this order (default: all)")
    private List<Integer> classes = List.of();

    @Option(
            names = "--zero-level",
            paramLabel = "NAME",
            defaultValue = "face",
            description = "face, centre or reference")
    private ZeroLevel zeroLevel = ZeroLevel.FACE;

    @Option(names = "--clip", paramLabel = "MM", description = "saturate at plus and minus this")
    private double clip = Double.POSITIVE_INFINITY;

    @Option(
            names = "--spacing",
            paramLabel = "Z,Y,X",
            description = "mm between voxels, over what the file says")
    private Optional<String> spacing = Optional.empty();

    @Override
    public Integer call() throws IOException {
        LabelMap stored = Volumes.readLabels(labels, LabelRule.AS_STORED);
        LabelMap map = spacing.isPresent()
                ? stored.on(stored.grid().with(Arguments.spacing(spacing.get())))
                : stored;
        List<Integer> wanted = classes.isEmpty()
                ? IntStream.range(0, map.classes()).boxed().toList()
                : classes;
        SignedDistance maps = SignedDistance.of(map).with(zeroLevel).clip(clip);
        int voxels = map.grid().voxels();
        float[] mm = new float[wanted.size() * voxels];
        for (int i = 0; i < wanted.size(); i++) {
            System.arraycopy(maps.forClass(wanted.get(i)).mm(), 0, mm, i * voxels, voxels);
        }
        Volumes.write(out, new Volume(stored.grid(), mm));
        return 0;
    }
}

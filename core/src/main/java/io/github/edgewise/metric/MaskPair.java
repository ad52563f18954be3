package io.github.edgewise.metric;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Components;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;

/// One class of a predicted and a reference label map on the same grid. It computes quantities that several
/// metrics share, each of them once.
public final class MaskPair {
    /// Why a score is undefined where there is nothing to score.
    public static final String NOTHING = "class absent from prediction and reference";
    /// Why a score is undefined, or a penalty, where the prediction has no voxel of a class of the reference.
    public static final String NOT_PREDICTED = "class absent from prediction";
    /// Why a score is undefined, or a penalty, where the reference has no voxel of a predicted class.
    public static final String NOT_REFERENCED = "class absent from reference";

    private final LabelMap prediction;
    private final LabelMap reference;
    private final int classIndex;
    private final Tally tally;
    private final Optional<Volume> probabilities;
    private Optional<Crop> crop = Optional.empty();
    private Optional<Surface> surface = Optional.empty();
    private Optional<Surface> elements = Optional.empty();
    private Optional<Surface> faces = Optional.empty();
    private Optional<Components> predictedParts = Optional.empty();
    private Optional<Components> referenceParts = Optional.empty();
    private Optional<List<RegionPair>> regions = Optional.empty();
    private final Map<Double, Matching> matchings = new HashMap<>();
    private final Map<Integer, JoinedLesions> joinedLesions = new HashMap<>();
    private final Map<Integer, CalibrationBins> calibrationBins = new HashMap<>();

    /// Class `classIndex` of both maps. The spacing is taken from the reference.
    ///
    /// @throws IllegalArgumentException where the shapes differ
    public MaskPair(LabelMap prediction, LabelMap reference, int classIndex) {
        this(prediction, reference, classIndex, new Tally(prediction, reference), Optional.empty());
    }

    private MaskPair(LabelMap prediction, LabelMap reference, int classIndex, Tally tally,
            Optional<Volume> probabilities) {
        if (classIndex < 0 || classIndex > 255)
            throw new InvalidInputException("classes are 0 to 255, not " + classIndex);
        this.prediction = prediction;
        this.reference = reference;
        this.classIndex = classIndex;
        this.tally = tally;
        this.probabilities = probabilities;
    }

    /// The pairs of every class except the background, class 1 first. Cheaper than making one pair at a time.
    ///
    /// @throws IllegalArgumentException where the shapes differ
    public static List<MaskPair> ofClasses(LabelMap prediction, LabelMap reference) {
        return ofClasses(prediction, reference, Optional.empty());
    }

    /// The same pairs with the probabilities that the prediction was made from, shape `[K, D, H, W]`.
    ///
    /// @throws IllegalArgumentException where the shapes differ
    public static List<MaskPair> ofClasses(LabelMap prediction, LabelMap reference, Volume probabilities) {
        if (!probabilities.grid().shape().equals(reference.grid().shape())) {
            throw new InvalidInputException("the probabilities have " + probabilities.grid().shape()
                    + " voxels, but the reference has " + reference.grid().shape());
        }
        return ofClasses(prediction, reference, Optional.of(probabilities));
    }

    private static List<MaskPair> ofClasses(LabelMap prediction, LabelMap reference,
            Optional<Volume> probabilities) {
        var tally = new Tally(prediction, reference);
        return IntStream.range(1, Math.max(prediction.classes(), reference.classes()))
                .mapToObj(k -> new MaskPair(prediction, reference, k, tally, probabilities)).toList();
    }

    /// The class.
    public int classIndex() { return classIndex; }

    LabelMap prediction() { return prediction; }

    LabelMap reference() { return reference; }

    /// The probabilities behind the prediction, shape `[K, D, H, W]`, if they are known.
    public Optional<Volume> probabilities() { return probabilities; }

    /// The grid that both masks lie on.
    public Grid grid() { return reference.grid(); }

    /// Voxels per axis.
    public Shape shape() { return grid().shape(); }

    /// Voxels of the class in the prediction.
    public long predicted() { return tally.predicted(classIndex); }

    /// Voxels of the class in the reference.
    public long referenced() { return tally.referenced(classIndex); }

    /// Voxels of the class in both.
    public long both() { return tally.both(classIndex); }

    /// Which mask is empty, so that no distance between the masks exists; nothing if both have voxels.
    public Optional<String> emptiness() {
        if (predicted() == 0 && referenced() == 0)
            return Optional.of(NOTHING);
        if (predicted() == 0) return Optional.of(NOT_PREDICTED);
        if (referenced() == 0) return Optional.of(NOT_REFERENCED);
        return Optional.empty();
    }

    /// The distances between the border voxels of both masks, which must not be empty.
    ///
    /// @throws IllegalStateException where a mask is empty
    public Surface surface() {
        requireBoth();
        if (surface.isEmpty()) surface = Optional.of(Surface.ofVoxels(crop(), grid().spacing()));
        return surface.get();
    }

    /// The distances between the surface elements of both masks, weighted by area. The masks must not be
    /// empty.
    ///
    /// @throws IllegalStateException where a mask is empty
    public Surface elements() {
        requireBoth();
        if (elements.isEmpty()) elements = Optional.of(Surface.ofElements(crop(), grid().spacing()));
        return elements.get();
    }

    /// The distances between the voxel faces that the surfaces of both masks are made of, as integrals over
    /// their points. The masks must not be empty.
    ///
    /// @throws IllegalStateException where a mask is empty
    public Surface faces() {
        requireBoth();
        if (faces.isEmpty()) faces = Optional.of(new SurfaceFaces(crop(), grid().spacing()).surface());
        return faces.get();
    }

    private void requireBoth() {
        emptiness().ifPresent(why -> {
            throw new IllegalStateException("no distance between borders: " + why);
        });
    }

    /// The lesions of both masks, their connected components.
    public Lesions lesions() { return Lesions.between(predictedParts(), referenceParts()); }

    /// The lesions of the reference, and which of them the prediction met.
    List<Lesion> referenceLesions() {
        return Lesion.of(predictedParts(), referenceParts(), grid(), classIndex);
    }

    /// Both masks in the region of each component of the reference.
    List<RegionPair> regions() {
        if (regions.isEmpty()) {
            regions = Optional.of(RegionPair.of(predictedParts(), referenceParts(), grid()));
        }
        return regions.get();
    }

    /// The components that match with an IoU above `threshold`.
    Matching matching(double threshold) {
        return matchings.computeIfAbsent(threshold,
                least -> Matching.of(predictedParts(), referenceParts(), least));
    }

    /// The lesions as BraTS counts them.
    JoinedLesions joinedLesions(int dilation) {
        return joinedLesions.computeIfAbsent(dilation,
                steps -> JoinedLesions.of(predictedParts(), referenceParts(), grid(), steps));
    }

    /// The bins of the probabilities, which must be known for the class.
    CalibrationBins calibrationBins(int bins) {
        return calibrationBins.computeIfAbsent(bins,
                n -> new CalibrationBins(probabilities.orElseThrow(), this, n));
    }

    /// The components of the prediction.
    private Components predictedParts() {
        if (predictedParts.isEmpty()) predictedParts = Optional.of(Components.of(prediction, classIndex));
        return predictedParts.get();
    }

    /// The components of the reference.
    private Components referenceParts() {
        if (referenceParts.isEmpty()) referenceParts = Optional.of(Components.of(reference, classIndex));
        return referenceParts.get();
    }

    /// The two masks without the connected components that do not meet the other mask. Nothing if no
    /// component meets the other mask, this pair itself if all do.
    Optional<MaskPair> met() {
        if (both() == 0) return Optional.empty();
        int[] confirmed = predictedParts().overlaps(referenceParts());
        int[] found = referenceParts().overlaps(predictedParts());
        if (all(confirmed) && all(found)) return Optional.of(this);
        return Optional.of(new MaskPair(kept(predictedParts(), confirmed), kept(referenceParts(), found), 1));
    }

    private static boolean all(int[] overlaps) { return Arrays.stream(overlaps).allMatch(n -> n > 0); }

    /// The components with an overlap, as class 1.
    private LabelMap kept(Components components, int[] overlaps) {
        return new LabelMap(grid(), 2, components.mask(number -> overlaps[number - 1] > 0));
    }

    Crop crop() {
        if (crop.isEmpty())
            crop = Optional.of(new Crop(prediction, reference, classIndex, tally.box(classIndex)));
        return crop.get();
    }
}

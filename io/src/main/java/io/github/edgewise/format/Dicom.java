package io.github.edgewise.format;

import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/// DICOM: a file of one or several frames, or a folder with the slices of one series. It is read only.
///
/// Slices are put in order by their positions along the normal, whatever their names are; their distance
/// comes from the positions, not from the thickness. Values are scaled with slope and intercept. Read are
/// grey and RGB pixels, not packed, deflated or with run lengths; for those of the JPEG family the message
/// names the transfer syntax. One frame is a 2-D image.
final class Dicom implements VolumeFormat {
    private static final int HEAD = 256;
    private static final int LOOKED_AT = 200;

    @Override
    public List<String> extensions() { return List.of(".dicom", ".dcm", ".ima"); }

    @Override
    public boolean recognises(byte[] head, Path file) { return DicomFile.recognises(head); }

    @Override
    public boolean recognisesFolder(Path folder) throws IOException {
        List<Path> files = files(folder);
        for (Path file : files.subList(0, Math.min(LOOKED_AT, files.size()))) {
            if (isDicom(file)) return true;
        }
        return false;
    }

    @Override
    public List<Path> parts(Path file) throws IOException {
        return Files.isDirectory(file) ? files(file) : List.of(file);
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(f -> Files.isRegularFile(f) && !f.getFileName().toString().startsWith("."))
                    .sorted().toList();
        }
    }

    private static boolean isDicom(Path file) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            return DicomFile.recognises(in.readNBytes(HEAD));
        }
    }

    @Override
    public Stored read(Path file) throws IOException {
        try {
            return Files.isDirectory(file) ? series(file) : stored(frames(file), file, List.of());
        } catch (IndexOutOfBoundsException e) {
            throw new IOException(file + " is cut off or damaged: an element ends outside of the file", e);
        }
    }

    private static List<DicomFrame> frames(Path file) throws IOException {
        DicomImage image = DicomImage.of(DicomFile.read(file));
        var frames = new ArrayList<DicomFrame>();
        for (int i = 0; i < image.frames(); i++) {
            frames.add(DicomFrame.of(image, i));
        }
        return frames;
    }

    private static Stored series(Path folder) throws IOException {
        Map<String, List<DicomFrame>> series = new TreeMap<>();
        int others = 0;
        for (Path file : files(folder)) {
            if (!isDicom(file) || !hasPixels(file)) {
                others++;
                continue;
            }
            for (DicomFrame frame : frames(file)) {
                series.computeIfAbsent(frame.series(), key -> new ArrayList<>()).add(frame);
            }
        }
        if (series.isEmpty()) throw new IOException(folder + " has no DICOM images");
        if (series.size() > 1) {
            List<String> found = series.values().stream()
                    .map(s -> s.size() + " slices like " + s.getFirst().name(false)).toList();
            throw new IOException(folder + " mixes " + series.size() + " series (" + String.join(", ", found)
                    + "); give every series a folder of its own");
        }
        return stored(series.values().iterator().next(), folder,
                others == 0 ? List.of() : List.of(others + " other files in the folder are passed over"));
    }

    private static boolean hasPixels(Path file) throws IOException {
        return DicomImage.pixelData(DicomFile.read(file).set()).isPresent();
    }

    private static Stored stored(List<DicomFrame> frames, Path from, List<String> before)
            throws IOException {
        DicomStack stack = DicomStack.of(frames, from);
        Grid grid = stack.grid();
        int channels = frames.getFirst().channels();
        int plane = grid.shape().height() * grid.shape().width();
        int count = Raw.count(from, channels, plane, frames.size());
        FileBytes.requireMemory(from, count);
        float[] values = new float[count];
        var warnings = new ArrayList<>(before);
        warnings.addAll(stack.warnings());
        String type = "";
        Path open = Path.of("");
        Optional<DicomImage> image = Optional.empty();
        for (int z = 0; z < stack.frames().size(); z++) {
            DicomFrame frame = stack.frames().get(z);
            if (image.isEmpty() || !frame.file().equals(open)) {
                open = frame.file();
                image = Optional.of(DicomImage.of(DicomFile.read(open)));
            }
            image.get().read(frame.index(), values, z * plane, grid.voxels());
            type = image.get().label();
        }
        image.ifPresent(i -> warnings.addAll(i.warnings()));
        return new Stored(new Volume(grid, values), "DICOM", type, warnings);
    }

    @Override
    public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
        throw unwritten(file);
    }

    @Override
    public void write(Path file, LabelMap labels, Optional<Path> like) throws IOException {
        throw unwritten(file);
    }

    private static IOException unwritten(Path file) {
        return new IOException("DICOM is read only, so " + file + " cannot be written; write .nii.gz");
    }
}

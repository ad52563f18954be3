package io.github.edgewise.format;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The pixels of a DICOM file.
///
/// @param file its elements
/// @param rows of a frame
/// @param columns of a frame
/// @param frames in the file
/// @param samples of a pixel: 1, or 3 for colours
/// @param bits that each takes
/// @param each what the file says of every frame of its own; none where it does not
record DicomImage(DicomFile file, int rows, int columns, int frames, int samples, int bits,
        List<DicomSet> each) {
    private static final int MOST_FRAMES = 100_000;

    DicomImage {
        each = List.copyOf(each);
    }

    static DicomImage of(DicomFile file) throws IOException {
        DicomSet set = file.set();
        if (pixelData(set).isEmpty()) {
            throw new IOException(set.file() + " has no pixels: it is DICOM of the kind "
                    + set.text(DicomTag.MODALITY).orElse("unknown"));
        }
        file.requireReadable();
        int rows = set.require(DicomTag.ROWS, "rows");
        int columns = set.require(DicomTag.COLUMNS, "columns");
        int samples = set.number(DicomTag.SAMPLES_PER_PIXEL).orElse(1);
        int bits = set.has(DicomTag.PIXEL_DATA)
                ? set.require(DicomTag.BITS_ALLOCATED, "bits")
                : set.has(DicomTag.FLOAT_PIXEL_DATA) ? 32 : 64;
        List<Double> frames = set.decimals(DicomTag.NUMBER_OF_FRAMES);
        var image = new DicomImage(file, rows, columns,
                frames.isEmpty() ? 1 : (int) Math.max(1, frames.getFirst()), samples, bits,
                set.items(DicomTag.PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE));
        image.check();
        return image;
    }

    /// The element that holds the pixels: whole numbers, else floats of 32 or 64 bits.
    static Optional<DicomSet.Element> pixelData(DicomSet set) {
        return Stream.of(DicomTag.PIXEL_DATA, DicomTag.FLOAT_PIXEL_DATA, DicomTag.DOUBLE_FLOAT_PIXEL_DATA)
                .filter(set::has).findFirst().map(set.elements()::get);
    }

    private void check() throws IOException {
        DicomSet set = file.set();
        Raw.count(set.file(), rows, columns, samples, frames);
        if (frames > MOST_FRAMES)
            throw new IOException(set.file() + " has more than " + MOST_FRAMES + " frames");
        String colours = set.text(DicomTag.PHOTOMETRIC_INTERPRETATION).orElse("MONOCHROME2");
        if ((samples != 1 && samples != 3) || (samples == 3 && !colours.equals("RGB"))) {
            throw new IOException(set.file() + " has " + samples + " samples of " + colours
                    + " in a pixel; grey and RGB are read");
        }
        boolean packed = bits == 1 && samples == 1 && !isRle();
        if (!packed && bits != 8 && bits != 16 && bits != 32
                && (bits != 64 || set.has(DicomTag.PIXEL_DATA))) {
            throw new IOException(set.file() + " has samples of " + bits + " bits, which are not read");
        }
        int segments = set.items(DicomTag.SEGMENT_SEQUENCE).size();
        if (segments > 1) {
            throw new IOException(set.file() + " holds " + segments
                    + " segments that may overlap; save each as a label map, for example with dcmqi");
        }
        if (isRle()) return;
        long needed = (pixels() * bits + 7) / 8;
        DicomSet.Element e = pixelData();
        long there = e.open() ? 0 : e.end() - e.start();
        if (needed > there) {
            throw new IOException(set.file() + " is cut off: " + needed
                    + " bytes of pixels were expected, but only " + there + " came");
        }
    }

    private long pixels() { return (long) rows * columns * samples * frames; }

    private boolean isRle() { return file.syntax().equals(DicomFile.RLE); }

    private boolean isSigned() { return file.set().number(DicomTag.PIXEL_REPRESENTATION).orElse(0) == 1; }

    /// The name of the stored type.
    String label() {
        if (bits == 1) return "bool";
        if (!file.set().has(DicomTag.PIXEL_DATA)) return "float" + bits;
        return (isSigned() ? "int" : "uint") + bits;
    }

    /// What a user should know about these pixels.
    List<String> warnings() {
        var warnings = new ArrayList<String>();
        String colours = file.set().text(DicomTag.PHOTOMETRIC_INTERPRETATION).orElse("");
        if (colours.equals("MONOCHROME1"))
            warnings.add("low values are bright (MONOCHROME1); they stay as stored");
        if (colours.equals("PALETTE COLOR"))
            warnings.add("values are indices; the palette's colours are left out");
        if (file.set().has(DicomTag.MODALITY_LUT_SEQUENCE))
            warnings.add("the table that maps values (Modality LUT) is left out");
        return warnings;
    }

    /// A group of elements of one frame, where they are given for each frame or for all alike; otherwise the
    /// elements of the whole file.
    DicomSet group(int frame, int tag) throws IOException {
        if (frame < each.size()) {
            Optional<DicomSet> own = each.get(frame).item(tag);
            if (own.isPresent()) return own.get();
        }
        Optional<DicomSet> shared = file.set().item(DicomTag.SHARED_FUNCTIONAL_GROUPS_SEQUENCE);
        Optional<DicomSet> common = shared.isPresent() ? shared.get().item(tag) : Optional.empty();
        return common.orElse(file.set());
    }

    /// Copies a frame into an array, channel after channel, `step` values apart, scaled as the file says.
    void read(int frame, float[] values, int at, int step) throws IOException {
        DicomSet scale = group(frame, DicomTag.PIXEL_VALUE_TRANSFORMATION_SEQUENCE);
        double slope = first(scale, DicomTag.RESCALE_SLOPE, 1)
                * first(file.set(), DicomTag.DOSE_GRID_SCALING, 1);
        double intercept = first(scale, DicomTag.RESCALE_INTERCEPT, 0);
        int plane = rows * columns;
        if (bits == 1) {
            int start = pixelData().start();
            for (int i = 0; i < plane; i++) {
                long bit = (long) frame * plane + i;
                values[at + i] = (file.set().bytes().get(start + (int) (bit / 8)) >> (bit % 8)) & 1;
            }
            return;
        }
        ByteBuffer in = isRle() ? rle(frame) : plain(frame);
        boolean planes = !isRle() && samples > 1
                && file.set().number(DicomTag.PLANAR_CONFIGURATION).orElse(0) == 1;
        Sample sample = sample();
        for (int i = 0; i < plane * samples; i++) {
            int channel = planes ? i / plane : i % samples;
            int pixel = planes ? i % plane : i / samples;
            values[at + channel * step + pixel] = (float) (slope * sample.next(in) + intercept);
        }
    }

    private static double first(DicomSet set, int tag, double otherwise) throws IOException {
        List<Double> numbers = set.decimals(tag);
        return numbers.isEmpty() ? otherwise : numbers.getFirst();
    }

    private DicomSet.Element pixelData() throws IOException {
        return pixelData(file.set()).orElseThrow(() -> new IOException(file.set().file() + " has no pixels"));
    }

    private ByteBuffer plain(int frame) throws IOException {
        int bytes = rows * columns * samples * (bits / 8);
        return file.set().bytes().slice(pixelData().start() + frame * bytes, bytes).order(file.set().order());
    }

    private interface Sample {
        double next(ByteBuffer in);
    }

    /// How a sample is read: its stored bits, with their sign where they have one.
    private Sample sample() {
        if (!file.set().has(DicomTag.PIXEL_DATA)) {
            return bits == 32 ? ByteBuffer::getFloat : ByteBuffer::getDouble;
        }
        int stored = Math.clamp(file.set().number(DicomTag.BITS_STORED).orElse(bits), 1, bits);
        int high = Math.clamp(file.set().number(DicomTag.HIGH_BIT).orElse(stored - 1), stored - 1, bits - 1);
        boolean signed = isSigned();
        return in -> {
            int raw = bits == 8 ? in.get() : bits == 16 ? in.getShort() : in.getInt();
            int left = raw << (31 - high);
            return signed ? left >> (32 - stored) : (left >>> (32 - stored)) & 0xffffffffL;
        };
    }

    /// A frame packed with run lengths, a run of bytes for every byte of a sample, the highest first. Source:
    /// PS3.5 annex G.
    private ByteBuffer rle(int frame) throws IOException {
        DicomSet set = file.set();
        List<DicomSet.Element> pieces = set.pieces(pixelData());
        if (pieces.size() != frames + 1) { // the first is a table of offsets
            throw new IOException(set.file() + " is damaged: it has " + frames + " frames, but "
                    + Math.max(0, pieces.size() - 1) + " packed ones");
        }
        DicomSet.Element piece = pieces.get(frame + 1);
        ByteBuffer in = set.bytes().slice(piece.start(), piece.end() - piece.start())
                .order(ByteOrder.LITTLE_ENDIAN);
        int width = bits / 8;
        int runs = samples * width;
        if (in.limit() < 64 || in.getInt(0) != runs) {
            throw new IOException(set.file() + " is damaged: a packed frame should have " + runs + " runs");
        }
        int plane = rows * columns;
        if (plane / 128 > in.limit()) throw new IOException(set.file() + " is cut off or damaged");
        byte[] pixels = new byte[plane * runs];
        for (int run = 0; run < runs; run++) {
            int start = in.getInt(4 + 4 * run);
            int end = run + 1 < runs ? in.getInt(8 + 4 * run) : in.limit();
            if (start < 64 || end < start || end > in.limit()) {
                throw new IOException(
                        set.file() + " is damaged: the runs of a packed frame lie outside of it");
            }
            byte[] packed = new byte[end - start];
            in.get(start, packed);
            byte[] bytes = new byte[plane];
            if (TiffPacking.packBits(packed, bytes) < plane) {
                throw new IOException(set.file() + " is cut off or damaged: a packed frame ends early");
            }
            for (int i = 0; i < plane; i++) {
                pixels[i * runs + run] = bytes[i];
            }
        }
        return ByteBuffer.wrap(pixels).order(ByteOrder.BIG_ENDIAN);
    }
}

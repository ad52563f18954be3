package io.github.edgewise.format;

import io.github.edgewise.file.WholeFile;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import javax.imageio.plugins.tiff.BaselineTIFFTagSet;

/// TIFF and BigTIFF: grey or colour, one page or a stack, strips or tiles.
///
/// Read are integers and floats of 8 to 64 bits and masks of 1 to 4, not packed or with deflate, LZW or
/// PackBits, with both predictors, as well as JPEG of 8 bits and faxes of 1. Pages are slices, unless ImageJ
/// or OME says that some are channels or times, which count as channels as well. Colours are three channels,
/// transparency is dropped, a palette is read as [Palette] says, and where white is zero the values are
/// turned. The spacing is that of ImageJ or OME in mm; the resolution for printing counts as none: 1 mm.
///
/// Written are stacks that ImageJ opens, not packed, with their spacing in mm but without their place in the
/// patient.
final class Tiff implements VolumeFormat {
    private static final long LARGEST = 0xffffffffL;

    @Override
    public List<String> extensions() { return List.of(".tiff", ".tif"); }

    @Override
    public boolean recognises(byte[] head, Path file) {
        if (head.length < 8) return false;
        int begin = ByteBuffer.wrap(head).getInt();
        return begin == 0x49492a00 || begin == 0x4d4d002a || begin == 0x49492b00 || begin == 0x4d4d002b;
    }

    @Override
    public Stored read(Path file) throws IOException {
        try (TiffBytes tiff = TiffBytes.open(file)) {
            var pages = new ArrayList<TiffPage>();
            for (TiffDirectory directory : tiff.directories()) {
                TiffPage page = TiffPage.of(directory);
                if (!page.isCopy() || pages.isEmpty()) pages.add(page);
            }
            TiffPage first = pages.getFirst();
            for (TiffPage page : pages) {
                if (!page.isLike(first)) {
                    throw new IOException(file + " has pages of different size or kind: "
                            + describe(first) + " and " + describe(page) + "; a stack has one");
                }
            }
            TiffStack stack = TiffStack.of(first, pages.size());
            boolean together = pages.size() == 1 && stack.pages() > 1; // ImageJ's way beyond 4 GB
            boolean whole = first.compression() == BaselineTIFFTagSet.COMPRESSION_NONE && first.bits() >= 8;
            if (together ? !whole : stack.pages() != pages.size()) stack = stack.asSlices(pages.size());
            return stored(tiff, pages, stack);
        }
    }

    private static String describe(TiffPage page) throws IOException {
        return page.height() + " x " + page.width() + " " + page.label();
    }

    private static Stored stored(TiffBytes tiff, List<TiffPage> pages, TiffStack stack) throws IOException {
        Path file = tiff.file();
        TiffPage first = pages.getFirst();
        int inPage = first.channels();
        int count = Raw.count(file, stack.pages(), inPage, first.width(), first.height());
        long most = tiff.channel().size() * TiffPacking.most(first.compression());
        if ((long) count * first.bits() / 8 > most) {
            throw new IOException(file + " is cut off or damaged: " + tiff.channel().size()
                    + " bytes cannot hold " + count + " values");
        }
        FileBytes.requireMemory(file, count);
        float[] values = new float[count];
        int plane = first.width() * first.height();
        int volume = plane * stack.slices();
        for (int t = 0; t < stack.times(); t++) {
            for (int c = 0; c < stack.channels(); c++) {
                for (int z = 0; z < stack.slices(); z++) {
                    int page = stack.page(z, c, t);
                    boolean own = page < pages.size();
                    long shift = own ? 0 : page * first.bytes();
                    int at = (t * stack.channels() + c) * inPage * volume + z * plane;
                    pages.get(own ? page : 0).read(shift, values, at, volume);
                }
            }
        }
        Shape shape = stack.slices() == 1
                ? Shape.of(first.height(), first.width())
                : Shape.of(stack.slices(), first.height(), first.width());
        Grid grid = Grid.of(shape, stack.spacing());
        List<String> warnings = warnings(stack, first);
        Optional<long[]> colours = first.palette();
        if (colours.isPresent()) {
            Palette palette = Palette.of16Bits(colours.get());
            if (palette.greys().isEmpty()) warnings.add(Palette.INDICES);
            values = palette.shown(values);
        }
        if (isOnlyAlpha(pages, values, volume)) warnings.add(Picture.IN_ALPHA);
        return new Stored(new Volume(grid, values), "TIFF", first.label(), warnings);
    }

    /// True if no colour varies, but the transparency of some page does.
    private static boolean isOnlyAlpha(List<TiffPage> pages, float[] values, int inChannel)
            throws IOException {
        TiffPage first = pages.getFirst();
        int plane = first.width() * first.height();
        if (first.samples() == first.channels()) return false;
        for (int at = 0; at < values.length; at += inChannel) {
            if (!Picture.isConstant(values, at, inChannel)) return false;
        }
        float[] all = new float[Raw.count(first.directory().file(), first.samples(), plane)];
        for (TiffPage page : pages) {
            page.read(0, all, 0, plane, first.samples());
            for (int i = first.channels() * plane; i < all.length; i++) {
                if (all[i] != all[all.length - 1]) return true;
            }
        }
        return false;
    }

    private static List<String> warnings(TiffStack stack, TiffPage first) throws IOException {
        var warnings = new ArrayList<>(stack.warnings());
        if (first.type().bytes() * 8 >= 32 && first.type() != VoxelType.FLOAT32) {
            warnings.add(
                    "values of " + first.label() + " are rounded to 32-bit floats where they need to be");
        }
        if (stack.times() > 1) warnings.add(stack.times() + " times count as channels");
        return warnings;
    }

    @Override
    public void write(Path file, Volume volume, VoxelType type, Optional<Path> like) throws IOException {
        int n = volume.grid().voxels();
        int plane = n / volume.grid().shape().depth();
        write(file, volume.grid(), volume.channels(), type, out -> {
            for (int z = 0; z < volume.grid().shape().depth(); z++) {
                for (int c = 0; c < volume.channels(); c++) {
                    int at = c * n + z * plane;
                    Raw.write(out, Arrays.copyOfRange(volume.values(), at, at + plane), type);
                }
            }
        });
    }

    @Override
    public void write(Path file, LabelMap labels, Optional<Path> like) throws IOException {
        write(file, labels.grid(), 1, VoxelType.UINT8, out -> out.write(labels.labels()));
    }

    private static void write(Path file, Grid grid, int channels, VoxelType type, WholeFile.Content voxels)
            throws IOException {
        Shape s = grid.shape();
        int pages = channels * s.depth();
        long pageBytes = (long) s.width() * s.height() * type.bytes();
        byte[] text = ("ImageJ=1.54p\nimages=" + pages + "\nchannels=" + channels + "\nslices=" + s.depth()
                + "\nframes=1\nhyperstack=true\nunit=mm\nspacing=" + grid.spacing().z() + "\nloop=false\n\0")
                .getBytes(StandardCharsets.UTF_8);
        long before = 8 + text.length + 16 + (long) pages * TiffPageFields.BYTES;
        if (before + pages * pageBytes > LARGEST) {
            throw new IOException("a TIFF file holds 4 GB, but " + file + " would have more; write .nii.gz");
        }
        WholeFile.write(file, out -> {
            ByteBuffer head = ByteBuffer.allocate(8 + text.length + 16).order(ByteOrder.LITTLE_ENDIAN);
            head.put((byte) 'I').put((byte) 'I').putShort((short) 42).putInt(head.capacity());
            head.put(text);
            putResolution(head, grid.spacing().x());
            putResolution(head, grid.spacing().y());
            out.write(head.array());
            for (int page = 0; page < pages; page++) {
                new TiffPageFields(s, type, 8, text.length, before + page * pageBytes)
                        .write(out, page, pages);
            }
            voxels.writeTo(out);
        });
    }

    /// Pixels per mm as a fraction, to nine digits.
    private static void putResolution(ByteBuffer out, double spacing) {
        double large = 2e9;
        boolean fine = spacing < 1;
        out.putInt((int) Math.round(fine ? large : large / spacing));
        out.putInt((int) Math.round(fine ? large * spacing : large));
    }
}

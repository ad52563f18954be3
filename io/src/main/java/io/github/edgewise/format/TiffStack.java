package io.github.edgewise.format;

import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_X_RESOLUTION;
import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_Y_RESOLUTION;

import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the pages of a TIFF file are, as ImageJ or OME wrote it into the first one's description.
///
/// @param channels a page each
/// @param slices along z
/// @param times a page each; they count as channels
/// @param order the axes of the pages, the fastest first, such as `CZT`
/// @param spacing in mm
/// @param warnings what could not be understood
record TiffStack(int channels, int slices, int times, String order, Spacing spacing, List<String> warnings) {
    private static final String NO_SPACING = "the file says no spacing, 1 mm is assumed";
    private static final Pattern LINE = Pattern.compile("(?m)^(\\w+)=(.*)$");
    private static final Pattern PIXELS = Pattern.compile("<(?:\\w+:)?Pixels\\b([^>]*)>");

    TiffStack {
        warnings = List.copyOf(warnings);
    }

    /// Where in the file the page of a slice, channel and time stands.
    int page(int z, int c, int t) {
        int page = 0;
        int step = 1;
        for (int i = 0; i < order.length(); i++) {
            char axis = order.charAt(i);
            page += step * (axis == 'C' ? c : axis == 'Z' ? z : t);
            step *= axis == 'C' ? channels : axis == 'Z' ? slices : times;
        }
        return page;
    }

    /// The number of pages, none where it does not fit one array.
    long pages() { return (long) channels * slices * times; }

    /// @param first the first page
    /// @param found how many pages there are
    static TiffStack of(TiffPage first, int found) throws IOException {
        String text = first.directory().description();
        if (text.startsWith("ImageJ=")) return ofImageJ(first, text, found);
        if (text.contains("<OME")) {
            Matcher pixels = PIXELS.matcher(text);
            if (pixels.find()) return ofOme(pixels.group(1), first.channels(), found);
        }
        return plain(found, List.of(NO_SPACING));
    }

    /// All pages are slices.
    static TiffStack plain(int found, List<String> warnings) {
        return new TiffStack(1, found, 1, "CZT", Spacing.UNIT, warnings);
    }

    private static TiffStack ofImageJ(TiffPage first, String text, int found) throws IOException {
        int channels = count(line(text, "channels"));
        int slices = count(line(text, "slices"));
        int times = count(line(text, "frames"));
        int images = Math.max(count(line(text, "images")), found);
        if ((long) channels * slices * times == 1) slices = images;
        var warnings = new ArrayList<String>();
        TiffDirectory d = first.directory();
        Spacing spacing = spacing(line(text, "unit"), number(line(text, "spacing")).orElse(1),
                d.unitsPerPixel(TAG_Y_RESOLUTION), d.unitsPerPixel(TAG_X_RESOLUTION), warnings);
        return new TiffStack(channels, slices, times, "CZT", spacing, warnings);
    }

    private static TiffStack ofOme(String pixels, int samples, int found) {
        var warnings = new ArrayList<String>();
        double[] mm = new double[3];
        for (int i = 0; i < 3; i++) {
            String name = "PhysicalSize" + "ZYX".charAt(i);
            String unit = attribute(pixels, name + "Unit");
            OptionalDouble size = number(attribute(pixels, name));
            OptionalDouble factor = World.millimetres(unit.isEmpty() ? "um" : unit);
            if (size.isPresent() && factor.isEmpty()) warnings.add(unknown(unit));
            mm[i] = size.isPresent() && factor.isPresent() ? size.getAsDouble() * factor.getAsDouble() : 0;
        }
        if (mm[1] == 0 && mm[2] == 0 && warnings.isEmpty()) warnings.add(NO_SPACING);
        String order = attribute(pixels, "DimensionOrder").replaceAll("[^CZT]", "");
        var spacing = new Spacing(positive(mm[0]), positive(mm[1]), positive(mm[2]));
        int slices = count(attribute(pixels, "SizeZ"));
        int channels = Math.max(1, count(attribute(pixels, "SizeC")) / samples);
        int times = count(attribute(pixels, "SizeT"));
        if (order.length() != 3) order = "CZT";
        var stack = new TiffStack(channels, slices, times, order, spacing, warnings);
        if (stack.pages() == found) return stack;
        warnings.add("its OME description speaks of " + stack.pages() + " pages, but there are " + found
                + "; they are taken as slices");
        return new TiffStack(1, found, 1, "CZT", spacing, warnings);
    }

    private static Spacing spacing(String unit, double z, double y, double x, List<String> warnings) {
        OptionalDouble mm = World.millimetres(unit);
        if (mm.isEmpty()) {
            boolean none = unit.isEmpty() || unit.toLowerCase(Locale.ROOT).matches("pixels?|null");
            warnings.add(none ? NO_SPACING : unknown(unit));
            return Spacing.UNIT;
        }
        double f = mm.getAsDouble();
        return new Spacing(positive(z * f), positive(y * f), positive(x * f));
    }

    private static String unknown(String unit) {
        return "the unit of length " + unit + " is not known, 1 mm is assumed";
    }

    private static double positive(double mm) {
        double size = Math.abs(mm);
        return size > 0 && Double.isFinite(size) ? size : 1;
    }

    private static String line(String text, String key) {
        return LINE.matcher(text).results().filter(m -> m.group(1).equals(key)).map(m -> m.group(2).strip())
                .findFirst().orElse("");
    }

    private static String attribute(String pixels, String name) {
        Matcher m = Pattern.compile("\\b" + name + "\\s*=\\s*[\"']([^\"']*)[\"']").matcher(pixels);
        return m.find() ? m.group(1) : "";
    }

    private static OptionalDouble number(String text) {
        try {
            return OptionalDouble.of(Double.parseDouble(text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /// A whole number of at least one; one where there is none.
    private static int count(String text) {
        return text.matches("\\d{1,9}") ? Math.max(1, Integer.parseInt(text)) : 1;
    }
}

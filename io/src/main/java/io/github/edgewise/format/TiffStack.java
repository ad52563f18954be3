package io.github.edgewise.format;

import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_X_RESOLUTION;
import static javax.imageio.plugins.tiff.BaselineTIFFTagSet.TAG_Y_RESOLUTION;

import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What the pages of a TIFF file are, as ImageJ or OME wrote it into the first one's description.
///
/// @param channels a page each
/// @param slices along z
/// @param times a page each; they count as channels
/// @param order the axes of the planes, the fastest first, such as `CZT`
/// @param own the page of every plane in this order; empty where page and plane have the same number
/// @param spacing in mm
/// @param warnings what could not be understood
record TiffStack(int channels, int slices, int times, String order, List<Integer> own, Spacing spacing,
        List<String> warnings) {
    static final String NO_SPACING = "the file says no spacing, 1 mm is assumed";
    private static final Pattern LINE = Pattern.compile("(?m)^(\\w+)=(.*)$");
    private static final Pattern ESCAPE = Pattern.compile("\\\\u([0-9a-fA-F]{4})");
    private static final Pattern DECIMAL_COMMA = Pattern.compile("([-+]?\\d*),(\\d+(?:[eE][-+]?\\d+)?)");

    TiffStack {
        own = List.copyOf(own);
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
        return own.isEmpty() ? page : own.get(page);
    }

    /// The number of pages, none where it does not fit one array.
    long pages() { return (long) channels * slices * times; }

    /// @param first the first page
    /// @param found how many pages there are
    static TiffStack of(TiffPage first, int found) throws IOException {
        String text = first.directory().description();
        if (text.startsWith("ImageJ=")) return ofImageJ(first, text, found);
        if (text.stripLeading().startsWith("<"))
            return OmeDescription.of(text).stack(first.channels(), found);
        return plain(found, List.of(NO_SPACING));
    }

    /// All pages are slices.
    static TiffStack plain(int found, List<String> warnings) {
        return new TiffStack(1, found, 1, "CZT", List.of(), Spacing.UNIT, warnings);
    }

    /// The same file with that many pages, all of them slices.
    TiffStack asSlices(int found) {
        var more = new ArrayList<>(warnings);
        more.add("its description speaks of " + pages() + " pages, but there are " + found
                + "; they are taken as slices");
        return new TiffStack(1, found, 1, "CZT", List.of(), spacing, more);
    }

    private static TiffStack ofImageJ(TiffPage first, String text, int found) throws IOException {
        int channels = count(line(text, "channels"));
        int slices = count(line(text, "slices"));
        int times = count(line(text, "frames"));
        int images = Math.max(count(line(text, "images")), found);
        if ((long) channels * slices * times == 1) slices = images;
        var warnings = new ArrayList<String>();
        TiffDirectory d = first.directory();
        double[] size = {number(line(text, "spacing")).orElse(1), d.unitsPerPixel(TAG_Y_RESOLUTION),
            d.unitsPerPixel(TAG_X_RESOLUTION)};
        String unit = line(text, "unit");
        if (LengthUnit.isNone(unit)) {
            warnings.add(NO_SPACING);
            return new TiffStack(channels, slices, times, "CZT", List.of(), Spacing.UNIT, warnings);
        }
        double[] mm = {1, 1, 1};
        for (int i = 0; i < 3; i++) {
            String own = line(text, "zyx".charAt(i) + "unit");
            OptionalDouble factor = LengthUnit.millimetres(own.isEmpty() ? unit : own);
            if (factor.isPresent()) mm[i] = positive(size[i] * factor.getAsDouble());
            else if (i == 2 || !own.isEmpty()) warnings.add(LengthUnit.unknown(own.isEmpty() ? unit : own));
        }
        var spacing = new Spacing(mm[0], mm[1], mm[2]);
        return new TiffStack(channels, slices, times, "CZT", List.of(), spacing, warnings);
    }

    static double positive(double mm) {
        double size = Math.abs(mm);
        return size > 0 && Double.isFinite(size) ? size : 1;
    }

    /// The value of a line; where ImageJ wrote a character as its number in Unicode, the character.
    private static String line(String text, String key) {
        String value = LINE.matcher(text).results().filter(m -> m.group(1).equals(key))
                .map(m -> m.group(2).strip()).findFirst().orElse("");
        return ESCAPE.matcher(value).replaceAll(
                m -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(m.group(1), 16))));
    }

    /// A number, with a decimal point or, as older programs of some languages wrote it, a comma; nothing
    /// where there is none.
    static OptionalDouble number(String text) {
        try {
            return OptionalDouble.of(Double.parseDouble(DECIMAL_COMMA.matcher(text).matches()
                    ? text.replace(',', '.')
                    : text));
        } catch (NumberFormatException e) {
            return OptionalDouble.empty();
        }
    }

    /// A whole number of at least one; one where there is none.
    static int count(String text) {
        return text.matches("\\d{1,9}") ? Math.max(1, Integer.parseInt(text)) : 1;
    }
}

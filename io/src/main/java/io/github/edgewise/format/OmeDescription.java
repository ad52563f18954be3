package io.github.edgewise.format;

import io.github.edgewise.volume.Spacing;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.Set;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/// What OME-XML says of the first image of a TIFF file.
///
/// The JDK's parser reads it, without document types: so no entity is expanded and no file or address is
/// opened. Damage ends the reading; what stands before it counts.
///
/// @param pixels the attributes of `Pixels`; none where there is no such element
/// @param planes the attributes of every `TiffData`
/// @param files the names of the files in which the planes lie, where the description names them
/// @param damage where the description is damaged; empty where it is not
record OmeDescription(Map<String, String> pixels, List<Map<String, String>> planes, Set<String> files,
        String damage) {
    private static final int MOST_PLANES = 100_000;

    OmeDescription {
        pixels = Map.copyOf(pixels);
        planes = List.copyOf(planes);
        files = Set.copyOf(files);
    }

    /// @param text XML; of another kind than OME it gives no pixels and no damage
    static OmeDescription of(String text) {
        var pixels = new HashMap<String, String>();
        var planes = new ArrayList<Map<String, String>>();
        var files = new HashSet<String>();
        String damage = "";
        try {
            read(text, pixels, planes, files);
        } catch (XMLStreamException | RuntimeException e) { // the parser throws both
            if (text.contains("OME")) damage = place(e);
        }
        return new OmeDescription(pixels, planes, files, damage);
    }

    private static String place(Exception e) {
        if (!(e instanceof XMLStreamException x) || x.getLocation() == null) return "somewhere";
        return "in line " + x.getLocation().getLineNumber() + ", column " + x.getLocation().getColumnNumber();
    }

    private static void read(String text, Map<String, String> pixels, List<Map<String, String>> planes,
            Set<String> files) throws XMLStreamException {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setXMLResolver((publicId, systemId, base, namespace) -> {
            throw new XMLStreamException("nothing outside of a description is read");
        });
        XMLStreamReader xml = factory.createXMLStreamReader(new StringReader(text.strip()));
        try {
            boolean root = true;
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.DTD) {
                    throw new XMLStreamException("a document type is not read", xml.getLocation());
                }
                if (event == XMLStreamConstants.END_ELEMENT && xml.getLocalName().equals("Pixels")) return;
                if (event != XMLStreamConstants.START_ELEMENT) continue;
                String name = xml.getLocalName();
                if (root && !name.equals("OME")) return;
                root = false;
                if (name.equals("Pixels")) pixels.putAll(attributes(xml));
                if (name.equals("TiffData") && planes.size() < MOST_PLANES) planes.add(attributes(xml));
                if (name.equals("UUID") && attributes(xml).containsKey("FileName")) {
                    files.add(attributes(xml).getOrDefault("FileName", ""));
                }
            }
        } finally {
            xml.close();
        }
    }

    private static Map<String, String> attributes(XMLStreamReader xml) {
        var attributes = new HashMap<String, String>();
        for (int i = 0; i < xml.getAttributeCount(); i++) {
            attributes.put(xml.getAttributeLocalName(i), xml.getAttributeValue(i).strip());
        }
        return attributes;
    }

    /// The stack that the pages make.
    ///
    /// @param samples of a pixel, each of which is a channel
    /// @param found how many pages there are
    TiffStack stack(int samples, int found) {
        var warnings = new ArrayList<String>();
        if (!damage.isEmpty()) {
            warnings.add("its OME description is damaged " + damage + "; what stands before that is used");
        }
        if (pixels.isEmpty()) {
            warnings.add(TiffStack.NO_SPACING);
            return TiffStack.plain(found, warnings);
        }
        int slices = count("SizeZ");
        Spacing spacing = spacing(slices > 1, warnings);
        String order = attribute("DimensionOrder").replaceAll("[^CZT]", "");
        if (order.length() != 3 || order.chars().distinct().count() != 3) order = "CZT";
        var stack = new TiffStack(Math.max(1, count("SizeC") / samples), slices, count("SizeT"), order,
                List.of(), spacing, warnings);
        if (stack.pages() == found && files.size() < 2) return ordered(stack, samples, warnings);
        if (stack.pages() != found) return stack.asSlices(found);
        warnings.add("its OME description spreads the image over " + files.size()
                + " files; only the pages of this one are read, as slices");
        return new TiffStack(1, found, 1, "CZT", List.of(), spacing, warnings);
    }

    /// The same with the pages in the order of `TiffData`: each gives `PlaneCount` pages from `IFD` on to the
    /// planes from `FirstZ`, `FirstC` and `FirstT` on, in the order of the dimensions. Without `PlaneCount`
    /// it is one page where it names one, otherwise all. Source: the OME-TIFF specification.
    private TiffStack ordered(TiffStack stack, int samples, List<String> warnings) {
        if (planes.isEmpty()) return stack;
        int n = Math.toIntExact(stack.pages());
        int[] pages = new int[n];
        Arrays.fill(pages, -1);
        var used = new HashSet<Integer>();
        boolean sound = true;
        for (Map<String, String> data : planes) {
            int z = index(data, "FirstZ");
            int c = index(data, "FirstC") / samples;
            int t = index(data, "FirstT");
            int page = index(data, "IFD");
            boolean inside = z < stack.slices() && c < stack.channels() && t < stack.times();
            int first = inside ? stack.page(z, c, t) : n;
            int all = data.containsKey("IFD") ? 1 : n - Math.max(first, page);
            int several = data.containsKey("PlaneCount") ? index(data, "PlaneCount") : all;
            sound &= several <= n && first + several <= n && page + several <= n;
            for (int i = 0; sound && i < several; i++) {
                sound &= pages[first + i] < 0 && used.add(page + i);
                pages[first + i] = page + i;
            }
        }
        if (!sound || used.size() < n) {
            warnings.add("its OME description does not give every plane one page; the pages are taken in the "
                    + "order of the dimensions");
            return new TiffStack(stack.channels(), stack.slices(), stack.times(), stack.order(), List.of(),
                    stack.spacing(), warnings);
        }
        return new TiffStack(stack.channels(), stack.slices(), stack.times(), stack.order(),
                Arrays.stream(pages).boxed().toList(), stack.spacing(), warnings);
    }

    private Spacing spacing(boolean deep, List<String> warnings) {
        double[] mm = {1, 1, 1};
        var missing = new ArrayList<String>();
        for (int i = deep ? 0 : 1; i < 3; i++) {
            String axis = "ZYX".substring(i, i + 1);
            String unit = pixels.getOrDefault("PhysicalSize" + axis + "Unit", "um");
            OptionalDouble size = TiffStack.number(attribute("PhysicalSize" + axis));
            OptionalDouble factor = LengthUnit.millimetres(unit);
            boolean known = size.isPresent() && size.getAsDouble() > 0 && Double.isFinite(size.getAsDouble());
            if (!known || LengthUnit.isNone(unit)) missing.add(axis.toLowerCase(Locale.ROOT));
            else if (factor.isEmpty()) warnings.add(LengthUnit.unknown(unit));
            else mm[i] = TiffStack.positive(size.getAsDouble() * factor.getAsDouble());
        }
        if (missing.size() == (deep ? 3 : 2)) warnings.add(TiffStack.NO_SPACING);
        else if (!missing.isEmpty()) {
            warnings.add("the file says no spacing along " + String.join(" and ", missing)
                    + ", 1 mm is assumed there");
        }
        return new Spacing(mm[0], mm[1], mm[2]);
    }

    private String attribute(String name) { return pixels.getOrDefault(name, ""); }

    private int count(String name) { return TiffStack.count(attribute(name)); }

    /// A whole number from 0 on; 0 where there is none, and more than any number of pages where it is none.
    private static int index(Map<String, String> attributes, String name) {
        String text = attributes.getOrDefault(name, "0");
        return text.matches("\\d{1,7}") ? Integer.parseInt(text) : 10_000_000;
    }
}

package io.github.edgewise.format;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// What OME and ImageJ write into the description of a TIFF file.
class TiffDescriptionTest {
    private static final String PIXELS = "<OME xmlns=\"http://www.openmicroscopy.org/Schemas/OME/2016-06\">"
            + "<Image ID=\"Image:0\"><Pixels ID=\"Pixels:0\" Type=\"uint8\" SizeX=\"2\" SizeY=\"1\" ";

    @TempDir
    private Path folder = Path.of("");

    /// A file of pages of 1 x 2, whose pixels are their page's number and ten times that.
    private Path tiff(byte[] description, int pages) throws IOException {
        byte[] text = new byte[description.length + 1];
        System.arraycopy(description, 0, text, 0, description.length);
        var out = new ByteArrayOutputStream();
        ByteBuffer head = ByteBuffer.allocate(8 + text.length + 16).order(ByteOrder.LITTLE_ENDIAN);
        head.putInt(0x002a4949).putInt(head.capacity()).put(text);
        head.putInt(2).putInt(1).putInt(4).putInt(1); // two pixels to a unit along x, four along y
        out.write(head.array());
        int data = head.capacity() + pages * TiffPageFields.BYTES;
        for (int page = 0; page < pages; page++) {
            new TiffPageFields(Shape.of(pages, 1, 2), VoxelType.UINT8, 8, text.length, data + 2L * page)
                    .write(out, page, pages);
        }
        for (int page = 0; page < pages; page++) {
            out.write(page);
            out.write(10 * page);
        }
        return Files.write(folder.resolve("a.tif"), out.toByteArray());
    }

    private Stored ome(String text, int pages) throws IOException {
        return Volumes.stored(tiff(text.getBytes(StandardCharsets.UTF_8), pages));
    }

    private static String sizes(String z, String unit) {
        return "DimensionOrder=\"XYZCT\" SizeZ=\"" + z + "\" SizeC=\"1\" SizeT=\"1\" PhysicalSizeX=\"0.5\" "
                + "PhysicalSizeXUnit=\"" + unit + "\" PhysicalSizeY=\"0.25\" PhysicalSizeYUnit=\"" + unit
                + "\" PhysicalSizeZ=\"2\" PhysicalSizeZUnit=\"" + unit + "\">";
    }

    private static void near(Spacing came, double z, double y, double x) {
        assertThat(came.z()).isCloseTo(z, within(1e-9 * z));
        assertThat(came.y()).isCloseTo(y, within(1e-9 * y));
        assertThat(came.x()).isCloseTo(x, within(1e-9 * x));
    }

    @ParameterizedTest
    @CsvSource({"\u00b5m, 1e-3", "\u03bcm, 1e-3", "&#181;m, 1e-3", "&#xB5;m, 1e-3", "&#956;m, 1e-3",
        "um, 1e-3",
        "micron, 1e-3", "pm, 1e-9", "nm, 1e-6", "mm, 1", "cm, 10", "dm, 100", "m, 1000", "in, 25.4",
        "inch, 25.4", "\u00c5, 1e-7", "&#197;, 1e-7", "thou, 0.0254"})
    void ome_lengths_are_read_in_any_unit_and_with_any_escape(String unit, double mm) throws IOException {
        Stored stored = ome("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n" + PIXELS + sizes("3", unit)
                + "<TiffData/></Pixels></Image></OME>", 3);
        near(stored.volume().grid().spacing(), 2 * mm, 0.25 * mm, 0.5 * mm);
        assertThat(stored.warnings()).isEmpty();
        assertThat(stored.volume().values()).containsExactly(0, 0, 1, 10, 2, 20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"pixel", "reference frame"})
    void units_that_are_no_length_are_none(String unit) throws IOException {
        Stored stored = ome(PIXELS + sizes("2", unit) + "</Pixels></Image></OME>", 2);
        assertThat(stored.volume().grid().spacing()).isEqualTo(Spacing.UNIT);
        assertThat(stored.warnings()).containsExactly("the file says no spacing, 1 mm is assumed");
    }

    @Test
    void an_unknown_unit_and_a_missing_length_are_named() throws IOException {
        assertThat(ome(PIXELS + sizes("2", "Mm") + "</Pixels></Image></OME>", 2).warnings())
                .contains("the unit of length 'Mm' is not known, 1 mm is assumed");
        Stored partly = ome(PIXELS + "DimensionOrder=\"XYZCT\" SizeZ=\"2\" PhysicalSizeX=\"0.5\" "
                + "PhysicalSizeY=\"0.5\"/></Image></OME>", 2);
        near(partly.volume().grid().spacing(), 1, 5e-4, 5e-4);
        assertThat(partly.warnings())
                .containsExactly("the file says no spacing along z, 1 mm is assumed there");
    }

    @Test
    void tiff_data_says_which_page_is_which_plane() throws IOException {
        Stored stored = ome(PIXELS + sizes("3", "mm") + "<TiffData IFD=\"2\" FirstZ=\"0\"/>"
                + "<TiffData IFD=\"0\" FirstZ=\"1\" PlaneCount=\"2\"/></Pixels></Image></OME>", 3);
        assertThat(stored.volume().values()).containsExactly(2, 20, 0, 0, 1, 10);
        String two = "SizeZ=\"2\" SizeC=\"2\" SizeT=\"1\" PhysicalSizeX=\"1\" PhysicalSizeY=\"1\" "
                + "PhysicalSizeZ=\"1\">";
        String planes = "<TiffData FirstC=\"1\" IFD=\"0\" PlaneCount=\"1\"/>"
                + "<TiffData FirstC=\"1\" FirstZ=\"1\" IFD=\"1\"/><TiffData IFD=\"3\"/>"
                + "<TiffData FirstZ=\"1\" IFD=\"2\"/></Pixels></Image></OME>";
        for (String order : new String[]{"XYZCT", "XYCZT"}) {
            Stored channels = ome(PIXELS + "DimensionOrder=\"" + order + "\" " + two + planes, 4);
            assertThat(channels.volume().channels()).isEqualTo(2);
            assertThat(channels.volume().values()).containsExactly(3, 30, 2, 20, 0, 0, 1, 10);
        }
        assertThat(ome(PIXELS + "DimensionOrder=\"XYCZT\" " + two + "<TiffData/></Pixels></Image></OME>", 4)
                .volume().values()).containsExactly(0, 0, 2, 20, 1, 10, 3, 30);
    }

    @Test
    void tiff_data_that_contradicts_itself_or_the_pages_is_named() throws IOException {
        for (String planes : new String[]{"<TiffData IFD=\"0\"/><TiffData IFD=\"0\" FirstZ=\"1\"/>",
            "<TiffData IFD=\"1\"/>", "<TiffData IFD=\"7\" PlaneCount=\"2\"/>", "<TiffData FirstZ=\"-1\"/>",
            "<TiffData FirstC=\"9\"/>", "<TiffData PlaneCount=\"99999999\"/>"}) {
            Stored stored = ome(PIXELS + sizes("2", "mm") + planes + "</Pixels></Image></OME>", 2);
            assertThat(stored.volume().values()).as(planes).containsExactly(0, 0, 1, 10);
            assertThat(stored.warnings()).as(planes).singleElement().asString()
                    .contains("does not give every plane one page");
        }
        assertThat(ome(PIXELS + sizes("5", "mm") + "</Pixels></Image></OME>", 2).warnings())
                .containsExactly(
                        "its description speaks of 5 pages, but there are 2; they are taken as slices");
        assertThat(ome(PIXELS + sizes("2", "mm") + "<TiffData><UUID FileName=\"a.tif\">x</UUID></TiffData>"
                + "<TiffData><UUID FileName=\"b.tif\">y</UUID></TiffData></Pixels></Image></OME>", 2)
                .warnings())
                .singleElement().asString().contains("over 2 files");
    }

    @Test
    void damaged_xml_is_a_warning_and_what_stands_before_the_damage_counts() throws IOException {
        Stored late = ome(PIXELS + sizes("2", "mm") + "<TiffData & ", 2);
        near(late.volume().grid().spacing(), 2, 0.25, 0.5);
        assertThat(late.warnings()).singleElement().asString()
                .startsWith("its OME description is damaged in line 1, column ");
        Stored early = ome("<OME a=b>" + PIXELS + sizes("2", "mm"), 2);
        assertThat(early.volume().grid().spacing()).isEqualTo(Spacing.UNIT);
        assertThat(early.warnings()).hasSize(2).contains("the file says no spacing, 1 mm is assumed");
        assertThat(ome("<Other><Pixels SizeZ='9'/></Other>", 2).warnings())
                .containsExactly("the file says no spacing, 1 mm is assumed");
    }

    @Test
    void entities_of_a_document_type_are_neither_expanded_nor_fetched() throws IOException {
        var bomb = new StringBuilder("<?xml version=\"1.0\"?><!DOCTYPE OME [<!ENTITY a0 \"aaaaaaaaaa\">");
        for (int i = 1; i < 10; i++) {
            bomb.append("<!ENTITY a").append(i).append(" \"").append(("&a" + (i - 1) + ";").repeat(10))
                    .append("\">");
        }
        bomb.append("]>");
        Path secret = Files.writeString(folder.resolve("secret.txt"), "mm");
        String external = "<!DOCTYPE OME [<!ENTITY u SYSTEM \"" + secret.toUri() + "\">]>";
        String parameter = "<!DOCTYPE OME SYSTEM \"" + secret.toUri() + "\">";
        for (String type : new String[]{bomb.toString(), external, parameter}) {
            Stored stored = Assertions.assertTimeoutPreemptively(Duration.ofSeconds(5),
                    () -> ome(type + PIXELS + sizes("2", "&a9;&u;") + "&a9;&u;</Pixels></Image></OME>", 2));
            assertThat(stored.volume().grid().spacing()).isEqualTo(Spacing.UNIT);
            assertThat(stored.warnings()).anyMatch(w -> w.startsWith("its OME description is damaged"));
        }
        Stored within = ome(PIXELS + sizes("2", "mm") + "&u;</Pixels></Image></OME>", 2);
        assertThat(within.warnings()).singleElement().asString().contains("damaged");
    }

    @ParameterizedTest
    @CsvSource({"\u00b5m, ISO-8859-1", "\u00b5m, UTF-8", "\\u00B5m, US-ASCII", "um, US-ASCII",
        "micron, US-ASCII",
        "microns, US-ASCII"})
    void imagej_writes_micrometres_in_many_ways(String unit, Charset charset) throws IOException {
        String text = "ImageJ=1.43\nimages=2\nslices=2\nunit=" + unit + "\nspacing=2,5\n";
        Stored stored = Volumes.stored(tiff(text.getBytes(charset), 2));
        near(stored.volume().grid().spacing(), 2.5e-3, 0.25e-3, 0.5e-3);
        assertThat(stored.warnings()).isEmpty();
    }

    @Test
    void imagej_has_units_per_axis_and_units_that_are_none() throws IOException {
        String text = "ImageJ=1.54f\nimages=2\nslices=2\nunit=mm\nyunit=\\u00B5m\nspacing=2\n";
        near(Volumes.stored(tiff(text.getBytes(StandardCharsets.UTF_8), 2)).volume().grid().spacing(), 2,
                0.25e-3, 0.5);
        assertThat(
                Volumes.stored(tiff("ImageJ=1.54f\nslices=2\nunit=pixel\n".getBytes(StandardCharsets.UTF_8),
                        2)).warnings())
                .containsExactly("the file says no spacing, 1 mm is assumed");
        assertThat(Volumes.stored(tiff("ImageJ=1.54f\nslices=2\nunit=foot-lamp\n"
                .getBytes(StandardCharsets.UTF_8), 2)).warnings())
                .containsExactly("the unit of length 'foot-lamp' is not known, 1 mm is assumed");
    }
}

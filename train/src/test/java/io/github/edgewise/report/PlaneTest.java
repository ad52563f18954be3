package io.github.edgewise.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.format.LabelRule;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.loss.BoundaryLoss;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Orientation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PlaneTest {
    private static final String SIDES = "RASLPI";

    @TempDir
    private Path folder = Path.of("");

    /// A grid over the same block of the patient, `mm` and `voxels` to the right, front and top.
    private static Grid grid(String code, int[] voxels, double[] mm) {
        Double[] affine = new Double[12];
        int[] lengths = new int[3];
        double[] steps = new double[3];
        Arrays.fill(affine, 0.);
        for (int axis = 0; axis < 3; axis++) {
            int world = SIDES.indexOf(code.charAt(axis)) % 3;
            boolean positive = SIDES.indexOf(code.charAt(axis)) < 3;
            lengths[axis] = voxels[world];
            steps[axis] = mm[world];
            affine[4 * world + axis] = positive ? mm[world] : -mm[world];
            affine[4 * world + 3] = positive ? 0. : (voxels[world] - 1) * mm[world];
        }
        return new Grid(Shape.of(lengths[2], lengths[1], lengths[0]),
                new Spacing(steps[2], steps[1], steps[0]),
                new Orientation(List.of(affine), 1));
    }

    private interface Anatomy {
        double at(double right, double front, double top);
    }

    private static float[] values(Grid grid, Anatomy anatomy) {
        Shape s = grid.shape();
        float[] values = new float[s.voxels()];
        for (int i = 0; i < values.length; i++) {
            int x = i % s.width();
            int y = i / s.width() % s.height();
            int z = i / s.width() / s.height();
            Orientation o = grid.orientation();
            values[i] = (float) anatomy.at(o.mm(0, x, y, z), o.mm(1, x, y, z), o.mm(2, x, y, z));
        }
        return values;
    }

    private static LabelMap lesion(Grid grid, double right, double front, double top) {
        float[] inside = values(grid,
                (r, a, s) -> Math.hypot(Math.hypot(r - right, a - front), s - top) < 4 ? 1 : 0);
        byte[] labels = new byte[inside.length];
        for (int i = 0; i < labels.length; i++) {
            labels[i] = (byte) inside[i];
        }
        return new LabelMap(grid, 2, labels);
    }

    /// Brighter to the right, to the front and to the top.
    private static Volume head(Grid grid) {
        return new Volume(grid, values(grid, (r, a, s) -> r + 0.1 * a + s));
    }

    private String page(String code, double[] mm) throws IOException {
        Grid grid = grid(code, new int[]{36, 30, 24}, mm);
        Path image = folder.resolve(code + ".nii.gz");
        Path mask = folder.resolve(code + "_mask.nii");
        Volumes.write(image, head(grid));
        Volumes.write(mask, lesion(grid, 12, 15, 11));
        Volume read = Volumes.read(image);
        LabelMap labels = Volumes.readLabels(mask, LabelRule.AS_STORED).on(read.grid());
        LabelMap predicted = lesion(read.grid(), 13, 15, 12);
        return CaseViewer.of("c", List.of(new Report.Example("one", read, labels, Map.of("p", predicted))))
                .html()
                + new DistanceInspector("one", read, labels, 1, Optional.empty(), new BoundaryLoss())
                        .html("m");
    }

    @Test
    void one_head_looks_the_same_in_whatever_order_its_voxels_are_stored() throws IOException {
        for (double[] mm : List.of(new double[]{1, 1, 1}, new double[]{3, 1, 1})) {
            String ras = page("RAS", mm);
            assertThat(ras)
                    .contains("<span class='plane'>" + (mm[0] == 1 ? "axial" : "sagittal") + "</span>");
            for (String code : List.of("LPS", "ASR", "PIL", "SRA")) {
                assertThat(page(code, mm)).as(code).isEqualTo(ras);
            }
        }
    }

    @Test
    void left_is_on_the_right_front_on_top_and_the_head_on_top() {
        Grid grid = grid("ASR", new int[]{36, 30, 24}, new double[]{1, 1, 1});
        Plane axial = Plane.of(grid);
        assertThat(axial.name()).isEqualTo("axial");
        assertThat(axial.sides()).isEqualTo("ALPR");
        assertThat(axial.shape()).isEqualTo(Shape.of(24, 30, 36));
        float[] right = values(grid, (r, a, s) -> r);
        float[] front = values(grid, (r, a, s) -> a);
        float[] top = values(grid, (r, a, s) -> s);
        int corner = axial.index(0, 0, 0);
        assertThat(right[corner]).isEqualTo(35);
        assertThat(front[corner]).isEqualTo(29);
        assertThat(top[corner]).isZero();
        Plane coronal = Plane.of(grid("RAS", new int[]{36, 5, 24}, new double[]{1, 4, 1}));
        assertThat(coronal.name() + " " + coronal.sides()).isEqualTo("coronal SLIR");
        assertThat(coronal.shape()).isEqualTo(Shape.of(5, 24, 36));
        Plane sagittal = Plane.of(grid("LPS", new int[]{5, 30, 24}, new double[]{3, 1, 1}));
        assertThat(sagittal.name() + " " + sagittal.sides()).isEqualTo("sagittal SPIA");
        assertThat(sagittal.spacing()).isEqualTo(new Spacing(3, 1, 1));
    }

    @Test
    void one_slice_keeps_its_plane_and_slices_that_are_tilted_are_oblique() {
        assertThat(Plane.of(grid("RSA", new int[]{36, 1, 24}, new double[]{1, 1, 1})).name())
                .isEqualTo("coronal");
        Grid flat = grid("AIR", new int[]{1, 30, 24}, new double[]{1, 1, 1});
        assertThat(Plane.of(new Grid(Shape.of(24, 30), Spacing.UNIT, flat.orientation())).name())
                .isEqualTo("sagittal");
        double c = Math.cos(Math.toRadians(20));
        double s = Math.sin(Math.toRadians(20));
        var tilted = new Orientation(List.of(1., 0., 0., 0., 0., c, -s, 0., 0., s, c, 0.), 1);
        assertThat(Plane.of(new Grid(Shape.of(4, 5, 6), Spacing.UNIT, tilted)).name())
                .isEqualTo("oblique axial");
    }

    @Test
    void pictures_without_a_position_have_no_letters_and_no_scale_without_a_spacing() {
        Plane plain = Plane.of(Grid.of(Shape.of(30, 40)));
        assertThat(plain.letters()).isEmpty();
        assertThat(plain.scaleBar(40)).isEmpty();
        assertThat(plain.index(0, 1, 2)).isEqualTo(42);
        Plane measured = Plane.of(Grid.of(Shape.of(30, 40), Spacing.of(5e-4, 5e-4)));
        assertThat(measured.letters()).isEmpty();
        assertThat(measured.scaleBar(400))
                .isEqualTo("<span class='scale' style='width:25.00%'>50 \u00b5m</span>");
        assertThat(Plane.of(grid("RAS", new int[]{9, 9, 9}, new double[]{1, 1, 1})).letters())
                .contains("<i class='side st'>A</i>", "<i class='side sr'>L</i>", "<i class='side sb'>P</i>",
                        "<i class='side sl'>R</i>");
    }

    @Test
    void a_scale_bar_is_round_and_at_most_a_third_of_the_picture() {
        Matcher bar = Pattern.compile("width:([\\d.]+)%'>(\\S+) (\\S+)<").matcher("");
        var texts = new ArrayList<String>();
        for (double width : new double[]{1e-4, 7e-3, 0.29, 0.31, 1, 149, 151, 256, 3000}) {
            Plane plane = Plane.of(Grid.of(Shape.of(8, 8), Spacing.of(width / 8, width / 8)));
            assertThat(bar.reset(plane.scaleBar(8)).find()).isTrue();
            double share = Double.parseDouble(bar.group(1)) / 100;
            double mm = Double.parseDouble(bar.group(2))
                    * Map.of("mm", 1., "\u00b5m", 1e-3, "nm", 1e-6).getOrDefault(bar.group(3), 0.);
            assertThat(share).isBetween(0.13, 1 / 3.);
            assertThat(mm).isCloseTo(share * width, within(1e-3 * width));
            texts.add(bar.group(2) + " " + bar.group(3));
        }
        assertThat(texts).containsExactly("20 nm", "2 \u00b5m", "50 \u00b5m", "0.1 mm", "0.2 mm", "20 mm",
                "50 mm",
                "50 mm", "1000 mm");
    }
}

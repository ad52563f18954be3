package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

class PostProcessingTest {
    private static LabelMap map(String... rows) { return map(Spacing.UNIT, rows); }

    private static LabelMap map(Spacing spacing, String... rows) {
        int width = rows[0].length();
        byte[] labels = new byte[rows.length * width];
        for (int i = 0; i < labels.length; i++) {
            char c = rows[i / width].charAt(i % width);
            labels[i] = (byte) (c == '.' ? 0 : c - '0');
        }
        return new LabelMap(Grid.of(Shape.of(rows.length, width), spacing), 4, labels);
    }

    private static void cleans(String post, LabelMap before, String... after) {
        byte[] kept = before.labels().clone();
        assertThat(PostProcessing.parse(post).cleaned(before).labels()).as(post)
                .isEqualTo(map(after).labels());
        assertThat(before.labels()).as("the map that is given stays").isEqualTo(kept);
    }

    @Test
    void components_below_a_volume_become_background_and_corners_connect() {
        LabelMap map = map(Spacing.of(2, 0.5),
                "11..1",
                "..1..",
                "....2");
        cleans("smallest=3", map, "11...", "..1..", "....."); // 3 voxels of 1 mm^2
        cleans("1:smallest=3.1", map, ".....", ".....", "....2");
        cleans("smallest=1", map, "11..1", "..1..", "....2");
        cleans("smallest=9;2:none", map, ".....", ".....", "....2");
    }

    @Test
    void the_largest_component_is_the_first_of_equal_ones_and_must_be_large_enough() {
        LabelMap map = map(
                "11.1.",
                "...1.",
                "2.2.2");
        cleans("largest", map, "11...", ".....", "2....");
        cleans("2:largest", map, "11.1.", "...1.", "2....");
        cleans("largest,smallest=2", map, "11...", ".....", ".....");
    }

    @Test
    void holes_take_the_class_around_them_but_other_classes_and_open_bays_stay() {
        LabelMap map = map(
                "11111....",
                "1.1.1.222",
                "11131.2.2",
                "1...1.222",
                "1.1.1....");
        cleans("fill", map,
                "11111....",
                "111.1.222",
                "11131.222",
                "1...1.222",
                "1.1.1....");
        // the corner does not open a hole: background connects through faces
        cleans("1:fill", map(
                ".1...",
                "1.1..",
                ".1..."), ".1...", "111..", ".1...");
    }

    @Test
    void a_hole_of_a_removed_part_is_filled_because_holes_come_last() {
        cleans("1:fill;2:smallest=2", map(
                "111",
                "121",
                "111"), "111", "111", "111");
    }

    @Test
    void a_channel_through_a_volume_is_no_hole_but_one_slice_has_no_edge_along_z() {
        byte[] ring = new byte[27];
        Arrays.fill(ring, (byte) 1);
        for (int z = 0; z < 3; z++) {
            ring[9 * z + 4] = 0;
        }
        var fill = PostProcessing.parse("fill");
        var open = new LabelMap(Grid.of(Shape.of(3, 3, 3)), 2, ring.clone());
        assertThat(fill.cleaned(open).labels()).isEqualTo(ring);
        ring[4] = 1;
        ring[22] = 1;
        var closed = new LabelMap(Grid.of(Shape.of(3, 3, 3)), 2, ring);
        assertThat(fill.cleaned(closed).count(1)).isEqualTo(27);
        var slice = new LabelMap(Grid.of(Shape.of(1, 3, 3)), 2, Arrays.copyOf(open.labels(), 9));
        assertThat(fill.cleaned(slice).count(1)).isEqualTo(9);
    }

    @Test
    void random_maps_are_cleaned_as_by_a_plain_loop() {
        var random = new SplittableRandom(3);
        for (int trial = 0; trial < 300; trial++) {
            Shape s = random.nextBoolean()
                    ? Shape.of(1 + random.nextInt(7), 1 + random.nextInt(9))
                    : Shape.of(1 + random.nextInt(5), 1 + random.nextInt(6), 1 + random.nextInt(7));
            byte[] labels = new byte[s.voxels()];
            int density = 1 + random.nextInt(9);
            for (int i = 0; i < labels.length; i++) {
                labels[i] = (byte) (random.nextInt(10) < density ? 1 + random.nextInt(2) : 0);
            }
            var grid = Grid.of(s, new Spacing(random.nextDouble(0.2, 5), random.nextDouble(0.2, 5), 1));
            var map = new LabelMap(grid, 3, labels);
            var rule = PostProcessing.Rule.NONE.smallest(random.nextInt(3) * random.nextDouble(9))
                    .largest(random.nextBoolean()).fill(random.nextBoolean());
            var post = PostProcessing.NONE.with(1, rule).with(2, rule.largest(false));
            assertThat(post.cleaned(map).labels()).as("%s of %s, trial %s", post, s, trial)
                    .isEqualTo(plainly(map, post));
        }
    }

    /// The rules word by word: components by flood fill, holes by flood fill from the edge of the image.
    private static byte[] plainly(LabelMap map, PostProcessing post) {
        Grid grid = map.grid();
        byte[] labels = map.labels().clone();
        double volume = grid.spacing().y() * grid.spacing().x()
                * (grid.shape().axes() == 3 ? grid.spacing().z() : 1);
        for (int k = 1; k < map.classes(); k++) {
            var components = new ArrayList<List<Integer>>();
            boolean[] seen = new boolean[labels.length];
            for (int i = 0; i < labels.length; i++) {
                if (labels[i] != k || seen[i]) continue;
                components.add(flood(labels, grid.shape(), i, seen, true, (byte) k));
            }
            components.removeIf(one -> remove(labels, one, one.size() * volume < post.rule(1).smallest()));
            if (!post.rule(k).largest()) continue;
            int most = components.stream().mapToInt(List::size).max().orElse(0);
            boolean has = false;
            for (List<Integer> one : components) {
                boolean stays = one.size() == most && !has;
                has |= stays;
                remove(labels, one, !stays);
            }
        }
        for (int k = 1; k < map.classes(); k++) {
            if (!post.rule(k).fill()) continue;
            byte[] rest = new byte[labels.length];
            for (int i = 0; i < rest.length; i++) {
                rest[i] = (byte) (labels[i] == k ? 0 : 1);
            }
            boolean[] outside = new boolean[labels.length];
            for (int i = 0; i < rest.length; i++) {
                if (rest[i] == 1 && !outside[i] && isEdge(grid.shape(), i)) {
                    flood(rest, grid.shape(), i, outside, false, (byte) 1);
                }
            }
            for (int i = 0; i < rest.length; i++) {
                if (rest[i] == 1 && !outside[i] && labels[i] == 0) labels[i] = (byte) k;
            }
        }
        return labels;
    }

    private static boolean remove(byte[] labels, List<Integer> component, boolean is) {
        if (is) component.forEach(i -> labels[i] = 0);
        return is;
    }

    private static boolean isEdge(Shape s, int i) {
        int x = i % s.width();
        int y = i / s.width() % s.height();
        int z = i / s.width() / s.height();
        return (s.width() > 1 && (x == 0 || x == s.width() - 1))
                || (s.height() > 1 && (y == 0 || y == s.height() - 1))
                || (s.depth() > 1 && (z == 0 || z == s.depth() - 1));
    }

    private static List<Integer> flood(byte[] labels, Shape s, int start, boolean[] seen, boolean corners,
            byte k) {
        var found = new ArrayList<Integer>();
        var open = new ArrayDeque<>(List.of(start));
        seen[start] = true;
        while (!open.isEmpty()) {
            int at = open.pop();
            found.add(at);
            for (int step = 0; step < 27; step++) {
                int dz = step / 9 - 1;
                int dy = step / 3 % 3 - 1;
                int dx = step % 3 - 1;
                if (!corners && Math.abs(dz) + Math.abs(dy) + Math.abs(dx) > 1) continue;
                int z = at / s.width() / s.height() + dz;
                int y = at / s.width() % s.height() + dy;
                int x = at % s.width() + dx;
                if (z < 0 || y < 0 || x < 0 || z >= s.depth() || y >= s.height() || x >= s.width()) continue;
                int to = s.index(z, y, x);
                if (seen[to] || labels[to] != k) continue;
                seen[to] = true;
                open.push(to);
            }
        }
        return found;
    }

    private static Volume probabilities(Shape shape, int classes, long seed) {
        var random = new SplittableRandom(seed);
        int n = shape.voxels();
        float[] values = new float[classes * n];
        for (int i = 0; i < n; i++) {
            float sum = 0;
            for (int k = 0; k < classes; k++) {
                values[k * n + i] = random.nextInt(5); // ties are common
                sum += values[k * n + i];
            }
            for (int k = 0; k < classes; k++) {
                values[k * n + i] = sum == 0 ? 1f / classes : values[k * n + i] / sum;
            }
        }
        return new Volume(Grid.of(shape), values);
    }

    @Test
    void half_the_foreground_is_the_most_probable_class_of_two_to_the_bit() {
        for (int seed = 0; seed < 20; seed++) {
            Volume p = probabilities(Shape.of(6, 7, 8), 2, seed);
            assertThat(PostProcessing.parse("threshold=0.5").of(p).labels())
                    .isEqualTo(LabelMap.mostProbable(p).labels());
            assertThat(PostProcessing.NONE.of(p).labels()).isEqualTo(LabelMap.mostProbable(p).labels());
        }
    }

    @Test
    void a_threshold_is_for_the_whole_foreground_and_then_the_most_probable_class_is_taken() {
        // background .45, .25, .45; class 1 .35, .35, 0; class 2 .2, .4, .55
        var p = new Volume(Grid.of(Shape.of(1, 3)),
                new float[]{.45f, .25f, .45f, .35f, .35f, 0, .2f, .4f, .55f});
        assertThat(PostProcessing.NONE.of(p).labels()).containsExactly(0, 2, 2);
        assertThat(PostProcessing.parse("threshold=0.5").of(p).labels()).containsExactly(1, 2, 2);
        assertThat(PostProcessing.parse("threshold=0.6").of(p).labels()).containsExactly(0, 2, 0);
        assertThat(PostProcessing.parse("1:threshold=0.5;2:threshold=0.8").of(p).labels())
                .containsExactly(1, 0, 0);
    }

    @Test
    void slices_levels_and_whole_probabilities_give_the_same_label_map() {
        Volume image = new Volume(Grid.of(Shape.of(9, 13, 11)), noise(9 * 13 * 11));
        var posts = List.of("none", "threshold=0.6", "1:threshold=0.4,smallest=4;2:largest,fill",
                "smallest=3;2:threshold=0.7,fill");
        for (String code : List.of("", "RAS")) {
            try (Segmenter plain = Filters.segmenter(5, Shape.of(4, 8, 8), 1, 3, code)) {
                Volume probabilities = plain.probabilities(image);
                ForegroundLevels levels = plain.levels(image, List.of(0.4, 0.6, 0.7));
                for (String text : posts) {
                    var post = PostProcessing.parse(text);
                    byte[] labels = post.of(probabilities).labels();
                    assertThat(plain.with(post).segment(image).labels()).as(text).isEqualTo(labels);
                    assertThat(levels.labels(post).labels()).as(text).isEqualTo(labels);
                    assertThat(
                            ForegroundLevels.of(probabilities, List.of(0.4, 0.6, 0.7)).labels(post).labels())
                            .as(text).isEqualTo(labels);
                    try (var ensemble = new Ensemble(Map.of("one", plain))) {
                        assertThat(ensemble.with(post).segment(image).labels()).as(text).isEqualTo(labels);
                    }
                }
                assertThatThrownBy(() -> levels.labels(PostProcessing.parse("threshold=0.5")))
                        .hasMessageContaining("0.5 is none of those that were kept: [0.4, 0.6, 0.7]");
            }
        }
    }

    private static float[] noise(int length) {
        float[] values = new float[length];
        var random = new SplittableRandom(1);
        for (int i = 0; i < length; i++) {
            values[i] = (float) random.nextDouble(-1, 1);
        }
        return values;
    }

    @Test
    void rules_are_written_as_they_are_read() {
        for (String text : List.of("none", "smallest=10", "smallest=0.25,largest,threshold=0.4,fill",
                "1:smallest=10;2:largest,fill", "largest;2:none")) {
            assertThat(PostProcessing.parse(text).text()).isEqualTo(text);
        }
        assertThat(PostProcessing.parse(" 2:fill ; 1: smallest = 3 , largest ").text())
                .isEqualTo("1:smallest=3,largest;2:fill");
        assertThat(PostProcessing.parse("1:none").isNone()).isTrue();
        assertThat(PostProcessing.parse("largest;2:fill").rule(3).largest()).isTrue();
        assertThat(PostProcessing.parse("largest;2:fill").rule(2).largest()).isFalse();
    }

    @Test
    void wrong_rules_are_refused_with_what_to_write() {
        refused("smalest=3", "no step \"smalest\"; did you mean smallest?", "write for example smallest=10");
        refused("smallest", "smallest must be a number, but is \"\"");
        refused("smallest=-1", "smallest must be a volume in mm^3 from 0 up, but is -1.0");
        refused("threshold=1", "threshold must be a probability between 0 and 1, but is 1.0");
        refused("fill,fill", "has \"fill\" twice");
        refused("1:fill;1:largest", "has rules for class 1 twice");
        refused("0:fill", "a class from 1 to 255 was expected, but it is \"0\"");
        refused("largest=yes", "largest takes no value, but got \"yes\"");
        refused("", "no step \"\"");
    }

    private static void refused(String text, String... messages) {
        assertThatThrownBy(() -> PostProcessing.parse(text)).isInstanceOf(InvalidInputException.class)
                .message().contains(messages);
    }
}

package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.predict.ForegroundLevels;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Volume;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Networks that are wrong in a known way, and what is chosen against it.
class PostChoiceTest {
    private static final Grid GRID = Grid.of(Shape.of(24, 24));

    /// A square of 6 x 6 voxels.
    private static boolean isLesion(int y, int x) { return y >= 4 && y < 10 && x >= 4 && x < 10; }

    private interface Probability {
        double at(int y, int x);
    }

    private static PostChoice.Watched watched(String name, String patient, Probability lesion) {
        int n = GRID.voxels();
        float[] values = new float[2 * n];
        byte[] labels = new byte[n];
        for (int i = 0; i < n; i++) {
            int y = i / 24;
            int x = i % 24;
            values[n + i] = (float) lesion.at(y, x);
            values[i] = 1 - values[n + i];
            labels[i] = (byte) (isLesion(y, x) ? 1 : 0);
        }
        return new PostChoice.Watched(name, patient,
                ForegroundLevels.of(new Volume(GRID, values), PostChoice.THRESHOLDS),
                new LabelMap(GRID, 2, labels));
    }

    private static List<PostChoice.Watched> patients(int count, Probability lesion) {
        var cases = new ArrayList<PostChoice.Watched>();
        for (int i = 0; i < count; i++) {
            cases.add(watched("case" + i, "patient" + i, lesion));
        }
        return cases;
    }

    private static StoredPost chosen(List<PostChoice.Watched> cases) {
        return new PostChoice(cases, 1, 1).choose();
    }

    private static double effect(StoredPost post, String metric, boolean after) {
        StoredPost.Effect effect = post.effects().stream().filter(e -> e.metric().equals(metric)).findFirst()
                .orElseThrow();
        return (after ? effect.after() : effect.before()).orElseThrow();
    }

    @Test
    void specks_are_removed_and_the_precision_of_lesions_is_told() {
        StoredPost post = chosen(
                patients(6, (y, x) -> isLesion(y, x) || (y == 20 && x % 5 == 0) ? 0.9 : 0.1));
        assertThat(post.post().text()).isEqualTo("1:smallest=3.6");
        assertThat(post.given()).isFalse();
        assertThat(post.why()).isEqualTo("chosen on 6 validation patients");
        assertThat(effect(post, "lesion_precision", false)).isCloseTo(1 / 6., within(1e-12));
        assertThat(effect(post, "lesion_precision", true)).isOne();
        assertThat(effect(post, "lesion_recall", true)).isOne();
        assertThat(effect(post, "dice", true)).isOne();
        assertThat(post.steps()).extracting(StoredPost.Step::taken).containsExactly(false, true, false,
                false);
        assertThat(post.steps().get(1).p()).isEqualTo(2 / 64.);
    }

    @Test
    void a_timid_network_gets_a_lower_threshold_and_holes_are_filled() {
        StoredPost timid = chosen(patients(7, (y, x) -> isLesion(y, x) ? x < 7 ? 0.6 : 0.35 : 0.1));
        assertThat(timid.post().text()).isEqualTo("1:threshold=0.2");
        StoredPost hollow = chosen(patients(7, (y, x) -> isLesion(y, x) && !(y == 6 && x == 6) ? 0.9 : 0.1));
        assertThat(hollow.post().text()).isEqualTo("1:fill");
    }

    @Test
    void nothing_is_chosen_on_five_patients_or_where_patients_disagree() {
        Probability specks = (y, x) -> isLesion(y, x) || (y == 20 && x % 5 == 0) ? 0.9 : 0.1;
        StoredPost few = chosen(patients(5, specks));
        assertThat(few.post().isNone()).isTrue();
        assertThat(few.why()).contains("there are 5 validation patients").contains("fewer than 6");
        assertThat(few.steps()).isEmpty();
        var disagreeing = new ArrayList<>(patients(6, (y, x) -> isLesion(y, x) ? 0.9 : 0.1));
        disagreeing.set(0, watched("case0", "patient0", specks));
        StoredPost none = chosen(disagreeing);
        assertThat(none.post().isNone()).isTrue();
        assertThat(none.why()).contains("no step raised the score of 6 validation patients beyond chance");
        assertThat(none.steps()).extracting(StoredPost.Step::taken).containsOnly(false);
        assertThat(none.steps().get(1).gain()).isPositive();
    }

    @Test
    void cases_of_one_patient_count_once() {
        var cases = new ArrayList<PostChoice.Watched>();
        Probability specks = (y, x) -> isLesion(y, x) || (y == 20 && x % 5 == 0) ? 0.9 : 0.1;
        for (int i = 0; i < 10; i++) {
            cases.add(watched("case" + i, "patient" + i / 2, specks));
        }
        assertThat(chosen(cases).why()).contains("there are 5 validation patients");
    }

    @Test
    void an_invented_class_that_is_removed_is_a_gain() {
        var cases = new ArrayList<PostChoice.Watched>();
        for (PostChoice.Watched one : patients(8,
                (y, x) -> isLesion(y, x) || (y == 20 && x == 3) ? 0.9 : 0.1)) {
            boolean isHealthy = cases.size() % 2 == 0;
            cases.add(isHealthy
                    ? watchedHealthy(one.name(), one.patient())
                    : one);
        }
        StoredPost post = chosen(cases);
        assertThat(post.post().text()).isEqualTo("1:smallest=3.6");
    }

    private static PostChoice.Watched watchedHealthy(String name, String patient) {
        PostChoice.Watched one = watched(name, patient, (y, x) -> y == 20 && x == 3 ? 0.9 : 0.1);
        return new PostChoice.Watched(name, patient, one.levels(),
                new LabelMap(GRID, 2, new byte[GRID.voxels()]));
    }

    @Test
    void patients_are_left_out_and_what_is_given_is_measured() {
        var choice = new PostChoice(patients(7, (y, x) -> isLesion(y, x) || (y == 20 && x == 3) ? 0.9 : 0.1),
                1,
                1);
        assertThat(choice.choose().post().isNone()).isFalse();
        assertThat(choice.without(Set.of("patient1")).choose().patients()).isEqualTo(6);
        assertThat(choice.without(Set.of("patient1", "patient2")).choose().post().isNone()).isTrue();
        StoredPost given = choice.told(PostProcessing.parse("largest"));
        assertThat(given.given()).isTrue();
        assertThat(given.why()).isEqualTo("as given, measured on 7 validation patients");
        assertThat(effect(given, "lesion_precision", false)).isEqualTo(0.5);
        assertThat(effect(given, "lesion_precision", true)).isOne();
        assertThat(given.told()).contains("class 1: lesion_precision 0.500 -> 1.000");
    }

    @Test
    void what_is_stored_is_read_again_and_damage_is_named(@TempDir Path folder) throws IOException {
        Path file = folder.resolve("post.yaml");
        assertThat(StoredPost.read(file)).isEmpty();
        StoredPost post = chosen(patients(6, (y, x) -> isLesion(y, x) || (y == 20 && x == 3) ? 0.9 : 0.1));
        post.write(file);
        assertThat(file).content().contains("post: \"1:smallest=3.6\"").contains("class: 1");
        assertThat(StoredPost.read(file)).isEqualTo(Optional.of(post));
        Files.writeString(file, Files.readString(file).replace("smallest", "smalest"));
        assertThatThrownBy(() -> StoredPost.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("post.yaml is damaged: ").hasMessageContaining("did you mean smallest?")
                .hasMessageContaining("delete it");
        Files.writeString(file, "post: none\n");
        assertThatThrownBy(() -> StoredPost.read(file)).isInstanceOf(IOException.class)
                .hasMessageContaining("post.yaml is damaged: ");
    }

    @Test
    void what_is_given_is_stored_when_training_begins_so_that_a_killed_one_has_it(@TempDir Path place)
            throws IOException {
        var run = new RunFolder(place);
        var told = new ArrayList<Progress>();
        var begun = new Progress.Started(1, "8 x 8", 3, 1, 0);
        PostChoice.keeping(run, Optional.empty(), told::add).accept(begun);
        assertThat(run.post()).isEmpty();
        var listener = PostChoice.keeping(run, Optional.of(PostProcessing.parse("smallest=3")), told::add);
        listener.accept(new Progress.Loaded("case", 1, 3));
        assertThat(run.post()).isEmpty();
        listener.accept(begun);
        assertThat(run.post().map(StoredPost::given)).contains(true);
        assertThat(run.post(Optional.empty()).text()).isEqualTo("smallest=3");
        assertThat(PostChoice.givenBefore(run.post())).isPresent();
        assertThat(told).hasSize(3);
    }
}

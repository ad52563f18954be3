package io.github.edgewise.train;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.net.UNet;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StopRequestTest {
    @TempDir
    Path folder;

    @Test
    void a_request_ends_the_run_after_its_step_and_a_resumed_one_has_the_same_history() throws IOException {
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 2, 0.03, 1);
        for (int i = 0; i < 6; i++) {
            Volumes.write(folder.resolve("data/images/p" + i + ".nii.gz"), phantom.make(i).image());
            Volumes.write(folder.resolve("data/labels/p" + i + ".nii.gz"), phantom.make(i).labels());
        }
        Split split = Dataset.open(folder.resolve("data")).split(0.2, 1);
        Recipe recipe = new Recipe().with(new UNet(4, 2)).with(new Recipe.Length(3, 4, 0))
                .with(new Recipe.Machine(1, 1, NumericPrecision.FLOAT32));
        Trainer.train(recipe, split, folder.resolve("whole"), _ -> {}).close();
        var stop = new StopRequest();
        var told = new ArrayList<Progress>();
        Consumer<Progress> listener = stop.heard(progress -> {
            told.add(progress);
            if (progress instanceof Progress.Step s && s.epoch() == 2 && s.step() == 2) stop.make();
        });
        Path stopped = folder.resolve("stopped");
        assertThatThrownBy(() -> Trainer.train(recipe, split, stopped, listener))
                .isInstanceOf(CancellationException.class);
        assertThat(stop.isMade()).isTrue();
        assertThat(told.getLast()).isInstanceOfSatisfying(Progress.Step.class,
                step -> assertThat(step.step()).isEqualTo(2));
        assertThat(history(stopped)).hasSize(1);
        Trainer.resume(split, stopped, _ -> {}).close();
        assertThat(history(stopped)).hasSize(3).isEqualTo(history(folder.resolve("whole")));
    }

    private static List<History.Entry> history(Path run) throws IOException {
        return new RunFolder(run).history().entries().stream().map(History.Entry::withoutTime).toList();
    }
}

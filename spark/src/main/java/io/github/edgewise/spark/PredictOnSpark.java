package io.github.edgewise.spark;

import io.github.edgewise.cli.PredictCommand;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.predict.PredictionFolder;
import java.io.IOException;
import java.io.Serializable;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.apache.spark.broadcast.Broadcast;

/// `predict` with a task for each case. The driver sends the model; a process loads it once.
final class PredictOnSpark extends PredictCommand {
    private final Cluster cluster;

    /// On an executor, where no work is shared.
    private PredictOnSpark() { this(new Cluster(List.of())); }

    PredictOnSpark(Cluster cluster) { this.cluster = cluster; }

    /// A [Case] that can be sent.
    private record Files(String name, List<String> images, List<String> mask) implements Serializable {
        static Files of(Case one) {
            return new Files(one.name(), texts(one.images()), texts(one.mask().stream().toList()));
        }

        private static List<String> texts(List<Path> files) {
            return files.stream().map(file -> file.toAbsolutePath().toString()).toList();
        }

        Case one() {
            return new Case(name, name, images.stream().map(Path::of).toList(),
                    mask.stream().map(Path::of).findFirst(), LabelRule.AS_STORED);
        }
    }

    @Override
    protected void segment(List<Path> model, Opening opening, List<Case> cases, PostProcessing post,
            PredictionFolder.Listener listener) throws IOException {
        SharedArguments arguments = cluster.arguments();
        Broadcast<ModelCopy> copy = cluster.send(ModelCopy.of(model));
        String steps = post.text();
        var answers = cluster.each("predict", cases.stream().map(Files::of).toList(),
                files -> written(arguments, copy.value(), steps, files.one()));
        for (int i = 0; i < answers.size(); i++) {
            var answer = answers.get(i);
            Case one = cases.get(i);
            answer.notes().forEach(note -> System.err.println("warning: " + note));
            Optional<String> file = answer.result().stream().findFirst();
            if (file.isPresent()) listener.written(one, out().resolve(file.get()));
            else listener.failed(one, new IOException(answer.failure()));
        }
    }

    private static String written(SharedArguments arguments, ModelCopy copy, String steps, Case one)
            throws IOException {
        var command = arguments.in(new PredictOnSpark());
        Staging staging = arguments.staging();
        for (Path image : one.images()) {
            staging.fetch(image);
        }
        Ensemble networks = copy.loaded(command::opened);
        PredictionFolder results = command.results(networks, PostProcessing.parse(steps));
        Path file = results.segment(one);
        for (Path each : results.files(one)) {
            staging.store(each);
        }
        return results.folder().relativize(file).toString();
    }
}

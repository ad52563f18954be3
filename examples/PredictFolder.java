import io.github.edgewise.dataset.Case;
import io.github.edgewise.dataset.Cases;
import io.github.edgewise.engine.Engine;
import io.github.edgewise.predict.Ensemble;
import io.github.edgewise.predict.PredictionFolder;
import io.github.edgewise.predict.Segmenter;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.RunFolder;

// Segments the images of a folder with a trained network, or with the mean of all folds:
//
//     java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
//         -cp 'cli/target/classes:cli/target/libraries/*' examples/PredictFolder.java RUN IMAGES MASKS

void main(String[] arguments) throws IOException {
    Engine.start(Runtime.getRuntime().availableProcessors(), 0);
    var members = new LinkedHashMap<String, Segmenter>();
    for (RunFolder run : Folds.runs(Path.of(arguments[0]))) {
        members.put(run.folder().toString(), run.segmenter(0.5)); // windows overlap by half
    }
    try (var networks = new Ensemble(members)) {
        Ensemble cleaned = networks.with(Folds.post(Path.of(arguments[0]))); // shares the weights
        var masks = new PredictionFolder(cleaned, Path.of(arguments[2]), false);
        for (Case one : Cases.unlabelled(List.of(Path.of(arguments[1])), networks.channels())) {
            IO.println(masks.segment(one));
        }
    }
}

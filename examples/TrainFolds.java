import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.report.FoldsPage;
import io.github.edgewise.report.RunPage;
import io.github.edgewise.train.CrossValidation;
import io.github.edgewise.train.Folds;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RecipeFile;
import io.github.edgewise.train.Trainer;

// Trains a network for every fold of a data set, scores every case by the one that never saw it, and writes a page for
// each run and one for all:
//
//     java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
//         -cp 'cli/target/classes:cli/target/libraries/*' examples/TrainFolds.java DATASET RUN FOLDS [RECIPE]

void main(String[] arguments) throws IOException {
    Dataset dataset = Dataset.open(Path.of(arguments[0]));
    var folds = new Folds(Path.of(arguments[1]));
    Recipe recipe = arguments.length < 4 ? new Recipe() : RecipeFile.read(Path.of(arguments[3]));
    var start = Trainer.StartFrom.NOTHING.classesOf(dataset);
    var training = new CrossValidation(folds, Integer.parseInt(arguments[2]), start, false, progress -> {});
    Evaluation scores = training.run(recipe, dataset,
            (run, segmenter, its) -> new RunPage(run).write(segmenter, its));
    new FoldsPage(folds).write(scores);
    IO.print(scores.table());
}

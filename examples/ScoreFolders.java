import io.github.edgewise.dataset.PairedMasks;
import io.github.edgewise.metric.EmptyMasks;
import io.github.edgewise.metric.Evaluation;
import io.github.edgewise.metric.Metrics;

// Scores the label maps of one folder against those of the same names in another:
//
//     java -cp 'cli/target/classes:cli/target/libraries/*' examples/ScoreFolders.java MASKS LABELS SCORES.csv

void main(String[] arguments) throws IOException {
    Evaluation scores = PairedMasks.of(Path.of(arguments[0]), Path.of(arguments[1])).score(Metrics.all())
            .with(EmptyMasks.PENALTY); // what evaluate does by default
    Files.writeString(Path.of(arguments[2]), scores.csv());
    IO.print(scores.table());
}

import io.github.edgewise.compare.Budget;
import io.github.edgewise.compare.Comparison;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.compare.ComparisonPlan;
import io.github.edgewise.compare.NamedLoss;
import io.github.edgewise.compare.ComparisonResults;
import io.github.edgewise.compare.Outlook;
import io.github.edgewise.compare.Verdict;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.report.CaseMaps;
import io.github.edgewise.report.ComparisonReport;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.train.RecipeFile;
import io.github.edgewise.train.RunFolder;

// Trains two losses with equal seeds, folds, first weights and patches, writes the page of the comparison, and a page
// about what the boundary loss of its last run sees of one case:
//
//     java --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow \
//         -cp 'cli/target/classes:cli/target/libraries/*' examples/CompareLosses.java DATASET OUT [RECIPE]

void main(String[] arguments) throws IOException {
    Dataset dataset = Dataset.open(Path.of(arguments[0]));
    var folder = new ComparisonFolder(Path.of(arguments[1]));
    Recipe recipe = arguments.length < 3 ? new Recipe() : RecipeFile.read(Path.of(arguments[2]));
    var losses = List.of(NamedLoss.parse("plain = diceCrossEntropy"),
            NamedLoss.parse("boundary = diceCrossEntropy + 0.01*boundary:clipMm=20"));
    var plan = new ComparisonPlan(recipe, losses, 1, 1); // one seed, one fold
    Outlook.of(plan, dataset, folder).sentences().forEach(IO::println); // what so many patients can show
    ComparisonResults results = new Comparison(plan, dataset, Optional.empty(), folder, new Budget(0), event -> {}).run();
    var report = new ComparisonReport(folder, plan, "java examples/CompareLosses.java DATASET OUT");
    IO.println(Verdict.of(report.write(results)).finding());

    RunFolder run = folder.run(plan, losses.getLast(), 0, 0);
    CaseMaps maps = CaseMaps.ofRun(run.held().getFirst(), run, 1); // of class 1
    Files.writeString(folder.folder().resolve("maps.html"), maps.page().html());
}

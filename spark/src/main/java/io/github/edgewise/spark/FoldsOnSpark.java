package io.github.edgewise.spark;

import io.github.edgewise.cli.TrainCommand;
import io.github.edgewise.cli.WrongUsage;
import io.github.edgewise.dataset.Dataset;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.train.CrossValidation;
import io.github.edgewise.train.Recipe;
import io.github.edgewise.volume.Lengths;
import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import picocli.CommandLine.Command;

/// `train --fold all/K` with a task for each fold. The driver scores all of them together.
@Command(
        name = "folds",
        description = "Trains a network for each fold (train --fold all/K of the command line), a task for each.",
        footer = "")
final class FoldsOnSpark extends TrainCommand {
    private final Cluster cluster;

    /// On an executor, where no work is shared.
    private FoldsOnSpark() { this(new Cluster(List.of())); }

    FoldsOnSpark(Cluster cluster) { this.cluster = cluster; }

    @Override
    public Integer call() throws IOException {
        if (!trainsAll()) throw new WrongUsage("folds are trained with --fold all/K, such as --fold all/5");
        cluster.requireOneTaskPerExecutor();
        return super.call();
    }

    @Override
    protected void trainAhead(CrossValidation folds, Recipe recipe, Dataset dataset) throws IOException {
        try (FolderLock _ = FolderLock.take(out())) {
            Lengths lengths = folds.shared(recipe, dataset).lengths().orElseThrow();
            double unit = lengths.unitMm();
            double tolerance = lengths.toleranceMm();
            SharedArguments arguments = cluster.arguments();
            int count = folds.count();
            List<Integer> numbers = IntStream.range(0, count).boxed().toList();
            Cluster.requireDone("fold", 0, cluster.each("folds", numbers, fold -> {
                arguments.in(new FoldsOnSpark()).trainFold(fold, count, new Lengths(unit, tolerance), Cluster.patience());
                return fold;
            }));
        }
    }
}

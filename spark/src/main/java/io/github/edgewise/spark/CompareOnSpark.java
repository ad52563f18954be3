package io.github.edgewise.spark;

import io.github.edgewise.cli.CompareCommand;
import io.github.edgewise.cli.WrongUsage;
import io.github.edgewise.compare.Comparison;
import io.github.edgewise.compare.ComparisonPlan;
import io.github.edgewise.file.FolderLock;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.train.RunPlan;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// `compare` with a task for each run. The driver writes the report when all are done.
final class CompareOnSpark extends CompareCommand {
    private final Cluster cluster;

    /// On an executor, where no work is shared.
    private CompareOnSpark() { this(new Cluster(List.of())); }

    CompareOnSpark(Cluster cluster) { this.cluster = cluster; }

    @Override
    public Integer call() throws IOException {
        if (isLimited()) {
            throw new WrongUsage("--minutes is the time of one machine after another; give --epochs");
        }
        cluster.requireOneTaskPerExecutor();
        return super.call();
    }

    @Override
    protected void runAhead(Comparison comparison, ComparisonPlan contest) throws IOException {
        try (FolderLock _ = FolderLock.take(out())) {
            List<String> plans = comparison.plans().stream().map(RunPlan::text).toList();
            SharedArguments arguments = cluster.arguments();
            List<Integer> numbers = IntStream.rangeClosed(1, contest.runs()).boxed().toList();
            Cluster.requireDone("run", 1, cluster.each("compare", numbers, number -> done(arguments, number, plans)));
        }
    }

    private static int done(SharedArguments arguments, int number, List<String> texts) throws IOException {
        var plans = new ArrayList<Plan>();
        for (String text : texts) {
            plans.add(RunPlan.plan(text, "of the driver"));
        }
        arguments.in(new CompareOnSpark()).run(number, plans, Cluster.patience());
        return number;
    }
}

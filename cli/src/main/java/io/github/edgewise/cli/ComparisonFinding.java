package io.github.edgewise.cli;

import io.github.edgewise.compare.Analysis;
import io.github.edgewise.compare.ComparisonFolder;
import io.github.edgewise.compare.Verdict;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;

/// What a comparison found, for a person and as JSON.
///
/// @param finding one paragraph
/// @param limits what the number of patients, seeds and tests does not allow to conclude
/// @param analysis the content of `comparison.json`
record ComparisonFinding(Path folder, Path report, String finding, List<String> limits,
        Analysis analysis) {
    static ComparisonFinding of(ComparisonFolder folder, Analysis analysis) {
        Verdict verdict = Verdict.of(analysis);
        return new ComparisonFinding(folder.folder(), folder.reportFile(), verdict.finding(),
                verdict.limits(), analysis);
    }

    void tell(Results results) throws IOException {
        results.line(finding);
        results.line("report: " + report);
        results.json(() -> this);
    }
}

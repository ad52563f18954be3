package io.github.edgewise.cli;

import java.io.IOException;
import java.nio.file.Path;

/// What a job with `--part` has done, for a person and as JSON.
///
/// @param folder that the jobs share
/// @param part which one, as it was given
/// @param done how many runs or folds it has, all of them done
record PartDone(Path folder, String part, int done) {
    /// @return the exit code
    int tell(Results results) throws IOException {
        results.line("part " + part + " is done: " + done + (done == 1 ? " run" : " runs"));
        results.line("when all parts are done, the same command without --part writes the report");
        results.json(() -> this);
        return 0;
    }
}

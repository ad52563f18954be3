package io.github.edgewise.train;

import java.util.ArrayList;
import java.util.List;

/// A run that went on with another length than before (`--resume` with more epochs or minutes, or with
/// another patience). `extensions.jsonl` has a line for each.
///
/// @param epoch the number of epochs that were complete
/// @param before the length until then
/// @param after the length from then on
public record Extension(int epoch, Recipe.Length before, Recipe.Length after) {
    /// What changed, and whether schedules did.
    public String text() {
        var changed = new ArrayList<String>();
        if (before.epochs() != after.epochs())
            changed.add(after.epochs() + " instead of " + before.epochs() + " epochs");
        if (before.minutes() != after.minutes()) {
            changed.add(after.minutes() + " instead of " + before.minutes() + " minutes");
        }
        boolean isLonger = !changed.isEmpty();
        if (before.patience() != after.patience()) {
            changed.add("patience " + after.patience() + " instead of " + before.patience());
        }
        return "after epoch " + epoch + " with " + String.join(", ", changed) + (isLonger
                ? "; from there on, schedules and the learning rate are those of the longer run"
                : "");
    }

    /// These extensions and another, each once.
    static List<Extension> and(List<Extension> all, Extension other) {
        var longer = new ArrayList<>(all);
        if (!longer.contains(other)) longer.add(other);
        return longer;
    }
}

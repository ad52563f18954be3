package io.github.edgewise.dataset;

import io.github.edgewise.InvalidInputException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/// Training cases and held-out cases. No patient is in both.
///
/// @param train the cases to train on
/// @param held the held-out cases, to score on; empty to train on everything
/// @param validation the cases that choose the best epoch; empty to choose them from the training cases
/// @param seed shuffles the training cases for that, in place of the seed of the run
public record Split(List<Case> train, List<Case> held, List<Case> validation, Optional<Long> seed) {
    private static final int FEWEST_TO_WATCH = 4;

    public Split {
        train = List.copyOf(train);
        held = List.copyOf(held);
        validation = List.copyOf(validation);
    }

    /// A split whose validation cases are chosen from its training cases by the seed of the run.
    public Split(List<Case> train, List<Case> held) { this(train, held, List.of(), Optional.empty()); }

    /// The same where the validation cases are chosen by another seed than that of the run.
    public Split seed(long other) { return new Split(train, held, validation, Optional.of(other)); }

    /// The files of all cases.
    public List<Path> files() {
        return Stream.of(train, held, validation).flatMap(List::stream).flatMap(one -> one.files().stream())
                .toList();
    }

    /// Splits off a share of the patients as held-out cases, chosen by the seed: at least one patient, never
    /// all.
    ///
    /// @throws IllegalArgumentException where there are fewer than two patients
    public static Split of(List<Case> cases, double heldShare, long seed) {
        List<String> patients = shuffled(cases, seed);
        int held = Math.clamp(Math.round(heldShare * patients.size()), 1, patients.size() - 1);
        return by(cases, new TreeSet<>(patients.subList(0, held)));
    }

    /// Splits off part `fold` (from 0) of `folds` equal parts of the patients as held-out cases. The seed
    /// shuffles the patients.
    public static Split fold(List<Case> cases, int fold, int folds, long seed) {
        if (folds < 2 || fold < 0 || fold >= folds) {
            throw new InvalidInputException(
                    "a fold must be I/K with K at least 2 and I from 0 to K-1, but is "
                            + fold + "/" + folds);
        }
        List<String> patients = shuffled(cases, seed);
        if (patients.size() < folds) {
            throw new InvalidInputException(
                    "cannot divide " + patients.size() + " patients into " + folds
                            + " parts; choose fewer, as in --fold 0/2");
        }
        int from = (int) ((long) fold * patients.size() / folds);
        int to = (int) ((fold + 1L) * patients.size() / folds);
        return by(cases, new TreeSet<>(patients.subList(from, to)));
    }

    /// Divides the training cases once more, into cases to train on and a share of the patients as `held`,
    /// for validation: at least one patient. Validation cases that are given are `held` instead. If the share
    /// is 0 or there are fewer than 4 patients in total, `held` is empty, because then another training case
    /// is worth more.
    public Split validation(double share, long seedOfRun) {
        if (!validation.isEmpty()) return new Split(train, validation);
        long patients = train.stream().map(Case::patient).distinct().count();
        return share == 0 || patients < FEWEST_TO_WATCH
                ? new Split(train, List.of())
                : of(train, share, seed.orElse(seedOfRun));
    }

    private static Split by(List<Case> cases, Set<String> held) {
        var kept = new ArrayList<Case>();
        var back = new ArrayList<Case>();
        for (Case one : cases) {
            (held.contains(one.patient()) ? back : kept).add(one);
        }
        return new Split(kept, back);
    }

    private static List<String> shuffled(List<Case> cases, long seed) {
        var patients = new ArrayList<>(new TreeSet<>(cases.stream().map(Case::patient).toList()));
        if (patients.size() < 2) {
            throw new InvalidInputException(
                    "a split needs at least two patients, but there are " + patients.size()
                            + "; to train on all cases, use --fold none");
        }
        Collections.shuffle(patients, new Random(seed));
        return patients;
    }
}

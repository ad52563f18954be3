package io.github.edgewise.dataset;

import io.github.edgewise.InvalidInputException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/// How a data set is divided into training and held-out cases, as far as the seed of a run does not decide.
///
/// @param given splits by the names of their cases, such as those of a file; empty where patients are
///     shuffled
/// @param seed shuffles the patients in place of the seed of the run
public record Division(List<Names> given, Optional<Long> seed) {
    /// The seed of a run decides.
    public static final Division BY_SEED = new Division(List.of(), Optional.empty());

    /// A split by the names of its cases.
    ///
    /// @param train cases to train on
    /// @param validation cases that choose the best epoch; empty to choose them from the training cases
    /// @param held cases to score on
    public record Names(Set<String> train, Set<String> validation, Set<String> held) {
        public Names {
            train = Set.copyOf(train);
            validation = Set.copyOf(validation);
            held = Set.copyOf(held);
        }

        boolean has(String name) {
            return train.contains(name) || validation.contains(name) || held.contains(name);
        }
    }

    public Division {
        given = List.copyOf(given);
    }

    /// A given split.
    ///
    /// @param fold which, from 0
    /// @param folds how many the user expects
    /// @throws IllegalArgumentException where there are not so many, a case does not exist, or a patient is
    ///     in two parts
    Split of(List<Case> cases, int fold, int folds) {
        boolean isAny = given.size() == 1 && fold == 0;
        if (!isAny && (folds != given.size() || fold < 0 || fold >= folds)) {
            throw new InvalidInputException("the data set is divided in " + given.size()
                    + (given.size() == 1 ? " way" : " ways") + " already, so a fold is I/" + given.size()
                    + " with I from 0 to " + (given.size() - 1) + ", not " + fold + "/" + folds);
        }
        Names names = given.get(fold);
        requireCases(cases, names);
        List<Case> train = named(cases, names.train());
        List<Case> validation = named(cases, names.validation());
        List<Case> held = named(cases, names.held());
        requireApart(train, held, "training and held-out");
        requireApart(train, validation, "training and validation");
        requireApart(validation, held, "validation and held-out");
        return new Split(train, held, validation, seed);
    }

    private static List<Case> named(List<Case> cases, Set<String> names) {
        return cases.stream().filter(one -> names.contains(one.name())).toList();
    }

    private static void requireCases(List<Case> cases, Names names) {
        var gone = new TreeSet<String>();
        for (Collection<String> part : List.of(names.train(), names.validation(), names.held())) {
            gone.addAll(part);
        }
        cases.forEach(one -> gone.remove(one.name()));
        if (!gone.isEmpty()) {
            throw new InvalidInputException("the split names " + gone.getFirst()
                    + (gone.size() == 1 ? "" : " and " + (gone.size() - 1) + " more")
                    + ", but the data set has no such case with an image and a mask");
        }
    }

    private static void requireApart(List<Case> one, List<Case> other, String parts) {
        var patients = new HashSet<>(one.stream().map(Case::patient).toList());
        var shared = new ArrayList<>(other.stream().map(Case::patient).filter(patients::contains).toList());
        if (!shared.isEmpty()) {
            throw new InvalidInputException("patient " + shared.getFirst() + " is among the " + parts
                    + " cases; a patient must be in one part only");
        }
    }
}

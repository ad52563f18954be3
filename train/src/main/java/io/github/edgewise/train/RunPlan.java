package io.github.edgewise.train;

import io.github.edgewise.plan.Plan;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.LabelRule;
import io.github.edgewise.dataset.Split;
import io.github.edgewise.volume.Lengths;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// The plan of a run, derived from its data, and its training, validation and held-out cases.
///
/// @param plan how images are prepared, patches, levels of the network
/// @param train training cases
/// @param validation cases that are scored after every epoch to select the best one
/// @param held held-out cases, which the run never reads
public record RunPlan(Plan plan, List<Case> train, List<Case> validation, List<Case> held) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES,
                    DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES,
                    DeserializationFeature.FAIL_ON_READING_DUP_TREE_KEY)
            .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
            .build();

    public RunPlan {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        held = List.copyOf(held);
    }

    /// The cases by their part: `train`, `validation` and `held`, in this order.
    Map<String, List<Case>> parts() {
        var parts = new LinkedHashMap<String, List<Case>>();
        parts.put("train", train);
        parts.put("validation", validation);
        parts.put("held", held);
        return parts;
    }

    /// True where the other has the same cases, of the same files, in the same parts.
    boolean hasCasesOf(RunPlan other) {
        return forms(train).equals(forms(other.train)) && forms(validation).equals(forms(other.validation))
                && forms(held).equals(forms(other.held));
    }

    /// True if the run has the cases of a split: its training and validation cases together are the split's
    /// training cases, and the held-out cases are equal. Files, patients and rules must be the same.
    public boolean isOf(Split split) {
        var seen = new ArrayList<>(train);
        seen.addAll(validation);
        var all = new ArrayList<>(split.train());
        all.addAll(split.validation());
        return Set.copyOf(forms(seen)).equals(Set.copyOf(forms(all)))
                && Set.copyOf(forms(held)).equals(Set.copyOf(forms(split.held())));
    }

    /// The same for a data set that has moved. Files that are where they were stay. Others are found by the
    /// longest end of their old paths that exists in the new place, at least their folder and name.
    ///
    /// @param place the folder of the data set
    /// @throws IOException naming the first file that is not there, or two files that would be the same one
    public RunPlan movedTo(Path place) throws IOException {
        var olds = new HashMap<Path, Path>();
        return new RunPlan(plan, moved(train, place, olds), moved(validation, place, olds),
                moved(held, place, olds));
    }

    private static List<Case> moved(List<Case> cases, Path place, Map<Path, Path> olds) throws IOException {
        var moved = new ArrayList<Case>();
        for (Case one : cases) {
            var images = new ArrayList<Path>();
            for (Path image : one.images()) {
                images.add(moved(image, place, olds));
            }
            Optional<Path> mask = one.mask().isPresent()
                    ? Optional.of(moved(one.mask().get(), place, olds))
                    : Optional.empty();
            moved.add(new Case(one.name(), one.patient(), images, mask, one.rule()));
        }
        return moved;
    }

    /// @param olds the old path of every new one
    private static Path moved(Path file, Path place, Map<Path, Path> olds) throws IOException {
        Path there = Files.exists(file) ? file : found(file, place);
        Path other = olds.put(there, file);
        if (other != null && !other.equals(file)) {
            throw new IOException(there + " would be both " + other + " and " + file
                    + "; a run on two data sets, one of them to test on, cannot be moved like this: change the "
                    + "paths in its plan.yaml");
        }
        return there;
    }

    private static Path found(Path file, Path place) throws IOException {
        for (int from = 0; from < file.getNameCount() - 1; from++) {
            Path there = place.resolve(file.subpath(from, file.getNameCount()));
            if (Files.exists(there)) return there;
        }
        throw new IOException(
                "no file " + file.subpath(Math.max(0, file.getNameCount() - 2), file.getNameCount())
                        + " in " + place + "; it was " + file + " when the run was started");
    }

    /// The first file of a case that no longer exists.
    Optional<Path> missingFile() {
        return Stream.of(train, validation, held).flatMap(List::stream)
                .flatMap(one -> Stream.concat(one.images().stream(), one.mask().stream()))
                .filter(file -> !Files.exists(file)).findFirst();
    }

    private static List<CaseForm> forms(List<Case> cases) {
        return cases.stream().map(CaseForm::of).toList();
    }

    private record Form(Plan plan, List<CaseForm> train, List<CaseForm> validation, List<CaseForm> held) {}

    private record CaseForm(String name, String patient, List<String> images, String mask, String rule) {
        static CaseForm of(Case c) {
            return new CaseForm(c.name(), c.patient(), c.images().stream().map(CaseForm::text).toList(),
                    c.mask().map(CaseForm::text).orElse(""), c.rule().toString());
        }

        Case made() {
            return new Case(name, patient, images.stream().map(Path::of).toList(),
                    mask.isEmpty() ? Optional.empty() : Optional.of(Path.of(mask)), LabelRule.parse(rule));
        }

        private static String text(Path file) { return file.toAbsolutePath().normalize().toString(); }
    }

    private static List<Case> cases(List<CaseForm> forms) {
        return forms.stream().map(CaseForm::made).toList();
    }

    /// The plan as YAML.
    String text() {
        var form = new Form(plan, forms(train), forms(validation), forms(held));
        return "# what the data suggested; change it and pass it to train --plan\n"
                + YAML.writeValueAsString(form).replaceFirst("^---\\s*", "");
    }

    /// The plan alone, from a file that a run wrote and a user may have edited.
    ///
    /// @throws IOException if the file has no plan, or one that contradicts itself
    public static Plan plan(Path file) throws IOException {
        try {
            JsonNode plan = YAML.readTree(Files.readString(file)).path("plan");
            if (plan.isMissingNode()) {
                throw new IOException(file + " has no entry \"plan\"; begin with the plan.yaml of a run");
            }
            return YAML.treeToValue(complete(plan), Plan.class);
        } catch (JacksonException e) {
            Throwable cause = e.getCause() instanceof IllegalArgumentException inner ? inner : e;
            throw new IOException("plan " + file + ": "
                    + String.valueOf(cause.getMessage()).lines().findFirst().orElse("unreadable"), e);
        }
    }

    /// Adds to a plan what earlier versions did not have.
    private static JsonNode complete(JsonNode plan) {
        if (plan.path("preparation") instanceof ObjectNode preparation && !preparation.has("orientation")) {
            preparation.put("orientation", "");
        }
        if (plan instanceof ObjectNode old && !old.has("lengths")) {
            old.set("lengths", YAML.valueToTree(Lengths.OF_MILLIMETRES));
        }
        if (plan instanceof ObjectNode old && !old.has("classNames")) old.putArray("classNames");
        return plan;
    }

    static RunPlan read(Path file) throws IOException {
        try {
            JsonNode tree = YAML.readTree(Files.readString(file));
            complete(tree.path("plan"));
            Form f = YAML.treeToValue(tree, Form.class);
            return new RunPlan(f.plan, cases(f.train), cases(f.validation), cases(f.held));
        } catch (JacksonException e) {
            throw new IOException("plan " + file + " is damaged: " + e.getOriginalMessage(), e);
        } catch (InvalidPathException e) {
            throw new IOException("plan " + file + " names a file that cannot be: " + e.getMessage(), e);
        }
    }
}

package io.github.edgewise.train;

import io.github.edgewise.data.Plan;
import io.github.edgewise.io.Case;
import io.github.edgewise.io.LabelRule;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/// What a run works on: the plan that its data suggested, and which cases it trained on, watched and held
/// back.
///
/// @param plan patch, batch, classes, channels
/// @param train cases that are trained on
/// @param validation cases that are watched after every epoch and choose the best one
/// @param held cases that the run never sees
public record RunPlan(Plan plan, List<Case> train, List<Case> validation, List<Case> held) {
    private static final YAMLMapper YAML = new YAMLMapper();

    public RunPlan {
        train = List.copyOf(train);
        validation = List.copyOf(validation);
        held = List.copyOf(held);
    }

    /// True where the other has the same cases in the same parts.
    boolean hasCasesOf(RunPlan other) {
        return names(train).equals(names(other.train)) && names(validation).equals(names(other.validation))
                && names(held).equals(names(other.held));
    }

    private static List<String> names(List<Case> cases) { return cases.stream().map(Case::name).toList(); }

    private record Form(int channels, int classes, Shape patch, int batch, Spacing spacing, double foreground,
            List<CaseForm> train, List<CaseForm> validation, List<CaseForm> held) {}

    private record CaseForm(String name, String patient, List<String> images, String mask, LabelRule rule) {
        static CaseForm of(Case c) {
            return new CaseForm(c.name(), c.patient(), c.images().stream().map(CaseForm::text).toList(),
                    c.mask().map(CaseForm::text).orElse(""), c.rule());
        }

        Case made() {
            return new Case(name, patient, images.stream().map(Path::of).toList(),
                    mask.isEmpty() ? Optional.empty() : Optional.of(Path.of(mask)), rule);
        }

        private static String text(Path file) { return file.toAbsolutePath().normalize().toString(); }
    }

    private static List<Case> cases(List<CaseForm> forms) {
        return forms.stream().map(CaseForm::made).toList();
    }

    /// The plan as YAML.
    String text() {
        var form = new Form(plan.channels(), plan.classes(), plan.patch(), plan.batch(), plan.spacing(),
                plan.foreground(), train.stream().map(CaseForm::of).toList(),
                validation.stream().map(CaseForm::of).toList(), held.stream().map(CaseForm::of).toList());
        return YAML.writeValueAsString(form).replaceFirst("^---\\s*", "");
    }

    static RunPlan read(Path file) throws IOException {
        try {
            Form f = YAML.readValue(Files.readString(file), Form.class);
            return new RunPlan(new Plan(f.channels, f.classes, f.patch, f.batch, f.spacing, f.foreground),
                    cases(f.train), cases(f.validation), cases(f.held));
        } catch (JacksonException e) {
            throw new IOException("plan " + file + " is damaged: " + e.getOriginalMessage(), e);
        }
    }
}

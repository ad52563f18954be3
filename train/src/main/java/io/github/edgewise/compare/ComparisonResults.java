package io.github.edgewise.compare;

import io.github.edgewise.file.Csv;
import io.github.edgewise.metric.LesionCurve;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/// The scores of all runs of a comparison.
///
/// @param contenders the losses in their order
/// @param patients the patient of every case, by the case's name
/// @param runs in the order they were done
/// @param classNames the names of the classes by their number, the background first; empty if unknown
public record ComparisonResults(List<NamedLoss> contenders, Map<String, String> patients, List<Run> runs,
        List<String> classNames) {
    /// One of them.
    ///
    /// @param contender the name of its loss
    /// @param seed from 0
    /// @param scores what it scored
    /// @param curves what thresholds find in its held-out cases; empty if it was not counted
    public record Run(String contender, int seed, int fold, RunScores scores, List<LesionCurve> curves) {
        public Run {
            curves = List.copyOf(curves);
        }

        /// A run of which it was not counted what thresholds find.
        public Run(String contender, int seed, int fold, RunScores scores) {
            this(contender, seed, fold, scores, List.of());
        }
    }

    public ComparisonResults {
        contenders = List.copyOf(contenders);
        patients = Collections.unmodifiableMap(new LinkedHashMap<>(patients));
        runs = List.copyOf(runs);
        classNames = List.copyOf(classNames);
    }

    /// Scores of classes without names.
    public ComparisonResults(List<NamedLoss> contenders, Map<String, String> patients, List<Run> runs) {
        this(contenders, patients, runs, List.of());
    }

    /// The names of the losses.
    public List<String> names() { return contenders.stream().map(NamedLoss::name).toList(); }

    /// The seeds there are, from 0.
    public List<Integer> seeds() { return runs.stream().map(Run::seed).distinct().sorted().toList(); }

    /// The classes that were scored.
    public List<Integer> classes() {
        var classes = new TreeSet<Integer>();
        runs.forEach(run -> run.scores().rows().forEach(row -> classes.add(row.classIndex())));
        return List.copyOf(classes);
    }

    /// The same of two losses alone: the first one and another.
    ComparisonResults against(int contender) {
        List<NamedLoss> two = List.of(contenders.getFirst(), contenders.get(contender));
        List<String> names = two.stream().map(NamedLoss::name).toList();
        return new ComparisonResults(two, patients,
                runs.stream().filter(run -> names.contains(run.contender())).toList(), classNames);
    }

    /// The same of one seed, every case a patient of its own.
    ComparisonResults casesOf(int seed) {
        var own = new LinkedHashMap<String, String>();
        patients.keySet().forEach(name -> own.put(name, name));
        return new ComparisonResults(contenders, own,
                runs.stream().filter(run -> run.seed() == seed).toList(), classNames);
    }

    /// Tidy rows: header `loss,seed,fold,case,class,metric,value,unit,note`, the value empty where undefined.
    ///
    /// @param firstSeed what seed 0 stands for
    public String csv(long firstSeed) {
        var text = new StringBuilder("loss,seed,fold,case,class,metric,value,unit,note\n");
        for (Run run : runs) {
            for (RunScores.Row row : run.scores().rows()) {
                text.append(Csv.line(run.contender(), firstSeed + run.seed(), run.fold(), row.caseName(),
                        row.classIndex(),
                        row.metric(), row.value(), row.unit(), row.note()));
            }
        }
        return text.toString();
    }
}

package io.github.edgewise.cli;

import io.github.edgewise.loss.Losses;
import io.github.edgewise.metric.Metric;
import io.github.edgewise.metric.Metrics;
import io.github.edgewise.net.Networks;
import io.github.edgewise.schedule.Schedules;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/// Short pages for `edgewise help TOPIC`. What is a list in the code is taken from there.
final class HelpTopics {
    private static final Map<String, Supplier<String>> PAGES = pages();

    private HelpTopics() {}

    static List<String> names() { return List.copyOf(PAGES.keySet()); }

    /// The page, or nothing where there is no such topic.
    static Optional<String> page(String topic) {
        return Optional.ofNullable(PAGES.get(topic)).map(Supplier::get);
    }

    private static Map<String, Supplier<String>> pages() {
        var pages = new LinkedHashMap<String, Supplier<String>>();
        pages.put("losses", () -> """
                A loss is a name with settings: boundary:clipMm=20,classes=1+2. Terms are added with
                weights: 'generalizedDice + 0.01*boundary'. A second stage: 'LOSS then LOSS'.
                Names with their settings and defaults; "planned" comes from the spacing of the data:

                """ + made(Losses.names(), Losses::parse) + """

                Around another loss, which stands in brackets, such as 'scnp(diceCrossEntropy)':

                """ + Losses.wrappers().stream().map(name -> "  " + name + "(LOSS)\n").collect(
                Collectors.joining()));
        pages.put("schedules", () -> """
                The weight of a term: a number, or one of these, as in --alpha ramp:from=0.01,to=1.

                """ + made(Schedules.names(), Schedules::parse));
        pages.put("networks", () -> """
                For --network, as in uNet:width=32,depth=4.

                """ + made(Networks.names(), Networks::parse));
        pages.put("metrics", () -> """
                For evaluate --metrics; settings follow a colon: nsd:convention=AREA,tolerance=2.
                Higher or lower is better, and the unit:

                """ + Metrics.known().stream().map(HelpTopics::line).distinct()
                .collect(Collectors.joining()));
        pages.put("layouts", () -> """
                A data set is a folder, recognised by what it holds:

                  images/ and labels/   files of equal names; more channels in images_NAME/ folders
                  nnU-Net raw           imagesTr/CASE_0000.nii.gz, labelsTr/CASE.nii.gz, dataset.json
                  Decathlon             dataset.json with "training": [{"image", "label"}]
                  ISLES 2018, WMH, ACDC as the challenges publish them
                  train/, val/, test/   each such a folder

                --labels-as says what the values of masks mean, --group which cases are of one
                patient. edgewise inspect DATASET names everything that is wrong.
                """);
        pages.put("recipes", () -> """
                --recipe FILE.yaml sets what options do not; all keys may be left out:

                  loss: generalizedDice + 0.01*boundary
                  network: uNet:width=32,depth=4
                  length: {epochs: 100, steps: 100, minutes: 0, patience: 0}
                  sampling: {batch: 8, foregroundShare: 0.5}
                  machine: {seed: 1, threads: 4}

                A run keeps its whole recipe in recipe.yaml, which may be changed and used again.
                Options on the command line win. An unknown key is named with its line.
                """);
        pages.put("exit-codes", () -> """
                  0    done
                  1    an error of Edgewise itself; one line names a file to report it with
                  2    wrong usage: an option, a number, a spec; found before data are read
                  3    bad input: a file, a data set, a recipe; one line says what to do.
                       evaluate: a prediction is missing. inspect: a training would stop
                  129, 130, 143   ended by SIGHUP, SIGINT, SIGTERM; what is complete is kept

                Errors are one line on standard error that begins with "edgewise: ".
                """);
        pages.put("json", () -> """
                Every command takes --json. Standard output then holds one JSON value and nothing
                else; it is empty where the command failed before it had a result. Progress,
                warnings and errors are on standard error, and the exit code tells as always.
                Numbers have all their digits. null is undefined; "note" beside it says why.
                Lengths are in mm: by a key ...Mm, or by a key "unit".
                edgewise schema COMMAND prints the JSON Schema with the meaning of every key.
                """);
        return pages;
    }

    private static String line(Metric metric) {
        return String.format("  %-20s%-7s%s%n", metric.name(), metric.higherIsBetter() ? "higher" : "lower",
                metric.unit()).replaceAll(" +\n", "\n");
    }

    /// A line for each name, with the components of the record that it makes.
    private static String made(List<String> names, Function<String, ?> parse) {
        return names.stream().map(name -> {
            String settings = String.valueOf(parse.apply(name)).replaceFirst("^\\w+\\[", "")
                    .replaceFirst("]$", "").replace("=NaN", "=planned").replace("=[]", "=all");
            return String.format("  %-22s%s", name, settings).stripTrailing() + "\n";
        }).collect(Collectors.joining());
    }
}

package io.github.edgewise.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.github.edgewise.format.Volumes;
import io.github.edgewise.phantom.Phantom;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.LabelMap;
import io.github.edgewise.volume.Shape;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/// Every command with `--json` prints one value that its schema describes, with the numbers of its table or
/// its files.
class JsonResultsTest {
    private static final JsonMapper JSON = new JsonMapper();

    @TempDir
    private static Path folder = Path.of("");
    private static Path data = Path.of("");
    private static Path recipe = Path.of("");
    private static Path run = Path.of("");
    private static Path masks = Path.of("");

    @BeforeAll
    static void train() throws IOException {
        data = folder.resolve("data");
        var phantom = new Phantom(Grid.of(Shape.of(32, 32)), 3, 0.08, 1);
        for (int i = 0; i < 8; i++) {
            Phantom.Scan scan = phantom.make(i);
            Volumes.write(data.resolve("images/p" + i + ".nii.gz"), scan.image());
            Volumes.write(data.resolve("labels/p" + i + ".nii.gz"), scan.labels());
        }
        recipe = Files.writeString(folder.resolve("r.yaml"),
                "{network: 'uNet:width=2,depth=1', length: {epochs: 2, steps: 2}, machine: {threads: 1}}");
        run = folder.resolve("run");
        Answer trained = Answer.of(0, "train", data, "--out", run, "--recipe", recipe);
        assertRows(trained.json().at("/scores/rows"), run.resolve("scores.csv"));
        List<String> epochs = Files.readAllLines(run.resolve("history.jsonl"));
        assertThat(trained.number("/runs/0/epochs")).isEqualTo(epochs.size());
        double seconds = 0;
        for (String line : epochs) {
            seconds += JSON.readTree(line).get("seconds").asDouble();
        }
        assertThat(trained.number("/runs/0/seconds")).isEqualTo(seconds);
        assertThat(trained.number("/runs/0/bestEpoch")).isBetween(1., 2.);
        assertThat(Path.of(trained.text("/report"))).exists();
        assertThat(trained.text("/post")).isEqualTo("none");
        masks = folder.resolve("masks");
        Answer predicted = Answer.of(0, "predict", run, data.resolve("images"), "-o", masks);
        assertThat(predicted.json().get("masks")).hasSize(8)
                .allSatisfy(mask -> assertThat(Path.of(mask.get("file").asString())).exists());
        assertThat(predicted.number("/networks")).isEqualTo(1);
    }

    /// That JSON and CSV have the same rows.
    private static void assertRows(JsonNode rows, Path csv) throws IOException {
        List<String> lines = Files.readAllLines(csv);
        assertThat(rows).hasSize(lines.size() - 1).isNotEmpty();
        for (int i = 1; i < lines.size(); i++) {
            JsonNode row = rows.get(i - 1);
            String value = row.get("value").isNull() ? "" : String.valueOf(row.get("value").asDouble());
            assertThat(String.join(",", row.get("case").asString(), row.get("class").asString(),
                    row.get("metric").asString(), value, row.get("unit").asString(),
                    row.get("note").asString())).isEqualTo(lines.get(i).replace("\"", ""));
        }
    }

    /// A cell of a text table: four digits after the point, or `-`.
    private static String cell(JsonNode number) {
        return number.isNull() ? "-" : String.format(Locale.ROOT, "%.4f", number.asDouble());
    }

    @Test
    void evaluate_has_the_rows_of_its_file_and_the_numbers_of_its_table() throws IOException {
        Files.delete(Files.copy(masks.resolve("p0.nii.gz"), folder.resolve("p0.nii.gz"))); // readable
        Path csv = folder.resolve("s.csv");
        Ran plain = Ran.command("evaluate", masks, data.resolve("labels"), "-o", csv).well();
        Answer told = Answer.of(0, "evaluate", masks, data.resolve("labels"), "-o", csv);
        assertRows(told.json().at("/scores/rows"), csv);
        List<String> table = plain.out().lines().skip(1).limit(told.json().at("/scores/summary").size())
                .toList();
        for (int i = 0; i < table.size(); i++) {
            JsonNode s = told.json().at("/scores/summary/" + i);
            assertThat(table.get(i).strip().split(" {1,}")).as(table.get(i)).startsWith(
                    s.get("className").asString(), s.get("metric").asString(), s.get("cases").asString(),
                    cell(s.get("mean")), cell(s.get("sd")), cell(s.get("median")), cell(s.get("worst")),
                    s.get("worstCase").asString());
        }
        assertThat(told.number("/toleranceMm")).isEqualTo(1);
        assertThat(told.text("/file")).isEqualTo(csv.toString());
    }

    @Test
    void a_score_that_is_undefined_is_null_with_a_note_and_a_missing_prediction_is_named() {
        Path one = folder.resolve("one");
        writeLabels(one.resolve("a/x.nii"), new byte[4]);
        writeLabels(one.resolve("b/x.nii"), new byte[4]);
        writeLabels(one.resolve("b/y.nii"), new byte[]{0, 1, 0, 0});
        Answer told = Answer.of(3, "evaluate", one.resolve("a"), one.resolve("b"), "--metrics", "dice,hd95");
        assertThat(told.json().at("/scores/rows")).hasSize(4).allSatisfy(row -> {
            assertThat(row.get("value").isNull()).isTrue();
            assertThat(row.get("note").asString()).isNotEmpty();
        });
        assertThat(told.json().at("/scores/summary")).allSatisfy(row -> {
            assertThat(row.get("mean").isNull()).isTrue();
            assertThat(row.get("note").asString()).startsWith("no case has a value: ");
        });
        assertThat(told.json().get("missing")).extracting(JsonNode::asString).containsExactly("y");
        assertThat(told.ran().err()).contains("no prediction for 1 of 2 references: y");
    }

    private static void writeLabels(Path file, byte[] labels) {
        try {
            Files.createDirectories(file.getParent());
            Volumes.write(file, new LabelMap(Grid.of(Shape.of(2, 2)), 2, labels));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void evaluate_with_probabilities_has_the_recalls_of_its_table() {
        Path out = folder.resolve("probabilities");
        Answer.of(0, "predict", run, data.resolve("images"), "-o", out, "--probabilities");
        Object[] arguments = {"evaluate", out, data.resolve("labels"), "--metrics", "dice",
            "--probabilities"};
        List<String> table = Ran.command(arguments).well().out().lines().toList();
        Answer told = Answer.of(0, arguments);
        JsonNode classes = told.json().get("thresholds");
        assertThat(classes).hasSize(2);
        for (int i = 0; i < classes.size(); i++) {
            var cells = new StringBuilder(classes.get(i).get("class").asString() + " "
                    + classes.get(i).get("lesions").asString());
            for (JsonNode at : classes.get(i).get("recalls")) {
                cells.append(String.format(Locale.ROOT, " %.3f", at.get("recall").asDouble()));
                if (at.get("low").isNull()) assertThat(at.get("note").asString()).isNotEmpty();
                else
                    cells.append(String.format(Locale.ROOT, " (%.3f to %.3f)", at.get("low").asDouble(),
                            at.get("high").asDouble()));
            }
            assertThat(table.get(table.size() - classes.size() + i).strip().replaceAll(" +", " "))
                    .isEqualTo(cells.toString());
        }
    }

    /// The first group of a pattern in a text, as a number.
    private static double said(String text, String pattern) {
        Matcher m = Pattern.compile(pattern).matcher(text);
        assertThat(m.find()).as(pattern + " in " + text).isTrue();
        return Double.parseDouble(m.group(1));
    }

    @Test
    void inspect_has_the_numbers_of_its_text_and_the_plan_of_a_run() throws IOException {
        String text = Ran.command("inspect", data).well().out();
        Answer told = Answer.of(0, "inspect", data);
        assertThat(told.number("/cases")).isEqualTo(said(text, "cases +(\\d+) with a mask")).isEqualTo(8);
        assertThat(told.number("/patients")).isEqualTo(said(text, "patients +(\\d+)"));
        assertThat(told.number("/data/channels")).isEqualTo(said(text, "channels +(\\d+)"));
        assertThat(told.json().at("/data/shape").toString()).isEqualTo("[32,32]");
        assertThat(told.json().at("/data/spacingMm").toString()).isEqualTo("[1.0,1.0]");
        assertThat(100 * told.number("/data/foreground")).isCloseTo(said(text, "foreground +([\\d.]+) %"),
                within(5.1e-4));
        for (int k = 1; k < 3; k++) {
            JsonNode one = told.json().at("/data/classes/" + (k - 1));
            assertThat(100 * one.get("share").asDouble())
                    .isCloseTo(said(text, "class " + k + " +([\\d.]+) %"), within(5.1e-4));
            assertThat(one.get("cases").asInt())
                    .isEqualTo((int) said(text, "class " + k + " .*in (\\d+) of"));
            assertThat(one.at("/objects/perCase").asDouble()).isPositive();
        }
        assertThat(told.json().get("findings")).hasSameSizeAs(
                text.lines().filter(line -> line.matches("(error|warning) .*")).toList());
        assertThat(told.json().at("/plan/patch").toString()).contains("\"height\":32");
        assertThat(told.number("/plan/batch")).isEqualTo(8);
        assertThat(told.text("/tryIt").isEmpty()).isEqualTo(!text.contains("try it"));
    }

    @Test
    void inspect_of_a_useless_data_set_says_why_there_is_no_plan() throws IOException {
        Path bad = folder.resolve("bad");
        for (String name : List.of("images/a.nii.gz", "labels/a.nii.gz")) {
            Files.createDirectories(bad.resolve(name).getParent());
            Files.writeString(bad.resolve(name), "no image");
        }
        Answer told = Answer.of(3, "inspect", bad);
        assertThat(told.json().get("usable").asBoolean()).isFalse();
        assertThat(told.json().get("plan").isNull()).isTrue();
        assertThat(told.text("/note")).startsWith("none: no case");
        assertThat(told.json().get("findings")).anyMatch(one -> one.get("isError").asBoolean());
    }

    @Test
    void distance_convert_phantom_and_info_say_what_lies_in_the_files() {
        Path phantoms = folder.resolve("phantoms");
        Answer drawn = Answer.of(0, "phantom", phantoms, "--cases", 2, "--axes", 3, "--spacing", "4,2,1.5");
        assertThat(drawn.json().get("spacingMm").toString()).isEqualTo("[4.0,2.0,1.5]");
        Path label = phantoms.resolve("labels/phantom_000.nii.gz");
        Path maps = folder.resolve("maps.nii.gz");
        Answer mapped = Answer.of(0, "distance", label, "-o", maps, "--clip", "7.5");
        assertThat(mapped.number("/clipMm")).isEqualTo(7.5);
        assertThat(mapped.json().get("classes").toString()).isEqualTo("[0,1]");
        assertThat(mapped.json().get("shape")).isEqualTo(drawn.json().get("shape"));
        assertThat(mapped.json().get("spacingMm")).isEqualTo(drawn.json().get("spacingMm"));
        Path converted = folder.resolve("maps.mha");
        assertThat(Answer.of(0, "convert", maps, converted).text("/format")).isEqualTo("NIfTI-1");
        JsonNode infos = Answer.of(0, "info", maps, converted).json();
        assertThat(infos.at("/0/spacing").toString()).isEqualTo("[1.5,2.0,4.0]");
        assertThat(infos.at("/0/shape/3").asInt()).isEqualTo(2);
        assertThat(infos.at("/0/max").asDouble()).isEqualTo(7.5);
        assertThat(infos.at("/1/sum")).isEqualTo(infos.at("/0/sum"));
        assertThat(Answer.of(0, "distance", label, "-o", maps).json().get("clipMm").isNull()).isTrue();
    }

    @Test
    void compare_report_and_status_have_the_numbers_of_the_files() throws IOException {
        Path out = folder.resolve("losses");
        Answer told = Answer.of(0, "compare", data, "--out", out, "--recipe", recipe, "--folds", 2,
                "--epochs",
                1, "--loss", "plain = generalizedDice", "--loss",
                "both = generalizedDice + 0.1*boundary:clipMm=9");
        JsonNode file = JSON.readTree(Files.readString(out.resolve("comparison.json")).replace("\"NaN\"",
                "null"));
        assertThat(told.json().get("analysis")).isEqualTo(file);
        assertThat(told.number("/analysis/patients")).isEqualTo(8);
        Ran plain = Ran.command("report", out).well();
        assertThat(plain.out()).startsWith(told.text("/finding"));
        assertThat(Answer.of(0, "report", out).json()).isEqualTo(told.json());
        Answer status = Answer.of(0, "status", out);
        assertThat(status.text("/kind")).isEqualTo("comparison");
        assertThat(status.text("/state")).isEqualTo("finished");
        assertThat(status.text("/finding")).isEqualTo(told.text("/finding"));
        assertThat(status.json().get("runs")).hasSize(4);
        for (JsonNode one : file.get("estimates")) {
            boolean isOfClass = one.get("class").asInt() > 0
                    && !one.get("metric").asString().startsWith("recall_at");
            if (!isOfClass || one.get("patients").asInt() < 8) continue;
            assertThat(status.json().get("means"))
                    .anySatisfy(mean -> assertThat(List.of(mean.get("loss"), mean.get("class"),
                            mean.get("metric"))).isEqualTo(
                                    List.of(one.get("contender"), one.get("class"), one.get("metric"))));
        }
    }

    @Test
    void status_of_a_run_has_the_means_of_its_scores() throws IOException {
        Answer status = Answer.of(0, "status", run);
        assertThat(status.text("/kind")).isEqualTo("run");
        assertThat(status.text("/runs/0/state")).isEqualTo("finished");
        assertThat(status.number("/runs/0/epochs")).isEqualTo(2);
        assertThat(status.number("/runs/0/wantedEpochs")).isEqualTo(2);
        List<String> last = Files.readAllLines(run.resolve("history.jsonl"));
        assertThat(status.number("/runs/0/lastLoss"))
                .isEqualTo(JSON.readTree(last.getLast()).get("loss").asDouble());
        double[] dice = Files.readAllLines(run.resolve("scores.csv")).stream()
                .filter(line -> line.contains(",1,dice,")).mapToDouble(
                        line -> Double.parseDouble(line.split(",", -1)[3]))
                .toArray();
        assertThat(status.json().get("means")).anySatisfy(mean -> {
            assertThat(mean.get("metric").asString()).isEqualTo("dice");
            assertThat(mean.get("class").asInt()).isEqualTo(1);
            assertThat(mean.get("values").asInt()).isEqualTo(dice.length);
            assertThat(mean.get("mean").asDouble())
                    .isCloseTo(Arrays.stream(dice).average().orElseThrow(), within(1e-12));
        });
        Ran.command("status", data).failed(3, "no run in " + data);
    }

    @Test
    void report_of_a_run_and_of_a_case_name_their_pages() throws IOException {
        Answer page = Answer.of(0, "report", run);
        assertRows(page.json().at("/scores/rows"), run.resolve("scores.csv"));
        Answer maps = Answer.of(0, "report", run, "--maps", "p3", "--class", 2);
        assertThat(Path.of(maps.text("/report"))).exists();
        assertThat(maps.number("/class")).isEqualTo(2);
    }

    @Test
    void export_has_the_difference_that_it_prints() {
        Path onnx = folder.resolve("net.onnx");
        Answer told = Answer.of(0, "export", run, "-o", onnx, "--half");
        String text = Ran.command("export", run, "-o", onnx, "--half").well().out();
        assertThat(text).contains(
                String.format(Locale.ROOT, "float16 weights change probabilities by %.1e at most",
                        told.number("/roundingDifference")))
                .contains(String.format(Locale.ROOT, "differ by %.1e", told.number("/largestDifference")));
        Answer weights = Answer.of(0, "export", run, "-o", folder.resolve("w.pt"));
        assertThat(Ran.command("export", run, "-o", folder.resolve("w.pt")).out())
                .startsWith((int) weights.number("/tensors") + " tensors in");
        assertThat(weights.json().get("largestDifference").isNull()).isTrue();
        assertThat(Answer.of(0, "export", run, "--triton", folder.resolve("triton")).text("/format"))
                .isEqualTo("triton");
        Answer int8 = Answer.of(0, "export", run, "-o", folder.resolve("int8.onnx"), "--int8");
        assertThat(int8.number("/int8/dice/float32")).isBetween(0.0, 1.0);
        assertThat(int8.number("/int8/cases")).isPositive();
        Answer byFile = Answer.of(0, "predict", onnx, data.resolve("images/p0.nii.gz"), "-o",
                folder.resolve("by-file"));
        assertThat(byFile.json().get("masks")).hasSize(1);
    }

    @Test
    void predict_names_the_images_that_it_could_not_segment() throws IOException {
        Path scans = Files.createDirectories(folder.resolve("scans"));
        Files.copy(data.resolve("images/p0.nii.gz"), scans.resolve("p0.nii.gz"));
        Files.writeString(scans.resolve("p1.nii.gz"), "no image");
        Answer told = Answer.of(3, "predict", run, scans, "-o", folder.resolve("some"));
        assertThat(told.text("/masks/0/case")).isEqualTo("p0");
        assertThat(told.text("/failed/0/case")).isEqualTo("p1");
        assertThat(told.ran().err()).contains("edgewise: p1 was not segmented: "
                + told.text("/failed/0/reason"));
    }

    @Test
    void folds_have_a_run_each_and_the_rows_of_all_cases() throws IOException {
        Path out = folder.resolve("folds");
        Answer told = Answer.of(0, "train", data, "--out", out, "--recipe", recipe, "--epochs", 1, "--fold",
                "all/2");
        assertThat(told.json().get("runs")).hasSize(2);
        assertRows(told.json().at("/scores/rows"), out.resolve("scores.csv"));
        assertThat(Answer.of(0, "status", out).text("/kind")).isEqualTo("folds");
        assertThat(Answer.of(0, "train", data, "--out", folder.resolve("whole"), "--recipe", recipe, "--fold",
                "none").text("/note")).isEqualTo("no cases held out, so there are no scores");
    }

    @Test
    void doctor_has_the_numbers_of_its_text() {
        String text = Ran.command("doctor").well().out();
        Answer told = Answer.of(0, "doctor");
        assertThat(told.number("/machine/cores")).isEqualTo(said(text, "cores +(\\d+)"));
        assertThat(Math.floor(told.number("/heapBytes") / (1 << 20)))
                .isEqualTo(said(text, "heap +up to (\\d+) MiB"));
        assertThat(text).contains("PyTorch " + told.text("/engine/version") + " on cpu, ", "kernel    "
                + told.text("/kernel"));
        assertThat(told.number("/machine/memoryBytes")).isGreaterThan(1e8);
    }
}

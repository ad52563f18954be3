package io.github.edgewise.spark;

import io.github.edgewise.cli.DistanceCommand;
import io.github.edgewise.cli.Failure;
import io.github.edgewise.dataset.ImageFolder;
import io.github.edgewise.file.Outputs;
import io.github.edgewise.format.Volumes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import picocli.CommandLine.Command;

/// `distance` of a folder with a task for each label map.
@Command(
        description = "Writes exact signed distance maps in mm of every label map in the folder LABELS, as "
                + "NAME.nii.gz in the folder OUT. A label map that cannot be read is named at the end, and the exit "
                + "code is 3.",
        footer = "")
final class DistanceOnSpark extends DistanceCommand {
    private final Cluster cluster;

    /// On an executor, where no work is shared.
    private DistanceOnSpark() { this(new Cluster(List.of())); }

    DistanceOnSpark(Cluster cluster) { this.cluster = cluster; }

    /// What was written, and why others were not.
    private record Maps(Path folder, List<String> maps, Map<String, String> failed) {}

    @Override
    public Integer call() throws IOException {
        requireUsage();
        if (!Files.exists(labels())) throw new NoSuchFileException(labels().toString());
        Map<String, Path> files = Files.isDirectory(labels())
                ? new TreeMap<>(ImageFolder.of(labels()).files())
                : Map.of(Volumes.stem(labels()), labels());
        if (files.isEmpty()) throw new IOException("no label maps in " + labels());
        List<String> names = List.copyOf(files.keySet());
        Outputs.requireNotAmong(out(), files.values());
        List<String> inputs = names.stream().map(name -> files.getOrDefault(name, labels()).toAbsolutePath().toString())
                .toList();
        String folder = out().toAbsolutePath().toString();
        SharedArguments arguments = cluster.arguments();
        var answers = cluster.each("distance", inputs, input -> written(arguments, Path.of(input), Path.of(folder)));
        var failed = new TreeMap<String, String>();
        var maps = new ArrayList<String>();
        for (int i = 0; i < answers.size(); i++) {
            maps.addAll(answers.get(i).result());
            if (answers.get(i).result().isEmpty()) failed.put(names.get(i), answers.get(i).failure());
        }
        answers.stream().flatMap(answer -> answer.notes().stream()).distinct()
                .forEach(note -> System.err.println("warning: " + note));
        System.err.println(maps.size() + " distance maps in " + out());
        failed.forEach((name, why) -> System.err.println("edgewise: " + name + " has no distance map: " + why));
        json(new Maps(out(), maps, failed));
        return failed.isEmpty() ? 0 : Failure.BAD_INPUT;
    }

    private static String written(SharedArguments arguments, Path input, Path folder) throws IOException {
        var command = arguments.in(new DistanceOnSpark());
        arguments.staging().fetch(input);
        Path map = folder.resolve(Volumes.stem(input) + ".nii.gz");
        command.write(input, map);
        arguments.staging().store(map);
        return map.getFileName().toString();
    }
}

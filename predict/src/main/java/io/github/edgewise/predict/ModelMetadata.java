package io.github.edgewise.predict;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.Version;
import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;

/// What a model file says about its networks, beside their weights. In the file it is flat text, one property
/// each, so other programs need no parser for it.
///
/// | property | value |
/// |---|---|
/// | `edgewise.format` | 1; 2 where the input is `RAW`, because earlier versions would prepare it twice |
/// | `edgewise.version` | the version that wrote the file |
/// | `edgewise.network` | the design, such as `uNet:width=16` |
/// | `edgewise.networks` | how many networks the file holds; the mean of their probabilities counts |
/// | `edgewise.channels` | channels of an image |
/// | `edgewise.channel.0`, `.1`, ... | [Normalisation]: `IMAGE`, `NONZERO`, `RANGE` or `DATA_SET` |
/// | `edgewise.classes` | number of classes, background included |
/// | `edgewise.class.0`, `.1`, ... | their names; missing if unknown |
/// | `edgewise.patch` | voxels of a training patch, slowest axis first: `z y x`, or `y x` for 2-D networks |
/// | `edgewise.stride` | an input must be a multiple of this along each axis |
/// | `edgewise.orientation` | directions of the axes x, y, z such as `RAS`; empty for those of the image |
/// | `edgewise.crops`, `.resampling`, `.spacing`, `.size` | see [Preparation]; the spacing is `z y x` in mm |
/// | `edgewise.mirrors` | axes that may be mirrored: 0 is z, 1 is y, 2 is x |
/// | `edgewise.post` | [PostProcessing] of the label map |
/// | `edgewise.weights` | [Weights]: `FLOAT32`, `FLOAT16` or `INT8`; `FLOAT32` where it is missing |
/// | `edgewise.input` | [Input]: `PREPARED` or `RAW`; `PREPARED` where it is missing |
///
/// `DATA_SET` is followed by its numbers low, high, mean and deviation.
///
/// @param version the version of Edgewise that wrote the file
/// @param network the design of the networks as text
/// @param networks how many there are, at least 1
/// @param description what is needed to segment with them
/// @param stride an input must be a multiple of this
/// @param classNames by number, the background first; empty if unknown
/// @param post what is done with label maps
/// @param weights how the file holds them
/// @param input what it takes
public record ModelMetadata(String version, String network, int networks, ModelDescription description,
        Size stride, List<String> classNames, PostProcessing post, Weights weights, Input input) {
    private static final String PREFIX = "edgewise.";
    private static final String FORMAT = PREFIX + "format";
    private static final int PREPARED_INPUT = 1;
    private static final int RAW_INPUT = 2;

    /// How a file holds the weights of its networks.
    public enum Weights {
        /// As they were trained.
        FLOAT32,
        /// Rounded, half the size. Sums are float32 all the same.
        FLOAT16,
        /// Most convolutions compute with whole numbers of eight bits.
        INT8
    }

    /// What the networks of a file take.
    public enum Input {
        /// Windows of images that are prepared as the file says.
        PREPARED,
        /// Values as they were read, which the file normalises itself.
        RAW
    }

    public ModelMetadata {
        classNames = List.copyOf(classNames);
        if (networks < 1) {
            throw new InvalidInputException("a model needs at least one network, not " + networks);
        }
        if (!stride.divides(description.patch())) {
            throw new InvalidInputException("a patch of " + description.patch()
                    + " voxels is not a multiple of the network's stride, " + stride);
        }
    }

    /// That of a model which this version writes, with weights as they were trained, for prepared images.
    public ModelMetadata(String network, int networks, ModelDescription description, Size stride,
            List<String> classNames, PostProcessing post) {
        this(Version.current(), network, networks, description, stride, classNames, post, Weights.FLOAT32,
                Input.PREPARED);
    }

    /// The same with weights in another form.
    public ModelMetadata with(Weights other) {
        return new ModelMetadata(version, network, networks, description, stride, classNames, post, other,
                input);
    }

    /// The same for another input.
    public ModelMetadata with(Input other) {
        return new ModelMetadata(version, network, networks, description, stride, classNames, post, weights,
                other);
    }

    /// As flat text.
    public Map<String, String> properties() {
        var all = new LinkedHashMap<String, String>();
        Preparation preparation = description.preparation();
        int axes = description.patch().axes();
        Shape patch = description.patch();
        all.put("format", String.valueOf(input == Input.RAW ? RAW_INPUT : PREPARED_INPUT));
        all.put("version", version);
        all.put("network", network);
        all.put("networks", String.valueOf(networks));
        all.put("channels", String.valueOf(description.channels()));
        for (int c = 0; c < description.channels(); c++) {
            all.put("channel." + c, text(preparation.channels().get(c)));
        }
        all.put("classes", String.valueOf(description.classes()));
        for (int k = 0; k < classNames.size(); k++) {
            all.put("class." + k, classNames.get(k));
        }
        all.put("patch", text(axes, patch.depth(), patch.height(), patch.width()));
        all.put("stride", text(axes, stride.z(), stride.y(), stride.x()));
        all.put("orientation", preparation.orientation());
        all.put("crops", String.valueOf(preparation.crops()));
        all.put("resampling", preparation.resampling().name());
        Spacing spacing = preparation.spacing();
        all.put("spacing", spacing.z() + " " + spacing.y() + " " + spacing.x());
        all.put("size", String.valueOf(preparation.size()));
        all.put("mirrors", String.join(" ", description.mirrorAxes().stream().map(String::valueOf).toList()));
        all.put("post", post.text());
        all.put("weights", weights.name());
        all.put("input", input.name());
        var properties = new LinkedHashMap<String, String>();
        all.forEach((key, value) -> properties.put(PREFIX + key, value));
        return properties;
    }

    /// True where a file with these properties is one of this project.
    static boolean isIn(Map<String, String> properties) { return properties.containsKey(FORMAT); }

    /// From flat text.
    ///
    /// @throws InvalidInputException where a property is missing, is not understood, or is of a newer format
    public static ModelMetadata of(Map<String, String> properties) {
        var given = new Properties(properties);
        int format = given.number("format");
        if (format > RAW_INPUT) {
            throw new InvalidInputException("the model has format " + format + " of Edgewise "
                    + given.text("version") + ", but Edgewise " + Version.current()
                    + " reads formats up to " + RAW_INPUT + "; use a newer version");
        }
        int channels = given.number("channels");
        List<Double> spacing = given.numbers("spacing", Double::valueOf);
        var preparation = new Preparation(Boolean.parseBoolean(given.text("crops")),
                IntStream.range(0, channels).mapToObj(given::normalisation).toList(),
                given.read("resampling", Preparation.Axes::valueOf),
                given.read("spacing", text -> new Spacing(spacing.get(0), spacing.get(1), spacing.get(2))),
                given.number("size"), given.text("orientation"));
        List<Integer> patch = given.numbers("patch", Integer::valueOf);
        List<Integer> stride = given.numbers("stride", Integer::valueOf);
        var description = new ModelDescription(channels, given.number("classes"),
                given.read("patch", text -> patch.size() == 2
                        ? Shape.of(patch.get(0), patch.get(1))
                        : Shape.of(patch.get(0), patch.get(1), patch.get(2))),
                preparation, given.numbers("mirrors", Integer::valueOf));
        var names = new ArrayList<String>();
        while (properties.containsKey(PREFIX + "class." + names.size())) {
            names.add(given.text("class." + names.size()));
        }
        return new ModelMetadata(given.text("version"), given.text("network"), given.number("networks"),
                description, given.read("stride", text -> stride.size() == 2
                        ? new Size(1, stride.get(0), stride.get(1))
                        : new Size(stride.get(0), stride.get(1), stride.get(2))),
                names, given.read("post", PostProcessing::parse),
                given.readOr("weights", Weights.FLOAT32.name(), Weights::valueOf),
                given.readOr("input", Input.PREPARED.name(), Input::valueOf));
    }

    private static String text(int axes, int z, int y, int x) {
        return axes == 2 ? y + " " + x : z + " " + y + " " + x;
    }

    private static String text(Normalisation n) {
        return n.of() == Normalisation.Of.DATA_SET
                ? n.of() + " " + n.low() + " " + n.high() + " " + n.mean() + " " + n.deviation()
                : n.of().name();
    }

    /// Properties whose faults are named.
    private record Properties(Map<String, String> all) {
        String text(String key) {
            String value = all.get(PREFIX + key);
            if (value == null)
                throw new InvalidInputException("the model lacks its property " + PREFIX + key);
            return value;
        }

        <V> V read(String key, Function<String, V> reader) { return read(key, text(key), reader); }

        /// @param otherwise what a missing property means
        <V> V readOr(String key, String otherwise, Function<String, V> reader) {
            return read(key, all.getOrDefault(PREFIX + key, otherwise), reader);
        }

        private static <V> V read(String key, String text, Function<String, V> reader) {
            try {
                return reader.apply(text);
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                throw new InvalidInputException(
                        "the model's property " + PREFIX + key + " is not understood: " + text, e);
            }
        }

        int number(String key) { return read(key, Integer::valueOf); }

        <V> List<V> numbers(String key, Function<String, V> reader) {
            return read(key, text -> text.isBlank()
                    ? List.<V>of()
                    : List.of(text.strip().split(" ", -1)).stream().map(reader).toList());
        }

        Normalisation normalisation(int channel) {
            return read("channel." + channel, text -> {
                List<String> words = List.of(text.split(" ", -1));
                var of = Normalisation.Of.valueOf(words.getFirst());
                if (of != Normalisation.Of.DATA_SET) {
                    return switch (of) {
                        case NONZERO -> Normalisation.NONZERO;
                        case RANGE -> Normalisation.RANGE;
                        default -> Normalisation.IMAGE;
                    };
                }
                return new Normalisation(of, Double.parseDouble(words.get(1)),
                        Double.parseDouble(words.get(2)), Double.parseDouble(words.get(3)),
                        Double.parseDouble(words.get(4)));
            });
        }
    }
}

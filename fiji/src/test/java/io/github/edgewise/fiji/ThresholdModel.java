package io.github.edgewise.fiji;

import io.github.edgewise.model.ModelDescription;
import io.github.edgewise.predict.ModelMetadata;
import io.github.edgewise.predict.PostProcessing;
import io.github.edgewise.prepare.Normalisation;
import io.github.edgewise.prepare.Preparation;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import io.github.edgewise.volume.Spacing;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// A model file of one convolution: the logits of a voxel of value v are `-x` for the background and `x` for
/// class 1, with `x = (v - 100) / 50`, summed over the channels. So values above 100 are class 1, with
/// probability `1 / (1 + exp(-2 x))`.
final class ThresholdModel {
    private static final int OPSET = 17;

    private ThresholdModel() {}

    /// Writes it.
    ///
    /// @param axes 2 or 3
    static Path write(Path file, int channels, int axes) throws IOException {
        Shape patch = axes == 2 ? Shape.of(4, 4) : Shape.of(2, 4, 4);
        var normalisation = new Normalisation(Normalisation.Of.DATA_SET, 0, 255, 100, 50);
        var preparation = new Preparation(false, Collections.nCopies(channels, normalisation),
                Preparation.Axes.NONE, Spacing.UNIT, 0);
        var description = new ModelDescription(channels, 2, patch, preparation, List.of());
        Map<String, String> properties = new ModelMetadata("threshold", 1, description, Size.ONE,
                List.of("background", "bright"), PostProcessing.NONE).properties();
        var model = new Message().number(1, 8).message(7, graph(channels, axes))
                .message(8, new Message().number(2, OPSET));
        properties.forEach((key, value) -> model.message(14, new Message().text(1, key).text(2, value)));
        return Files.write(file, model.bytes());
    }

    private static Message graph(int channels, int axes) {
        ByteBuffer weights = ByteBuffer.allocate(8 * channels).order(ByteOrder.LITTLE_ENDIAN);
        for (int i = 0; i < 2 * channels; i++) {
            weights.putFloat(i < channels ? -1 : 1);
        }
        var tensor = new Message().number(1, 2).number(1, channels);
        for (int i = 0; i < axes; i++) {
            tensor.number(1, 1);
        }
        tensor.number(2, 1).text(8, "weights").bytes(9, weights.array());
        var node = new Message().text(1, "images").text(1, "weights").text(2, "logits").text(4, "Conv");
        return new Message().message(1, node).text(2, "threshold").message(5, tensor)
                .message(11, value("images", channels, axes)).message(12, value("logits", 2, axes));
    }

    private static Message value(String name, int channels, int axes) {
        var shape = new Message().message(1, new Message().text(2, "batch"))
                .message(1, new Message().number(1, channels));
        for (int i = 0; i < axes; i++) {
            shape.message(1, new Message().text(2, "axis" + i));
        }
        return new Message().text(1, name)
                .message(2, new Message().message(1, new Message().number(1, 1).message(2, shape)));
    }

    /// A message in the wire format of protocol buffers.
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, long value) {
            varint((long) field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) { return bytes(field, value.getBytes(StandardCharsets.UTF_8)); }

        Message message(int field, Message value) { return bytes(field, value.bytes()); }

        Message bytes(int field, byte[] value) {
            varint(((long) field << 3) | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        byte[] bytes() { return out.toByteArray(); }

        private void varint(long value) {
            long rest = value;
            for (; rest > 0x7f; rest >>>= 7) {
                out.write((int) ((rest & 0x7f) | 0x80));
            }
            out.write((int) rest);
        }
    }
}

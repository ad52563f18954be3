package io.github.edgewise.train;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.zip.CRC32C;

/// Curves for TensorBoard: a file of events, each a length, its checksum, a protocol buffer and its checksum.
final class EventFile {
    private final Path file;

    /// Opens a new file in the folder and writes the version record.
    EventFile(Path folder, long seconds) throws IOException {
        this.file = folder.resolve("events.out.tfevents." + seconds + ".edgewise");
        append(new Message().number(1, (double) seconds).text(3, "brain.Event:2").bytes());
    }

    /// The points of one epoch: the loss, the effect of the last term, and the scores of the validation
    /// cases, as a mean and, if there are several classes, as a curve for every class.
    void epoch(History.Entry e, double seconds) throws IOException {
        scalar("loss", e.epoch(), e.loss(), seconds);
        scalar("alpha", e.epoch(), e.weights().getLast(), seconds);
        scalar("gradient ratio", e.epoch(), e.telemetry().ratio(e.weights()), seconds);
        scalar("gradient cosine", e.epoch(), e.telemetry().cosine(), seconds);
        if (e.score().isPresent()) scalar("validation/score", e.epoch(), e.score().get(), seconds);
        for (var metric : e.scores().perClass().entrySet()) {
            String tag = "validation/" + metric.getKey();
            Optional<Double> mean = e.scores().mean(metric.getKey());
            if (mean.isPresent()) scalar(tag, e.epoch(), mean.get(), seconds);
            List<Optional<Double>> classes = metric.getValue();
            for (int k = 1; k <= classes.size() && classes.size() > 1; k++) {
                Optional<Double> one = classes.get(k - 1);
                if (one.isPresent()) scalar(tag + "/class " + k, e.epoch(), one.get(), seconds);
            }
        }
    }

    /// One point of a curve.
    void scalar(String tag, long step, double value, double seconds) throws IOException {
        byte[] point = new Message().text(1, tag).number(2, (float) value).bytes();
        byte[] summary = new Message().message(1, point).bytes();
        append(new Message().number(1, seconds).integer(2, step).message(5, summary).bytes());
    }

    private void append(byte[] event) throws IOException {
        RunFolder.append(file, record(event));
    }

    /// The bytes of one record.
    static byte[] record(byte[] event) {
        ByteBuffer record = ByteBuffer.allocate(16 + event.length).order(ByteOrder.LITTLE_ENDIAN);
        record.putLong(event.length);
        record.putInt(masked(record.array(), 8));
        record.put(event);
        record.putInt(masked(event, event.length));
        return record.array();
    }

    /// The masked CRC-32C that the format requires.
    static int masked(byte[] bytes, int length) {
        var crc = new CRC32C();
        crc.update(bytes, 0, length);
        return Integer.rotateRight((int) crc.getValue(), 15) + 0xA282EAD8;
    }

    /// A protocol buffer under construction: tag = field number and wire type, then the value.
    private static final class Message {
        private final ByteArrayOutputStream out = new ByteArrayOutputStream();

        Message number(int field, double value) {
            out.write((field << 3) | 1);
            out.writeBytes(little(8).putDouble(value).array());
            return this;
        }

        Message number(int field, float value) {
            out.write((field << 3) | 5);
            out.writeBytes(little(4).putFloat(value).array());
            return this;
        }

        Message integer(int field, long value) {
            out.write(field << 3);
            varint(value);
            return this;
        }

        Message text(int field, String value) {
            return message(field, value.getBytes(StandardCharsets.UTF_8));
        }

        Message message(int field, byte[] value) {
            out.write((field << 3) | 2);
            varint(value.length);
            out.writeBytes(value);
            return this;
        }

        private void varint(long value) {
            while ((value & ~0x7fL) != 0) {
                out.write((int) ((value & 0x7f) | 0x80));
                value >>>= 7;
            }
            out.write((int) value);
        }

        private static ByteBuffer little(int n) {
            return ByteBuffer.allocate(n).order(ByteOrder.LITTLE_ENDIAN);
        }

        byte[] bytes() { return out.toByteArray(); }
    }
}

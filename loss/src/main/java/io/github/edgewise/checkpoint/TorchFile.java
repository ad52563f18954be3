package io.github.edgewise.checkpoint;

import io.github.edgewise.file.WholeFile;
import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.channels.Channels;
import java.nio.channels.WritableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.Tensor;

/// The zip files of Python's `torch.save`. `data.pkl` describes the tensors, and each storage of numbers is a
/// separate entry. It reads and writes only dictionaries of tensors.
final class TorchFile {
    /// Enough for ten thousand tensors with names of a hundred letters.
    private static final long LONGEST_PICKLE = 1 << 24;
    private static final String PICKLE = "data.pkl";
    private static final List<String> NESTED = List.of("state_dict", "model_state_dict", "model",
            "network_weights");
    /// The alignment with which PyTorch stores numbers, so that files can be mapped to memory.
    private static final int ALIGNMENT = 64;
    private static final int MOST_AXES = 32;
    private static final int LOCAL_HEADER = 30;

    private final Path file;
    private final ZipFile zip;
    private final String folder;
    private final Map<String, Tensor> storages = new HashMap<>();
    private long loaded;

    private TorchFile(Path file, ZipFile zip, String folder) {
        this.file = file;
        this.zip = zip;
        this.folder = folder;
    }

    /// Reads the tensors of a file.
    ///
    /// @throws IOException where the file cannot be read; the message names the file and the reason
    static StateDict read(Path file) throws IOException {
        try (ZipFile zip = new ZipFile(file.toFile())) {
            String pickle = zip.stream().map(ZipEntry::getName)
                    .filter(n -> n.endsWith("/" + PICKLE) && n.indexOf('/') == n.lastIndexOf('/')).findFirst()
                    .orElseThrow(() -> new IllegalArgumentException("it contains no " + PICKLE));
            var read = new TorchFile(file, zip, pickle.substring(0, pickle.length() - PICKLE.length()));
            return new StateDict(file.toString(), read.tensors());
        } catch (IllegalArgumentException | ArithmeticException e) {
            // names in a damaged file may contain anything, including line breaks
            String reason = String.valueOf(e.getMessage()).replaceAll("\\p{Cntrl}", "?");
            throw new IOException(file + " does not contain weights as torch.save writes them: " + reason, e);
        } catch (FileSystemException e) {
            throw e; // its message names the file
        } catch (IOException e) {
            throw new IOException(file + " is damaged: " + WholeFile.firstLine(e), e);
        }
    }

    private Map<String, Tensor> tensors() throws IOException {
        if (zip.getEntry(folder + "constants.pkl") != null) {
            throw new IllegalArgumentException("it contains TorchScript, which is weights and code");
        }
        ZipEntry order = zip.getEntry(folder + "byteorder");
        if (order != null && !new String(bytes(order), StandardCharsets.US_ASCII).startsWith("little")) {
            throw new IllegalArgumentException("its numbers are big-endian");
        }
        ZipEntry entry = require(PICKLE);
        if (entry.getSize() > LONGEST_PICKLE) {
            throw new IllegalArgumentException("its pickle has " + entry.getSize() + " bytes");
        }
        Map<String, PickleReader.View> views = views(PickleReader.read(bytes(entry)));
        var tensors = new LinkedHashMap<String, Tensor>();
        for (var e : views.entrySet()) {
            tensors.put(e.getKey(), tensor(e.getKey(), e.getValue()));
        }
        return tensors;
    }

    /// The dictionary of tensors that an object is or contains.
    private static Map<String, PickleReader.View> views(Object read) {
        if (!(read instanceof Map<?, ?> dict)) {
            throw new IllegalArgumentException("it is not a dictionary");
        }
        Map<String, PickleReader.View> views = direct(dict);
        for (String name : NESTED) { // only one level down, because a dictionary could contain itself
            if (views.isEmpty() && dict.get(name) instanceof Map<?, ?> inner) views = direct(inner);
        }
        if (views.isEmpty() && !dict.isEmpty()) {
            throw new IllegalArgumentException(
                    "its dictionary has no tensors, and neither has any dictionary under one of " + NESTED);
        }
        return views;
    }

    private static Map<String, PickleReader.View> direct(Map<?, ?> dict) {
        var views = new LinkedHashMap<String, PickleReader.View>();
        dict.forEach((key, value) -> {
            if (value instanceof PickleReader.View view) views.put(String.valueOf(key), view);
        });
        return views;
    }

    private ZipEntry require(String name) {
        ZipEntry entry = zip.getEntry(folder + name);
        if (entry == null) throw new IllegalArgumentException("it has no entry " + name);
        return entry;
    }

    /// The bytes of an entry. Its declared size is first compared with the size of the file.
    private byte[] bytes(ZipEntry entry) throws IOException {
        byte[] bytes = new byte[Math.toIntExact(checkedSize(entry))];
        read(entry, ByteBuffer.wrap(bytes), new CRC32());
        return bytes;
    }

    private long checkedSize(ZipEntry entry) throws IOException {
        if (entry.getMethod() != ZipEntry.STORED) {
            throw new IllegalArgumentException(entry.getName() + " is compressed, which PyTorch never does");
        }
        if (entry.getSize() < 0 || entry.getSize() > Files.size(file)) {
            throw new IllegalArgumentException(entry.getName() + " is larger than the file");
        }
        return entry.getSize();
    }

    private void read(ZipEntry entry, ByteBuffer into, CRC32 crc) throws IOException {
        try (InputStream in = zip.getInputStream(entry)) {
            fill(in, into, crc);
        }
        requireCrc(entry, crc);
    }

    private static void fill(InputStream in, ByteBuffer into, CRC32 crc) throws IOException {
        ByteBuffer from = into.duplicate();
        var channel = Channels.newChannel(in);
        while (into.hasRemaining()) {
            if (channel.read(into) < 0) throw new IllegalArgumentException("it ends early");
        }
        crc.update(from);
    }

    private static void requireCrc(ZipEntry entry, CRC32 crc) {
        if (crc.getValue() != entry.getCrc()) {
            throw new IllegalArgumentException(entry.getName() + " is damaged: its checksum does not match");
        }
    }

    private Tensor tensor(String name, PickleReader.View view) throws IOException {
        PickleReader.Storage storage = view.storage();
        Tensor numbers = storages.get(storage.key());
        if (numbers == null) {
            numbers = load(storage);
            storages.put(storage.key(), numbers);
        }
        long bytes = TensorMemory.bytes(storage.type(), view.shape());
        if (view.shape().size() > MOST_AXES) throw new IllegalArgumentException(name + " has too many axes");
        long last = view.offset();
        for (int a = 0; a < view.shape().size(); a++) {
            if (view.strides().size() != view.shape().size() || view.strides().get(a) < 0) {
                throw new IllegalArgumentException(name + " has the invalid strides " + view.strides());
            }
            last = Math.addExact(last, Math.multiplyExact(Math.max(0, view.shape().get(a) - 1),
                    view.strides().get(a)));
        }
        if (Dtype.of(numbers) != storage.type() || view.offset() < 0 || bytes > Files.size(file)
                || (bytes > 0 && last >= numbers.numel())) {
            throw new IllegalArgumentException(name + " is not inside of its storage");
        }
        if (bytes == 0) return TensorMemory.empty(storage.type(), view.shape());
        return numbers.as_strided(view.shape().stream().mapToLong(n -> n).toArray(),
                view.strides().stream().mapToLong(n -> n).toArray(), new LongOptional(view.offset()));
    }

    private Tensor load(PickleReader.Storage storage) throws IOException {
        ZipEntry entry = require("data/" + storage.key());
        long bytes = TensorMemory.bytes(storage.type(), List.of(storage.numel()));
        if (checkedSize(entry) != bytes) {
            throw new IllegalArgumentException(entry.getName() + " should have " + bytes + " bytes, but has "
                    + entry.getSize());
        }
        loaded += bytes; // entries of a zip file could overlap
        if (loaded > Files.size(file)) {
            throw new IllegalArgumentException("it declares more bytes than it contains");
        }
        Tensor numbers = TensorMemory.empty(storage.type(), List.of(storage.numel()));
        var crc = new CRC32();
        try (InputStream in = zip.getInputStream(entry)) {
            TensorMemory.each(numbers, piece -> fill(in, piece, crc));
        }
        requireCrc(entry, crc);
        return numbers;
    }

    /// Writes what `torch.save(model.state_dict(), file)` would write. The file is either complete or absent.
    static void write(Path file, Map<String, Tensor> tensors) throws IOException {
        try (var _ = new PointerScope()) {
            var plain = new LinkedHashMap<String, Tensor>();
            tensors.forEach((name, tensor) -> plain.put(name, tensor.detach().contiguous()));
            byte[] pickle = PickleWriter.of(plain);
            WholeFile.fill(file, beside -> {
                try (var counted = new Counted(new BufferedOutputStream(Files.newOutputStream(beside)));
                        var zip = new ZipOutputStream(counted)) {
                    zip.setMethod(ZipOutputStream.STORED);
                    entry(zip, counted, PICKLE, pickle);
                    entry(zip, counted, "byteorder", "little".getBytes(StandardCharsets.US_ASCII));
                    int storage = 0;
                    for (Tensor tensor : plain.values()) {
                        var crc = new CRC32();
                        TensorMemory.each(tensor, crc::update);
                        begin(zip, counted, "data/" + storage++, tensor.nbytes(), crc);
                        WritableByteChannel channel = Channels.newChannel(zip);
                        TensorMemory.each(tensor, channel::write);
                    }
                    entry(zip, counted, "version", "3\n".getBytes(StandardCharsets.US_ASCII));
                }
            });
        }
    }

    private static void entry(ZipOutputStream zip, Counted counted, String name, byte[] bytes)
            throws IOException {
        var crc = new CRC32();
        crc.update(bytes);
        begin(zip, counted, name, bytes.length, crc);
        zip.write(bytes);
    }

    /// Begins an entry, and pads its header so that its bytes are aligned.
    private static void begin(ZipOutputStream zip, Counted counted, String name, long bytes, CRC32 crc)
            throws IOException {
        zip.closeEntry();
        var entry = new ZipEntry("archive/" + name);
        entry.setTimeLocal(LocalDateTime.of(1980, 2, 1, 0, 0));
        entry.setSize(bytes);
        entry.setCrc(crc.getValue());
        long start = counted.bytes + LOCAL_HEADER + entry.getName().length() + 4;
        int padding = (int) (-start & (ALIGNMENT - 1));
        entry.setExtra(ByteBuffer.allocate(4 + padding).order(ByteOrder.LITTLE_ENDIAN).put((byte) 'F')
                .put((byte) 'B').putShort((short) padding).array());
        zip.putNextEntry(entry);
    }

    /// Counts the bytes that are written.
    private static final class Counted extends FilterOutputStream {
        private long bytes;

        Counted(OutputStream out) { super(out); }

        @Override
        public void write(int b) throws IOException {
            out.write(b);
            bytes++;
        }

        @Override
        public void write(byte[] b, int from, int length) throws IOException {
            out.write(b, from, length);
            bytes += length;
        }
    }
}

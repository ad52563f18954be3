package io.github.edgewise.checkpoint;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;

/// The SHA-256 of a file's content, independent of the layout of its header.
final class Checksum {
    private Checksum() {}

    /// The checksum of the metadata and of the tensors, ordered by name: name, type, shape and bytes of each.
    static String of(Map<String, Tensor> tensors, Map<String, String> metadata) throws IOException {
        MessageDigest digest = sha256();
        new TreeMap<>(metadata).forEach((key, value) -> {
            text(digest, key);
            text(digest, value);
        });
        try (var _ = new PointerScope()) {
            for (var e : new TreeMap<>(tensors).entrySet()) {
                Tensor tensor = e.getValue().detach().contiguous();
                text(digest, e.getKey());
                text(digest, Dtype.of(tensor) + " " + TensorMemory.shape(tensor));
                TensorMemory.each(tensor, digest::update);
            }
        }
        return HexFormat.of().formatHex(digest.digest());
    }

    /// Adds a text after its length, so that different lists of texts give different bytes.
    private static void text(MessageDigest digest, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        digest.update((bytes.length + ":").getBytes(StandardCharsets.US_ASCII));
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

package io.github.edgewise.predict;

import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtSession;
import io.github.edgewise.InvalidInputException;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Size;
import java.io.IOException;
import java.nio.FloatBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/// The networks of an ONNX file, computed by ONNX Runtime in float32. [ModelFile] is the whole way from an
/// image to its labels; this is the network alone.
public final class OnnxNetworks {
    /// The input of the graph, prepared images.
    static final String IMAGES = "images";
    /// The output of the first network; those of the others are `logits1`, `logits2` and so on.
    static final String LOGITS = "logits";

    private final OrtEnvironment environment;
    private final OrtSession session;
    private final AtomicInteger users = new AtomicInteger();

    private OnnxNetworks(OrtEnvironment environment, OrtSession session) {
        this.environment = environment;
        this.session = session;
    }

    /// The networks of a file.
    ///
    /// @param threads of one computation, at least 1
    /// @throws IOException where the file does not exist or is no ONNX model, or ONNX Runtime has no build
    ///     for this system
    public static OnnxNetworks open(Path file, int threads) throws IOException {
        if (!Files.exists(file)) throw new NoSuchFileException(file.toString());
        return open(file.toString(), threads,
                (environment, options) -> environment.createSession(file.toString(), options));
    }

    /// The networks of a file that is in memory.
    ///
    /// @param name in messages
    /// @throws IOException as [#open(Path, int)]
    public static OnnxNetworks open(byte[] model, String name, int threads) throws IOException {
        return open(name, threads, (environment, options) -> environment.createSession(model, options));
    }

    private interface Opening {
        OrtSession open(OrtEnvironment environment, OrtSession.SessionOptions options) throws OrtException;
    }

    private static OnnxNetworks open(String name, int threads, Opening opening) throws IOException {
        try (var options = new OrtSession.SessionOptions()) {
            options.setIntraOpNumThreads(threads);
            OrtEnvironment environment = OnnxEnvironment.get();
            return new OnnxNetworks(environment, opening.open(environment, options));
        } catch (OrtException e) {
            throw new IOException(name + " is not a model in ONNX that can be run: " + firstLine(e), e);
        } catch (LinkageError e) {
            throw new IOException(
                    "ONNX Runtime does not run on this system, so " + name + " cannot be used: " + e, e);
        }
    }

    /// Waits for computations that have begun; later ones do not return. For a process that ends: what native
    /// code uses is freed then, and a computation would crash it. A shutdown hook does this at once, unless
    /// [#stopWhenTold] was called.
    public static void stop() { OnnxEnvironment.stop(); }

    /// From now on only [#stop] stops computations, because a shutdown hook of the program has to finish some
    /// of them first.
    public static void stopWhenTold() { OnnxEnvironment.stopWhenTold(); }

    /// The text properties of the file.
    public Map<String, String> properties() throws IOException {
        try {
            return Map.copyOf(session.getMetadata().getCustomMetadata());
        } catch (OrtException e) {
            throw new IOException("the properties of the model cannot be read: " + firstLine(e), e);
        }
    }

    /// True if the file has this output.
    boolean has(String output) { return session.getOutputNames().contains(output); }

    /// One of the networks. The session is closed with the last network.
    ///
    /// @param number from 0 on
    /// @param stride what patches must be a multiple of
    public PatchLogits network(int number, Size stride) {
        return output(number == 0 ? LOGITS : LOGITS + number, stride);
    }

    /// An output of the graph by its name. The session is closed with the last of what was asked for. Which
    /// sizes it takes is not known.
    public PatchLogits output(String name) { return output(name, Size.ONE); }

    private PatchLogits output(String name, Size stride) {
        users.incrementAndGet();
        return new One(name, stride);
    }

    private final class One implements PatchLogits {
        private final String output;
        private final Size stride;
        private boolean isClosed;

        One(String output, Size stride) {
            this.output = output;
            this.stride = stride;
        }

        @Override
        public Size stride() { return stride; }

        @Override
        public float[] logits(float[] patches, int batch, Shape patch) {
            long[] shape = PatchLogits.shape(patches.length, batch, patch);
            OnnxEnvironment.begin();
            try (var images = OnnxTensor.createTensor(environment, FloatBuffer.wrap(patches), shape);
                    var results = session.run(Map.of(IMAGES, images), Set.of(output))) {
                FloatBuffer logits = ((OnnxTensor) results.get(0)).getFloatBuffer();
                float[] values = new float[logits.remaining()];
                logits.get(values);
                return values;
            } catch (OrtException e) {
                throw new InvalidInputException("the network cannot compute a patch of " + patch
                        + " voxels: " + firstLine(e), e);
            } finally {
                OnnxEnvironment.end();
            }
        }

        @Override
        public void close() {
            if (isClosed) return;
            isClosed = true;
            if (users.decrementAndGet() == 0) OnnxNetworks.this.close();
        }
    }

    /// Closes the session, where none of its networks is in use.
    void close() {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String firstLine(OrtException e) {
        String message = String.valueOf(e.getMessage());
        return message.lines().findFirst().orElse(message);
    }
}

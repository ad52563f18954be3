package io.github.edgewise.predict;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.format.Volumes;
import io.github.edgewise.volume.Grid;
import io.github.edgewise.volume.Shape;
import io.github.edgewise.volume.Spacing;
import io.github.edgewise.volume.Volume;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/// What the server answers, over a real connection.
@Timeout(60)
class PredictionServerTest {
    private static final Duration SHORT = Duration.ofMillis(300);

    @TempDir
    private Path folder = Path.of("");

    private static ServerSettings any() { return new ServerSettings("test").port(0); }

    /// An image of odd size with values that differ.
    private Path image(String name, Shape shape, int channels, Spacing spacing) throws IOException {
        float[] values = new float[channels * shape.voxels()];
        for (int i = 0; i < values.length; i++) {
            values[i] = (float) Math.sin(i * i * 0.37) * 100 + 50;
        }
        Path file = folder.resolve(name);
        Volumes.write(file, new Volume(Grid.of(shape, spacing), values));
        return file;
    }

    /// The label map, or the probabilities, that `predict` writes.
    private Path predicted(Ensemble networks, Path image, boolean isProbabilities) throws IOException {
        Path out = folder.resolve("out");
        Path labels = new PredictionFolder(networks, out, isProbabilities)
                .segment(Case.unlabelled(Volumes.stem(image), List.of(image)));
        return isProbabilities ? out.resolve(Volumes.stem(image) + "_probabilities.nii.gz") : labels;
    }

    @Test
    void labels_and_probabilities_are_those_of_predict_byte_for_byte_in_every_format() throws Exception {
        var flat = new Ensemble(Map.of("run", Filters.segmenter(1, Shape.of(8, 8), 1, 3)));
        var deep = new Ensemble(Map.of("run", Filters.segmenter(2, Shape.of(4, 8, 8), 1, 2)));
        var anisotropic = new Spacing(2.5, 0.7, 0.31);
        var volumes = new ArrayList<Path>();
        for (String ending : List.of(".nii.gz", ".nii", ".nrrd", ".mha", ".npy", ".tif")) {
            volumes.add(image("v" + ending, Shape.of(5, 17, 11), 1, anisotropic));
        }
        volumes.add(image("m.nii.gz", Shape.of(5, 17, 11), 1, new Spacing(2e-3, 1e-3, 1e-3))); // µm
        try (var at = Asked.of(deep, any())) {
            for (Path one : volumes) {
                assertSame(at, deep, one, "?name=" + one.getFileName());
                if (!one.toString().endsWith(".tif")) assertSame(at, deep, one, ""); // .tiff by its bytes
            }
        }
        Path grey = folder.resolve("g.png");
        var picture = new BufferedImage(13, 9, BufferedImage.TYPE_BYTE_GRAY);
        for (int i = 0; i < 9 * 13; i++) {
            picture.getRaster().setSample(i % 13, i / 13, 0, i * i % 251);
        }
        ImageIO.write(picture, "png", grey.toFile());
        Path jpeg = folder.resolve("j.jpg");
        ImageIO.write(picture, "jpg", jpeg.toFile());
        Path bmp = folder.resolve("b.bmp");
        ImageIO.write(picture, "bmp", bmp.toFile());
        try (var at = Asked.of(flat, any())) {
            for (Path one : List.of(grey, jpeg, bmp)) {
                assertSame(at, flat, one, "?name=C%3A%5Cmy%20scans%5C" + one.getFileName());
                assertSame(at, flat, one, "");
            }
            assertSame(at, flat, image("one.nii.gz", Shape.of(1, 19), 1, Spacing.UNIT), "");
        }
    }

    private void assertSame(Asked at, Ensemble networks, Path image, String query) throws Exception {
        HttpResponse<byte[]> labels = at.post("/segment" + query, image);
        assertThat(labels.statusCode()).as(Asked.text(labels)).isEqualTo(200);
        Path expected = predicted(networks, image, false);
        assertThat(labels.body()).as(image + query).isEqualTo(Files.readAllBytes(expected));
        String ending = Volumes.extension(expected).orElseThrow();
        assertThat(labels.headers().firstValue("Content-Disposition").orElseThrow()).endsWith(ending + "\"");
        HttpResponse<byte[]> probabilities = at.post(
                "/segment" + (query.isEmpty() ? "?" : query + "&") + "output=probabilities", image);
        assertThat(probabilities.body()).isEqualTo(Files.readAllBytes(predicted(networks, image, true)));
    }

    @Test
    void a_health_page_and_metrics_say_what_the_server_is_and_does() throws Exception {
        var networks = new Ensemble(Map.of("run", Filters.segmenter(1, Shape.of(8, 8), 2, 3)));
        try (var at = Asked.of(networks, new ServerSettings("runs/\"first\"").port(0))) {
            assertThat(Asked.text(at.get("/health"))).isEqualTo("{\"status\": \"ok\", \"model\": "
                    + "\"runs/\\\"first\\\"\", \"version\": \"" + io.github.edgewise.Version.current()
                    + "\", \"classes\": 3, \"channels\": 2}\n");
            at.post("/segment", image("a.nii", Shape.of(9, 9), 2, Spacing.UNIT));
            at.post("/segment", image("b.nii", Shape.of(9, 9), 1, Spacing.UNIT));
            at.get("/nothing");
            at.await(() -> Asked.text(at.get("/metrics")),
                    "edgewise_requests_total{path=\"/segment\",status=\"200\"} 1\n",
                    "edgewise_requests_total{path=\"/segment\",status=\"400\"} 1\n",
                    "edgewise_requests_total{path=\"other\",status=\"404\"} 1\n",
                    "edgewise_segmentation_seconds_count 1\n", "edgewise_queue_length 0\n",
                    "edgewise_queue_limit 16\n", "edgewise_busy 0\n", "edgewise_request_seconds_total ");
            assertThat(at.send("HEAD", "/health", new byte[0]).body()).isEmpty();
        }
    }

    @Test
    void whatever_is_refused_says_why_in_one_sentence() throws Exception {
        var networks = new Ensemble(Map.of("run", Filters.segmenter(1, Shape.of(8, 8), 2, 3)));
        try (var at = Asked.of(networks, any().mostBytes(5000))) {
            byte[] good = Files.readAllBytes(image("a.nii.gz", Shape.of(9, 9), 2, Spacing.UNIT));
            byte[] one = Files.readAllBytes(image("b.nii.gz", Shape.of(9, 9), 1, Spacing.UNIT));
            byte[] deep = Files.readAllBytes(image("c.nii.gz", Shape.of(2, 3, 9), 3, Spacing.UNIT));
            at.refused(404, at.get("/"), "there is no /; there are /segment, /health and /metrics");
            at.refused(404, at.post("/segment/x", good), "there is no /segment/x");
            HttpResponse<byte[]> wrong = at.get("/segment");
            at.refused(405, wrong, "/segment takes POST, not GET");
            assertThat(wrong.headers().firstValue("Allow")).contains("POST");
            at.refused(405, at.post("/health", good), "/health takes GET, HEAD, not POST");
            at.refused(405, at.post("/metrics", good), "/metrics takes GET, HEAD, not POST");
            at.refused(400, at.post("/segment", new byte[0]), "the body must be an image, but it is empty");
            at.refused(400, at.post("/segment", "no image".getBytes(StandardCharsets.UTF_8)),
                    "no format has such bytes");
            at.refused(400, at.post("/segment?name=a.nii.gz", "no image".getBytes(StandardCharsets.UTF_8)),
                    "a.nii.gz");
            at.refused(400, at.post("/segment?name=a.nii.gz", Arrays.copyOf(good, good.length / 2)),
                    "a.nii.gz is cut off or damaged");
            at.refused(400, at.post("/segment", Arrays.copyOf(good, 40)), "");
            at.refused(400, at.post("/segment?output=mask", good),
                    "output must be labels or probabilities, not \"mask\"");
            at.refused(400, at.post("/segment?tta=1", good), "unknown parameter \"tta\"");
            at.refused(400, at.post("/segment?name=a.nii&name=b.nii", good), "the query has name twice");
            at.refused(400, at.post("/segment", one),
                    "the network was trained on 2-D images of 2 channels, but "
                            + "this image is 2-D with 1 channels; send one file that holds all 2 channels");
            at.refused(400, at.post("/segment", deep), "this image is 3-D with 3 channels");
            at.refused(413, at.post("/segment", new byte[5001]), "the body may have up to 0.004768 MiB");
            at.refused(413, at.chunked("/segment", new byte[200_000]), "the body may have up to");
            at.refused(415, at.form("/segment", good), "one image file, not a form",
                    "the model needs 2 channels");
            assertThat(at.post("/segment", good).statusCode()).isEqualTo(200);
            assertThat(at.faults()).isEmpty();
        }
    }

    @Test
    void a_header_cannot_name_a_file_of_the_server() throws Exception {
        var networks = new Ensemble(Map.of("run", Filters.segmenter(1, Shape.of(8, 8), 1, 2)));
        Path secret = Files.write(folder.resolve("secret.raw"), new byte[16]);
        Path gone = folder.resolve("gone.raw");
        try (var at = Asked.of(networks, any())) {
            for (Path data : List.of(secret, gone)) {
                String meta = "ObjectType = Image\nNDims = 2\nDimSize = 4 4\nElementType = MET_UCHAR\n"
                        + "ElementDataFile = " + data + "\n";
                String nrrd = "NRRD0004\ntype: uchar\ndimension: 2\nsizes: 4 4\nencoding: raw\ndata file: "
                        + data
                        + "\n\n";
                for (String name : List.of("", "?name=a.mha", "?name=a.mhd", "?name=a.nrrd", "?name=a.nhdr",
                        "?name=a.png", "?name=a.nii.gz")) {
                    for (String header : List.of(meta, nrrd)) {
                        at.refused(400, at.post("/segment" + name, header.getBytes(StandardCharsets.UTF_8)),
                                "names another file, which holds its voxels; send one file");
                    }
                }
            }
            Path pair = image("p.hdr", Shape.of(9, 9), 1, Spacing.UNIT);
            at.refused(400, at.post("/segment?name=p.hdr", pair), "p.");
            at.refused(400, at.post("/segment", pair), "image.");
        }
    }

    @Test
    void only_so_many_wait_and_the_others_are_told_when_to_come_again() throws Exception {
        var gate = new Gate();
        byte[] body = Files.readAllBytes(image("a.nii", Shape.of(8, 8), 1, Spacing.UNIT));
        try (var at = Asked.of(gate.networks(), any().queue(2))) {
            var answers = new ArrayList<CompletableFuture<HttpResponse<byte[]>>>();
            answers.add(at.later("/segment", body));
            gate.awaitBegun(1);
            answers.add(at.later("/segment", body));
            answers.add(at.later("/segment", body));
            at.await(() -> Asked.text(at.get("/metrics")), "edgewise_queue_length 2\n", "edgewise_busy 1\n");
            HttpResponse<byte[]> fourth = at.post("/segment", body);
            at.refused(503, fourth, "an image is being segmented and 2 wait", "try again later");
            assertThat(fourth.headers().firstValue("Retry-After")).contains("5");
            gate.open();
            for (CompletableFuture<HttpResponse<byte[]>> answer : answers) {
                assertThat(answer.get(20, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
            }
            assertThat(gate.most()).as("at a time").isEqualTo(1);
            assertThat(at.post("/segment", body).statusCode()).isEqualTo(200);
            at.await(() -> at.temporary().toString(), "[]");
        }
    }

    @Test
    void slow_and_lost_senders_do_not_hold_up_the_others() throws Exception {
        var networks = new Ensemble(Map.of("run", Filters.segmenter(1, Shape.of(8, 8), 1, 2)));
        byte[] body = Files.readAllBytes(image("a.nii", Shape.of(9, 9), 1, Spacing.UNIT));
        var slow = new ArrayList<Socket>();
        try (var at = Asked.of(networks, any().queue(1).patience(Duration.ofSeconds(2)))) {
            for (int i = 0; i < 40; i++) {
                Socket socket = at.socket();
                socket.getOutputStream()
                        .write("POST /segment HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n\r\nabc"
                                .getBytes(StandardCharsets.US_ASCII));
                slow.add(socket);
            }
            for (int i = 0; i < 40; i++) {
                Socket headless = at.socket();
                headless.getOutputStream().write("POST /segm".getBytes(StandardCharsets.US_ASCII));
                slow.add(headless);
            }
            slow.get(0).close(); // gone before its body came
            for (int i = 0; i < 10; i++) {
                assertThat(at.post("/segment", body).statusCode()).isEqualTo(200);
            }
            for (Socket socket : slow.subList(1, 40)) {
                socket.setSoTimeout(10_000);
                assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                        .contains("HTTP/1.1 408").contains("the body must arrive within 2.0 s");
            }
            at.await(() -> at.temporary().toString(), "[]");
            at.await(() -> at.told().toString(), "/segment closed");
            assertThat(at.faults()).isEmpty();
        } finally {
            for (Socket socket : slow) {
                socket.close();
            }
        }
    }

    @Test
    void a_fault_of_ours_is_told_in_the_log_and_not_in_the_answer() throws Exception {
        var gate = new Gate();
        gate.open();
        gate.fail(new IllegalStateException("secret detail"));
        byte[] body = Files.readAllBytes(image("a.nii", Shape.of(8, 8), 1, Spacing.UNIT));
        try (var at = Asked.of(gate.networks(), any())) {
            HttpResponse<byte[]> failed = at.post("/segment", body);
            at.refused(500, failed, "this should not have happened");
            assertThat(Asked.text(failed)).doesNotContain("secret");
            assertThat(at.faults()).singleElement().asString().contains("secret detail");
            gate.fail(new OutOfMemoryError("Java heap space"));
            at.refused(413, at.post("/segment", body), "out of memory", "-Xmx");
            gate.fail(null);
            assertThat(at.post("/segment", body).statusCode()).isEqualTo(200);
            at.await(() -> at.temporary().toString(), "[]");
        }
    }

    @Test
    void a_stop_finishes_what_has_begun_and_refuses_the_rest() throws Exception {
        var gate = new Gate();
        byte[] body = Files.readAllBytes(image("a.nii", Shape.of(8, 8), 1, Spacing.UNIT));
        Asked at = Asked.of(gate.networks(), any());
        CompletableFuture<HttpResponse<byte[]>> running = at.later("/segment", body);
        gate.awaitBegun(1);
        CompletableFuture<HttpResponse<byte[]>> waiting = at.later("/segment", body);
        at.await(() -> Asked.text(at.get("/metrics")), "edgewise_queue_length 1\n");
        try (Socket arriving = at.socket()) {
            arriving.getOutputStream()
                    .write("POST /segment HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\nabc"
                            .getBytes(StandardCharsets.US_ASCII));
            at.await(() -> at.temporary().size() + "", "3");
            Thread closing = Thread.ofPlatform().start(at::close); // the client needs the common pool
            at.refused(503, waiting.get(10, TimeUnit.SECONDS), "the server is stopping");
            at.refused(503, at.post("/segment", body), "the server is stopping");
            assertThat(Asked.text(at.get("/health"))).contains("\"status\": \"stopping\"");
            assertThat(closing.isAlive()).isTrue();
            gate.open();
            HttpResponse<byte[]> answer = running.get(10, TimeUnit.SECONDS);
            assertThat(answer.statusCode()).isEqualTo(200);
            assertThat(answer.body()).hasSize(Files.readAllBytes(
                    predicted(gate.networks(), folder.resolve("a.nii"), false)).length);
            assertThat(closing.join(Duration.ofSeconds(20))).isTrue();
        }
        assertThat(at.folderIsGone()).isTrue();
        assertThatThrownBy(() -> at.get("/health")).isInstanceOf(IOException.class);
        at.close(); // a second time does nothing
    }

    @Test
    void wrong_settings_and_a_port_in_use_are_refused() throws Exception {
        for (Runnable wrong : List.<Runnable>of(() -> any().port(65_536), () -> any().port(-1),
                () -> any().queue(-1), () -> any().mostBytes(0), () -> any().patience(Duration.ZERO))) {
            assertThatThrownBy(wrong::run).isInstanceOf(InvalidInputException.class);
        }
        var networks = new Ensemble(Map.of("run", Filters.segmenter(1, Shape.of(8, 8), 1, 2)));
        try (var at = Asked.of(networks, any().patience(SHORT))) {
            assertThatThrownBy(() -> Asked.of(networks, any().port(at.port())))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("port " + at.port() + " cannot be used");
        }
    }

    @Test
    void answers_name_no_temporary_folder_and_warnings_come_in_a_header() throws Exception {
        var networks = new Ensemble(Map.of("run", Filters.segmenter(1, Shape.of(8, 8), 1, 2)));
        Path odd = image("a.nii", Shape.of(8, 8), 1, Spacing.UNIT);
        byte[] bytes = Files.readAllBytes(odd);
        bytes[123] = 0; // no unit of length
        Files.write(odd, bytes);
        Optional<String> warning = Volumes.stored(odd).warnings().stream().findFirst();
        try (var at = Asked.of(networks, any())) {
            HttpResponse<byte[]> answer = at.post("/segment", odd);
            assertThat(answer.headers().firstValue("Edgewise-Warning").isPresent())
                    .isEqualTo(warning.isPresent());
            HttpResponse<byte[]> bad = at.post("/segment?name=..%2F..%2Fx.nii.gz",
                    new byte[]{31, -117, 8, 0});
            at.refused(400, bad, "x.nii.gz");
            assertThat(Asked.text(bad)).doesNotContain(System.getProperty("java.io.tmpdir"))
                    .doesNotContain("..").doesNotContain("request");
        }
    }
}

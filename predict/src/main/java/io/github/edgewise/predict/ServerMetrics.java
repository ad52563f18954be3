package io.github.edgewise.predict;

import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.DoubleAdder;
import java.util.concurrent.atomic.LongAdder;

/// What a server has done, as Prometheus reads it.
final class ServerMetrics {
    private final Map<String, LongAdder> requests = new ConcurrentSkipListMap<>();
    private final DoubleAdder requestSeconds = new DoubleAdder();
    private final LongAdder segmented = new LongAdder();
    private final DoubleAdder segmentationSeconds = new DoubleAdder();

    /// @param path one of the server's own, so that the number of lines is limited
    /// @param status of the answer, or what became of the request without one
    void answered(String path, String status, double seconds) {
        requests.computeIfAbsent("path=\"" + path + "\",status=\"" + status + "\"", key -> new LongAdder())
                .increment();
        if (path.equals(PredictionServer.SEGMENT)) requestSeconds.add(seconds);
    }

    void segmented(double seconds) {
        segmented.increment();
        segmentationSeconds.add(seconds);
    }

    String text(OneByOne work, int limit) {
        var text = new StringBuilder();
        begin(text, "edgewise_requests_total", "counter", "Requests by path and status of the answer.");
        requests.forEach(
                (labels, count) -> text.append("edgewise_requests_total{").append(labels).append("} ")
                        .append(count.sum()).append('\n'));
        begin(text, "edgewise_request_seconds_total", "counter",
                "Seconds from the arrival of requests to segment to the end of their answers.");
        line(text, "edgewise_request_seconds_total", requestSeconds.sum());
        begin(text, "edgewise_segmentation_seconds", "summary", "Seconds that segmentations took.");
        line(text, "edgewise_segmentation_seconds_sum", segmentationSeconds.sum());
        line(text, "edgewise_segmentation_seconds_count", (double) segmented.sum());
        begin(text, "edgewise_queue_length", "gauge", "Images that wait.");
        line(text, "edgewise_queue_length", work.waiting());
        begin(text, "edgewise_queue_limit", "gauge", "Images that may wait.");
        line(text, "edgewise_queue_limit", limit);
        begin(text, "edgewise_busy", "gauge", "1 while an image is segmented.");
        line(text, "edgewise_busy", work.isBusy() ? 1 : 0);
        return text.toString();
    }

    private static void begin(StringBuilder text, String name, String type, String help) {
        text.append("# HELP ").append(name).append(' ').append(help).append("\n# TYPE ").append(name)
                .append(' ').append(type).append('\n');
    }

    private static void line(StringBuilder text, String name, double value) {
        text.append(name).append(' ')
                .append(value == Math.rint(value)
                        ? String.valueOf((long) value)
                        : String.format(Locale.ROOT, "%.6f", value))
                .append('\n');
    }
}

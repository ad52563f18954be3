/// Volumes, exact signed distance maps, boundary metrics and statistics, with nothing but the JDK.
module io.github.edgewise.core {
    requires static org.jspecify;
    requires static jdk.incubator.vector;

    uses io.github.edgewise.metric.Metric;

    exports io.github.edgewise;
    exports io.github.edgewise.file;
    exports io.github.edgewise.spec;
    exports io.github.edgewise.volume;
    exports io.github.edgewise.distance;
    exports io.github.edgewise.metric;
    exports io.github.edgewise.statistics;
}

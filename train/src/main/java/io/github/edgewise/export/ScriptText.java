package io.github.edgewise.export;

import io.github.edgewise.net.Layer;
import io.github.edgewise.net.Ops;
import io.github.edgewise.volume.Size;
import java.util.Arrays;

/// A network written down as lines of TorchScript. An image is the name of its variable.
final class ScriptText implements Ops<String> {
    private final StringBuilder lines = new StringBuilder();
    private final int axes;
    private int variables;

    /// @param axes 2 or 3
    ScriptText(int axes) { this.axes = axes; }

    /// The lines of a `forward` that returns this variable.
    String forward(String images, String result) {
        return "def forward(self, " + images + "):\n" + lines + "    return " + result + "\n";
    }

    /// Adds a line, and gives the name of its variable.
    String line(String expression) {
        String name = "x" + variables++;
        lines.append("    ").append(name).append(" = ").append(expression).append('\n');
        return name;
    }

    private static String weight(Layer layer, String which) { return "self." + layer.name() + "." + which; }

    private String list(Size size) { return Arrays.toString(size.along(axes)); }

    @Override
    public String of(Layer layer, String x) {
        String weight = weight(layer, "weight");
        String bias = weight(layer, "bias");
        return switch (layer) {
            case Layer.Convolution c -> line("torch.conv" + axes + "d(" + x + ", " + weight + ", "
                    + (c.bias() ? bias : "None") + ", " + list(c.stride()) + ", "
                    + Arrays.toString(c.padding()) + ", " + list(c.dilation()) + ", 1)");
            case Layer.TransposedConvolution c ->
                line("torch.conv_transpose" + axes + "d(" + x + ", " + weight
                        + ", " + bias + ", " + list(c.stride()) + ")");
            case Layer.InstanceNorm n -> line("torch.group_norm(" + x + ", " + n.channels() + ", " + weight
                    + ", " + bias + ", " + Layer.EPSILON + ")");
            case Layer.BatchNorm n -> line("torch.batch_norm(" + x + ", " + weight + ", " + bias + ", "
                    + weight(n, "running_mean") + ", " + weight(n, "running_var") + ", self.training, 0.1, "
                    + Layer.EPSILON + ", False)");
            case Layer.Prelu _ -> line("torch.prelu(" + x + ", " + weight + ")");
        };
    }

    @Override
    public String leaky(String x, double slope) { return line("torch.leaky_relu(" + x + ", " + slope + ")"); }

    @Override
    public String add(String one, String other) { return line("torch.add(" + one + ", " + other + ")"); }

    @Override
    public String cat(String one, String other) { return line("torch.cat([" + one + ", " + other + "], 1)"); }

    @Override
    public String maxPool(String x, Size block) {
        return line("torch.max_pool" + axes + "d(" + x + ", " + list(block) + ")");
    }

    @Override
    public String averagePool(String x, Size block) {
        return line("torch.avg_pool" + axes + "d(" + x + ", " + list(block) + ")");
    }

    @Override
    public Pooled<String> pooled(String x) {
        String both = line("torch.max_pool2d_with_indices(" + x + ", [2, 2], [2, 2])");
        return new Pooled<>(line(both + "[0]"), line(both + "[1]"));
    }

    @Override
    public String unpooled(String x, Pooled<String> pooled, String like) {
        return line("torch.max_unpool2d(" + x + ", " + pooled.places() + ", [" + like + ".size(2), " + like
                + ".size(3)])");
    }

    @Override
    public String doubled(String x) {
        return line("torch.upsample_nearest2d(" + x + ", [2 * " + x + ".size(2), 2 * " + x + ".size(3)])");
    }

    @Override
    public String widened(String x, int more) {
        return line("torch.constant_pad_nd(" + x + ", [0, 0, 0, 0, 0, " + more + "], 0)");
    }

    @Override
    public String dropout(String x, double share) {
        return line("torch.dropout(" + x + ", " + share + ", self.training)");
    }
}

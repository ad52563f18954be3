package io.github.edgewise.net;

import io.github.edgewise.spec.Spec;
import java.util.List;

/// Networks as text: `uNet:width=32,depth=4`, `eNet`, `referenceUNet`.
public final class Networks {
    private static final Spec<Network> SPEC = new Spec<>(Network.class, "");

    private Networks() {}

    /// The names of all networks of this package.
    public static List<String> names() { return SPEC.known(); }

    /// The network that the text describes.
    public static Network parse(String text) { return SPEC.parse(text); }

    /// The text of a network.
    public static String text(Network network) { return SPEC.text(network); }
}

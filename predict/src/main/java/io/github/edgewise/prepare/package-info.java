/// Prepares images for a network, and transfers its results back to the grid of the image.
@NullMarked
package io.github.edgewise.prepare;

import org.jspecify.annotations.NullMarked;

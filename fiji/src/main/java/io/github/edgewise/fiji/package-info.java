/// Commands for Fiji: distance maps, scores and segmentation of open images.
@NullMarked
package io.github.edgewise.fiji;

import org.jspecify.annotations.NullMarked;

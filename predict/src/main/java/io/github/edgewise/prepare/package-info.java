/// How an image becomes what a network sees, and how its result gets back to the grid of the image.
@NullMarked
package io.github.edgewise.prepare;

import org.jspecify.annotations.NullMarked;

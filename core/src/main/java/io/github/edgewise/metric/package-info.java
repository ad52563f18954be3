/// Overlap and surface metrics, and tables of their scores.
@NullMarked
package io.github.edgewise.metric;

import org.jspecify.annotations.NullMarked;

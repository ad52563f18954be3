/// Exact signed distance maps in millimetres.
@NullMarked
package io.github.edgewise.distance;

import org.jspecify.annotations.NullMarked;

/// JMH benchmarks.
@NullMarked
package io.github.edgewise.bench;

import org.jspecify.annotations.NullMarked;

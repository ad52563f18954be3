/// Benchmarks: of JMH where a method is measured, programs where a step or a batch is.
@NullMarked
package io.github.edgewise.bench;

import org.jspecify.annotations.NullMarked;

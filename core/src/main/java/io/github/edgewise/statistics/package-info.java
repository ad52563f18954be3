/// Summaries of scores.
@NullMarked
package io.github.edgewise.statistics;

import org.jspecify.annotations.NullMarked;

/// Data sets: the cases in a folder, their splits, and what is wrong with them.
@NullMarked
package io.github.edgewise.dataset;

import org.jspecify.annotations.NullMarked;

/// A run as one self-contained page: curves, table, pictures.
@NullMarked
package io.github.edgewise.report;

import org.jspecify.annotations.NullMarked;

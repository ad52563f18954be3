/// What all parts of Edgewise have in common.
@NullMarked
package io.github.edgewise;

import org.jspecify.annotations.NullMarked;

/// What all of Edgewise has in common.
@NullMarked
package io.github.edgewise;

import org.jspecify.annotations.NullMarked;

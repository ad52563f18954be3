/// Synthetic images with small lesions or vessels, for trying losses where the truth is known.
@NullMarked
package io.github.edgewise.phantom;

import org.jspecify.annotations.NullMarked;

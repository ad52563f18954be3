/// Images and label maps on a grid of voxels with spacing in millimetres.
@NullMarked
package io.github.edgewise.volume;

import org.jspecify.annotations.NullMarked;

/// From images to label maps: sliding window, mirrored copies, ensembles. The network is behind an interface.
@NullMarked
package io.github.edgewise.predict;

import org.jspecify.annotations.NullMarked;

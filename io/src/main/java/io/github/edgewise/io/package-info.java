/// Images and label maps on disk, and the cases of a data set.
@NullMarked
package io.github.edgewise.io;

import org.jspecify.annotations.NullMarked;

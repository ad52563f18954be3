/// Files that are never half written, and files that are larger than memory.
@NullMarked
package io.github.edgewise.file;

import org.jspecify.annotations.NullMarked;

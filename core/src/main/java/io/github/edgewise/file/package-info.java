/// Files that are never half written, outputs that replace no input, folders in use, and files larger than
/// memory.
@NullMarked
package io.github.edgewise.file;

import org.jspecify.annotations.NullMarked;

/// The command line: one class per command, and the only output and exit codes.
@NullMarked
package io.github.edgewise.cli;

import org.jspecify.annotations.NullMarked;

/// Commands of the command line whose work a Spark cluster shares.
@NullMarked
package io.github.edgewise.spark;

import org.jspecify.annotations.NullMarked;

/// Settings as text: `boundary:clipMm=20` to a record and back.
@NullMarked
package io.github.edgewise.spec;

import org.jspecify.annotations.NullMarked;

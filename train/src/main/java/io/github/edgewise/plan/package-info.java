/// What a data set suggests for training: fingerprint, plan, and how images are prepared for it.
@NullMarked
package io.github.edgewise.plan;

import org.jspecify.annotations.NullMarked;

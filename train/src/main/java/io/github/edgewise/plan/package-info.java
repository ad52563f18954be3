/// From a data set to a plan for training: fingerprint, plan and preparation of images.
@NullMarked
package io.github.edgewise.plan;

import org.jspecify.annotations.NullMarked;

/// From cases on disk to batches of patches: samples with distance maps, augmentation, loader, plan.
@NullMarked
package io.github.edgewise.data;

import org.jspecify.annotations.NullMarked;

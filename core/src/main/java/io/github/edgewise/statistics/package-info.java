/// What scores of patients say: summaries, paired tests, confidence intervals, effect sizes and rankings.
///
/// Input is one number per patient, so that patients with many images do not count more than once: scores, or
/// differences of two methods' scores on the same patients, averaged over repeated trainings. Random numbers
/// come from the seed that is passed in and from nothing else.
@NullMarked
package io.github.edgewise.statistics;

import org.jspecify.annotations.NullMarked;

/// Statistics of patients' scores: summaries, paired tests, confidence intervals, effect sizes and rankings.
///
/// The input is one number per patient, so that patients with many images do not count more than once. The
/// number is a score, or the difference of two methods' scores on the same patient, averaged over repeated
/// trainings. Random numbers depend only on the seed that is passed in.
@NullMarked
package io.github.edgewise.statistics;

import org.jspecify.annotations.NullMarked;

/// Self-contained HTML pages about runs, comparisons of losses and single cases: tables, charts, pictures.
@NullMarked
package io.github.edgewise.report;

import org.jspecify.annotations.NullMarked;

/// What the release archive holds besides jars: licences, manual pages, shell completion.
@NullMarked
package io.github.edgewise.dist;

import org.jspecify.annotations.NullMarked;

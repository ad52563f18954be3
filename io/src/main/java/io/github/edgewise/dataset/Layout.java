package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/// A way to lay out a data set in a folder.
///
/// To add one, write a class like [Acdc] and add it to the list in [Layouts]; one of your own outside of this
/// project is found as a service ([java.util.ServiceLoader]). It recognises its folders by what they hold.
public interface Layout {
    /// What a message says that a folder of this kind has.
    String known();

    /// Where the data set begins: the folder itself or one inside of it; nothing where it is of another kind.
    Optional<Path> root(Path folder) throws IOException;

    /// The cases, those without a mask too.
    ///
    /// @param root what [#root] gave
    List<Case> cases(Path root, Wanted wanted) throws IOException;

    /// What is asked of a data set.
    ///
    /// @param channels their names, in this order; empty for all there are
    /// @param rule what the masks' values mean
    record Wanted(List<String> channels, LabelRule rule) {
        public Wanted {
            channels = List.copyOf(channels);
        }

        /// The channels of a layout that has a fixed set of them.
        ///
        /// @param all their names, in the usual order
        /// @throws IOException where one is wanted that there is not
        public List<String> of(List<String> all) throws IOException {
            for (String name : channels) {
                if (!all.contains(name)) {
                    throw new IOException("no channel " + name + "; there are " + String.join(", ", all));
                }
            }
            return channels.isEmpty() ? all : channels;
        }
    }
}

package io.github.edgewise.dataset;

import io.github.edgewise.format.LabelRule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// A layout of a data set in a folder.
///
/// To add one, write a class like [Acdc] and add it to the list in [Layouts]; one of your own outside of this
/// project is found as a service ([java.util.ServiceLoader]). It recognises its folders by what they hold.
public interface Layout {
    /// The contents of such a folder, as messages describe them.
    String known();

    /// Where the data set begins: the folder itself or one inside of it. Nothing if it has another layout.
    Optional<Path> root(Path folder) throws IOException;

    /// The cases, including those without a mask.
    ///
    /// @param root what [#root] gave
    List<Case> cases(Path root, Wanted wanted) throws IOException;

    /// The names of the classes by their number, the background first, as far as the data set has them:
    /// otherwise empty. If there are names, masks have these classes and no others.
    default List<String> classNames(Path root) throws IOException { return List.of(); }

    /// The request of a user who opens a data set.
    ///
    /// @param channels the names of the channels, in this order; empty for all channels
    /// @param rule the meaning of the masks' values
    /// @param notes is told what a user should know, such as files that are passed over; one sentence each
    record Wanted(List<String> channels, LabelRule rule, Consumer<String> notes) {
        public Wanted {
            channels = List.copyOf(channels);
        }

        /// A request that does not listen to notes.
        public Wanted(List<String> channels, LabelRule rule) { this(channels, rule, note -> {}); }

        /// The images of a folder by their names without the ending. What is passed over is noted.
        ///
        /// @throws IOException where two of them have the same name
        public Map<String, Path> files(Path folder) throws IOException {
            ImageFolder listed = ImageFolder.of(folder);
            listed.notes().forEach(notes);
            return listed.files();
        }

        /// The channels to read from a layout with a fixed set of channels.
        ///
        /// @param all their names, in the usual order
        /// @throws IOException where a requested channel does not exist
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

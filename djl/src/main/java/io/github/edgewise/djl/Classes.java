package io.github.edgewise.djl;

import ai.djl.ndarray.NDArray;
import ai.djl.ndarray.NDArrays;
import ai.djl.ndarray.NDList;
import ai.djl.ndarray.types.Shape;
import io.github.edgewise.InvalidInputException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// The classes that a loss supervises.
///
/// @param indices in any order, without repetition
record Classes(List<Integer> indices) {
    private static final int LARGEST = 255;

    /// @throws InvalidInputException where one is there twice, or is not 0 to 255
    static List<Integer> named(List<Integer> classes) {
        for (int i = 0; i < classes.size(); i++) {
            int one = classes.get(i);
            if (one < 0 || one > LARGEST) {
                throw new InvalidInputException("classes are numbers from 0 to " + LARGEST + ", not " + one);
            }
            if (classes.subList(0, i).contains(one)) {
                throw new InvalidInputException("class " + one + " is named twice; name each class once");
            }
        }
        return List.copyOf(classes);
    }

    /// The wanted classes. If none is named, all classes from `first` on.
    ///
    /// @param logits shape `[B, K, (D,) H, W]`
    static Classes of(List<Integer> wanted, int first, NDArray logits) {
        if (logits.getShape().dimension() < 3) {
            throw new InvalidInputException("logits must have the shape [B, K, H, W] or [B, K, D, H, W], but "
                    + "have " + logits.getShape());
        }
        int count = (int) logits.getShape().get(1);
        List<Integer> indices = wanted.isEmpty() ? IntStream.range(first, count).boxed().toList() : wanted;
        for (int one : indices) {
            if (one >= count) {
                throw new InvalidInputException(
                        "the loss supervises class " + one + ", but the network has only "
                                + count + " classes (0-" + (count - 1) + ")");
            }
        }
        if (indices.isEmpty()) {
            throw new InvalidInputException(
                    "the loss needs a class to supervise, but the network has only the background");
        }
        return new Classes(List.copyOf(indices));
    }

    /// One array of the labels, of the same shape as the logits.
    static NDArray label(NDList labels, int at, String what, NDArray logits) {
        if (labels.size() <= at) {
            throw new InvalidInputException("the labels must be one-hot classes and distances, made by "
                    + "SegmentationLabels, but have no " + what);
        }
        Shape shape = labels.get(at).getShape();
        if (!shape.equals(logits.getShape())) {
            throw new InvalidInputException(
                    "the " + what + " have the shape " + shape + ", but the logits have "
                            + logits.getShape()
                            + "; make labels with as many classes as the network has, of the same "
                            + "patches");
        }
        return labels.get(at);
    }

    /// The channels of these classes, `[B, C, (D,) H, W]`.
    NDArray of(NDArray all) {
        if (indices.equals(IntStream.range(0, (int) all.getShape().get(1)).boxed().toList())) return all;
        var channels = new ArrayList<NDArray>();
        for (int one : indices) {
            channels.add(all.get(":, " + one + ":" + (one + 1)));
        }
        // DJL copies a single array without its gradient
        return channels.size() == 1 ? channels.getFirst() : NDArrays.concat(new NDList(channels), 1);
    }

    /// The sum over voxels, `[B, C]`.
    static NDArray overVoxels(NDArray of) {
        Shape shape = of.getShape();
        return of.reshape(shape.get(0), shape.get(1), -1).sum(new int[]{2});
    }
}

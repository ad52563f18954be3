package io.github.edgewise.loss;

import io.github.edgewise.InvalidInputException;
import java.util.List;
import java.util.stream.IntStream;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// The classes that a loss supervises, and the sums over voxels that losses use.
///
/// @param indices the classes in any order, without repetition
record Classes(List<Integer> indices) {
    private static final int LARGEST = 255;

    /// The classes that a setting names, each once.
    ///
    /// @throws InvalidInputException where one is there twice, or is not 0 to 255
    static List<Integer> named(List<Integer> classes) {
        for (int i = 0; i < classes.size(); i++) {
            int k = classes.get(i);
            if (k < 0 || k > LARGEST) {
                throw new InvalidInputException("classes are numbers from 0 to " + LARGEST + ", not " + k);
            }
            if (classes.subList(0, i).contains(k)) {
                throw new InvalidInputException("class " + k + " is named twice; name each class once");
            }
        }
        return List.copyOf(classes);
    }

    /// The wanted classes. If none is named, all classes from `first` on.
    ///
    /// @param first 0 for all classes, 1 for all except the background
    static Classes of(List<Integer> wanted, int first, Prediction prediction) {
        int count = prediction.classes();
        List<Integer> indices = wanted.isEmpty() ? IntStream.range(first, count).boxed().toList() : wanted;
        for (int k : indices) {
            if (k < 0 || k >= count) {
                throw new InvalidInputException(
                        "the loss supervises class " + k + ", but the network has only "
                                + count + " classes (0-" + (count - 1) + ")");
            }
        }
        if (indices.isEmpty()) {
            throw new InvalidInputException(
                    "the loss needs a class to supervise, but the network has only the background");
        }
        return new Classes(List.copyOf(indices));
    }

    /// The channels of these classes, `[B, |C|, D, H, W]`.
    Tensor of(Tensor all) {
        boolean whole = indices.equals(IntStream.range(0, (int) all.size(1)).boxed().toList());
        if (whole) return all;
        long[] at = indices.stream().mapToLong(Integer::longValue).toArray();
        return all.index_select(1, Tensor.create(at, at.length).to(all.device(), ScalarType.Long));
    }

    /// The sum over voxels, `[B, |C|]`.
    static Tensor overVoxels(Tensor x) { return x.flatten(2, -1).sum(2); }

    /// The mean over images and classes of a loss of whole images.
    Tensor mean(RegionLoss loss, Prediction prediction, Target target) {
        List<Tensor> sums = loss.summands(prediction, target, indices).stream().map(Classes::overVoxels)
                .toList();
        return loss.ofSums(sums).mean();
    }

    /// The values of each class of the whole batch, `[|C|, B*D*H*W]`.
    static Tensor perClass(Tensor x) { return x.transpose(0, 1).flatten(1, -1); }
}

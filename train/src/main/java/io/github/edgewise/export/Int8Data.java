package io.github.edgewise.export;

import io.github.edgewise.InvalidInputException;
import io.github.edgewise.dataset.Case;
import io.github.edgewise.predict.PostProcessing;
import java.util.List;

/// What a network needs to be written in int8: windows that tell how large its values become, and cases that
/// tell what rounding them costs.
///
/// @param windows of training cases, prepared, each of the shape of a patch; at least one
/// @param cases with masks, which the network was not trained on; at least one
/// @param post how label maps of these cases are made
public record Int8Data(List<float[]> windows, List<Case> cases, PostProcessing post) {
    /// @throws InvalidInputException where there is no window or no case
    public Int8Data {
        windows = List.copyOf(windows);
        cases = List.copyOf(cases);
        if (windows.isEmpty() || cases.isEmpty()) {
            throw new InvalidInputException("int8 needs training cases to see how large values become, and "
                    + "other cases with masks to see what rounding costs, but there are " + windows.size()
                    + " training windows and " + cases.size() + " other cases");
        }
    }
}

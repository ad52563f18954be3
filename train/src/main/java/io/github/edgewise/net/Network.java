package io.github.edgewise.net;

import io.github.edgewise.engine.NativeLibraries;
import io.github.edgewise.plan.Plan;
import io.github.edgewise.volume.Size;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.bytedeco.javacpp.PointerScope;

/// The design of a network, from which [Model]s with fresh weights are built.
///
/// To add one, write a record like [ENet] and its test; `--network` then finds it by name.
public interface Network {
    /// A network with random weights for the patches of that plan. Seed the engine first. One that is made
    /// by [#built] may be built anywhere; another one outside of any native scope, or its weights are freed
    /// with the scope.
    ///
    /// @param plan with the channels of the image, the classes to tell apart, background included, and the
    ///     levels that a patch affords
    /// @throws IllegalArgumentException where the design does not fit
    Model build(Plan plan);

    /// A network with these layers, which the training engine runs and exports write as a graph.
    ///
    ///     public Model build(Plan plan) { return Network.built(new Layers(plan), model -> {}); }
    ///
    /// @param first changes the engine's random first weights
    static Model built(Topology topology, Consumer<? super Model> first) {
        return built(() -> {
            var model = new TorchModel(topology);
            first.accept(model);
            return model;
        });
    }

    /// A network that owns everything native that its construction makes: [Model#close] frees it at once.
    /// Without this, closing a model leaves its layers to the garbage collector. For networks with operations
    /// of the engine that [Ops] does not have; they cannot be exported.
    static Model built(Supplier<? extends Model> construction) {
        NativeLibraries.load();
        try (var scope = new PointerScope()) {
            Model model = construction.get();
            model.own(scope.extend()); // what is in it outlives this block
            return model;
        }
    }

    /// The number of resolutions that the loss is computed at, which is how many [Model#stages] returns.
    default int stages() { return 1; }

    /// Voxels of the image in one voxel of every resolution of the loss, the finest first.
    ///
    /// @throws IllegalArgumentException where the design does not fit
    default List<Size> stages(Plan plan) { return List.of(Size.ONE); }
}

/// Files with weights: checkpoints, safetensors, state dicts of PyTorch, TorchScript.
@NullMarked
package io.github.edgewise.weights;

import org.jspecify.annotations.NullMarked;

/// Files with weights: checkpoints, safetensors, state dicts of PyTorch, TorchScript.
@NullMarked
package io.github.edgewise.checkpoint;

import org.jspecify.annotations.NullMarked;

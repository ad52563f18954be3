"""Segments an image with a model file of Edgewise, in Python: what `edgewise predict net.onnx` does, step by step.

    edgewise export runs/first -o net.onnx
    python predict.py net.onnx scan.nii.gz mask.nii.gz

Needs numpy and onnxruntime, nibabel for NIfTI and pillow for pictures. An image that would have to be resampled or
turned first is refused. Post-processing of the label map is not repeated here.
"""
import sys

import numpy as np
import onnxruntime


def normalised(channel, how):
    """Mean 0 and deviation 1, or the range from 0 to 1; values that are not finite become 0. channel: [z, y, x]."""
    kind, *numbers = how.split()
    values = channel.astype(np.float64)
    seen = np.isfinite(values) & ((values != 0) | (kind != "NONZERO"))
    if not seen.any():
        return np.zeros(channel.shape, np.float32)
    if kind == "DATA_SET":
        low, high, mean, deviation = map(float, numbers)
        values = np.clip(values, low, high)
    elif kind == "RANGE":
        mean, deviation = values[seen].min(), np.ptp(values[seen])
    else:
        mean, deviation = values[seen].mean(), values[seen].std()
    scale = 1 / deviation if deviation > 1e-8 * abs(mean) else 0
    return np.where(seen, (np.where(seen, values, 0) - mean) * scale, 0).astype(np.float32)


def starts(whole, part):
    """The first voxel of each window along one axis; windows overlap by half."""
    if whole <= part:
        return [-((part - whole) // 2)]
    steps = int(np.ceil((whole - part) / (part / 2)))
    return [int(np.floor(i * (whole - part) / steps + 0.5)) for i in range(steps + 1)]


def length(image, patch, stride):
    """Of a window of a 2-D network: that of the image, but at least one and at most one and a half patches."""
    return int(np.ceil(min(max(image, patch), 1.5 * patch) / stride)) * stride


def gaussian(patch):
    """The weight of each voxel of a window; its deviation is an eighth of the window."""
    weights = np.ones(patch)
    for axis, n in enumerate(patch):
        bell = np.exp(-0.5 * ((np.arange(n) - (n - 1) / 2) / (n / 8)) ** 2)
        weights *= bell.reshape([-1 if a == axis else 1 for a in range(len(patch))])
    return np.maximum(weights, 1e-4).astype(np.float32)


def probabilities(run, image, window, flat):
    """Of every class, [K, z, y, x]. image: [C, z, y, x], prepared; run: windows [1, C, ...] to [1, K, ...]."""
    weights = gaussian(window)
    whole = image.shape[1:]
    before = [max(0, (p - w) // 2) for w, p in zip(whole, window)]  # an image smaller than a window is padded
    after = [max(0, p - w - b) for w, p, b in zip(whole, window, before)]
    padded = np.pad(image, [(0, 0), *zip(before, after)])
    total = weight = None
    for z in starts(whole[0], window[0]):
        for y in starts(whole[1], window[1]):
            for x in starts(whole[2], window[2]):
                at = [s + b for s, b in zip((z, y, x), before)]
                box = (slice(None), *(slice(a, a + p) for a, p in zip(at, window)))
                part = padded[box][None]
                result = run(part[:, :, 0])[:, :, None][0] if flat else run(part)[0]
                if total is None:
                    total = np.zeros((len(result), *padded.shape[1:]), np.float32)
                    weight = np.zeros(padded.shape[1:], np.float32)
                total[box] += result * weights
                weight[box[1:]] += weights
    inside = tuple(slice(b, b + w) for b, w in zip(before, whole))
    return total[(slice(None), *inside)] / weight[inside]


def segment(model, image, spacing):
    """The label map, [z, y, x]. image: [C, z, y, x] as in the file; spacing: of z, y and x in mm."""
    session = onnxruntime.InferenceSession(model, providers=["CPUExecutionProvider"])
    about = session.get_modelmeta().custom_metadata_map
    channels = int(about["edgewise.channels"])
    if len(image) == 1 and channels == 3:
        image = np.repeat(image, 3, axis=0)  # grey for a model of colours
    if len(image) != channels:
        sys.exit(f"the model needs {channels} channels, but the image has {len(image)}")
    axes = {"NONE": [], "IN_PLANE": [1, 2], "ALL": [0, 1, 2]}[about["edgewise.resampling"]]
    wanted = [float(w) for w in about["edgewise.spacing"].split()]
    if any(max(wanted[a], spacing[a]) > 1.1 * min(wanted[a], spacing[a]) for a in axes) or about["edgewise.size"] != "0":
        sys.exit("this image must be resampled first; use edgewise predict")
    if about["edgewise.post"] != "none":
        print(f"not done here: post-processing {about['edgewise.post']}, which edgewise predict does", file=sys.stderr)
    box = (slice(None),) * 3
    if about["edgewise.crops"] == "true" and image.any():
        used = np.nonzero(image.any(axis=0))
        box = tuple(slice(u.min(), u.max() + 1) for u in used)
    part = image[(slice(None), *box)]
    part = np.stack([normalised(part[c], about[f"edgewise.channel.{c}"]) for c in range(channels)])
    patch = [int(n) for n in about["edgewise.patch"].split()]
    flat = len(patch) == 2
    if flat:
        strides = [int(n) for n in about["edgewise.stride"].split()]
        patch = [1, *(length(n, p, s) for n, p, s in zip(part.shape[2:], patch, strides))]
    run = lambda windows: session.run(["probabilities"], {"images": windows})[0]
    labels = np.zeros(image.shape[1:], np.uint8)
    labels[box] = probabilities(run, part, patch, flat).argmax(axis=0)
    return labels


def main(model, source, target):
    if source.endswith((".nii", ".nii.gz")):
        import nibabel
        file = nibabel.load(source)
        turned = onnxruntime.InferenceSession(model).get_modelmeta().custom_metadata_map["edgewise.orientation"]
        if turned and "".join(nibabel.aff2axcodes(file.affine)) != turned:
            sys.exit(f"the model sees volumes as {turned}, turn this one first; or use edgewise predict")
        voxels = np.asanyarray(file.dataobj)
        voxels = voxels[..., None] if voxels.ndim == 3 else voxels  # x, y, z, channel
        labels = segment(model, voxels.transpose(3, 2, 1, 0).astype(np.float32), file.header.get_zooms()[2::-1])
        nibabel.save(nibabel.Nifti1Image(labels.transpose(2, 1, 0), file.affine), target)
    else:
        import PIL.Image
        picture = np.asarray(PIL.Image.open(source)).astype(np.float32)
        picture = picture[..., None] if picture.ndim == 2 else picture[..., :3]
        labels = segment(model, picture.transpose(2, 0, 1)[:, None], (1, 1, 1))
        PIL.Image.fromarray(labels[0]).save(target)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(__doc__)
    main(*sys.argv[1:])

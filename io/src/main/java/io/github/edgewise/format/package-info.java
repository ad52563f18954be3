/// Image and label files: NIfTI, NRRD, MetaImage, npy, TIFF, DICOM, PNG and JPEG.
@NullMarked
package io.github.edgewise.format;

import org.jspecify.annotations.NullMarked;

/// Image and label files: NIfTI, NRRD, MetaImage, npy, TIFF, DICOM, PNG, JPEG, GIF and BMP.
@NullMarked
package io.github.edgewise.format;

import org.jspecify.annotations.NullMarked;

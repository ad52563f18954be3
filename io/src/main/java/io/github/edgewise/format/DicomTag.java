package io.github.edgewise.format;

/// The tags of DICOM elements that are read, by their keywords in the standard: `0x00280010` is (0028,0010).
/// Source: DICOM PS3.6.
final class DicomTag {
    static final int TRANSFER_SYNTAX_UID = 0x00020010;
    static final int MODALITY = 0x00080060;
    static final int SLICE_THICKNESS = 0x00180050;
    static final int SPACING_BETWEEN_SLICES = 0x00180088;
    static final int SERIES_INSTANCE_UID = 0x0020000e;
    static final int IMAGE_POSITION_PATIENT = 0x00200032;
    static final int IMAGE_ORIENTATION_PATIENT = 0x00200037;
    static final int PLANE_POSITION_SEQUENCE = 0x00209113;
    static final int PLANE_ORIENTATION_SEQUENCE = 0x00209116;
    static final int SAMPLES_PER_PIXEL = 0x00280002;
    static final int PHOTOMETRIC_INTERPRETATION = 0x00280004;
    static final int PLANAR_CONFIGURATION = 0x00280006;
    static final int NUMBER_OF_FRAMES = 0x00280008;
    static final int ROWS = 0x00280010;
    static final int COLUMNS = 0x00280011;
    static final int PIXEL_SPACING = 0x00280030;
    static final int BITS_ALLOCATED = 0x00280100;
    static final int BITS_STORED = 0x00280101;
    static final int HIGH_BIT = 0x00280102;
    static final int PIXEL_REPRESENTATION = 0x00280103;
    static final int RESCALE_INTERCEPT = 0x00281052;
    static final int RESCALE_SLOPE = 0x00281053;
    static final int MODALITY_LUT_SEQUENCE = 0x00283000;
    static final int PIXEL_MEASURES_SEQUENCE = 0x00289110;
    static final int PIXEL_VALUE_TRANSFORMATION_SEQUENCE = 0x00289145;
    static final int SEGMENT_SEQUENCE = 0x00620002;
    static final int GRID_FRAME_OFFSET_VECTOR = 0x3004000c;
    static final int DOSE_GRID_SCALING = 0x3004000e;
    static final int SHARED_FUNCTIONAL_GROUPS_SEQUENCE = 0x52009229;
    static final int PER_FRAME_FUNCTIONAL_GROUPS_SEQUENCE = 0x52009230;
    static final int FLOAT_PIXEL_DATA = 0x7fe00008;
    static final int DOUBLE_FLOAT_PIXEL_DATA = 0x7fe00009;
    static final int PIXEL_DATA = 0x7fe00010;
    static final int ITEM = 0xfffee000;
    static final int ITEM_DELIMITATION_ITEM = 0xfffee00d;
    static final int SEQUENCE_DELIMITATION_ITEM = 0xfffee0dd;

    private DicomTag() {}
}

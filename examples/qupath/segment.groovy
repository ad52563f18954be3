// Segments the selected annotation, or the whole image, with a model file of Edgewise, and adds an annotation for
// each object of each class. How to install it: docs/how-to/qupath.md
import io.github.edgewise.predict.ModelFile
import io.github.edgewise.volume.Grid
import io.github.edgewise.volume.LabelMap
import io.github.edgewise.volume.Shape
import io.github.edgewise.volume.Spacing
import io.github.edgewise.volume.Volume
import java.nio.file.Path
import qupath.lib.analysis.images.ContourTracing
import qupath.lib.analysis.images.SimpleImages
import qupath.lib.objects.PathObjects
import qupath.lib.objects.classes.PathClass
import qupath.lib.regions.ImagePlane
import qupath.lib.regions.RegionRequest
import qupath.lib.roi.GeometryTools
import qupath.lib.roi.RoiTools

import static qupath.lib.scripting.QP.*

// What to change: the file of `edgewise export RUN -o net.onnx`, and how much smaller the image is read than it is
Path model = Path.of(args.length > 0 ? args[0] : buildFilePath(PROJECT_BASE_DIR, "net.onnx"))
double downsample = args.length > 1 ? args[1] as double : 1
long mostPixels = 100_000_000 // of the region as it is read; a network sees it as one image

def server = getCurrentServer()
def parent = getSelectedObject()
def request = parent?.getROI() == null
        ? RegionRequest.createInstance(server, downsample)
        : RegionRequest.createInstance(server.getPath(), downsample, parent.getROI())
long pixels = (long) (request.getWidth() / downsample * request.getHeight() / downsample)
if (pixels > mostPixels) {
    throw new IllegalArgumentException("The region has " + pixels + " pixels, at most " + mostPixels
            + " are segmented as one image: select a smaller annotation, or use a larger downsample")
}

// The pixels, channel by channel, with their size in mm where it is known
def picture = server.readRegion(request).getRaster()
int width = picture.getWidth(), height = picture.getHeight(), channels = server.nChannels()
float[] values = new float[channels * width * height]
for (int c = 0; c < channels; c++) {
    picture.getSamples(0, 0, width, height, c, (float[]) null).eachWithIndex { float value, int i ->
        values[c * width * height + i] = value
    }
}
def size = server.getPixelCalibration()
def spacing = size.hasPixelSizeMicrons()
        ? Spacing.of(size.getPixelHeightMicrons() * downsample / 1000, size.getPixelWidthMicrons() * downsample / 1000)
        : Spacing.UNIT
def image = new Volume(Grid.of(Shape.of(height, width), spacing), values)

LabelMap labels
def names = ModelFile.describe(model).metadata().classNames()
def network = ModelFile.open(model)
try {
    labels = network.segment(image)
} finally {
    network.close()
}

// Outlines of each class, inside of the selected annotation
float[] classes = new float[width * height]
for (int i = 0; i < classes.length; i++) classes[i] = labels.at(i)
def traced = SimpleImages.createFloatImage(classes, width, height)
def plane = ImagePlane.getPlane(request.getZ(), request.getT())
def found = []
for (int k = 1; k < labels.classes(); k++) {
    def outline = ContourTracing.createTracedGeometry(traced, k, k, request)
    if (outline == null || outline.isEmpty()) continue
    if (parent != null) {
        outline = GeometryTools.homogenizeGeometryCollection(outline.intersection(parent.getROI().getGeometry()))
        if (outline.isEmpty()) continue
    }
    def name = k < names.size() ? names[k] : "class " + k
    for (roi in RoiTools.splitROI(GeometryTools.geometryToROI(outline, plane))) {
        found << PathObjects.createAnnotationObject(roi, PathClass.fromString(name))
    }
}
addObjects(found)
println found.size() + " objects in " + width + " x " + height + " pixels"
